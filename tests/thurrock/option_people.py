"""What an option changes of the people whom the baseline has as well: where paths, hours, delays and workers differ."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.demand import Demand
from sim.demand.tables import CONTACT
from sim.scenario import Service
from sim.scenario.timeline import minute_of

Who = tuple[str, int, int]
"""Stream (empty for day one's), strip and number: who somebody is, whatever option they come to."""

START = dt.date(2014, 4, 1)

COLUMNS = {"hours": ("effort", "second_effort"), "delay": ("delay", "deferrals"), "patience": ("step_patience",)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who makes contact, or is there on the first morning, and the steps of their main path by name."""

    received: int
    priority: str
    work_type: str
    steps: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences by (what, where, work type) and how many people have each; ``first`` minute of contact of any."""

    of: Counter[tuple[str, str, str]]
    first: dict[tuple[str, str, str], int]
    shared: int

    @property
    def names(self) -> set[str]:
        """What differs where, such as "way on from front_door"."""
        return {f"{what} {where}".strip() for what, where, _ in self.of}


def people(service: Service, demand: Demand) -> dict[Who, Person]:
    """Everybody who comes by themselves, by identity."""
    found = {}
    first, names = demand.first.tolist(), service.activities
    teams = (*service.teams, "")
    columns = [getattr(demand, name).tolist() for what in COLUMNS.values() for name in what]
    activity, fork, team, lists = (
        getattr(demand, name).tolist() for name in ("activity", "fork", "team", "skill_list")
    )
    who_does = [tuple(service.roles[who.role] for who in item.who) for item in service.lists]
    for case in np.flatnonzero((demand.origin == CONTACT) & (demand.episode == 0)).tolist():
        steps = [
            (
                names[activity[s]],
                *(column[s] for column in columns),
                teams[team[s]],
                who_does[lists[s]] if lists[s] >= 0 else (),
            )
            for s in range(first[case], first[case + 1])
            if fork[s] == -1
        ]
        stream = service.streams[demand.stream[case]] if demand.stream[case] >= 0 else ""
        who = (stream, int(demand.strip[case]), int(demand.number[case]))
        assert who not in found, "an identity belongs to one person"
        kind = int(demand.work_type[case])
        work_type = service.work_types[kind] if kind >= 0 else ""
        priority = service.priorities[demand.priority[case]]
        found[who] = Person(int(demand.received[case]), priority, work_type, steps)
    return found


def differences(base: dict[Who, Person], other: dict[Who, Person]) -> Differences:
    """What differs for people of both, and which streams have people of one only."""
    of: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], int] = {}

    def note(what: str, where: str, work_type: str, minute: int) -> None:
        of[what, where, work_type] += 1
        first[what, where, work_type] = min(minute, first.get((what, where, work_type), minute))

    for who in base.keys() ^ other.keys():
        person = base.get(who) or other[who]
        note("people of", who[0], "", person.received)
    for who in base.keys() & other.keys():
        mine, theirs = base[who], other[who]
        if mine.received != theirs.received:
            note("contact of", who[0], "", min(mine.received, theirs.received))
        for what, where in _along(mine, theirs):
            note(what, where, mine.work_type, mine.received)
    return Differences(of, first, len(base.keys() & other.keys()))


def _along(mine: Person, theirs: Person) -> list[tuple[str, str]]:
    """What differs along two paths of a person, up to where they part."""
    found: list[tuple[str, str]] = []
    before = "contact"
    for old, new in zip([*mine.steps, None], [*theirs.steps, None], strict=False):
        if old is None or new is None or old[0] != new[0]:
            if old is not new:
                return [*found, ("way on from", before)]
            break
        place = 1
        for what, columns in COLUMNS.items():
            if old[place : place + len(columns)] != new[place : place + len(columns)]:
                found.append((what, old[0]))
            place += len(columns)
        found += [
            (what, old[0])
            for what, one, two in zip(("team of", "workers of"), old[place:], new[place:], strict=True)
            if one != two
        ]
        before = old[0]
    # Whose path is the same has the same kind of work, and so must have the same priority.
    return [*found, ("priority", "")] if mine.priority != theirs.priority else found


def since(date: dt.date | None) -> int:
    """The first minute of a date of a run of Thurrock; before all contacts for what holds from the start."""
    return minute_of(START, date) if date is not None else -(10**9)
