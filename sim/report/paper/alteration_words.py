"""What an option alters, in words with dates."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.measures.moves import moves
from sim.report.figures import number, percent
from sim.report.labels import in_words, label_of, lowered
from sim.scenario import Service
from sim.scenario.altered import Altered, Setting, by_date, states_told
from sim.scenario.pathway import CLOSE
from sim.scenario.staffing import Posts
from sim.scenario.timeline import parse_who

_TABLES = {
    "demand": "stream", "clients": "clients", "work_type": "work_type", "activity": "activity", "role": "role",
    "team": "team", "population": "", "rules": "", "productivity_dip": "",
}  # fmt: skip
"""Tables of a config that a reader is told of, and what their entries are labelled as."""
_PLAIN = {
    "blocks": "hours booked out a year", "casework_share": "share of the day for cases", "dispatch": "whose turn it is",
    "effort_hours": "hours of work", "drop_share": "drop", "delay_days": "days until others have answered",
    "pooled_teams": "teams that do one another's work", "teams": "work of the teams", "held_first": "own cases first",
    "oldest_first": "oldest case first",
}  # fmt: skip
"""What names of a config are called for people who do not know it."""
_SHARES = ("_share", "growth_per_year")
_MOVED = 0.5
"""Cases a year from which an activity counts as used."""
_AGAIN = "as without it"
_LIST = re.compile(r"by\[(\d+)\]")
"""One of the lists of who does it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alteration in words."""

    what: str
    was: str
    now: str
    begins: dt.date


def told(before: Service, after: Service, used: Mapping[str, float]) -> list[Told]:
    """What an option alters, in words, by date: posts first, then what is new, then settings.

    Parameters
    ----------
    used
        Cases that come to each activity in the last year before: what nobody came to is new.
    """
    found = [item for item in by_date(after, states_told(before)) if _of_note(before, item)]
    differing = {item.path for item in found if _differs(item)}
    found = [item for item in found if _differs(item) or (item.over and item.path in differing)]
    posts = [item for item in found if _is_posts(item)]
    said = [*_posts(after, posts), *_new_activities(after, found, used)]
    said += [_setting(after, item) for item in found if not _is_posts(item)]
    return sorted(said, key=lambda item: item.begins)


def used_at_last(service: Service) -> Mapping[str, float]:
    """Cases that come to each activity in the last year of a run."""
    return moves(service, len(service.year_starts) - 2).visits


def _of_note(before: Service, item: Altered) -> bool:
    """Whether a reader wants to know: not what an option costs, how work is spread, or the parts of what is new."""
    table, name, *rest = item.path.split(".")
    if table.partition("[")[0] not in _TABLES or "teams" in rest:
        return False
    if table in ("activity", "work_type", "demand", "role") and name not in getattr(before.base, table):
        return table == "demand" and rest == ["per_year"] and bool(_number(item.after))
    if rest and _LIST.fullmatch(rest[0]):
        return rest[1] == "who"
    known = item.after or item.before
    return item.over or table == "rules" or rest == ["hiring"] or (known is not None and known.value is not None)


def _differs(item: Altered) -> bool:
    """Whether more than the range of a number differs."""
    before, after = item.before, item.after
    if _is_posts(item):
        return _number(before) != _number(after)
    if before is None or after is None:
        return before is not after
    return not replace(before, low=None, high=None).is_as(replace(after, low=None, high=None))


def _is_posts(item: Altered) -> bool:
    parts = item.path.split(".")
    return parts[0] == "team" and parts[2:3] == ["posts"] and len(parts) == 4


def _posts(service: Service, found: Sequence[Altered]) -> Iterator[Told]:
    """Posts of each role, all teams together."""
    together: dict[tuple[str, dt.date], list[float]] = {}
    for item in found:
        key = (item.path.split(".")[3], item.first)
        together.setdefault(key, []).append(_number(item.after) - _number(item.before))
    for (role, day), changes in together.items():
        more = round(sum(changes), 6)
        size = number(abs(more), 0 if more == round(more) else 1)
        alike = "moved between teams" if any(changes) else _AGAIN
        change = f"{size} {'more' if more > 0 else 'fewer'}" if more else alike
        yield Told(f"posts (full-time equivalents): {lowered(label_of(service, 'role', role))}", "", change, day)


def _new_activities(service: Service, found: Sequence[Altered], used: Mapping[str, float]) -> Iterator[Told]:
    """Activities that somebody comes to in the last year, and nobody did before."""
    last = max((item.first for item in found), default=service.start_date)
    for name, cases in used_at_last(service).items():
        if cases >= _MOVED > used.get(name, 0.0):
            day = next(
                (item.first for item in found if item.path.endswith(f".next.{name}") and _number(item.after)), last
            )
            what = f"new activity: {lowered(label_of(service, 'activity', name))}"
            yield Told(what, "", f"{number(cases, 0)} a year", day)


def _setting(service: Service, item: Altered) -> Told:
    as_share = ".next." in item.path or item.path.endswith(_SHARES)
    was, now = (_value(service, item.path, setting, as_share) for setting in (item.before, item.after))
    if was == now and item.before is not None and item.after is not None:
        # Of the same mean, and of another shape.
        was, now = item.before.words or "fixed", item.after.words or "fixed"
    return Told(_what(service, item.path), *(("", _AGAIN) if item.over else (was, now)), item.first)


def _number(setting: Setting | None) -> float:
    """The number of a setting, 0 for none; of posts their FTE."""
    if setting is not None and isinstance(setting.held, Posts):
        return setting.held.fte
    return (setting.value if setting is not None else None) or 0.0


def _what(service: Service, path: str) -> str:
    """A setting in words."""
    table, name, *rest = path.split(".")
    words = ", ".join(_plain(part) for part in (rest or [name]))
    if table == "rules":
        return words
    if table.startswith("productivity_dip"):
        return f"slower for a while: {in_words(name).lower()}"
    thing = lowered(
        service.base.population[name].label or in_words(name)
        if table == "population"
        else label_of(service, _TABLES[table], name)
    )
    if "next" in rest:
        target = rest[-1]
        kind = "work_type" if target in service.work_types else "activity"
        onward = "closed" if target == CLOSE else lowered(label_of(service, kind, target))
        return f"{thing}, share that is then: {onward}"
    if rest and (place := _LIST.fullmatch(rest[0])):
        words = f"done by{f' (list {int(place[1]) + 1})' if place[1] != '0' else ''}"
    return f"{thing}: {words}"


def _plain(name: str) -> str:
    return _PLAIN.get(name) or in_words(name).lower()


def _value(service: Service, path: str, setting: Setting | None, as_share: bool) -> str:
    if setting is None:
        return "none"
    if (value := setting.value) is not None:
        return percent(value, 1) if as_share else number(value, 0 if value >= 100 or value == round(value) else 2)
    if path.endswith(".who"):
        return ", else ".join(_who(service, who) for who in setting.held)
    if path == "rules.pooled_teams":
        return " and ".join(" with ".join(in_words(team) for team in group) for group in setting.held)
    return _PLAIN.get(setting.words) or in_words(setting.words)


def _who(service: Service, text: str) -> str:
    """Somebody of a list: "team manager of any team"."""
    name, team = parse_who(text)
    who = lowered(label_of(service, "role", name) if name in service.roles else in_words(name))
    return who if not team else f"{who} of {'any team' if team == 'any' else label_of(service, 'team', team)}"
