"""Waiting times by the national method, from requests to the first response and the first service.

References
----------
Department of Health and Social Care (2026). Waiting times method, version 1.1, for the adult social care
client level data dashboard.
"""

import numpy as np

from sim.demand.tables import CONTACT, RETURN, Ints
from sim.measures.periods import Periods
from sim.measures.record import Records, records
from sim.measures.rows import Bools, Floats, picked, stable_order, told
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_DAY, NEVER

_SPREAD = 2**32
"""Far more than the days of any wait, so that the days of each period are apart from those of others."""

_AFTER_SUPPORT = 365 * MINUTES_PER_DAY
"""Who left support less than a year ago is not yet a new person."""


def national_records(run: Trace) -> Records:
    """Requests and median days by quarter, by year and for the whole run."""
    first = _first_response(run)
    request = np.flatnonzero(_is_request(run) & run.course.assessed & (first < NEVER))
    request = request[_new_people(run, request)]
    contact = run.received[request]
    response = _days(contact, first[request])
    service = run.milestones["support"].minute[request]
    served = service < NEVER
    to_service = _days(contact, np.where(served, service, contact))
    return Records.joined(
        _of_periods(periods, periods.of(contact), response, np.where(served, to_service, -1))
        for periods in (run.quarters, run.years, run.whole)
    )


def _of_periods(periods: Periods, period: Ints, response: Ints, service: Ints) -> Records:
    requests, to_response = _medians(period, response, len(periods))
    served, to_service = _medians(np.where(service >= 0, period, -1), service, len(periods))
    return records(
        ("dhsc_requests", "dhsc_first_response_median_days", "dhsc_first_service_median_days"),
        np.stack((requests, to_response, to_service), axis=1),
        axes="period measure",
        periods=periods.labels,
        there=np.stack((requests >= 0, requests > 0, served > 0), axis=1),
    )


def _medians(period: Ints, days: Ints, periods: int) -> tuple[Ints, Floats]:
    """How many rows each period has, and the median of their days, which is no figure without rows [periods].

    Rows of period -1 are left out.
    """
    # In order of the period, then of the days; the last stands for the middle of none.
    ordered = np.append(np.sort(period * _SPREAD + days), 0)
    starts = np.arange(periods + 1) * _SPREAD
    places = np.searchsorted(ordered[:-1], starts - _SPREAD // 2)
    first, number = places[:-1], np.diff(places)
    # The same row twice where one is in the middle.
    around = ordered[first + (number - 1) // 2] + ordered[first + number // 2]
    return number, around / 2 - starts[:-1]


def _days(start: Ints, stop: Ints) -> Ints:
    """Whole days from date to date: the method knows no times of day."""
    return stop // MINUTES_PER_DAY - start // MINUTES_PER_DAY


def _is_request(run: Trace) -> Bools:
    """Whether the case is a request of an adult who is not in support, received in the run [cases].

    One that comes while an earlier request of the same person is open is followed up with that one.
    """
    demand, base = run.demand, run.service.base.demand
    streams = [base.get(name) for name in run.service.streams]
    asks = [item is not None and item.person == "adult" and item.from_clients is None for item in streams]
    by_stream = told(np.array([*asks, False], dtype=np.bool_), demand.stream)
    by_origin = (demand.origin == CONTACT) | (demand.origin == RETURN)
    request: Bools = run.came & by_stream & by_origin & (demand.client < 0) & (run.received >= 0)
    return request & ~_while_open(run, request)


def _while_open(run: Trace, request: Bools) -> Bools:
    """Whether an earlier request of the same person is open when the case is received [cases]."""
    demand = run.demand
    # Nobody makes two requests but by coming back after a case.
    again = np.flatnonzero(demand.origin == RETURN)
    more_than_one = np.zeros(demand.cases, dtype=np.bool_)
    more_than_one[again] = more_than_one[demand.after[again]] = True
    cases = np.flatnonzero(request & more_than_one)
    cases = cases[stable_order(run.received[cases])]
    for column in (demand.number, demand.strip, demand.stream):
        cases = cases[stable_order(column[cases])]
    same = np.ones(max(len(cases) - 1, 0), dtype=np.bool_)
    for column in (demand.stream, demand.strip, demand.number):
        same &= column[cases[1:]] == column[cases[:-1]]
    found = np.zeros(demand.cases, dtype=np.bool_)
    found[cases[1:]] = same & (run.log.closed[cases[:-1]] > run.received[cases[1:]])
    return found


def _new_people(run: Trace, request: Ints) -> Bools:
    """Whether nobody known to be in support, or to have been within a year, makes each request [requests].

    Known are those whom an earlier case in the run brought into support.
    """
    demand = run.demand
    joins = np.flatnonzero(demand.joins >= 0)
    joined = run.log.client_joined[demand.joins[joins]]
    of_case = np.full(demand.cases, NEVER, dtype=np.int64)
    gone = np.full(demand.cases, NEVER, dtype=np.int64)
    known = joined < NEVER
    case, client = np.searchsorted(demand.first, joins[known], side="right") - 1, demand.joins[joins[known]]
    of_case[case] = joined[known]
    gone[case] = joined[known] + demand.client_tenure[client]
    received, new = run.received[request], np.ones(len(request), dtype=np.bool_)
    # A return follows on one case of the person, which may follow on another.
    before = np.where(demand.origin == RETURN, demand.after, -1)
    earlier = before[request]
    while (earlier >= 0).any():
        since, until = picked(of_case, earlier, NEVER), picked(gone, earlier, NEVER)
        new &= ~((since <= received) & (received < until + _AFTER_SUPPORT))
        earlier = picked(before, earlier, -1)
    return new


def _first_response(run: Trace) -> Ints:
    """The first start of a step marked as the response, else of held work of an assessment, NEVER without [cases]."""
    response = run.milestones["response"]
    return np.where(response.place >= 0, response.minute, np.where(run.course.assessed, run.course.held_from, NEVER))
