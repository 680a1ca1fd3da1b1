"""Small services that differ in one thing, experiments on them, and tables of figures made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.experiment.figure_table import Cell, FigureTable
from sim.scenario import Service, load_service
from sim.scenario.experiments import Design, Experiment, FigureRef
from sim.scenario.option_sheet import OptionSheet
from tiny import TINY

WAIT: Cell = ("contact_to_assessment_mean_days", "", "", "", "", "", "all", "days")
WITHIN: Cell = ("contact_to_assessment_within_28_days", "", "", "", "", "", "all", "share")
TARGET = "Assessed within 28 days"


def variant(folder: Path, name: str = "tiny", **changes: str) -> Service:
    """The small service with pieces of its text replaced, each given as "old => new"."""
    text = TINY
    for change in changes.values():
        old, new = change.split(" => ")
        assert old in text, f"the small service has no {old!r}"
        text = text.replace(old, new)
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return load_service(file)


def design(
    name: str, service: Service, *, against: str = "", scenario: str = "", sheets: Sequence[OptionSheet] = ()
) -> Design:
    return Design(name, name, scenario, against, service, (f"{name}.toml",), tuple(sheets))


def experiment(
    *designs: Design, replications: int | None = 5, figures: Sequence[FigureRef] = (), worth: float | None = None
) -> Experiment:
    return Experiment(
        "trial", "A trial", "Does it help?", designs, replications, None, 7, tuple(figures), "all", worth, None,
        "trial.toml", "",
    )  # fmt: skip


def table(columns: Mapping[Cell, Sequence[float]]) -> FigureTable:
    values = np.array(list(columns.values()), dtype=np.float64).T
    return FigureTable(np.arange(len(values)), tuple(columns), values)


def sheet(one_off: object = 0, yearly: object = 0, **dates: object) -> OptionSheet:
    given = {"label": "More", "owner": "Council", "mechanism": "More of it", "asks": "Nothing"}
    return OptionSheet.model_validate({**given, "one_off_gbp": one_off, "yearly_gbp": yearly, **dates})


def with_precision(trial: Experiment, **given: object) -> Experiment:
    return replace(trial, replications=None, **given)  # type: ignore[arg-type]
