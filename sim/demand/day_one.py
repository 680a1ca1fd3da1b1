"""The service on its first morning: cases that wait in lists, and cases that a worker holds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.demand.draws import Choices, Draws, People
from sim.demand.episodes import Identity, assemble, cut, draw_priorities
from sim.demand.itinerary import Paths, Starts, follow
from sim.demand.pathways import Pathways, priority_row
from sim.demand.tables import OPEN_STRIP, WAITING_STRIP, Demand
from sim.scenario.routes import enter, route_map, routes_from
from sim.scenario.service import Scenario
from sim.scenario.shares import Shares
from sim.scenario.stock import Stock, StockCase
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Kind = Literal["waiting", "open"]
NEVER_ON_PATH = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Batch:
    """Cases of a stock before their paths are drawn. Shapes [cases]; ``reached`` [cases, choices].

    ``days`` since contact; ``ready_days`` since the present activity became ready; ``reached``
    activities in order of preference; ``priority`` and ``role`` are -1 where not given.
    """

    starts: Starts
    days: Floats
    ready_days: Floats
    reached: Ints
    priority: Ints
    role: Ints
    given: bool


def draw_waiting(service: Service, pathways: Pathways, draws: Draws) -> Demand:
    """The cases that stand in lists on day one, with the rest of their paths. None if none are given."""
    batch = _batch(service, pathways, draws, "waiting")
    demand, _, _ = _from_the_reached(service, pathways, draws, batch, WAITING_STRIP)
    return demand


def draw_open(service: Service, pathways: Pathways, draws: Draws) -> Demand:
    """The cases that a worker holds on day one, with what is left of their step and path."""
    batch = _batch(service, pathways, draws, "open")
    demand, whole, start = _from_the_reached(service, pathways, draws, batch, OPEN_STRIP)
    everyone = np.ones(demand.cases, dtype=np.bool_)
    left = batch.starts.people.draw(draws, "left", everyone)
    effort, delay = demand.effort.copy(), demand.delay.copy()
    head = demand.first[:-1]
    effort[head] = np.where(effort[head] > 0, np.maximum(1, np.rint(effort[head] * left)), 0).astype(np.int64)
    delay[head] = np.rint(delay[head] * left).astype(np.int64)
    holder_list, holder_team = _holders(service, pathways, batch, whole, start)
    return replace(
        demand,
        begins=np.zeros(demand.cases, dtype=np.int64),
        effort=effort,
        delay=delay,
        holder_list=holder_list,
        holder_team=holder_team,
    )


def _batch(service: Service, pathways: Pathways, draws: Draws, kind: Kind) -> _Batch:
    day_one = service.base.day_one
    stock = getattr(day_one, kind)
    cases: tuple[StockCase, ...] = getattr(day_one, f"{kind}_cases")
    if stock is not None and stock.cases is not None:
        return _from_numbers(service, pathways, draws, stock, f"demand/day_one/{kind}")
    return _from_cases(service, pathways, cases, f"demand/day_one/{kind}")


def _from_numbers(service: Service, pathways: Pathways, draws: Draws, stock: Stock, prefix: str) -> _Batch:
    """A number of cases: ages spread evenly over their distribution, kinds of work by largest remainder."""
    assert stock.cases is not None and stock.reached is not None
    n = int(stock.cases.value)
    if stock.work_types is not None:
        names = list(stock.work_types)
        counts = largest_remainder([float(share) for share in stock.work_types.values()], n)
        kinds = np.repeat(np.arange(len(names), dtype=np.int64), counts)
        kinds = draws.shuffled(f"{prefix}/work_types", kinds)
        node = np.array([pathways.node(name) for name in names], dtype=np.int64)[kinds]
        stream = np.array([_first_stream_to(service, name) for name in names], dtype=np.int64)[kinds]
    else:
        assert stock.stream is not None
        node = np.full(n, pathways.node(service.base.demand[stock.stream].begins_at), dtype=np.int64)
        stream = np.full(n, service.streams.index(stock.stream), dtype=np.int64)
    starts = _starts(prefix, stream, node)
    everyone = np.ones(n, dtype=np.bool_)
    days = quantile(stock.ages, (np.arange(n) + 0.5) / max(n, 1))
    reached = np.array([pathways.node(name) for name in stock.reached], dtype=np.int64)
    choice = Choices([(range(len(reached)), [float(share) for share in stock.reached.values()])])
    row = np.zeros(n, dtype=np.int64)
    drawn = choice.pick(row, starts.people.draw(draws, "reached", everyone))
    turned = (drawn[:, None] + np.arange(len(reached))) % len(reached)
    priority = np.full(n, -1, dtype=np.int64)
    if stock.priorities is not None:
        given = Choices([_priorities(service, stock.priorities)])
        priority = draw_priorities(draws, starts, row, given)
    unknown = np.full(n, -1, dtype=np.int64)
    return _Batch(starts, days, days, reached[turned], priority, unknown, given=False)


def _from_cases(service: Service, pathways: Pathways, cases: tuple[StockCase, ...], prefix: str) -> _Batch:
    """Real cases: what the file says of them stands, the rest is drawn."""

    def numbers(of: Callable[[StockCase], int]) -> Ints:
        return np.array([of(case) for case in cases], dtype=np.int64)

    def place(names: tuple[str, ...], name: str) -> int:
        return names.index(name) if name else -1

    stream = numbers(
        lambda case: place(service.streams, case.stream) if case.stream else _first_stream_to(service, case.work_type)
    )
    node = numbers(
        lambda case: pathways.node(case.work_type if case.work_type else service.base.demand[case.stream].begins_at)
    )
    team = numbers(lambda case: place(service.teams, case.team))
    days = np.array([case.days_since_contact for case in cases], dtype=np.float64)
    # A file without the column leaves nought; such a case has waited since its contact for all we know.
    ready = np.array([case.days_in_activity or case.days_since_contact for case in cases], dtype=np.float64)
    return _Batch(
        starts=replace(_starts(prefix, stream, node), team=team),
        days=days,
        ready_days=ready,
        reached=numbers(lambda case: pathways.node(case.activity)).reshape(-1, 1),
        priority=numbers(lambda case: place(service.priorities, case.priority)),
        role=numbers(lambda case: place(service.roles, case.role)),
        given=True,
    )


def _starts(prefix: str, stream: Ints, node: Ints) -> Starts:
    n = len(node)
    nothing = np.full(n, -1, dtype=np.int64)
    people = People((prefix,), np.zeros(n, dtype=np.int64), np.arange(n, dtype=np.int64))
    return Starts(people, np.zeros(n, dtype=np.int64), stream, node, nothing, nothing)


def _from_the_reached(
    service: Service, pathways: Pathways, draws: Draws, batch: _Batch, strip: int
) -> tuple[Demand, Paths, Ints]:
    """The cases from the activity reached on, their whole paths, and the step of those that they are at."""
    starts = batch.starts
    paths = follow(pathways, draws, starts)
    start = _first_step_at(paths, batch.reached)
    if batch.given and (start < 0).any():
        # The draw took another way than the real case did: put the case where the file says it is.
        starts = _jumping(service, pathways, batch, paths, start < 0)
        paths = follow(pathways, draws, starts)
        start = _first_step_at(paths, batch.reached)
    start = np.where(start < 0, paths.first[:-1], start)
    drawn = draw_priorities(draws, starts, paths.priority_row, pathways.priorities)
    n = len(start)
    received = np.minimum(-1, -np.rint(batch.days * MINUTES_PER_DAY)).astype(np.int64)
    begins = np.minimum(-1, -np.rint(batch.ready_days * MINUTES_PER_DAY)).astype(np.int64)
    identity = Identity(np.full(n, strip, dtype=np.int64), np.arange(n, dtype=np.int64), received, begins)
    priority = np.where(batch.priority >= 0, batch.priority, drawn)
    whole = assemble(pathways, starts, identity, paths, priority)
    return cut(whole, start), paths, start


def _first_step_at(paths: Paths, reached: Ints) -> Ints:
    """The first step at the most preferred activity that is on the path; -1 if none is. Shape [cases]."""
    found = np.full(len(reached), -1, dtype=np.int64)
    steps = np.arange(len(paths.case), dtype=np.int64)
    for column in range(reached.shape[1]):
        hit = steps[paths.activity == reached[paths.case, column]]
        first = np.full(len(reached), NEVER_ON_PATH, dtype=np.int64)
        np.minimum.at(first, paths.case[hit], hit)
        found = np.where((found < 0) & (first < NEVER_ON_PATH), first, found)
    return found


def _jumping(service: Service, pathways: Pathways, batch: _Batch, paths: Paths, off: NDArray[np.bool_]) -> Starts:
    """Starts at which the cases that are off their path go straight to the activity reached."""
    places = route_map(service.base).onward
    node = batch.starts.node.copy()
    jump = np.where(off, batch.reached[:, 0], -1)
    for case in np.flatnonzero(off).tolist():
        if node[case] >= pathways.activities:
            continue
        name = pathways.nodes[int(jump[case])]
        kinds = [kind for activity, kind in places if activity == name]
        if paths.work_type[case] >= 0:
            node[case] = pathways.activities + paths.work_type[case]
        elif kinds and "" not in kinds:
            node[case] = pathways.node(kinds[0])
    return replace(batch.starts, node=node, jump=jump)


def _holders(service: Service, pathways: Pathways, batch: _Batch, paths: Paths, start: Ints) -> tuple[Ints, Ints]:
    """List and team of the worker of each open case: those of the first held step of its whole path."""
    held = pathways.held[0, paths.activity]
    steps = np.flatnonzero(held)
    first = np.full(len(start), NEVER_ON_PATH, dtype=np.int64)
    np.minimum.at(first, paths.case[steps], steps)
    some = first < NEVER_ON_PATH
    lists = np.full(len(start), -1, dtype=np.int64)
    teams = lists.copy()
    lists[some] = paths.skill_list[first[some]]
    teams[some] = paths.team[first[some]]
    for case in np.flatnonzero(some & (batch.role >= 0)).tolist():
        lists[case] = _list_with(service, int(lists[case]), int(batch.role[case]))
    return lists, teams


def _list_with(service: Service, drawn: int, role: int) -> int:
    """The drawn list, or the first list beside it that names the role."""
    owner = service.lists[drawn].owner
    first = service.epochs[0].first_list[owner]
    beside = [drawn, *range(first, first + len(getattr(service.base, owner[0])[owner[1]].by))]
    return next((item for item in beside if any(who.role == role for who in service.lists[item].who)), drawn)


def _priorities(service: Service, shares: Shares) -> tuple[list[int], list[float]]:
    targets, parts = priority_row(service, service.base, shares)
    return list(targets), list(parts)


def _first_stream_to(service: Service, work_type: str) -> int:
    """The first stream whose routes reach a work type, -1 if none does."""
    return next(
        (place for place, name in enumerate(service.streams) if work_type in _work_types_of(service.base, name)), -1
    )


def _work_types_of(scenario: Scenario, stream: str) -> set[str]:
    """The work types that routes of a stream reach."""
    entry = scenario.demand.get(stream)
    seen: set[tuple[str, str]] = set()
    frontier = [enter(scenario, entry.begins_at, "")] if entry is not None else []
    while frontier:
        place = frontier.pop()
        if place in seen or place[0] not in scenario.activity:
            continue
        seen.add(place)
        routes = routes_from(scenario, *place)
        frontier += [enter(scenario, name, place[1]) for name, share in routes.items() if share > 0]
    return {kind for _, kind in seen}


def largest_remainder(shares: list[float], total: int) -> Ints:
    """Whole numbers nearest to shares of a total that sum to it; ties go to the earlier share.

    References
    ----------
    The method of largest remainders (Hamilton's): whole parts first, then one more for each of
    the largest fractions.
    """
    exact = np.asarray(shares) / sum(shares) * total
    counts = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts
