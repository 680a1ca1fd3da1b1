"""An experiment file as it may be written: its tables, their settings and the kinds of their values."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.defaults import REPLICATIONS, SEED
from sim.scenario.experiments.names import Given, Name
from sim.scenario.experiments.staffing_file import StaffingFile
from sim.scenario.limits import MOST_YEARS
from sim.scenario.table import Table
from sim.scenario.values import Day, Model, Real, Switch, Whole

MOST_REPLICATIONS = 100_000
MOST_POINTS = 10_000
"""Of a sweep; a slip of the keyboard makes more."""

LEAST_DEFAULT, MOST_DEFAULT = 10, 200
"""Replications, where a precision is wanted and no limits are given."""


def _number(raw: Any) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError("a number is wanted")
    if not math.isfinite(raw):
        raise ValueError("a number below a million million is wanted")
    return raw


def _value(raw: Any) -> Any:
    if isinstance(raw, str | bool):
        return raw
    if not isinstance(raw, int | float):
        raise ValueError("a number, a text or true or false is wanted")
    return _number(raw)


def _as_figure(raw: Any) -> Any:
    if isinstance(raw, str):
        return {"measure": raw}
    if not isinstance(raw, dict):
        raise ValueError('the name of a measure is wanted, or a table such as { measure = "...", group = "..." }')
    return raw


Plain = Annotated[Any, BeforeValidator(_number)]
"""A number as it was written: whole stays whole."""

PlainValue = Annotated[Any, BeforeValidator(_value)]


class FigureFile(Model):
    """A figure of a run: a measure, and the cell of its dimensions."""

    measure: Given
    stream: str = ""
    group: str = ""
    priority: str = ""
    activity: str = ""
    role: str = ""
    team: str = ""
    period: str = ""
    label: str = ""


class GoalFile(FigureFile):
    """How precise a figure is to be; given both ways, either suffices."""

    half_width: Annotated[Real, Field(gt=0)] | None = None
    relative: Annotated[Real, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.half_width is None and self.relative is None:
            raise ValueError("give half_width (in the measure's unit), relative (0.05 is 5 % of the mean), or both")
        return self


class PrecisionFile(Model):
    """Replications until every goal is met in every design, between two limits."""

    least: Whole = Field(default=LEAST_DEFAULT, ge=2)
    most: Whole = Field(default=MOST_DEFAULT, le=MOST_REPLICATIONS)
    goal: tuple[GoalFile, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError(f"most ({self.most}) may not be below least ({self.least})")
        return self


class OptionFile(Model):
    """An option made here: files laid over the baseline together, settings, or both."""

    name: Name
    label: str = ""
    files: tuple[Given, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    set: Table[Any] = Field(default=Table())

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.files and not self.set:
            raise ValueError("give files, set or both, so that the option differs from the baseline")
        if self.from_ is not None and not self.set:
            raise ValueError("from says since when the settings of set hold, and there are none")
        return self


class ScenarioFile(Model):
    """A demand scenario: files laid over the baseline, under which every option is tried; none for the baseline."""

    name: Name
    label: str = ""
    files: tuple[Given, ...]


class RangeFile(Model):
    """Values from one number up to another, by a step."""

    from_: Plain = Field(alias="from")
    to: Plain
    step: Plain

    @field_validator("step")
    @classmethod
    def _leads_on(cls, step: float) -> float:
        if step <= 0:
            raise ValueError(f"step must be above zero, not {step:g}")
        return step

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"to ({self.to:g}) may not be below from ({self.from_:g})")
        return self


class FactorFile(Model):
    """What a sweep varies: one setting, or several that move together."""

    name: Name
    label: str = ""
    settings: tuple[Given, ...] = Field(min_length=1)
    offsets: tuple[Plain, ...] = ()
    values: tuple[PlainValue, ...] | None = Field(default=None, min_length=1)
    range: RangeFile | None = None
    low: Plain | None = None
    high: Plain | None = None
    whole: Switch = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.offsets and len(self.offsets) != len(self.settings):
            raise ValueError(f"offsets needs one number for each of the {len(self.settings)} settings")
        return self


class SweepFile(Model):
    """A sweep: which settings take which values, in what design."""

    method: Literal["grid", "list", "latin_hypercube"]
    from_: Day | None = Field(default=None, alias="from")
    points: Annotated[Whole, Field(ge=1, le=MOST_POINTS)] | None = None
    grid: Table[Any] = Field(default=Table())
    factor: tuple[FactorFile, ...] = ()
    point: tuple[Table[Any], ...] = ()


class ExperimentFile(Model):
    """An experiment, whole."""

    title: str = ""
    question: str = ""
    baseline: Given
    options: tuple[Given, ...] = ()
    replications: Whole = Field(default=REPLICATIONS, ge=1, le=MOST_REPLICATIONS)
    seed: Whole = Field(default=SEED, ge=0)
    years: Annotated[Real, Field(gt=0, le=MOST_YEARS)] | None = None
    period: str = "all"
    measures: tuple[Annotated[FigureFile, BeforeValidator(_as_figure)], ...] = ()
    worth: Annotated[Real, Field(gt=0)] | None = None
    option: tuple[OptionFile, ...] = ()
    scenario: tuple[ScenarioFile, ...] = ()
    precision: PrecisionFile | None = None
    sweep: SweepFile | None = None
    staffing: StaffingFile | None = None
