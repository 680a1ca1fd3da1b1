"""Changes by date: the states a scenario goes through, and what may alter part-way."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from sim.errors import Problem
from sim.scenario.faults import nearest, short
from sim.scenario.read import Raw, set_dotted
from sim.scenario.service import Scenario
from sim.scenario.shares import Patience
from sim.scenario.staffing import Posts
from sim.scenario.timeline import add_years, horizon_of, minute_of

ALTERABLE = {
    "demand": r"per_year|uptake|priorities|teams|patience|deaths_per_year|returns(\..+)?|begins_at",
    "clients": r"join_share",
    "work_type": r"effort_hours|priorities|begins_at|by|at(\..+)?",
    "activity": (
        r"effort_hours|effort_share|delay_days|next|by|patience|joint(\..+)?|place(\..+)?|alongside|chased_by|price_gbp"
    ),
    "role": (
        r"annual_pay_gbp|pay_premium_share|casework_share|overtime_hours_per_week|overtime_pay_share|absence(\..+)?"
        r"|direct_work_share|net_vacancy_share|turnover_per_year|weeks_to_fill|hiring|starter(\..+)?|blocks(\..+)?"
    ),
    "team": r"posts(\.[^.]+)?",
}
"""What a dated change may set, by table; all else holds for the whole run.

Demand is drawn by the terms in force when a case is received; how lists are run is taken from the start.
"""

REASONS = {
    **dict.fromkeys(
        ("activity.held", "activity.releases", "activity.gate", "activity.awaits", "activity.priority"),
        "how an activity is run is taken from the start",
    ),
    **dict.fromkeys(
        ("demand.from_clients", "clients.supported", "clients.leaves_per_year", "clients.joined_at"),
        "who is in support, and what they bring about, is drawn by the terms of the start",
    ),
    "demand.batches": "batches carry their own dates",
}
"""Why some settings cannot alter."""


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
        rule = "a dated change may set demand, clients, work_type, activity, role and team only"
        return [Problem(file, path, rule, short(value), hint)]
    if name not in raw.get(table, {}):
        rule = f"there is no {table}.{name} from the start; add it there (with none of it) and change it here"
        return [Problem(file, path, rule, short(value), nearest(name, raw.get(table, {})))]
    if not re.fullmatch(ALTERABLE[table], setting):
        whole = re.match(rf"({ALTERABLE[table]})(?=\.)", setting)
        if whole:
            return [Problem(file, path, f"{whole[1]} alters as a whole; set {table}.{name}.{whole[1]}", short(value))]
        reason = REASONS.get(f"{table}.{setting.partition('.')[0]}", "")
        rule = f"{setting or table!r} cannot alter part-way through a run{reason and f': {reason}'}"
        return [Problem(file, path, rule, short(value), "Set it for the whole run, in a file that extends this one.")]
    return []


def kept_from(base: Scenario, before: Scenario, later: Scenario, file: str) -> list[Problem]:
    """What a state alters by settings that may alter, though it holds from the start or since the state before."""
    found: list[tuple[str, str, str, str]] = []
    for name in set(base.activity) & set(later.activity):
        was, now = base.activity[name], later.activity[name]
        if was.kind != now.kind:
            kind = {"work": "work", "await": "an await"}.get(was.kind, f"a {was.kind}")
            rule = f"what an activity is cannot alter part-way through a run: this is {kind} from the start"
            found.append((f"activity.{name}", rule, now.kind, "Write another activity, and alter the routes to it."))
        found += _escalation(f"activity.{name}.patience", was.patience, now.patience)
    for name in set(base.demand) & set(later.demand):
        entry, other = base.demand[name], later.demand[name]
        if (entry.from_clients is None) != (other.from_clients is None):
            rule = "whether people in support bring these cases about cannot alter part-way through a run"
            found.append((f"demand.{name}", rule, "", "Write another stream."))
        found += _escalation(f"demand.{name}.patience", entry.patience, other.patience)
    for name in set(base.work_type) & set(later.work_type):
        for place, at in later.work_type[name].at.items():
            own = base.work_type[name].at.get(place)
            path = f"work_type.{name}.at.{place}.patience"
            found += _escalation(path, own.patience if own is not None else None, at.patience)
    return [Problem(file, *parts) for parts in [*sorted(found), *_warrants(before, later)]]


def _escalation(path: str, was: Patience | None, now: Patience | None) -> list[tuple[str, str, str, str]]:
    given = now.escalates_to if now is not None else None
    if given is None or (was is not None and was.escalates_to == given):
        return []
    rule = "the priority that people escalate to is taken from the start"
    hint = f"Give patience there with escalates_to = {given!r}, and a share of 0 who escalate if nobody does yet."
    return [(f"{path}.escalates_to", rule, repr(given), hint)]


def _warrants(before: Scenario, later: Scenario) -> list[tuple[str, str, str, str]]:
    """Posts there before and after must have a warrant in both or in neither: their holders stay who they are."""
    found = []
    for team, role, was, now in _cells_in_both(before, later):
        both = min(was.number, now.number)
        for name in later.warrant:
            if min(_number(was, name), both) != min(_number(now, name), both):
                rule = f"holders of posts that are there already cannot gain or lose the warrant {name!r}"
                hint = "Give new posts another role, which may report as this one."
                found.append((f"team.{team}.posts.{role}.warrants", rule, "", hint))
    return found


def _cells_in_both(before: Scenario, later: Scenario) -> Iterator[tuple[str, str, Posts, Posts]]:
    for team, entry in before.team.items():
        others = later.team[team].posts if team in later.team else {}
        yield from ((team, role, was, others[role]) for role, was in entry.posts.items() if role in others)


def _number(posts: Posts, warrant: str) -> int:
    return int(posts.warrants[warrant].value) if warrant in posts.warrants else 0
