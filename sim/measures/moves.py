"""Cases that go from one activity to the next in a year, as expected before anything runs: the flows of a pathway.

What only a run can say is left out, as in :mod:`sim.measures.flow`: nobody loses patience, dies or finds places full.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sim.measures.flow import State, flow, routes, work_list
from sim.measures.volumes import spans, stream_volumes
from sim.scenario.pathway import CLOSE
from sim.scenario.service import Scenario
from sim.scenario.shares import WorkList
from sim.scenario.timeline import Service, parse_who

Way = tuple[str, str]


def _none() -> "defaultdict[Any, float]":
    return defaultdict(float)


@dataclass(frozen=True, slots=True)
class Moves:
    """Cases a year on the ways of a pathway.

    Attributes
    ----------
    visits
        By activity: how many come there.
    entries
        By stream and the activity at which it begins.
    onward, beside
        By activity and the one after it; ``beside`` is side work, which a case sets going and leaves behind.
    ends
        By activity: how many are closed after it.
    asked
        By activity and the role (or warrant) that is asked for first, of those with posts: how many steps of work.
    """

    visits: defaultdict[str, float] = field(default_factory=_none)
    entries: defaultdict[Way, float] = field(default_factory=_none)
    onward: defaultdict[Way, float] = field(default_factory=_none)
    beside: defaultdict[Way, float] = field(default_factory=_none)
    ends: defaultdict[str, float] = field(default_factory=_none)
    asked: defaultdict[Way, float] = field(default_factory=_none)


def moves(service: Service, year: int) -> Moves:
    """The flows of a year of the run, from 0."""
    found = Moves()
    for epoch, begin, end in spans(service, year):
        scenario = epoch.scenario
        volumes = stream_volumes(service, scenario, begin, end)
        for stream, cases in volumes.items():
            found.entries[stream, _activity(scenario, scenario.demand[stream].begins_at)] += cases
        for state, cases in flow(scenario, volumes).visits.items():
            _add(found, scenario, state, cases)
    return found


def _add(found: Moves, scenario: Scenario, state: State, cases: float) -> None:
    here = state.activity
    found.visits[here] += cases
    for target, share in routes(scenario, here, state.work_type):
        if target == CLOSE:
            found.ends[here] += cases * share
        else:
            found.onward[here, _activity(scenario, target)] += cases * share
    activity = scenario.activity[here]
    if activity.alongside is not None and scenario.rules.side_work:
        found.beside[here, _activity(scenario, activity.alongside)] += cases
    if activity.kind == "work":
        found.asked[here, _asked_first(scenario, work_list(scenario, state))] += cases


def _asked_first(scenario: Scenario, item: WorkList) -> str:
    """The first role or warrant of a list that somebody holds a post for; the first of all if nobody does."""
    names = [parse_who(text)[0] for text in item.who]
    held = {
        name
        for team in scenario.team.values()
        for role, posts in team.posts.items()
        if posts.number > 0
        for name in (role, *posts.warrants)
    }
    return next((name for name in names if name in held), names[0])


def _activity(scenario: Scenario, target: str) -> str:
    """The activity that a route's target begins at: itself, or that of a work type."""
    return scenario.work_type[target].begins_at if target in scenario.work_type else target
