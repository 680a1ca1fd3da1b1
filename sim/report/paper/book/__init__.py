"""What the sheets of the workbook hold; ``sim.report.paper.workbook`` writes them."""
