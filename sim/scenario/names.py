"""Names: which a thing may have, and that every name used is there."""

from collections.abc import Collection, Iterable, Iterator

from sim.scenario.faults import nearest
from sim.scenario.limits import Found
from sim.scenario.pathway import CLOSE
from sim.scenario.service import Scenario
from sim.scenario.shares import ESCALATE, WITHDRAW

RESERVED = {
    CLOSE: f"{CLOSE!r} ends a route and cannot name anything else",
    WITHDRAW: f"{WITHDRAW!r} says what people out of patience do and cannot name anything else",
    ESCALATE: f"{ESCALATE!r} says what people out of patience do and cannot name anything else",
}
"""Names that routes know already, with what is told where an activity or a work type has one."""

ANY = "any"
"""After @ in a list of workers: in whichever team."""


def known(path: str, names: Iterable[str], there: Collection[str], kind: str) -> Iterator[Found]:
    """A problem for each name that is not among those there are."""
    for name in names:
        if name not in there:
            yield path, f"there is no {kind} of this name", repr(name), nearest(name, there)


def names_given(scenario: Scenario) -> Iterator[Found]:
    """Names that may not be given, or that two things share."""
    for name in scenario.work_type:
        if name in scenario.activity:
            yield f"work_type.{name}", "an activity has this name too, so a route to it has two meanings", "", ""
    for name in scenario.warrant:
        if name in scenario.role:
            yield f"warrant.{name}", "a role has this name too, so a list of workers with it has two meanings", "", ""
    for table in ("activity", "work_type"):
        for name in getattr(scenario, table):
            if name in RESERVED:
                yield f"{table}.{name}", RESERVED[name], "", ""
    if ANY in scenario.team:
        yield f"team.{ANY}", f"{ANY!r} stands for every team in a list of workers and cannot name one", "", ""
    tables = [(table, getattr(scenario, table)) for table in ("activity", "work_type", "role", "team", "demand")]
    tables += [(table, getattr(scenario, table)) for table in ("priority", "warrant", "clients")]
    for table, names in (*tables, ("day_one.places", scenario.day_one.places)):
        for name in names:
            if not name or any(sign in name for sign in '@/."\n'):
                yield f"{table}.{name}", "names may not be empty or hold the signs @ / . or quotes", repr(name), ""
