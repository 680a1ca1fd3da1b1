"""A scenario over time: the state in force from each date, and one numbering of all its names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sim.scenario.service import Scenario
from sim.scenario.shares import WorkList
from sim.scenario.table import FrozenMapping
from sim.scenario.values import Quantity
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY

OWN_TEAM = -1
ANY_TEAM = -2
NO_TEAM = -1


@dataclass(frozen=True, slots=True)
class Who:
    """One preference of a list: a role or a warrant (the other is -1), in a given team, the case's own, or any."""

    role: int
    team: int
    warrant: int = -1


@dataclass(frozen=True, slots=True)
class SkillList:
    """One numbered list of workers: where it is written, its share, its preferences, its teams.

    ``owner`` is ("activity", "work_type" or "joint", name), "joint" being the second worker of an activity;
    ``place`` its position there. ``teams`` holds
    team numbers and shares, empty when the list gives a case no team.
    """

    owner: tuple[str, str]
    place: int
    share: float
    who: tuple[Who, ...]
    teams: tuple[int, ...]
    team_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Epoch:
    """The scenario in force from a minute on; ``lists`` numbers start at ``first_list``."""

    start: int
    scenario: Scenario
    first_list: FrozenMapping[tuple[str, str], int]

    def __hash__(self) -> int:
        return hash(self.start)


@dataclass(frozen=True)
class Service:
    """A loaded service: scenario epochs, horizon [minutes], and numbered names.

    All tables of demand, workforce, engine and log speak of streams, work types, activities,
    roles, teams, warrants, kinds of client, priorities and lists by their position in these tuples. ``texts``
    are the files that describe the service, each with its name, from the root down, and then those of day one.
    """

    name: str
    files: tuple[str, ...]
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    epochs: tuple[Epoch, ...]
    horizon: int
    streams: tuple[str, ...]
    work_types: tuple[str, ...]
    activities: tuple[str, ...]
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    priorities: tuple[str, ...]
    warrants: tuple[str, ...]
    clients: tuple[str, ...]
    lists: tuple[SkillList, ...] = field(repr=False)

    @property
    def content(self) -> str:
        """The text of all files, each under its name."""
        return "\n".join(f"# {name}\n{text}" for name, text in self.texts)

    @property
    def base(self) -> Scenario:
        """The scenario in force at the start."""
        return self.epochs[0].scenario

    @property
    def start_date(self) -> dt.date:
        """The first day; minute 0 is its midnight."""
        return self.base.clock.start_date

    @property
    def days(self) -> int:
        """Whole days that the horizon touches."""
        return -(-self.horizon // MINUTES_PER_DAY)

    @cached_property
    def year_starts(self) -> tuple[int, ...]:
        """First minute of each (financial) year within the horizon, and the horizon at the end."""
        starts, year = [], 0
        while (minute := minute_of(self.start_date, add_years(self.start_date, year))) < self.horizon:
            starts.append(minute)
            year += 1
        return (*starts, self.horizon)

    def date_of(self, minute: int) -> dt.datetime:
        """The calendar moment of a minute."""
        midnight = dt.datetime.combine(self.start_date, dt.time())
        return midnight + dt.timedelta(minutes=int(minute))

    def year_label(self, year: int) -> str:
        """The name of a year of the run, such as 2014/15 (from 0), or 2014 for calendar years."""
        first = add_years(self.start_date, year)
        if (first.month, first.day) == (1, 1):
            return str(first.year)
        return f"{first.year}/{(first.year + 1) % 100:02d}"

    def epoch_at(self, minute: int) -> Epoch:
        """The epoch in force at a minute (day one's past belongs to the first)."""
        return next((e for e in reversed(self.epochs) if e.start <= minute), self.epochs[0])


def add_years(date: dt.date, years: int) -> dt.date:
    """The same day some years on (29 February becomes 1 March)."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return dt.date(date.year + years, 3, 1)


def minute_of(start: dt.date, moment: dt.date) -> int:
    """Minutes from midnight of ``start`` to a date or date and time."""
    if isinstance(moment, dt.datetime):
        midnight = dt.datetime.combine(start, dt.time())
        return round((moment - midnight).total_seconds() / 60)
    return (moment - start).days * MINUTES_PER_DAY


def horizon_of(scenario: Scenario) -> int:
    """Minutes of the simulated period: whole years by the calendar, a part year by days."""
    clock = scenario.clock
    whole = int(clock.years.value)
    days = (add_years(clock.start_date, whole) - clock.start_date).days
    return round((days + (clock.years.value - whole) * DAYS_PER_YEAR) * MINUTES_PER_DAY)


def build_service(
    name: str, files: tuple[str, ...], texts: tuple[tuple[str, str], ...], states: list[tuple[int, Scenario]]
) -> Service:
    """Number the names and lists of validated scenario states, given as (first minute, state)."""
    base = states[0][1]
    roles = _names(states, "role")
    teams = _names(states, "team")
    warrants = tuple(base.warrant)
    places = tuple({name: place for place, name in enumerate(names)} for names in (roles, teams, warrants))
    lists: list[SkillList] = []
    epochs = []
    for start, scenario in states:
        first: dict[tuple[str, str], int] = {}
        owners = [("activity", n, a.by) for n, a in scenario.activity.items()]
        owners += [("work_type", n, w.by) for n, w in scenario.work_type.items()]
        owners += [("joint", n, a.joint.by if a.joint else None) for n, a in scenario.activity.items()]
        for kind, owner, by in owners:
            if by is None:
                continue
            first[kind, owner] = len(lists)
            lists += [_skill_list((kind, owner), place, item, places) for place, item in enumerate(by)]
        epochs.append(Epoch(start, scenario, FrozenMapping(first)))
    return Service(
        name=name,
        files=files,
        texts=texts,
        epochs=tuple(epochs),
        horizon=horizon_of(base),
        streams=_names(states, "demand"),
        work_types=_names(states, "work_type"),
        activities=_names(states, "activity"),
        roles=roles,
        teams=teams,
        priorities=tuple(base.priority),
        warrants=warrants,
        clients=tuple(base.clients),
        lists=tuple(lists),
    )


def parse_who(text: str) -> tuple[str, str]:
    """Role (or warrant) and team part of "role", "role@team" or "role@any"; the team part may be empty."""
    role, _, team = text.partition("@")
    return role, team


def _names(states: list[tuple[int, Scenario]], table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, scenario in states for name in getattr(scenario, table)))


def _skill_list(owner: tuple[str, str], place: int, item: WorkList, places: tuple[dict[str, int], ...]) -> SkillList:
    roles, teams, warrants = places
    who = []
    for text in item.who:
        name, team = parse_who(text)
        number = OWN_TEAM if not team else ANY_TEAM if team == "any" else teams[team]
        if name in roles:
            who.append(Who(roles[name], number))
        else:
            who.append(Who(-1, number, warrants[name]))
    given: Mapping[str, Quantity] = item.teams or {}
    return SkillList(
        owner=owner,
        place=place,
        share=float(item.share),
        who=tuple(who),
        teams=tuple(teams[name] for name in given),
        team_shares=tuple(float(share) for share in given.values()),
    )
