"""One raw table laid over another: what an extending file, a change or a setting replaces, and what it leaves."""

from typing import Any

from sim.scenario.people import WAYS_OF_COMING

Raw = dict[str, Any]

WHOLE = frozenset(
    {
        "next",
        "priorities",
        "teams",
        "growth",
        "weekday",
        "months",
        "leave_months",
        "gate",
        "work_types",
        "reached",
        "patience",
        "then",
        "uptake",
        "from_clients",
        "warrants",
        "option",
    }
)
"""Keys whose tables are one thing: an extending file replaces them whole, never entry by entry."""


EITHER = (
    frozenset(WAYS_OF_COMING),
    frozenset({"effort_hours", "effort_share", "delay_days", "gate", "place", "awaits"}),
    frozenset({"net_vacancy_share", "turnover_per_year"}),
    frozenset({"work_types", "stream"}),
)
"""Keys of which a table holds one: an extending file that gives one of them takes the others away."""

_WORK = frozenset({"effort_hours", "effort_share"})

GOES_WITH: dict[str, frozenset[str]] = {
    "growth": frozenset({"per_year"}),
    "pattern": frozenset({"per_year", "uptake", "from_clients"}),
    "by": _WORK | {"place"},
    **dict.fromkeys(("held", "priority", "patience", "joint", "chased_by"), _WORK),
}
"""Keys that go with some of ``EITHER`` only: they go when an extending file gives one that they do not go with."""


ADDING = ("change", "productivity_dip")
"""Lists of what begins at a date: an extending file adds to them."""


def extend(base: Raw, over: Raw) -> Raw:
    """The base with an extending file laid over it.

    Tables are laid over entry by entry, except tables that are one thing (numbers with their
    evidence, distributions, and the keys of ``WHOLE``). Lists are replaced, but changes by date
    and dips of productivity add to those of the base.
    """
    merged = _lay_over(base, over)
    for key in ADDING:
        if isinstance(base.get(key), list) and isinstance(over.get(key), list):
            merged[key] = sorted([*base[key], *over[key]], key=_date_from)
    return merged


def _date_from(entry: Any) -> str:
    return str(entry.get("from")) if isinstance(entry, dict) else ""


def _lay_over(base: Raw, over: Raw, above: str = "") -> Raw:
    """One table over another; ``above`` is the key that holds them."""
    merged = {key: value for key, value in base.items() if key in over or not _taken_away(key, over)}
    for key, value in over.items():
        old = base.get(key)
        if above == "posts" and type(value) is int:
            merged[key] = with_as_many(old, value)
        elif not isinstance(old, dict) or not isinstance(value, dict) or key in WHOLE:
            merged[key] = value
        else:
            whole = one_thing(old, above) or one_thing(value, above)
            merged[key] = value if whole else _lay_over(old, value, key)
    return merged


def _taken_away(key: str, over: Raw) -> bool:
    """Whether what ``over`` gives leaves no room for a key of the base."""
    for keys in EITHER:
        given = keys & over.keys()
        if given and (key in keys or (GOES_WITH.get(key, frozenset()) & keys and not given & GOES_WITH[key])):
            return True
    return False


def one_thing(table: Raw, above: str) -> bool:
    """Whether a table, held by the key ``above``, is one number, distribution, file of cases or set of posts."""
    return any(key in table for key in ("value", "distribution", "csv")) or (above == "posts" and "number" in table)


def with_as_many(posts: Any, number: int) -> Any:
    """So many posts with the part-time posts and warrants that there are, as far as they are among them.

    A cut ends the posts with the highest numbers and a rise adds to them, so the first stay as they are.
    """
    kept: Raw = {"number": number}
    if isinstance(posts, dict) and isinstance(posts.get("part_time"), list) and posts["part_time"][: max(number, 0)]:
        kept["part_time"] = posts["part_time"][: max(number, 0)]
    if isinstance(posts, dict) and isinstance(posts.get("warrants"), dict) and number > 0:
        warrants = posts["warrants"]
        kept["warrants"] = {name: _at_most(given, number) for name, given in warrants.items()}
    return kept if len(kept) > 1 else number


def _at_most(given: Any, number: int) -> Any:
    count = given.get("value") if isinstance(given, dict) else given
    return number if isinstance(count, int | float) and count > number else given


def set_dotted(raw: Raw, dotted: str, value: Any) -> Raw:
    """A copy of ``raw`` in which the dotted key holds ``value`` (laid over, if both are tables)."""
    head, _, rest = dotted.partition(".")
    return _lay_over(raw, {head: nested(rest, value)})


def nested(dotted: str, value: Any) -> Any:
    """A value in the tables that a dotted key names, such as ``{"team": {"north": value}}`` for ``team.north``."""
    if not dotted:
        return value
    head, _, rest = dotted.partition(".")
    return {head: nested(rest, value)}
