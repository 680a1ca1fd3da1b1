"""What is left of a broken file once its broken parts are taken out, so that the rest can be checked too."""

import difflib
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.checks import cross_check
from sim.scenario.read import Raw
from sim.scenario.service import Scenario

NAMED = {
    "population": "population band",
    "clients": "kind of people in support",
    "priority": "priority",
    "pattern": "pattern",
    "demand": "stream",
    "work_type": "work type",
    "activity": "activity",
    "role": "role",
    "team": "team",
    "warrant": "warrant",
    "group": "group",
    "source": "source",
}
"""Tables whose entries have names that other parts refer to, with what is said of a name that is not there."""

MOST_ROUNDS = 40


def further_problems(raw: Raw, fault: ValidationError, file: str) -> list[Problem]:
    """Problems between the sound parts of a file that does not validate as a whole.

    A broken setting is taken out, and with it the entry it stands in if that cannot do without.
    Nothing is said of names that were taken out: what is wrong with them is told already.
    """
    left: Any = raw
    gone: set[str] = set()
    lost: set[str] = set()
    posts_known = True
    for _ in range(MOST_ROUNDS):
        for error in fault.errors(include_url=False):
            place = error["loc"]
            if error["type"] == "missing" and len(place) < len(("table", "name", "setting")):
                return []  # the file lacks a part that nothing can stand in for
            depth = 2 if error["type"] == "missing" or len(place) == 2 else min(len(place), 3)
            if depth == 2 and place[0] in NAMED:
                gone.add(repr(place[1]))
            if len(place) == 1:
                lost |= {NAMED[table] for table in difflib.get_close_matches(str(place[0]), NAMED, n=1, cutoff=0.6)}
            posts_known &= place[0] != "team"
            left = _without(left, place[:depth])
        try:
            scenario = Scenario.model_validate(left)
        except ValidationError as again:
            fault = again
            continue
        found = cross_check(scenario, file)
        # Whether anybody holds a role cannot be said once posts were taken out.
        sure = [problem for problem in found if posts_known or "posts" not in problem.rule]
        return [problem for problem in sure if problem.value not in gone and not _of_a_lost_table(problem, lost)]
    return []


def _of_a_lost_table(problem: Problem, lost: set[str]) -> bool:
    """Whether a name is not there because the whole table that should hold it was taken out, which is told."""
    kinds, names_nothing, _ = problem.rule.removeprefix("there is no ").partition(" of this name")
    return bool(names_nothing) and not lost.isdisjoint(kinds.split(" or "))


def _without(raw: Any, place: tuple[int | str, ...]) -> Any:
    """A copy of nested tables and lists without the item at a place."""
    head, *rest = place
    if isinstance(raw, dict) and head in raw:
        if not rest:
            return {key: value for key, value in raw.items() if key != head}
        return {**raw, head: _without(raw[head], tuple(rest))}
    if isinstance(raw, list) and isinstance(head, int) and head < len(raw):
        if not rest:
            return raw[:head] + raw[head + 1 :]
        return [*raw[:head], _without(raw[head], tuple(rest)), *raw[head + 1 :]]
    return raw
