"""What a plan has to reach: the targets' shares and no list growing long, as promised or as the baseline has them."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.experiment.figure_table import Cell
from sim.experiment.staffing.problem import Requirement
from sim.experiment.staffing.services import Figure
from sim.experiment.verdict import lowered
from sim.scenario.experiments import Staffing
from sim.scenario.timeline import Service

GROWTH_SCALE = 5.0
"""Growth of a list [cases a week] that counts as much as missing a target altogether."""

SHARE_SCALE = 0.2
"""A share lower than the baseline's by so much counts as much as missing a target altogether."""

LIST_SCALE = 50.0
"""And so many cases and steps more on a list than in the baseline."""

ONE_MORE = 1.0
"""Cases or steps by which a list may be longer than the baseline's whatever its length."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement, the figure it is about, and the level that the config promises, if it does."""

    requirement: Requirement
    figure: Figure
    promised: float | None = None


def required(staffing: Staffing, service: Service) -> tuple[Wanted, ...]:
    """Every target in every period, and that nobody waits where no target counts them."""
    lists = _no_longer if staffing.tolerance is not None else _not_growing
    return (*_targets(staffing, service), *_short(staffing, service), *lists(staffing, service))


def _targets(staffing: Staffing, service: Service) -> Iterator[Wanted]:
    for period in staffing.periods:
        for label in staffing.targets:
            name = _in(staffing, label, period)
            level = next(target.share.value for target in service.base.target if target.label == label)
            figure = Figure((_cell("target_share", period, "share", activity=label),))
            if staffing.tolerance is None:
                requirement = Requirement(name, level, staffing.assurance, scale=max(1 - level, 0.01))
            else:
                requirement = Requirement(name, -staffing.tolerance, staffing.assurance, scale=SHARE_SCALE, against=1.0)
            yield Wanted(requirement, figure, level)


def _short(staffing: Staffing, service: Service) -> Iterator[Wanted]:
    """Lists that are to be short: the longest that one is at any of its ends of months, or the oldest of years."""
    for item in staffing.lists:
        since = item.periods[0]
        if item.of_age:
            name = f"Nine in ten waiting no longer than {item.most:g} days, from {since} on"
            cells = [_cell("waiting_cases_age_p90_days", period, "days") for period in item.periods]
        else:
            role = _reported(service, item.role) if item.role else ""
            whose = f" for {lowered(service.base.role[role].label or role)}" if role else ""
            name = f"At most {item.most:g} cases waiting{whose} at any month's end from {since} on"
            cells = [_cell("waiting_cases_end", period, "cases", role=role) for period in item.periods]
        requirement = Requirement(name, -item.most, staffing.assurance, scale=max(item.most, 1.0), unit=cells[0][-1])
        nobody = 0.0 if item.of_age else math.nan  # where nobody waits, nobody has waited long
        yield Wanted(requirement, Figure(tuple(cells), sign=-1, largest=True, none=nobody))


def _not_growing(staffing: Staffing, service: Service) -> Iterator[Wanted]:
    """No list of a role that varies growing, in any of the periods: one that had piled up might shrink in the last."""
    if staffing.growth_per_week is None:
        return
    for period in staffing.periods:
        for reported in dict.fromkeys(item.reported for item in (*staffing.roles, *staffing.tied)):
            label = lowered(service.base.role[reported].label or reported)
            cell = _cell("waiting_cases_growth_per_week", period, "cases per week", role=reported)
            most = (
                f"grows by at most {staffing.growth_per_week:g} a week" if staffing.growth_per_week else "does not grow"
            )
            name, level = _in(staffing, f"List of {label} {most}", period), -staffing.growth_per_week
            yield Wanted(Requirement(name, level, scale=GROWTH_SCALE, unit=cell[-1]), Figure((cell,), sign=-1))


def _in(staffing: Staffing, name: str, period: str) -> str:
    """A name with its period, where there are several."""
    return f"{name}, {period}" if len(staffing.periods) > 1 else name


def _no_longer(staffing: Staffing, service: Service) -> Iterator[Wanted]:
    """Lists and in-trays of every role that varies, and of its parts, no longer than the baseline's in any period."""
    if staffing.list_tolerance is None:
        return
    entries = (*staffing.roles, *staffing.tied)
    for period in staffing.periods:
        for role in dict.fromkeys(item.reported for item in entries):
            label = service.base.role[role].label or role
            yield _backlog(staffing, period, label, _waiting(period, role))
            parts = [item for item in entries if item.role == role]
            for item in parts if len(parts) > 1 else ():
                cells = (cell for team in item.teams for cell in _waiting(period, role, team))
                yield _backlog(staffing, period, item.label, cells)


def _backlog(staffing: Staffing, period: str, label: str, cells: Iterable[Cell]) -> Wanted:
    assert staffing.list_tolerance is not None
    name = _in(staffing, f"Work waiting for: {lowered(label)}", period)
    unit, against = "cases and steps", 1 + staffing.list_tolerance
    requirement = Requirement(name, -ONE_MORE, scale=LIST_SCALE, unit=unit, against=against)
    return Wanted(requirement, Figure(tuple(cells), sign=-1))


def _waiting(period: str, role: str, team: str = "") -> Iterator[Cell]:
    """The cells that together are the average number of cases and steps waiting for a role."""
    yield _cell("waiting_cases_average", period, "cases", role=role, team=team)
    yield _cell("in_tray_average", period, "steps", role=role, team=team)


def waits_for(period: str, role: str, team: str = "") -> Iterator[Cell]:
    """The cells that together are the average number of cases and steps waiting for a role, side work among them."""
    yield _cell("allocation_list_average", period, "cases", role=role, team=team)
    for measure in ("shared_list_average", "in_tray_average"):
        yield _cell(measure, period, "steps", role=role, team=team)


def _reported(service: Service, role: str) -> str:
    return service.base.role[role].reports_as or role


def _cell(measure: str, period: str, unit: str, *, activity: str = "", role: str = "", team: str = "") -> Cell:
    return (measure, "", "", activity, role, team, period, unit)
