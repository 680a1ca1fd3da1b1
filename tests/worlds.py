"""Small worlds for tests: a config in a few lines, and what happened in it in words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.defaults import ENGINES
from sim.demand import draw_demand
from sim.demand.tables import Demand
from sim.eventlog.log import FORMS, STATUSES, EventLog
from sim.scenario import Service, load_service
from sim.units import MINUTES_PER_DAY, NEVER, parse_time_of_day
from sim.workforce import draw_workforce
from sim.workforce.tables import Workforce

Row = tuple[object, ...]


def head(*, years: float = 0.1, bank_holidays: str = "none") -> str:
    """The opening of a config; day 0 is Monday 31 March 2014."""
    return f"""
title = "A small world"
[clock]
start_date = 2014-03-31
years = {years}
bank_holidays = "{bank_holidays}"
[priority.urgent]
number = 1
[priority.high]
number = 2
[priority.standard]
number = 3
"""


def role(name: str, **settings: object) -> str:
    """A role that does casework from 09:00 to 17:00 on weekdays, all of it, unless set otherwise."""
    given: dict[str, object] = {"contract_hours_per_week": 40, "hours": "09:00-17:00", **settings}
    return f"[role.{name}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in given.items())


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) and not value.startswith(("{", "[")) else str(value)


def load(folder: Path, text: str, name: str = "world.toml") -> Service:
    """Write a config into a folder and load it."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return load_service(file)


def draw(service: Service, *, seed: int = 1, replication: int = 0) -> tuple[Demand, Workforce]:
    """The chance of one replication."""
    return (
        draw_demand(service, seed=seed, replication=replication),
        draw_workforce(service, seed=seed, replication=replication),
    )


def simulate(service: Service, demand: Demand, workforce: Workforce) -> EventLog:
    """The log of one replication, made by every engine; that theirs are equal is seen to here."""
    logs = [engine.simulate(service, demand, workforce, engine=name) for name in ENGINES]
    assert all(log.same_as(logs[0]) for log in logs), f"{service.name}: the engines differ"
    assert all(getattr(log, name).dtype == form for log in logs for name, form in FORMS.items())
    return logs[0]


def play(service: Service, *, seed: int = 1, replication: int = 0) -> EventLog:
    """Draw and run one replication."""
    return simulate(service, *draw(service, seed=seed, replication=replication))


def moment(minute: int) -> str:
    """A minute as day and time, such as "3 09:30"; day 0 is the first."""
    if minute == NEVER:
        return "never"
    day, rest = divmod(int(minute), MINUTES_PER_DAY)
    return f"{day} {rest // 60:02d}:{rest % 60:02d}"


def minute(text: str) -> int:
    """The minute of a moment such as "3 09:30"."""
    day, time = text.split()
    return int(day) * MINUTES_PER_DAY + parse_time_of_day(time)


def tell(service: Service, demand: Demand, workforce: Workforce) -> list[Row]:
    """Every visit as (case, activity, worker, ready, start, finish), times as :func:`moment`.

    A visit that did not end in the ordinary way has its status as a seventh entry.
    """
    log = simulate(service, demand, workforce)
    rows: list[Row] = []
    for visit in range(len(log.case)):
        case = int(log.case[visit])
        activity = service.activities[demand.activity[demand.first[case] + log.step[visit]]]
        worker = workforce.names[log.worker[visit]] if log.worker[visit] >= 0 else ""
        times = (moment(log.ready[visit]), moment(log.start[visit]), moment(log.finish[visit]))
        status = STATUSES[log.status[visit]]
        rows.append((case, activity, worker, *times, *(() if status == "finished" else (status,))))
    return rows


def story(service: Service) -> list[Row]:
    """Draw, run and tell."""
    return tell(service, *draw(service))


def away(workforce: Workforce, name: str, first_day: int, last_day: int) -> Workforce:
    """The same workforce, one worker of it away on the days from first to last (an absence)."""
    worker = workforce.names.index(name)
    day = workforce.opening // MINUTES_PER_DAY
    owner = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))
    missed = (owner == worker) & (day >= first_day) & (day <= last_day)
    later = (owner == worker) & (day > last_day)
    begins = int(workforce.opening[missed].min())
    ends = int(workforce.opening[later].min()) if later.any() else NEVER
    return replace(
        _keep(workforce, ~missed),
        absence_worker=np.append(workforce.absence_worker, worker),
        absence_from=np.append(workforce.absence_from, begins),
        absence_to=np.append(workforce.absence_to, ends),
    )


def leaves(workforce: Workforce, name: str, at: int) -> Workforce:
    """The same workforce, one worker of it leaving for good at a minute, and going home with it."""
    worker = workforce.names.index(name)
    owner = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))
    employed_to = workforce.employed_to.copy()
    employed_to[worker] = at
    opening, closing = workforce.opening, workforce.closing
    last = (owner == worker) & (opening < at) & (closing > at)
    done = workforce.minutes * (at - opening) // (closing - opening)
    shorter = replace(
        workforce,
        closing=np.where(last, at, closing),
        minutes=np.where(last, done, workforce.minutes),
        employed_to=employed_to,
    )
    return _keep(shorter, (owner != worker) | (opening < at))


def _keep(workforce: Workforce, kept: NDArray[np.bool_]) -> Workforce:
    owner = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))[kept]
    counts = np.bincount(owner, minlength=workforce.workers)
    return replace(
        workforce,
        first_slot=np.concatenate(([0], np.cumsum(counts))),
        opening=workforce.opening[kept],
        closing=workforce.closing[kept],
        minutes=workforce.minutes[kept],
        blocks=workforce.blocks[kept],
    )
