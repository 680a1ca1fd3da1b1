"""Contacts that come again, calls that chase, help without an assessment, places asked for in vain."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import CHASER, CONTACT, RETURN, REVIEW, Ints
from sim.eventlog.log import COMPLETED, FINISHED, FULL
from sim.measures.completions import comes_again, happened, inclusive
from sim.measures.groupings import Dimension, dimensions
from sim.measures.record import ALL, Records, records, who
from sim.measures.rows import Bools, Floats, is_among, moment, tally, told, with_total
from sim.measures.trace import Trace
from sim.measures.utilisation import CHASING
from sim.scenario.pathway import PLACE
from sim.units import MINUTES_PER_HOUR, NEVER


class _Figure(NamedTuple):
    """A figure by group, in each year and in the whole run, and where it exists [groups, periods]."""

    measure: str
    dimension: Dimension
    values: Ints | Floats
    there: Bools


def contact_records(run: Trace) -> Records:
    """Chasing, repeat contacts, prevention, channel shift and places asked for, by year and for the whole run."""
    chased = _chased(run, _calls(run))
    figures = [*_chasing(run, chased), *_repeats(run, chased), *_shares(run), *_places(run)]
    return Records.joined(
        records(
            (figure.measure,),
            figure.values[:, periods],
            axes="group period",
            groups=figure.dimension.groups,
            periods=labels,
            there=figure.there[:, periods],
        )
        for labels, periods in run.told
        for figure in figures
    )


def _chasing(run: Trace, number: Ints) -> Iterator[_Figure]:
    for dimension in _streams(run):
        yield _filled("chasing_calls", dimension, number)
    used = with_total(run.between(run.minutes[CHASING], run.years))
    of_staff = run.staff_groups
    hours = of_staff.sums(of_staff.of(run.worker_role, run.workforce.team), used) / MINUTES_PER_HOUR
    for dimension in of_staff.dimensions:
        yield _filled("chasing_hours", dimension, hours)


def _calls(run: Trace) -> Ints:
    """The first visit to each step of work of a chaser that has begun: the taking of a call."""
    from sim.measures.path_kernels import first_starts

    return first_starts(run.log.case, run.log.start, run.stays.marks, run.demand.origin == CHASER)


def _chased(run: Trace, calls: Ints) -> Ints:
    """Calls by group; they belong to the stream of the case that they are about [all and streams, periods]."""
    stream = run.demand.stream[run.log.case[calls]]
    return _by_year(run, stream, inclusive(run, run.log.start[calls]), len(run.service.streams))


def _streams(run: Trace) -> tuple[Dimension, ...]:
    return dimensions(((ALL,), tuple(who(stream=name) for name in run.service.streams)))


def _by_year(run: Trace, code: Ints, minute: Ints, codes: int) -> Ints:
    """Rows in each year and in the whole run: all of them, and those of each code [1 + codes, periods]."""
    years = len(run.years)
    period = run.years.of(minute)
    cell = np.where(period >= 0, (code.astype(np.int64) + 1) * years + period, -1)
    number = tally(cell, (codes + 1) * years).reshape(codes + 1, years)
    return with_total(np.concatenate((number.sum(axis=0, keepdims=True), number[1:])))


def _repeats(run: Trace, chased: Ints) -> Iterator[_Figure]:
    """(Returns + calls) / (contacts + calls); a call belongs to the stream of the case it is about."""
    demand, received = run.demand, run.received
    asks = (demand.origin != REVIEW) & (received >= 0)
    (everybody, by_stream), streams = run.case_groups.dimensions[:2], len(run.service.streams)
    assert (everybody.places.start, by_stream.places.stop) == (0, 1 + streams)
    contacts, again = (
        each[: 1 + streams] + chased for each in _yearly(run, received, asks, asks & comes_again(demand))
    )
    for dimension in _streams(run):
        yield _ratio("repeat_contact_share", dimension, again, contacts)


def _yearly(run: Trace, minute: Ints, *among: Bools) -> list[Ints]:
    """Cases to which something happened in each year and in the whole run, by group [groups, periods].

    Each of ``among`` says which cases are counted.
    """
    return [with_total(run.between(each, run.years)) for each in happened(run, minute, *among)]


def _shares(run: Trace) -> Iterator[_Figure]:
    """Cases closed without an assessment, and cases received that pass something online."""
    demand, log, received = run.demand, run.log, run.received
    new_people = ((demand.origin == CONTACT) | (demand.origin == RETURN)) & (demand.client < 0) & ~_from_clients(run)
    completed = new_people & (log.outcome == COMPLETED)
    helped = _yearly(run, log.closed, completed & ~run.course.work.assessed, completed)
    (online,) = _yearly(run, received, run.course.path.online & (received >= 0))
    passed = online, with_total(run.between(run.flows["received"], run.years))
    for dimension in run.case_groups.dimensions:
        yield _ratio("prevention_share", dimension, *helped)
        yield _ratio("online_share", dimension, *passed)


def _from_clients(run: Trace) -> Bools:
    """Whether the case's stream is one that people in support bring about [cases]."""
    base = run.service.base.demand
    found = [name in base and base[name].from_clients is not None for name in run.service.streams]
    return told(np.array([*found, False], dtype=np.bool_), run.demand.stream)


def _places(run: Trace) -> Iterator[_Figure]:
    log, activities = run.log, run.service.activities
    asks = np.flatnonzero(run.visit_is(PLACE))
    full = log.status[asks] == FULL
    # A case that has a holder already passes without asking.
    asking = np.zeros(run.demand.cases, dtype=np.bool_)
    asking[log.case[asks]] = True
    found = np.flatnonzero((log.allocated < NEVER) & asking[log.allocation_case])
    places = np.sort(moment(log.allocation_case[found], log.allocated[found]))
    given = is_among(places, moment(log.case[asks].astype(np.int64), log.ready[asks]))
    asked = full | ((log.status[asks] == FINISHED) & given)
    asks, full = asks[asked], full[asked]
    activity, minute = run.demand.activity[run.step(asks)], inclusive(run, log.ready[asks])
    requests = _by_year(run, activity, minute, len(activities))
    refused = _by_year(run, activity[full], minute[full], len(activities))
    for dimension in dimensions(((ALL,), tuple(who(activity=name) for name in activities))):
        yield _filled("place_requests", dimension, requests)
        yield _filled("overflows", dimension, refused, there=requests)


def _filled(measure: str, dimension: Dimension, number: Ints | Floats, *, there: Ints | None = None) -> _Figure:
    """Counts of groups that have any, and always of everything together."""
    values = number[dimension.places]
    some = (number if there is None else there)[dimension.places, -1:] > 0
    return _Figure(measure, dimension, values, np.broadcast_to(some | (len(values) == 1), values.shape))


def _ratio(measure: str, dimension: Dimension, part: Ints, whole: Ints) -> _Figure:
    those, everybody = part[dimension.places], whole[dimension.places]
    return _Figure(measure, dimension, those / np.maximum(everybody, 1), everybody > 0)
