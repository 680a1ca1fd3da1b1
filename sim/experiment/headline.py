"""The figures that an experiment is about, resolved to cells of the results."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sim.errors import InputFault, Problem
from sim.experiment.figure_names import FigureNames
from sim.experiment.figure_table import Cell
from sim.measures import MEASURES, WHOLE_RUN, Measure, measure_named
from sim.measures.limits import Limit, limits_of
from sim.scenario import Service
from sim.scenario.experiments import Experiment, FigureRef
from sim.scenario.faults import nearest
from sim.units import MINUTES_PER_DAY

USUAL_CLOCK: Final = "contact_to_assessment"
USUAL_WAIT: Final = f"{USUAL_CLOCK}_mean_days"

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (),
    "stream": ("stream",),
    "clients": ("stream",),
    "group": ("group",),
    "priority": ("priority",),
    "work_type": ("activity",),
    "activity": ("activity",),
    "target": ("activity",),
    "role": ("role",),
    "team": ("team",),
    "role_team": ("role", "team"),
}
"""The keys of a figure that say what it is given by, for each dimension of the registry."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that designs are compared by.

    Attributes
    ----------
    ref
        As the experiment names it.
    cell
        What it is called in results.
    label, unit
        Words for tables and charts, and the unit of the value.
    better
        -1 if less is better, +1 if more is, 0 if neither.
    """

    ref: FigureRef
    cell: Cell
    label: str
    unit: str
    better: int


def headlines(experiment: Experiment, service: Service) -> tuple[Headline, ...]:
    """The experiment's figures, or the usual ones if it names none.

    Raises
    ------
    InputFault
        If a measure or a name is unknown, with every problem found.
    """
    if experiment.figures:
        refs = [(f"measures[{place}]", ref) for place, ref in enumerate(experiment.figures)]
    else:
        refs = [("", ref) for ref in usual_figures(experiment, service)]
    return resolved(experiment, service, refs)


def usual_headlines(experiment: Experiment, service: Service) -> tuple[Headline, ...]:
    """The usual figures, in the experiment's period, or for the whole run if they are not given for that."""
    given = FigureNames((service,)).periods(measure_named(USUAL_WAIT))
    period = experiment.period if experiment.period in given else WHOLE_RUN
    refs = usual_figures(replace(experiment, period=period), service)
    return resolved(experiment, service, [("", ref) for ref in refs])


def usual_figures(experiment: Experiment, service: Service) -> tuple[FigureRef, ...]:
    """Mean wait from contact to assessment, and the share within the longest limit in days that a target sets.

    If no target does, the longest that the scenario publishes a comparison for; if there is none, no such share.
    """
    found = [FigureRef(USUAL_WAIT, period=experiment.period, label="Mean wait for an assessment")]
    targets = [Limit.of(target) for target in service.base.target if target.clock == USUAL_CLOCK]
    days = _in_days(targets) or _in_days(limits_of(service, USUAL_CLOCK))
    if days:
        label = f"Assessed within {days[-1].minutes // MINUTES_PER_DAY} days"
        found.append(FigureRef(days[-1].measure(USUAL_CLOCK), period=experiment.period, label=label))
    return tuple(found)


def _in_days(limits: Iterable[Limit]) -> list[Limit]:
    return sorted(limit for limit in limits if limit.minutes > 0 and limit.minutes % MINUTES_PER_DAY == 0)


def resolved(experiment: Experiment, service: Service, refs: Sequence[tuple[str, FigureRef]]) -> tuple[Headline, ...]:
    """The cells of figures, given with their place in the experiment's file (empty for the usual figures).

    Names that only an option knows, such as a team that it opens, are known too.

    Raises
    ------
    InputFault
        With every problem found.
    """
    names = FigureNames((service, *(design.service for design in experiment.designs)))
    found: list[Headline] = []
    problems: list[Problem] = []
    for place, given in refs:
        ref = given if given.period else replace(given, period=experiment.period)
        wrong = list(_problems(names, experiment.file, place, ref))
        problems += wrong
        if not wrong:
            found.append(_headline(names, ref))
    if problems:
        raise InputFault(list(dict.fromkeys(problems)))
    return tuple(found)


def _problems(names: FigureNames, file: str, place: str, ref: FigureRef) -> Iterator[Problem]:
    try:
        measure = measure_named(ref.measure)
    except KeyError:
        hint = nearest(ref.measure, {*MEASURES, *names.shares})
        yield Problem(file, place, "there is no such measure", repr(ref.measure), hint)
        return
    if ref.measure not in MEASURES and ref.measure not in names.shares:
        rule = "no target or comparator of the scenario asks for a share within this limit"
        yield Problem(file, place, rule, repr(ref.measure), nearest(ref.measure, names.shares))
        return
    by = [name for name in measure.dimensions if _KEYS[name] == _given(ref)]
    if not by:
        given = " and ".join(_given(ref)) or "nothing"
        yield Problem(file, place, f"{ref.measure} is not given by {given}", "", f"It is given by {_ways(measure)}.")
    for dimension in by:
        for key, (what, known) in zip(_KEYS[dimension], names.of(dimension), strict=True):
            name = getattr(ref, key)
            if name not in known:
                yield Problem(file, f"{place}.{key}", f"there is no such {what}", repr(name), nearest(name, known))
    periods = names.periods(measure)
    if ref.period not in periods:
        where = f"{place}.period" if place else "period"
        rule = f"{ref.measure} is not given for this period"
        yield Problem(file, where, rule, repr(ref.period), nearest(ref.period, periods))


def _headline(names: FigureNames, ref: FigureRef) -> Headline:
    measure = measure_named(ref.measure)
    stream = names.column_of_group(ref.group) if ref.group else ref.stream
    cell = (ref.measure, stream, ref.priority, ref.activity, ref.role, ref.team, ref.period, measure.unit)
    return Headline(ref, cell, ref.label or names.label(measure, ref), measure.unit, measure.better)


def _given(ref: FigureRef) -> tuple[str, ...]:
    """The keys of the dimensions that a figure fills in."""
    keys = ("stream", "group", "priority", "activity", "role", "team")
    return tuple(key for key in keys if getattr(ref, key))


def _ways(measure: Measure) -> str:
    """What a measure is given by, in the words of an experiment's file."""
    ways = dict.fromkeys(" and ".join(_KEYS[name]) or "nothing" for name in measure.dimensions)
    *most, last = ways
    return f"{', '.join(most)} or {last}" if most else last
