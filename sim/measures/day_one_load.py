"""Day one against the places and lists it must fit: expected numbers, by arithmetic."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.measures.flow import NONE, State, flow_from, while_held, work_list
from sim.measures.shareout import ALLOCATION, Cell, Choice, ListKey, candidates, key_of
from sim.scenario.pathway import Activity
from sim.scenario.service import Scenario
from sim.scenario.stock import Stock, StockCase
from sim.scenario.timeline import Service


@dataclass(frozen=True, slots=True)
class PlacesHeld:
    """Cases held on day one against the caseload places of a cell's posts; ``places`` None for no limit."""

    role: str
    team: str
    posts: int
    places: int | None
    held: float


def places_on_day_one(service: Service) -> tuple[PlacesHeld, ...]:
    """Open cases and held places expected in each role and team that has caseload places or holds a case."""
    scenario = service.base
    manned = _manned(scenario)
    held: dict[Cell, float] = defaultdict(float)
    for case in scenario.day_one.open_cases:
        if case.role and case.team:
            held[case.role, case.team] += 1
    for state, cases in _open(scenario):
        eligible = [cell for choice in _choices(scenario, state, manned) for cell in choice.cells]
        posts = sum(manned[cell] for cell in eligible)
        for cell in eligible:
            held[cell] += cases * manned[cell] / posts
    rows = []
    for (role, team), posts in manned.items():
        given = scenario.role[role].caseload
        caseload = None if given is None else round(given.value)
        if caseload or held[role, team] > 0:
            rows.append(PlacesHeld(role, team, posts, None if caseload is None else caseload * posts, held[role, team]))
    return tuple(rows)


def waiting_on_day_one(service: Service) -> dict[ListKey, float]:
    """Waiting cases expected on each list; those in a delay or at a gate stand on none."""
    scenario = service.base
    manned = _manned(scenario)
    lists: dict[ListKey, float] = defaultdict(float)
    for state, cases in _waiting(scenario):
        activity = scenario.activity[state.activity]
        choices = _choices(scenario, state, manned)
        if choices:
            lists[key_of(ALLOCATION if activity.held else state.activity, choices[0])] += cases
    return dict(lists)


def _waiting(scenario: Scenario) -> Iterator[tuple[State, float]]:
    """Waiting cases by the state that they stand in."""
    for entry, reached, cases in _stock(scenario, scenario.day_one.waiting, scenario.day_one.waiting_cases):
        if scenario.activity[reached].kind == "work":
            visits = flow_from(scenario, {entry: 1.0}).visits
            yield from _spread({state: number for state, number in visits.items() if state.activity == reached}, cases)


def _open(scenario: Scenario) -> Iterator[tuple[State, float]]:
    """Open cases and held places by the state in which they got their worker, which says who that can be."""
    unnamed = tuple(case for case in scenario.day_one.open_cases if not (case.role and case.team))
    for entry, _, cases in _stock(scenario, scenario.day_one.open, unnamed):
        visits = _getting_workers(scenario, entry)
        yield from _spread(visits, cases)
    for stock in scenario.day_one.places.values():
        for entry, reached, cases in _stock(scenario, stock, ()):
            visits = _getting_workers(scenario, entry)
            yield from _spread(_coming_to(scenario, visits, reached) or visits, cases)


def _getting_workers(scenario: Scenario, entry: tuple[str, str]) -> dict[State, float]:
    """Visits of a case to the states in which it gets a worker."""
    return {
        state: number
        for state, number in flow_from(scenario, {entry: 1.0}).visits.items()
        if not state.has_worker and _gives_worker(scenario.activity[state.activity])
    }


def _coming_to(scenario: Scenario, visits: Mapping[State, float], reached: str) -> dict[State, float]:
    """Those of the visits after which the case comes to an activity with the worker it got there."""
    found = {}
    for state, number in visits.items():
        times = sum(n for at, n in while_held(scenario, state).items() if at.activity == reached)
        if times > 0:
            found[state] = number * times
    return found


def _spread(visits: Mapping[State, float], cases: float) -> Iterator[tuple[State, float]]:
    """Cases shared between states by how often each is visited."""
    total = sum(visits.values())
    for state, number in visits.items():
        yield state, cases * number / total


def _gives_worker(activity: Activity) -> bool:
    return activity.held or activity.kind == "place"


def _stock(
    scenario: Scenario, stock: Stock | None, listed: tuple[StockCase, ...]
) -> Iterator[tuple[tuple[str, str], str, float]]:
    """Where cases of a stock began (activity or work type, and team), what they have reached, how many."""
    for case in listed:
        yield (case.work_type or scenario.demand[case.stream].begins_at, case.team), case.activity, 1.0
    if stock is None or stock.cases is None:
        return
    kinds = {name: float(share) for name, share in (stock.work_types or {}).items()}
    if stock.stream:
        kinds = {scenario.demand[stock.stream].begins_at: 1.0}
    for begins, kind_share in kinds.items():
        for reached, share in (stock.reached or {}).items():
            yield (begins, NONE), reached, float(stock.cases) * kind_share * float(share)


def _choices(scenario: Scenario, state: State, manned: dict[Cell, int]) -> tuple[Choice, ...]:
    return candidates(scenario, work_list(scenario, state).who, state.team, manned)


def _manned(scenario: Scenario) -> dict[Cell, int]:
    """Posts of every role and team that has any, by role and then team."""
    return {
        (role, name): team.posts[role].number
        for role in scenario.role
        for name, team in scenario.team.items()
        if role in team.posts and team.posts[role].number
    }
