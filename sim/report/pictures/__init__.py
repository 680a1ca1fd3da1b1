"""The charts of a comparison, drawn from the tables of its results folder alone: one function each.

``reading`` reads the tables as charts need them, ``drawn_rows`` draws what charts with a row an option have in common,
and ``comparison`` makes all of them. Each chart says what it shows in words and has the table behind it.
"""
