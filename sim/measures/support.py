"""The people in support: how many, who joins and leaves, and whether their reviews keep up."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import CONTACT, REVIEW, Ints
from sim.eventlog.log import COMPLETED
from sim.measures.completions import inclusive
from sim.measures.record import ALL, Records, Who, records, who
from sim.measures.rows import Bools, Floats, stable_order, tally, told, with_total
from sim.measures.spans import stock
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_DAY, NEVER

_YEAR = 365 * MINUTES_PER_DAY
_LONG_AGO = -NEVER


def support_records(run: Trace) -> Records:
    """Every figure about people in support, all and by kind, by year and for the whole run; none without any."""
    return Records.joined(_records(run) if run.demand.clients else ())


def _records(run: Trace) -> Iterator[Records]:
    found, kinds = (*_people(run), *_reviews(run)), _kinds(run)
    for labels, periods in run.told:
        for groups, places in (((ALL,), slice(1)), (kinds, slice(1, None))):
            for figure in found:
                axes = "group period measure" if figure.by_group else "period group measure"
                shown = (figure.values[places, periods], figure.there[places, periods])
                values, there = shown if figure.by_group else (np.swapaxes(each, 0, 1) for each in shown)
                yield records(figure.measures, values, axes=axes, groups=groups, periods=labels, there=there)


class _Figures(NamedTuple):
    """Figures in each year and in the whole run, and where they exist. Shapes [1 + kinds, periods, measures].

    All people stand first, then each kind. They are told group by group, or else period by period.
    """

    measures: tuple[str, ...]
    values: Floats
    there: Bools
    by_group: bool = True


def _kinds(run: Trace) -> tuple[Who, ...]:
    """Each kind of client, which stands in the column ``stream``, marked if a stream bears its name too."""
    streams = run.service.streams
    return tuple(who(stream=f"{name} (clients)" if name in streams else name) for name in run.service.clients)


def _with_all(by_kind: Ints) -> Ints:
    """The same with all people together first. Shape [kinds, ...] to [1 + kinds, ...]."""
    return np.concatenate((by_kind.sum(axis=0, keepdims=True), by_kind))


def _people(run: Trace) -> Iterator[_Figures]:
    """How many people there are, join and leave."""
    kind, years, (joined, left) = run.demand.client_kind, run.years, _in_support(run)
    arrives = np.where(run.demand.client_here, NEVER, joined)
    found = stock(kind, joined, left, years.edges, codes=len(run.service.clients))
    levels, areas = (_with_all(each) for each in found)
    yearly, overall = np.diff(areas, axis=1) / np.diff(years.edges), _over_all(areas) / _over_all(years.edges)
    figures = {
        "clients_supported_average": np.concatenate((yearly, overall), axis=1),
        "clients_supported_end": _at_ends(levels),
        "clients_joined": _by_period(run, kind, arrives),
        "clients_left": _by_period(run, kind, left),
    }
    values = np.stack(list(figures.values()), axis=-1)
    yield _Figures(tuple(figures), values, np.ones_like(values, dtype=np.bool_))


def _over_all(by_edge: Ints) -> Ints:
    """What was added over the whole run [..., 1]."""
    return np.diff(by_edge[..., [0, -1]])


def _at_ends(levels: Ints) -> Ints:
    """The levels at the end of each year, and of the whole run [groups, periods]."""
    return np.concatenate((levels[:, 1:], levels[:, -1:]), axis=1)


def _in_support(run: Trace) -> tuple[Ints, Ints]:
    """When each client joins and leaves; NEVER for those who never do [clients]."""
    joined = run.log.client_joined
    stop = np.where(joined < NEVER, joined + run.demand.client_tenure, NEVER)
    return joined, np.where(stop > run.log.horizon, NEVER, stop)


def _by_period(run: Trace, kind: Ints, minute: Ints, weight: Ints | None = None) -> Ints:
    """Events, or sum of their weights, in each year and in the whole run [1 + kinds, periods]."""
    years, kinds = len(run.years), len(run.service.clients)
    year = run.years.of(inclusive(run, minute))
    cell = np.where(year >= 0, kind.astype(np.int64) * years + year, -1)
    return with_total(_with_all(tally(cell, kinds * years, weight).reshape(kinds, years)))


def _is_review(run: Trace) -> Bools:
    """Whether the case is a review due, be it of the run or found open on the first morning [cases]."""
    demand, base = run.demand, run.service.base.demand
    sources = [base[name].from_clients if name in base else None for name in run.service.streams]
    unplanned = [source is not None and source.review_after_days is None for source in sources]
    found_open = (demand.origin == CONTACT) & (demand.client >= 0)
    found_open &= ~told(np.array([*unplanned, False], dtype=np.bool_), demand.stream)
    due: Bools = run.counted & ((demand.origin == REVIEW) | found_open)
    return due


def _reviews(run: Trace) -> Iterator[_Figures]:
    """Reviews due and overdue, how long they wait, and whom they reach within a year."""
    case = np.flatnonzero(_is_review(run))
    kind = run.demand.client_kind[run.demand.client[case]]
    due, closed = run.received[case], run.log.closed[case]
    overdue = _at_ends(_with_all(stock(kind, due, closed, run.years.edges, codes=len(run.service.clients)).levels))
    since = np.where(due >= 0, due, NEVER)
    number = _by_period(run, kind, since)
    mean = _by_period(run, kind, since, np.minimum(closed, run.log.horizon) - due) / MINUTES_PER_DAY
    mean /= np.maximum(number, 1)
    always = np.ones_like(number, dtype=np.bool_)
    measures = ("reviews_due", "reviews_overdue_end", "review_wait_mean_days")
    yield _Figures(measures, np.stack((number, overdue, mean), -1), np.stack((always, always, number > 0), -1))
    asked, within = (_at_ends(_with_all(_counted(run, each))) for each in _reviewed(run))
    share = within / np.maximum(asked, 1)
    yield _Figures(("reviewed_within_12_months_share",), share[..., None], (asked > 0)[..., None], by_group=False)


def _counted(run: Trace, marked: Bools) -> Ints:
    """Marked clients [edges, clients] by kind [kinds, edges]."""
    return np.stack([tally(run.demand.client_kind[each], len(run.service.clients)) for each in marked], axis=1)


def _reviewed(run: Trace) -> tuple[Bools, Bools]:
    """Who is asked about at each edge of the years, and who of them had a review within a year [edges, clients]."""
    (joined, left), here = _in_support(run), run.demand.client_here
    before, latest = _last_review_before(run), np.full(run.demand.clients, _LONG_AGO)
    done = np.flatnonzero(run.counted & (run.demand.client >= 0) & (run.log.outcome == COMPLETED))
    done = done[stable_order(run.log.closed[done])]
    client, closed = run.demand.client[done], run.log.closed[done]
    asked, within = [], []
    for end in run.years.edges.tolist():
        by_now = np.searchsorted(closed, end, side="right")
        # In order of time, so that the latest stays.
        latest[client[:by_now]] = closed[:by_now]
        asked.append((joined <= end) & (left > end) & (here | (joined <= end - _YEAR)))
        within.append(asked[-1] & (np.maximum(before, latest) > end - _YEAR))
    return np.stack(asked), np.stack(within)


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
    first = first[stable_order(demand.episode[first])][::-1]
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
