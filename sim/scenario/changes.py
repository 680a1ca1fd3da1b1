"""Changes by date: the states a scenario goes through, and what may alter part-way."""

import datetime as dt
import re
from typing import Any

from sim.errors import Problem
from sim.scenario.faults import nearest, short
from sim.scenario.read import Raw, set_dotted
from sim.scenario.service import Scenario
from sim.scenario.timeline import add_years, horizon_of, minute_of

ALTERABLE = {
    "demand": r"per_year|priorities|teams|begins_at",
    "work_type": r"effort_hours|priorities|begins_at|by|at(\..+)?",
    "activity": r"effort_hours|effort_share|delay_days|next|by",
    "role": r"annual_pay_gbp|casework_share|absence(\..+)?|direct_work_share|blocks(\..+)?",
    "team": r"posts(\.[^.]+)?",
}
"""What a dated change may set, by table; all else holds for the whole run."""


def states_of(raw: Raw, base: Scenario, file: str) -> tuple[list[tuple[int, Raw, str]], list[Problem]]:
    """The raw state from the start, and from each dated change on.

    Parameters
    ----------
    raw, base
        The merged file, and the valid scenario of its start.

    Returns
    -------
    tuple
        (first minute, raw state, name for messages) in order of date; and the problems found.
    """
    states = [(0, raw, "")]
    problems: list[Problem] = []
    state = raw
    horizon = horizon_of(base)
    for place, (change, written) in enumerate(zip(base.change, raw.get("change", []), strict=True)):
        path = f"change[{place}]"
        minute = minute_of(base.clock.start_date, change.from_)
        if not 0 < minute < horizon:
            rule = "a change must come after the first day and before the end of the run"
            problems.append(Problem(file, f"{path}.from", rule, str(change.from_)))
            continue
        for key, value in _settings(written["set"]).items():
            setting = f'{path}.set."{key}"'
            problems += _check_key(raw, key, value, setting, file)
            if ".absence" in key and not _starts_a_year(base.clock.start_date, change.from_):
                # A worker's leave and sickness are drawn for a year of the run at a time.
                rule = "absence alters at the start of a year of the run only"
                hint = f"Use {base.clock.start_date.day} {base.clock.start_date:%B}."
                problems.append(Problem(file, setting, rule, str(change.from_), hint))
            state = set_dotted(state, key, value)
        states.append((minute, state, f"{path} (from {change.from_})"))
    return _one_state_a_minute(states), problems


def _starts_a_year(start: dt.date, date: dt.date) -> bool:
    return date == add_years(start, date.year - start.year)


def _settings(table: Raw, above: str = "") -> Raw:
    """Dotted settings and values; one written as tables in tables becomes dotted."""
    settings: Raw = {}
    for name, value in table.items():
        key = f"{above}.{name}" if above else name
        inside = key.count(".") < 2 or not re.fullmatch(ALTERABLE.get(key.split(".")[0], ""), key.split(".", 2)[2])
        if isinstance(value, dict) and value and inside and key.split(".")[0] in ALTERABLE:
            settings |= _settings(value, key)
        else:
            settings[key] = value
    return settings


def _one_state_a_minute(states: list[tuple[int, Raw, str]]) -> list[tuple[int, Raw, str]]:
    last = {minute: (minute, raw, name) for minute, raw, name in states}
    return [last[minute] for minute in sorted(last)]


def _check_key(raw: Raw, key: str, value: Any, path: str, file: str) -> list[Problem]:
    table, _, rest = key.partition(".")
    name, _, setting = rest.partition(".")
    if table not in ALTERABLE:
        hint = nearest(table, ALTERABLE)
        rule = "a dated change may set demand, work_type, activity, role and team only"
        return [Problem(file, path, rule, short(value), hint)]
    if name not in raw.get(table, {}):
        rule = f"there is no {table}.{name} from the start; add it there (with none of it) and change it here"
        return [Problem(file, path, rule, short(value), nearest(name, raw.get(table, {})))]
    if not re.fullmatch(ALTERABLE[table], setting):
        whole = re.match(rf"({ALTERABLE[table]})(?=\.)", setting)
        if whole:
            return [Problem(file, path, f"{whole[1]} alters as a whole; set {table}.{name}.{whole[1]}", short(value))]
        rule = f"{setting or table!r} cannot alter part-way through a run"
        return [Problem(file, path, rule, short(value), "Set it for the whole run, in a file that extends this one.")]
    return []
