"""Contacts that come again, calls that chase, help without an assessment, places asked for in vain."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import CHASER, CONTACT, RETURN, REVIEW, Ints
from sim.eventlog.log import COMPLETED, FINISHED, FULL
from sim.measures.completions import comes_again, inclusive
from sim.measures.groupings import Grouping, staff_groupings
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.rows import Bools, sums, tally
from sim.measures.trace import Trace
from sim.measures.utilisation import used_by
from sim.scenario.pathway import PLACE, WORK
from sim.units import MINUTES_PER_HOUR, NEVER

_SPREAD = 2**40
"""Longer than any run, so that (case, minute) is one number."""


def contact_records(run: Trace) -> list[Record]:
    """Chasing, repeat contacts, prevention, channel shift and places asked for, by year and for the whole run."""
    found: list[Record] = []
    for periods in (run.years, run.whole):
        found += _chasing(run, periods)
        found += _repeats(run, periods)
        found += _shares(run, periods)
        found += _places(run, periods)
    return found


def _counts(grouping: Grouping, period: Ints, periods: Periods, kept: Bools) -> Ints:
    """Rows kept by group and period [groups, periods]."""
    known = kept & (grouping.code >= 0) & (period >= 0)
    code = np.where(known, grouping.code * len(periods) + period, -1)
    return tally(code, len(grouping) * len(periods)).reshape(len(grouping), len(periods))


def _chasing(run: Trace, periods: Periods) -> Iterator[Record]:
    calls = _calls(run)
    period = periods.of(inclusive(run, run.log.start[calls]))
    stream = run.demand.stream[run.log.case[calls]]
    everything = np.ones(len(calls), dtype=np.bool_)
    for grouping in _by_stream(run, np.zeros_like(stream), stream):
        number = _counts(grouping, period, periods, everything)
        yield from _filled("chasing_calls", number, grouping, periods)
    used = used_by(run, periods.edges, _visits_of_chasers(run))
    for grouping in staff_groupings(run, run.worker_role, run.workforce.team):
        hours = sums(grouping.code, len(grouping), used) / MINUTES_PER_HOUR
        for cell in np.flatnonzero((hours.sum(axis=1) > 0) | (len(grouping) == 1)):
            for place, label in enumerate(periods.labels):
                yield record("chasing_hours", hours[cell, place], label, **grouping.columns[cell])


def _visits_of_chasers(run: Trace) -> Ints:
    """Visits in which somebody works on a chasing call."""
    log = run.log
    return np.flatnonzero((run.demand.origin[log.case] == CHASER) & (log.worker >= 0))


def _calls(run: Trace) -> Ints:
    """The first visit to each step of work of a chaser that has begun: the taking of a call."""
    log = run.log
    of_chaser = (run.demand.origin[log.case] == CHASER) & (run.kind[run.visit_step] == WORK)
    return np.flatnonzero(of_chaser & run.is_first & (log.start < NEVER))


def _by_stream(run: Trace, everyone: Ints, stream: Ints) -> tuple[Grouping, Grouping]:
    return Grouping(everyone, ({},)), Grouping(stream, tuple({"stream": name} for name in run.service.streams))


def _repeats(run: Trace, periods: Periods) -> Iterator[Record]:
    """(Returns + calls) / (contacts + calls); a call belongs to the stream of the case it is about."""
    demand, calls = run.demand, _calls(run)
    asked = run.counted & (demand.origin != REVIEW)
    received = periods.of(np.where(run.received >= 0, inclusive(run, run.received), NEVER))
    called = periods.of(inclusive(run, run.log.start[calls]))
    of_call = demand.stream[run.log.case[calls]]
    everything = np.ones(len(calls), dtype=np.bool_)
    of_cases = _by_stream(run, np.zeros(demand.cases, dtype=np.int64), demand.stream)
    of_calls = _by_stream(run, np.zeros_like(of_call), of_call)
    for cases, chasers in zip(of_cases, of_calls, strict=True):
        chased = _counts(chasers, called, periods, everything)
        again = _counts(cases, received, periods, asked & comes_again(demand)) + chased
        contacts = _counts(cases, received, periods, asked) + chased
        yield from _ratios("repeat_contact_share", again, contacts, cases, periods)


def _shares(run: Trace, periods: Periods) -> Iterator[Record]:
    """Cases closed without an assessment, and cases received that pass something online."""
    demand, log = run.demand, run.log
    new_people = ((demand.origin == CONTACT) | (demand.origin == RETURN)) & (demand.client < 0) & ~_from_clients(run)
    closed = periods.of(np.where(log.outcome == COMPLETED, inclusive(run, log.closed), NEVER))
    received = periods.of(np.where(run.received >= 0, inclusive(run, run.received), NEVER))
    online = run.first_on_path(run.by_activity(lambda activity: int(activity.online)) > 0) >= 0
    everyone = np.ones(demand.cases, dtype=np.bool_)
    for grouping in run.groupings:
        for measure, period, asked, yes in (
            ("prevention_share", closed, new_people, ~run.assessed_on_path),
            ("online_share", received, everyone, online),
        ):
            cohort = _counts(grouping, period, periods, asked)
            yield from _ratios(measure, _counts(grouping, period, periods, asked & yes), cohort, grouping, periods)


def _from_clients(run: Trace) -> Bools:
    """Whether the case's stream is one that people in support bring about [cases]."""
    base = run.service.base.demand
    found = [name in base and base[name].from_clients is not None for name in run.service.streams]
    return np.array([*found, False], dtype=np.bool_)[run.demand.stream]


def _places(run: Trace, periods: Periods) -> Iterator[Record]:
    log, step = run.log, run.visit_step
    full = log.status == FULL
    # A case that has a holder already passes without asking.
    given = np.isin(log.case * _SPREAD + log.ready, log.allocation_case * _SPREAD + log.allocated)
    asks = np.flatnonzero((run.kind[step] == PLACE) & (full | ((log.status == FINISHED) & given)))
    activity = run.demand.activity[step[asks]]
    period = periods.of(inclusive(run, log.ready[asks]))
    for grouping in (
        Grouping(np.zeros_like(activity), ({},)),
        Grouping(activity, tuple({"activity": name} for name in run.service.activities)),
    ):
        asked = _counts(grouping, period, periods, np.ones(len(asks), dtype=np.bool_))
        refused = _counts(grouping, period, periods, full[asks])
        yield from _filled("place_requests", asked, grouping, periods)
        yield from _filled("overflows", np.where(asked > 0, refused, 0), grouping, periods, there=asked)


def _filled(
    measure: str, number: Ints, grouping: Grouping, periods: Periods, *, there: Ints | None = None
) -> Iterator[Record]:
    """Counts of groups that have any, and always of everything together."""
    some = (number if there is None else there).sum(axis=1) > 0
    for cell in np.flatnonzero(some | (len(grouping) == 1)):
        for place, label in enumerate(periods.labels):
            yield record(measure, number[cell, place], label, **grouping.columns[cell])


def _ratios(measure: str, part: Ints, whole: Ints, grouping: Grouping, periods: Periods) -> Iterator[Record]:
    for cell, place in zip(*np.nonzero(whole), strict=True):
        share = part[cell, place] / whole[cell, place]
        yield record(measure, share, periods.labels[place], **grouping.columns[cell])
