"""All charts of a comparison, by name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sim.experiment.running import Running, in_order
from sim.report.drawing import any_script, as_bytes, new_figure, settle
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
    if found is None:
        return {}
    drawn = (_drawn(draw, compared) for compared in compared_of(found) for draw in CHARTS)
    return {picture.name: picture for picture in drawn if picture is not None}


def ready_to_draw() -> None:
    """Load what takes long to load and is loaded when it is first used."""
    settle(new_figure(height=1.0))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One of ``CHARTS``, by its place, of the results in a folder, whose manifest is given as its text."""

    folder: Path
    manifest: str
    place: int

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"The {CHARTS[self.place].__name__.replace('_', ' ')}"


def write_comparison_charts(folder: Path, manifest: Mapping[str, Any], *, running: Running = in_order) -> list[str]:
    """Draw the charts of a comparison from the tables that are in a folder already; the names written.

    They are drawn by whoever makes replications, since by then none are left to be made.
    """
    asked = [_Asked(folder, json.dumps(manifest), place) for place in range(len(CHARTS))]
    # The last takes by far the longest: were it begun last, whoever else draws would have to wait for it.
    written = dict(running.each(_write, reversed(asked), title=lambda each: each.title))
    by_scenario = zip(*(written[each] for each in asked), strict=True)
    return [name for charts in by_scenario for names in charts for name in names]


def _write(asked: _Asked) -> list[list[str]]:
    """Draw a chart for each demand scenario; the names written for each."""
    pictures = (_drawn(CHARTS[asked.place], compared) for compared in _read(asked.folder, asked.manifest))
    return [_files(asked.folder, picture) if picture is not None else [] for picture in pictures]


@lru_cache(maxsize=1)
def _read(folder: Path, manifest: str) -> list[Compared]:
    """The scenarios of the results in a folder, read once for all charts."""
    files = {table_name(file.name): TableFile(file) for file in folder.glob("*.csv*")}
    return list(compared_of(Found(folder, "compare", json.loads(manifest), Tables(files))))


def _files(folder: Path, picture: Picture) -> list[str]:
    """Write a chart as PNG and SVG; the names written."""
    names = [f"{picture.name}.{kind}" for kind in ("png", "svg")]
    for name in names:
        (folder / name).write_bytes(as_bytes(picture.figure, name.rpartition(".")[2]))
    return names


def _drawn(draw: Callable[[Compared], Picture | None], compared: Compared) -> Picture | None:
    """A chart of a demand scenario, laid out; None where the tables do not hold what it shows."""
    with any_script():
        picture = draw(compared)
    if picture is not None:
        settle(picture.figure)
    return picture
