"""All charts of a comparison, by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sim.report.drawing import any_script, as_bytes, settle
from sim.report.paper.blocks import Picture
from sim.report.paper.found import Found, Material, Tables
from sim.report.paper.reading import TableFile, table_name
from sim.report.pictures.answer import all_options_chart, answer_chart
from sim.report.pictures.differences import differences_chart
from sim.report.pictures.lists import lists_chart
from sim.report.pictures.money import cost_chart
from sim.report.pictures.reading import Compared, compared_of
from sim.report.pictures.targets import all_targets_chart, targets_chart
from sim.report.pictures.waits import waits_chart

CHARTS: Final[tuple[Callable[[Compared], Picture | None], ...]] = (
    answer_chart, all_options_chart, differences_chart, waits_chart, lists_chart, cost_chart, targets_chart,
    all_targets_chart,
)  # fmt: skip
"""One chart of one demand scenario each; None where the tables do not hold what it shows."""


def comparison_pictures(material: Material) -> dict[str, Picture]:
    """The charts of a comparison, one of each kind for each demand scenario, by name; empty of other results."""
    found = next(iter(material.of("compare")), None)
    return {picture.name: picture for picture in _drawn(found)} if found is not None else {}


def write_comparison_charts(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Draw the charts of a comparison from the tables that are in a folder already; the names written."""
    files = {table_name(file.name): TableFile(file) for file in folder.glob("*.csv*")}
    return write_pictures(folder, _drawn(Found(folder, "compare", manifest, Tables(files))))


def write_pictures(folder: Path, pictures: Iterable[Picture]) -> list[str]:
    """Write charts as PNG and SVG; the names written."""
    written = []
    for picture in pictures:
        for kind in ("png", "svg"):
            written.append(f"{picture.name}.{kind}")
            (folder / written[-1]).write_bytes(as_bytes(picture.figure, kind))
    return written


def _drawn(found: Found) -> Iterator[Picture]:
    """One after the other, so that no more than one needs to be kept."""
    for compared in compared_of(found):
        for draw in CHARTS:
            with any_script():
                picture = draw(compared)
            if picture is not None:
                settle(picture.figure)
                yield picture
