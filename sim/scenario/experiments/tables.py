"""What an experiment asks, validated and frozen: its designs, its figures, and how many replications."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.scenario.experiments.staffing import Staffing
from sim.scenario.layers import Reading
from sim.scenario.option_sheet import OptionSheet
from sim.scenario.timeline import Service

Value = float | int | str | bool
"""A value of a setting in a sweep."""

Setting = tuple[str, Value]
"""A dotted setting and the value it is given."""


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A figure of a run: a measure and the cell of its dimensions.

    ``group`` names a group of the scenario, ``activity`` an activity, a work type or a target's label, as in
    summary.csv. ``period`` is a year of the run such as "2016/17", or "all". Names are checked where measures are
    known.
    """

    measure: str
    stream: str = ""
    group: str = ""
    priority: str = ""
    activity: str = ""
    role: str = ""
    team: str = ""
    period: str = "all"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """One service to be run in an experiment: the baseline, an option, or a point of a sweep.

    Attributes
    ----------
    name, label
        ``name`` is unique within the experiment and stands in tables; ``label`` is for people.
    scenario
        Name of the demand scenario that the design is tried under; empty if the experiment has none.
    against
        Name of the design that this one is compared with; empty for a baseline.
    service
        The service with everything laid over it.
    files
        Every file that the service is made of, from the root down.
    sheets
        The option sheets of what differs from the baseline, a file each.
    settings
        The factors' values at a point of a sweep, in the factors' order.
    scenario_label
        The demand scenario, for people.
    """

    name: str
    label: str
    scenario: str
    against: str
    service: Service = field(repr=False)
    files: tuple[str, ...]
    sheets: tuple[OptionSheet, ...] = ()
    settings: tuple[Setting, ...] = ()
    scenario_label: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """How precise a figure is to be: half-width of its 95 % interval, in its own unit or relative to its mean.

    Given both, either suffices.
    """

    figure: FigureRef
    half_width: float | None
    relative: float | None


@dataclass(frozen=True, slots=True)
class Precision:
    """Replications until every goal is met in every design, between ``least`` and ``most``."""

    goals: tuple[Goal, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Factor:
    """What a sweep varies: one dotted setting, or several that move together.

    A grid gives ``values``; a Latin hypercube gives ``low`` and ``high`` (and whether whole numbers are wanted).
    ``offsets`` is what each linked setting is given beyond the factor's value (0 for a text), in order of ``settings``.
    """

    name: str
    label: str
    settings: tuple[str, ...]
    offsets: tuple[float, ...]
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sweep:
    """The points of a sweep: all combinations, given points (a value for each factor), or a Latin hypercube.

    ``from_`` is the date from which the settings hold; None for the whole run.
    """

    method: Literal["grid", "list", "latin_hypercube"]
    factors: tuple[Factor, ...]
    points: tuple[tuple[Value, ...], ...]
    number: int
    from_: dt.date | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment file, read and checked.

    Attributes
    ----------
    name
        The file's name without suffix.
    designs
        Of a comparison: for each demand scenario the baseline and then its options. Of a sweep: the baseline alone.
    replications
        A fixed number, or None where ``precision`` decides.
    figures
        The figures that the experiment is about, the headline first; empty for the usual ones.
    period
        The period of figures that name none.
    worth
        The smallest difference of the headline figure worth caring about, in its unit; None if not given.
    text
        The file as written.
    staffing
        What a staffing search varies and wants.
    readings
        The files of each baseline, and of that without any demand scenario, by its name, for points and plans to be
        laid over.
    plain
        The baseline without any demand scenario.
    """

    name: str
    title: str
    question: str
    designs: tuple[Design, ...]
    replications: int | None
    precision: Precision | None
    seed: int
    figures: tuple[FigureRef, ...]
    period: str
    worth: float | None
    sweep: Sweep | None
    file: str
    text: str
    staffing: Staffing | None = None
    readings: Mapping[str, Reading] = field(default_factory=dict, repr=False, compare=False)
    plain: Service | None = field(default=None, repr=False, compare=False)

    @property
    def baseline(self) -> Design:
        """The first design: what the others are compared with, or vary."""
        return self.designs[0]
