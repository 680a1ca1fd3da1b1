"""The days that timetables are drawn on, and what a role's terms say of each of them."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.calendar import bank_holidays_between, months, weekdays
from sim.scenario.people import DAYS
from sim.scenario.service import Scenario
from sim.scenario.staffing import Role
from sim.scenario.timeline import Service, add_years
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.tables import Ints

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """Whole years of days from day 0.

    Leave and sickness belong to a year of the run (counted from the anniversary of its start),
    so years are always drawn whole, whatever the horizon cuts off.

    Attributes
    ----------
    weekday, month, holiday
        Of each day, shape [days]; Monday and January are 0.
    year_first
        First day of each year and the day after the last, shape [years + 1].
    """

    weekday: Ints
    month: Ints
    holiday: Flags
    year_first: tuple[int, ...]

    @property
    def days(self) -> int:
        """Number of days."""
        return self.year_first[-1]

    @property
    def years(self) -> Iterator[tuple[int, int, int]]:
        """Each year with its first day and the day after its last."""
        yield from ((y, a, b) for y, (a, b) in enumerate(zip(self.year_first, self.year_first[1:], strict=False)))


def grid_of(service: Service, years: int) -> Grid:
    """The first ``years`` years of a service, by the day."""
    start: dt.date = service.start_date
    first = tuple((add_years(start, year) - start).days for year in range(years + 1))
    days = np.arange(first[-1], dtype=np.int64)
    holidays = bank_holidays_between(start, service.base.clock.bank_holidays, 0, first[-1] - 1)
    return Grid(weekdays(start, days), months(start, days), np.isin(days, holidays), first)


def years_of(service: Service) -> int:
    """Number of years of the run, a part year counted whole."""
    return len(service.year_starts) - 1


def segments(service: Service, grid: Grid) -> list[tuple[int, int, Scenario]]:
    """The scenario in force by stretches of days: (first day, day after the last, scenario)."""
    starts = [min(-(-max(epoch.start, 0) // MINUTES_PER_DAY), grid.days) for epoch in service.epochs]
    starts[0] = 0
    ends = [*starts[1:], grid.days]
    return [
        (first, end, epoch.scenario)
        for first, end, epoch in zip(starts, ends, service.epochs, strict=True)
        if first < end
    ]


def role_at(service: Service, name: str, minute: int) -> Role:
    """The terms of a role at a minute; before a role exists, those it will begin with."""
    role = service.epoch_at(minute).scenario.role.get(name)
    if role is not None:
        return role
    return next(e.scenario.role[name] for e in service.epochs if name in e.scenario.role)


def working_days(service: Service, grid: Grid, name: str) -> Flags:
    """Days that full-time workers of a role are due in, before any absence. Shape [days]."""
    due = np.zeros(grid.days, dtype=np.bool_)
    for first, end, scenario in segments(service, grid):
        role = scenario.role.get(name)
        if role is not None:
            due[first:end] = _due(grid, role, first, end, [DAYS.index(day) for day in role.days])
    return due


def contracted_minutes(service: Service, grid: Grid, team: str, role_name: str, post: int) -> Floats:
    """Casework minutes of a post on each day it is due in, absent or not, with overtime; 0 on other days.

    A part-timer comes in on as many of the role's days as the FTE needs (0.5 of five days: three
    shorter days), neighbouring days, moved on by one for each post so that a team's part-timers
    cover the week between them. Shape [days].
    """
    return _minutes(service, grid, (team, role_name, post), _casework_hours)


def overtime_minutes(service: Service, grid: Grid, team: str, role_name: str, post: int) -> Floats:
    """The overtime among the :func:`contracted_minutes` of a post, part-timers in proportion. Shape [days]."""
    return _minutes(service, grid, (team, role_name, post), lambda role: float(role.overtime_hours_per_week))


def _casework_hours(role: Role) -> float:
    """Casework hours of a full-time week in which nobody is away: all of the overtime is casework."""
    return float(role.contract_hours_per_week) * float(role.casework_share) + float(role.overtime_hours_per_week)


def _minutes(service: Service, grid: Grid, cell: tuple[str, str, int], weekly_hours: Callable[[Role], float]) -> Floats:
    """Minutes of a post (team, role, number) on each day it is due in, by a full-timer's hours a week."""
    team, role_name, post = cell
    minutes = np.zeros(grid.days)
    for first, end, scenario in segments(service, grid):
        home, role = scenario.team.get(team), scenario.role.get(role_name)
        posts = home.posts.get(role_name) if home is not None else None
        if role is None or posts is None or posts.number < post:
            continue
        every, fte = len(role.days), posts.fte_of(post)
        attended = math.ceil(every * fte - 1e-9)
        week = [DAYS.index(role.days[(post - 1 + i) % every]) for i in range(attended)]
        daily = weekly_hours(role) * MINUTES_PER_HOUR * fte / attended
        minutes[first:end] = _due(grid, role, first, end, week) * daily
    return minutes


def _due(grid: Grid, role: Role, first: int, end: int, week: list[int]) -> Flags:
    comes = np.zeros(7, dtype=np.bool_)
    comes[week] = True
    due: Flags = comes[grid.weekday[first:end]]
    return due if role.bank_holidays else due & ~grid.holiday[first:end]
