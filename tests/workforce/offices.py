"""Small offices for the workforce tests: one role or two, written as a config."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario import load_service
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY
from sim.workforce import Workforce, draw_workforce

HEAD = """
title = "An office"
[clock]
start_date = 2014-04-01
years = {years}
bank_holidays = "England"
[rules]
absence = "{absence}"
{rules}[priority.standard]
number = 1
[demand.contacts]
per_year = 10
begins_at = "talk"
[activity.talk]
by = ["clerk"]
effort_hours = 1
next = "close"
[role.clerk]
contract_hours_per_week = 37
casework_share = 0.72
hours = "09:00-17:00"
"""

AWAY = "absence = { leave_days = 27, sickness_days = 10, training_days = 5, leave_months = { aug = 2.0 } }\n"


def office(
    folder: Path,
    terms: str = "",
    posts: str = "{ clerk = 10 }",
    *,
    years: float = 2,
    absence: str = "drawn",
    more: str = "",
    rules: str = "",
) -> Service:
    """A service of clerks in one team, "desk"; ``more`` is any further config, ``rules`` further rules."""
    file = folder / "office.toml"
    text = HEAD.format(years=years, absence=absence, rules=rules) + terms + f"[team.desk]\nposts = {posts}\n" + more
    file.write_text(text, encoding="utf-8")
    return load_service(file)


def draws(service: Service, count: int, seed: int = 5) -> list[Workforce]:
    """That many replications."""
    return [draw_workforce(service, seed=seed, replication=number) for number in range(count)]


def owners(work: Workforce) -> NDArray[np.int64]:
    """The worker of each slot."""
    return np.repeat(np.arange(work.workers), np.diff(work.first_slot))


def by_worker(work: Workforce, of_slots: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """An array of slots cut into each worker's part."""
    return np.split(of_slots, work.first_slot[1:-1])


def hours(work: Workforce, service: Service) -> NDArray[np.float64]:
    """Casework hours, blocks still in, by year of the run."""
    found, _ = np.histogram(work.opening, bins=service.year_starts, weights=work.minutes + work.blocks)
    return found / 60


def timetables(work: Workforce, before: int) -> dict[str, list[tuple[int, ...]]]:
    """Each worker's slots that open before a minute, by name."""
    rows = np.column_stack((work.opening, work.closing, work.minutes, work.blocks))
    found = {}
    for worker, name in enumerate(work.names):
        mine = rows[work.first_slot[worker] : work.first_slot[worker + 1]]
        found[name] = [tuple(row) for row in mine[mine[:, 0] < before].tolist()]
    return found


def day_of(service: Service, date: str) -> int:
    """Day index of an ISO date."""
    return int((np.datetime64(date) - np.datetime64(service.start_date)).astype(int))


def days(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Day indexes of minutes."""
    return minutes // MINUTES_PER_DAY
