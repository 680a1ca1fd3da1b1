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
from sim.measures.rows import Bools, Floats, stable_order, tally, told
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_DAY, NEVER

_AFTER_SUPPORT = 365 * MINUTES_PER_DAY
"""Who left support less than a year ago is not yet a new person."""


def national_records(run: Trace) -> Records:
    """Requests and median days by quarter, by year and for the whole run."""
    request = np.flatnonzero(_is_request(run) & run.course.work.assessed)
    first = _first_response(run, request)
    asked = (first < NEVER) & _new_people(run, request)
    request, first = request[asked], first[asked]
    contact = run.received[request]
    service = run.milestones["support"].minute[request]
    served = service < NEVER
    response = _by_days(run, contact, first)
    support = _by_days(run, contact[served], service[served])
    # Years begin with a quarter, as does the whole run.
    return Records.joined(
        _of_periods(periods, *(np.add.reduceat(each, begin) for each in (response, support)))
        for periods in (run.quarters, run.years, run.whole)
        for begin in (np.searchsorted(run.quarters.edges, periods.edges[:-1]),)
    )


def _of_periods(periods: Periods, response: Ints, support: Ints) -> Records:
    (requests, to_response), (served, to_support) = _medians(response), _medians(support)
    return records(
        ("dhsc_requests", "dhsc_first_response_median_days", "dhsc_first_service_median_days"),
        np.stack((requests, to_response, to_support), axis=1),
        axes="period measure",
        periods=periods.labels,
        there=np.stack((requests >= 0, requests > 0, served > 0), axis=1),
    )


def _by_days(run: Trace, contact: Ints, stop: Ints) -> Ints:
    """How many requests of each quarter took so many whole days from date to date: the method knows no times of day.

    Shape [quarters, days].
    """
    quarter, days = run.quarters.of(contact), stop // MINUTES_PER_DAY - contact // MINUTES_PER_DAY
    quarters, most = len(run.quarters), int(days.max(initial=0)) + 1
    return tally(np.where(quarter >= 0, quarter * most + days, -1), quarters * most).reshape(quarters, most)


def _medians(by_days: Ints) -> tuple[Ints, Floats]:
    """The number of each period, and the median of their days, which is no figure where there are none [periods]."""
    up_to = np.cumsum(by_days, axis=1)
    number = up_to[:, -1]
    # The same day twice where one request is in the middle.
    low, high = ((up_to <= rank[:, None]).sum(axis=1) for rank in ((number - 1) // 2, number // 2))
    return number, (low + high) / 2


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
    new = np.ones(len(request), dtype=np.bool_)
    # A return follows on one case of the person, which may follow on another.
    row, earlier = np.arange(len(request)), request
    while len(row):
        follows = (demand.origin[earlier] == RETURN) & (demand.after[earlier] >= 0)
        row, earlier = row[follows], demand.after[earlier[follows]]
        received = run.received[request[row]]
        new[row] &= ~((of_case[earlier] <= received) & (received < gone[earlier] + _AFTER_SUPPORT))
    return new


def _first_response(run: Trace, assessed: Ints) -> Ints:
    """The first start of a step marked as the response, else of held work, of some cases that come to an assessment.

    NEVER without. Shape as ``assessed``.
    """
    response = run.milestones["response"]
    return np.where(response.place[assessed] >= 0, response.minute[assessed], run.course.held_from[assessed])
