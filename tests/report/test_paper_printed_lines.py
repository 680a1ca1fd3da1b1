"""Which tables keep each figure on one line when they are printed."""

import pytest

from sim.report.paper.blocks import Column, Grid, Paper, Section
from sim.report.paper.html import html_of


def printed(cells: tuple[str, ...]) -> str:
    columns = (Column("Option"), *(Column("Days", figures=True) for _ in cells))
    grid = Grid("Waits", columns, ((("A label that is broken into lines with ease",), *((cell,) for cell in cells)),))
    return html_of(Paper("Title", "", (), (Section("a", "A", (grid,)),)), {})


@pytest.mark.parametrize(("number", "kept"), [(4, True), (5, True), (6, False)])
def test_figures_stay_on_one_line_where_all_columns_fit_the_page(number: int, kept: bool) -> None:
    assert ('<table class="unbroken">' in printed(("45 (36 to 53) *",) * number)) is kept
