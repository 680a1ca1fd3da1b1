"""Contacts that come again, calls that chase, help without an assessment, places asked for in vain."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import CHASER, CONTACT, RETURN, REVIEW, Ints
from sim.eventlog.log import COMPLETED, FINISHED, FULL
from sim.measures.completions import comes_again, inclusive
from sim.measures.groupings import Dimension, dimensions
from sim.measures.record import ALL, Records, records, who
from sim.measures.rows import Bools, Floats, is_among, moment, tally, told, with_total
from sim.measures.trace import Trace
from sim.measures.utilisation import used_until
from sim.scenario.pathway import PLACE, WORK
from sim.units import MINUTES_PER_HOUR, NEVER


class _Figure(NamedTuple):
    """A figure by group, in each year and in the whole run, and where it exists [groups, periods]."""

    measure: str
    dimension: Dimension
    values: Ints | Floats
    there: Bools


def contact_records(run: Trace) -> Records:
    """Chasing, repeat contacts, prevention, channel shift and places asked for, by year and for the whole run."""
    figures = [*_chasing(run), *_repeats(run), *_shares(run), *_places(run)]
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


def _chasing(run: Trace) -> Iterator[_Figure]:
    calls = _calls(run)
    number = _chased(run, calls)
    for dimension in _streams(run):
        yield _filled("chasing_calls", dimension, number)
    used = with_total(run.between(used_until(run, _visits_of_chasers(run)), run.years))
    of_staff = run.staff_groups
    hours = of_staff.sums(of_staff.of(run.worker_role, run.workforce.team), used) / MINUTES_PER_HOUR
    for dimension in of_staff.dimensions:
        yield _filled("chasing_hours", dimension, hours)


def _visits_of_chasers(run: Trace) -> Ints:
    """Visits in which somebody works on a chasing call."""
    log = run.log
    return np.flatnonzero((run.demand.origin[log.case] == CHASER) & (log.worker >= 0))


def _calls(run: Trace) -> Ints:
    """The first visit to each step of work of a chaser that has begun: the taking of a call."""
    log = run.log
    of_chaser = (run.demand.origin[log.case] == CHASER) & (run.visit_kind == WORK)
    return np.flatnonzero(of_chaser & run.is_first & (log.start < NEVER))


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


def _repeats(run: Trace) -> Iterator[_Figure]:
    """(Returns + calls) / (contacts + calls); a call belongs to the stream of the case it is about."""
    demand = run.demand
    chased = _chased(run, _calls(run))
    case = np.flatnonzero(run.counted & (demand.origin != REVIEW) & (run.received >= 0))
    received, streams = inclusive(run, run.received[case]), len(run.service.streams)
    returns = comes_again(demand)[case]
    contacts = _by_year(run, demand.stream[case], received, streams) + chased
    again = _by_year(run, demand.stream[case[returns]], received[returns], streams) + chased
    for dimension in _streams(run):
        yield _ratio("repeat_contact_share", dimension, again, contacts)


def _shares(run: Trace) -> Iterator[_Figure]:
    """Cases closed without an assessment, and cases received that pass something online."""
    demand, log = run.demand, run.log
    new_people = ((demand.origin == CONTACT) | (demand.origin == RETURN)) & (demand.client < 0) & ~_from_clients(run)
    completed = np.flatnonzero(run.counted & new_people & (log.outcome == COMPLETED))
    helped = _part(run, completed, inclusive(run, log.closed[completed]), ~run.assessed_on_path)
    came = np.flatnonzero(run.counted & (run.received >= 0))
    online = _part(run, came, inclusive(run, run.received[came]), run.online)
    for dimension in run.case_groups.dimensions:
        yield _ratio("prevention_share", dimension, *helped)
        yield _ratio("online_share", dimension, *online)


def _part(run: Trace, case: Ints, minute: Ints, marked: Bools) -> tuple[Ints, Ints]:
    """Cases that are marked, and all of them, in each year and in the whole run [groups, periods]."""
    period = run.years.of(minute)
    code = np.where(period >= 0, period * 2 + marked[case], -1)
    number = run.case_groups.count(case, code, 2 * len(run.years))
    others, those = with_total(number[:, 0::2]), with_total(number[:, 1::2])
    return those, those + others


def _from_clients(run: Trace) -> Bools:
    """Whether the case's stream is one that people in support bring about [cases]."""
    base = run.service.base.demand
    found = [name in base and base[name].from_clients is not None for name in run.service.streams]
    return told(np.array([*found, False], dtype=np.bool_), run.demand.stream)


def _places(run: Trace) -> Iterator[_Figure]:
    log, activities = run.log, run.service.activities
    asks = np.flatnonzero(run.visit_kind == PLACE)
    full = log.status[asks] == FULL
    # A case that has a holder already passes without asking.
    given = is_among(np.sort(moment(run.places.case, run.places.start)), moment(log.case[asks], log.ready[asks]))
    asked = full | ((log.status[asks] == FINISHED) & given)
    asks, full = asks[asked], full[asked]
    activity, minute = run.demand.activity[run.visit_step[asks]], inclusive(run, log.ready[asks])
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
