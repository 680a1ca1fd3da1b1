"""Every figure of the paper that carries its row is what stands there, rounded."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from sim.report.paper.found import Cited, read_material

SCALES = {
    "_within_": (1.0, 100.0),
    "_days": (1.0,),
    "_share": (1.0, 100.0),
    "_gbp": (1.0, 0.001, 0.000001),
    "": (1.0, 100.0, 0.001, 0.000001),
}
"""By what is in the name of a column: as it stands, as a percentage, in thousands, in millions."""
COMPARED = "comparison+plan_for_staff"


def figures(paper: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The printed text of each figure, and what it carries."""
    for data in html.parse(paper, html.HTMLParser(encoding="utf-8")).getroot().iter("data"):
        yield data.text_content(), dict(data.attrib)


def cell(folders: list[Path], told: dict[str, str]) -> str:
    """What stands where a figure says it came from."""
    folder = folders[int(told.get("data-results", 1)) - 1]
    with (folder / told["data-file"]).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    return lines[int(told["data-line"]) - 1][lines[0].index(told["data-column"])]


def says(text: str, value: float, column: str) -> bool:
    """Whether a text is a number rounded as far as its own digits tell, to the last that is no nought at its end."""
    found = re.search(r"\d[\d,]*(\.\d+)?", text)
    if found is None:
        return False
    printed = found.group().replace(",", "")
    size = abs(float(printed))
    digits = len(printed.partition(".")[2])
    noughts = 0 if digits else len(printed) - len(printed.rstrip("0"))
    half = max(0.5 * 10.0**-digits, min(0.5 * 10.0**noughts, 0.1 * size) if noughts else 0.0) + 1e-9 * size
    below_nought = size == 0 and value < 0  # the low end of a wait is not printed below nought
    above_all = size == 100 and value > 1  # nor the high end of a share above all
    scales = next(scales for unit, scales in SCALES.items() if unit in column)
    return below_nought or above_all or any(abs(abs(value * scale) - size) <= half for scale in scales)


@pytest.mark.parametrize("name", ["comparison", COMPARED, "single_run", "small_sweep", "hostile_comparison"])
def test_every_cited_figure_is_its_cell_rounded(papers: Any, name: str) -> None:
    folders = [papers.results(each) for each in name.split("+")]
    seen = list(figures(papers.paper(name)))
    for text, told in seen:
        found = cell(folders, told)
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", found):
            assert found == told["value"]
            assert str(int(found[8:10])) in text, f"{text!r} is printed of {found}"  # the day; hours may be left out
        elif not found == told["value"] == text:  # words are cited as they stand
            assert float(found) == float(told["value"]), told
            assert says(text, float(found), told["data-column"]), f"{text!r} is printed of {found} ({told})"


def test_a_comparison_is_printed_from_many_cells(papers: Any) -> None:
    assert len({(told["data-line"], told["data-column"]) for _, told in figures(papers.paper("comparison"))}) > 15


def test_a_figure_says_which_of_several_results_it_came_from(papers: Any) -> None:
    material = read_material([papers.results("comparison"), papers.results("plan_for_staff")])
    cited = [next(found.rows(table)).cite(column) for found, table, column in (
        (material.main, "options", "label"), (material.more[0], "posts", "role"),
    )]  # fmt: skip
    assert [each.results for each in cited if isinstance(each, Cited)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "value", "column", "well"),
    [
        ("21 days", 20.8, "wait_mean_days", True), ("21 days", 21.6, "wait_mean_days", False),
        ("0", 0.4, "wait_low_days", True), ("0", 3.2, "wait_low_days", False), ("0", -3.2, "wait_low_days", True),
        ("30", 27.6, "wait_mean_days", True), ("30", 35.2, "wait_mean_days", False),
        ("44.6", 44.55, "wait_mean_days", True), ("44.6", 44.7, "wait_mean_days", False),
        ("47 %", 0.468, "over_limit_mean_share", True), ("47 %", 0.478, "over_limit_mean_share", False),
        ("£560,000 more", 558_123.0, "cost_gbp", True), ("£560,000", 572_000.0, "cost_gbp", False),
        ("+564", 563_700.0, "cost_gbp", True), ("-2.5", -2.53, "difference_mean", True),
        ("-2.5", -2.56, "difference_mean", False), ("none", 0.0, "difference_mean", False),
    ],
)  # fmt: skip
def test_what_counts_as_rounded(text: str, value: float, column: str, well: bool) -> None:
    assert says(text, value, column) is well
