"""The people in support: how many, who joins and leaves, and whether their reviews keep up."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import CONTACT, REVIEW, Ints
from sim.eventlog.log import COMPLETED
from sim.measures.completions import inclusive
from sim.measures.groupings import Grouping
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.rows import Bools, sums, tally
from sim.measures.spans import Spans, stock
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_DAY, NEVER

_YEAR = 365 * MINUTES_PER_DAY
_LONG_AGO = -NEVER


def support_records(run: Trace) -> list[Record]:
    """Every figure about people in support, all and by kind, by year and for the whole run; none without any."""
    if not run.demand.clients:
        return []
    return [item for periods in (run.years, run.whole) for item in _of_periods(run, periods)]


def _groupings(run: Trace, kind: Ints) -> tuple[Grouping, Grouping]:
    """All, and by kind; a kind stands in the column ``stream``, marked if a stream bears its name too."""
    names = [f"{name} (clients)" if name in run.service.streams else name for name in run.service.clients]
    return Grouping(np.where(kind >= 0, 0, -1), ({},)), Grouping(kind, tuple({"stream": name} for name in names))


def _of_periods(run: Trace, periods: Periods) -> Iterator[Record]:
    demand = run.demand
    there = _in_support(run)
    arrives = np.where(demand.client_here, NEVER, there.start)
    reviews = np.flatnonzero(_is_review(run))
    kind = demand.client_kind[demand.client[reviews]]
    for by_client, by_review in zip(_groupings(run, demand.client_kind), _groupings(run, kind), strict=True):
        size = len(by_client)
        level, area = stock(by_client.code, there, periods.edges, codes=size)
        length = np.diff(periods.edges)
        average, joined = np.diff(area, axis=1) / length, _by_period(run, by_client, arrives, periods)
        gone = _by_period(run, by_client, there.stop, periods)
        for cell in range(size):
            columns = by_client.columns[cell]
            for place, label in enumerate(periods.labels):
                yield record("clients_supported_average", average[cell, place], label, **columns)
                yield record("clients_supported_end", level[cell, place + 1], label, **columns)
                yield record("clients_joined", joined[cell, place], label, **columns)
                yield record("clients_left", gone[cell, place], label, **columns)
        yield from _review_records(run, reviews, by_review, periods)
        yield from _reviewed(run, by_client, there, periods)


def _in_support(run: Trace) -> Spans:
    """Time in support of each client; NEVER for those who never join [clients]."""
    joined = run.log.client_joined
    stop = np.where(joined < NEVER, joined + run.demand.client_tenure, NEVER)
    stop = np.where(stop > run.log.horizon, NEVER, stop)
    none = np.full(len(joined), -1, dtype=np.int64)
    return Spans(np.arange(len(joined)), joined, stop, none, none)


def _by_period(run: Trace, grouping: Grouping, minute: Ints, periods: Periods) -> Ints:
    """Events by group and period [groups, periods]."""
    period = periods.of(inclusive(run, minute))
    code = np.where((period >= 0) & (grouping.code >= 0), grouping.code * len(periods) + period, -1)
    return tally(code, len(grouping) * len(periods)).reshape(len(grouping), len(periods))


def _is_review(run: Trace) -> Bools:
    """Whether the case is a review due, be it of the run or found open on the first morning [cases]."""
    demand, base = run.demand, run.service.base.demand
    sources = [base[name].from_clients if name in base else None for name in run.service.streams]
    unplanned = [source is not None and source.review_after_days is None for source in sources]
    found_open = (demand.origin == CONTACT) & (demand.client >= 0)
    found_open &= ~np.array([*unplanned, False], dtype=np.bool_)[demand.stream]
    due: Bools = run.counted & ((demand.origin == REVIEW) | found_open)
    return due


def _review_records(run: Trace, reviews: Ints, grouping: Grouping, periods: Periods) -> Iterator[Record]:
    due, closed = run.received[reviews], run.log.closed[reviews]
    none = np.full(len(reviews), -1, dtype=np.int64)
    overdue, _ = stock(grouping.code, Spans(reviews, due, closed, none, none), periods.edges, codes=len(grouping))
    period = periods.of(inclusive(run, np.where(due >= 0, due, NEVER)))
    number = _by_period(run, grouping, np.where(due >= 0, due, NEVER), periods)
    wait = np.minimum(closed, run.log.horizon) - due
    spread = np.zeros((len(reviews), len(periods)))
    known = period >= 0
    spread[known, period[known]] = wait[known]
    total = sums(grouping.code, len(grouping), spread) / MINUTES_PER_DAY
    for cell in range(len(grouping)):
        columns = grouping.columns[cell]
        for place, label in enumerate(periods.labels):
            yield record("reviews_due", number[cell, place], label, **columns)
            yield record("reviews_overdue_end", overdue[cell, place + 1], label, **columns)
            if number[cell, place]:
                yield record("review_wait_mean_days", total[cell, place] / number[cell, place], label, **columns)


def _reviewed(run: Trace, grouping: Grouping, there: Spans, periods: Periods) -> Iterator[Record]:
    before = _last_review_before(run)
    done = np.flatnonzero(run.counted & (run.demand.client >= 0) & (run.log.outcome == COMPLETED))
    for place, label in enumerate(periods.labels):
        end = int(periods.edges[place + 1])
        last = before.copy()
        by_now = done[run.log.closed[done] <= end]
        np.maximum.at(last, run.demand.client[by_now], run.log.closed[by_now])
        asked = (there.start <= end) & (there.stop > end) & (run.demand.client_here | (there.start <= end - _YEAR))
        number = tally(np.where(asked, grouping.code, -1), len(grouping))
        within = tally(np.where(asked & (last > end - _YEAR), grouping.code, -1), len(grouping))
        for cell in np.flatnonzero(number):
            share = within[cell] / number[cell]
            yield record("reviewed_within_12_months_share", share, label, **grouping.columns[cell])


def _last_review_before(run: Trace) -> Ints:
    """Minute of the last review before the run of day one's clients, ``_LONG_AGO`` for all others [clients].

    It lies one review interval before the next falls due, or before the receipt of a review found open.
    Who has no review to come leaves before it falls due, or the run ends before: until then their last
    one is within the year, for which minute 0 will do.
    """
    demand = run.demand
    last = np.where(demand.client_here, 0, _LONG_AGO)
    first = np.flatnonzero((demand.origin == REVIEW) & (demand.client >= 0))
    # The first review of each client stands last here, and so is what stays.
    first = first[np.argsort(demand.episode[first], kind="stable")][::-1]
    of_here = first[demand.client_here[demand.client[first]]]
    last[demand.client[of_here]] = demand.gap[of_here] - _interval(run, demand.stream[of_here])
    found_open = np.flatnonzero((demand.origin == CONTACT) & (demand.client >= 0))
    since = run.received[found_open] - _interval(run, demand.stream[found_open])
    last[demand.client[found_open]] = since
    return last


def _interval(run: Trace, stream: Ints) -> Ints:
    """Minutes from one review to the next in each stream; a year where it says none."""
    base = run.service.base.demand
    minutes = []
    for name in run.service.streams:
        source = base[name].from_clients if name in base else None
        days = source.review_after_days if source is not None else None
        minutes.append(_YEAR if days is None else round(days.value * MINUTES_PER_DAY))
    return np.array([*minutes, _YEAR], dtype=np.int64)[stream]
