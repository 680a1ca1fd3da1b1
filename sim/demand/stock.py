"""Day-one stocks: the cases of a number or of a file, before their paths are drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.demand.draws import Choices, Draws, People
from sim.demand.episodes import draw_priorities
from sim.demand.pathways import Pathways, priority_row
from sim.demand.walkers import Starts
from sim.scenario.shares import Shares
from sim.scenario.stock import Stock, StockCase
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Kind = Literal["waiting", "open"]


@dataclass(frozen=True, slots=True)
class StockBatch:
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


def stock_batch(service: Service, pathways: Pathways, draws: Draws, kind: Kind) -> StockBatch:
    """The cases that wait, or that are open, on day one; none where none are given."""
    day_one = service.base.day_one
    stock = getattr(day_one, kind)
    cases: tuple[StockCase, ...] = getattr(day_one, f"{kind}_cases")
    if stock is not None and stock.cases is not None:
        return stock_of_numbers(service, pathways, draws, stock, f"demand/day_one/{kind}")
    return _from_cases(service, pathways, cases, f"demand/day_one/{kind}")


def stock_of_numbers(service: Service, pathways: Pathways, draws: Draws, stock: Stock, prefix: str) -> StockBatch:
    """A number of cases: ages spread evenly over their distribution, kinds of work by largest remainder."""
    assert stock.cases is not None and stock.reached is not None
    n = int(stock.cases.value)
    if stock.work_types is not None:
        names = list(stock.work_types)
        counts = largest_remainder([float(share) for share in stock.work_types.values()], n)
        kinds = np.repeat(np.arange(len(names), dtype=np.int64), counts)
        kinds = draws.shuffled(f"{prefix}/work_types", kinds)
        node = np.array([pathways.node(name) for name in names], dtype=np.int64)[kinds]
        stream = np.array([pathways.first_stream_to[name] for name in names], dtype=np.int64)[kinds]
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
    return StockBatch(starts, days, days, reached[turned], priority, unknown, given=False)


def _from_cases(service: Service, pathways: Pathways, cases: tuple[StockCase, ...], prefix: str) -> StockBatch:
    """Real cases: what the file says of them stands, the rest is drawn."""

    def numbers(of: Callable[[StockCase], int]) -> Ints:
        return np.array([of(case) for case in cases], dtype=np.int64)

    def place(names: tuple[str, ...], name: str) -> int:
        return names.index(name) if name else -1

    stream = numbers(
        lambda case: place(service.streams, case.stream) if case.stream else pathways.first_stream_to[case.work_type]
    )
    node = numbers(
        lambda case: pathways.node(case.work_type if case.work_type else service.base.demand[case.stream].begins_at)
    )
    team = numbers(lambda case: place(service.teams, case.team))
    days = np.array([case.days_since_contact for case in cases], dtype=np.float64)
    # A file without the column leaves nought; such a case has waited since its contact for all we know.
    ready = np.array([case.days_in_activity or case.days_since_contact for case in cases], dtype=np.float64)
    return StockBatch(
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
    return Starts(people, np.zeros(n, dtype=np.int64), stream, node, nothing, nothing, nothing)


def _priorities(service: Service, shares: Shares) -> tuple[list[int], list[float]]:
    targets, parts = priority_row(service, service.base, shares)
    return list(targets), list(parts)


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
