"""A small valid config to alter one thing at a time, and the problems that a file has."""

from pathlib import Path

import pytest

from sim.errors import InputFault
from sim.scenario import load_service

SMALL = """\
title = "Small"
[clock]
start_date = 2014-04-01
years = 2
bank_holidays = "England"
[priority.urgent]
number = 1
[priority.standard]
number = 2
[demand.referral]
per_year = { value = 500, low = 400, high = 600, unit = "a year", source = "plan", grade = "seed" }
priorities = { urgent = 0.25, standard = 0.75 }
begins_at = "front_door"
[activity.front_door]
by = ["planner@north", "nurse@any"]
effort_hours = { distribution = "gamma", mean = 0.5, cv = 0.6, mean_low = 0.25, mean_high = 1, grade = "published" }
next = { visit = 0.4, close = 0.6 }
[activity.visit]
by = ["planner"]
held = true
effort_hours = 3
next = "close"
[role.planner]
casework_share = 0.7
caseload = 20
[role.nurse]
[team.north]
posts = { planner = 4, nurse = { number = 2, part_time = [0.5], low = 1, high = 3 } }
[source.plan]
title = "A plan"
"""


def write(folder: Path, text: str, name: str = "small.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def altered(old: str, new: str) -> str:
    """The small config with one piece of its text replaced."""
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times in the small config"
    return SMALL.replace(old, new)


def problems(file: Path | str) -> list[str]:
    """What is told about a file that cannot be used."""
    with pytest.raises(InputFault) as fault:
        load_service(file)
    told = [str(problem) for problem in fault.value.problems]
    assert "\n".join(told) == str(fault.value)
    return told
