"""Cases expected of every stream in a year of the run, a part year at the end counted whole.

Expected numbers take the service to be in a steady state: who comes back does so as if the stream had
always been what it is, and the people in support bring about as many cases as their number would in
the long run. Everybody joins who comes to an activity of ``joined_at``, as a share of cases: the few who
come there a second time, when they have come back, are counted twice.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from sim.measures.client_model import ClientTerms, course, reviews_a_year
from sim.measures.flow import first_visits
from sim.scenario.people import Batch, Stream
from sim.scenario.service import Scenario
from sim.scenario.timeline import Epoch, Service, add_years, minute_of
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Support:
    """People of one kind in support over a stretch of time.

    Attributes
    ----------
    years
        Its length, each year of the calendar counting as one.
    number
        Their average number.
    joins, leaves, reviews, changes
        How many join and leave, and how many reviews and changes of need they bring about.
    """

    years: float
    number: float
    joins: float
    leaves: float
    reviews: float
    changes: float


def spans(service: Service, year: int) -> Iterator[tuple[Epoch, int, int]]:
    """The stretches of a year of the run with the scenario in force in each [minutes]."""
    first, last = _first_minute(service, year), _first_minute(service, year + 1)
    ends = [*(max(epoch.start, 0) for epoch in service.epochs[1:]), last]
    for epoch, end in zip(service.epochs, ends, strict=True):
        begin, finish = max(first, epoch.start), min(last, end)
        if begin < finish:
            yield epoch, begin, finish


def stream_volumes(service: Service, scenario: Scenario, begin: int, end: int) -> dict[str, float]:
    """Cases of each stream expected between two minutes in which one scenario is in force, returns among them."""
    return volumes_and_support(service, scenario, begin, end)[0]


def volumes_and_support(
    service: Service, scenario: Scenario, begin: int, end: int
) -> tuple[dict[str, float], dict[str, Support]]:
    """The same, with the people in support who bring some of them about."""
    support = people_in_support(service, begin, end)
    found = _contacts(service, scenario, (begin, end)) | _brought_about(scenario, support)
    return {name: found[name] for name in scenario.demand}, support


def people_in_support(service: Service, begin: int, end: int) -> dict[str, Support]:
    """People in support by kind, on average between two minutes, and what they do in that time.

    Their number runs from day one on, joiners coming evenly over each stretch of a year in which one
    scenario is in force.
    """
    number = {kind: float(terms.supported) for kind, terms in service.base.clients.items()}
    if not number:
        return {}
    for epoch, first, last in _between(service, 0, begin):
        number, _ = _advance(service, epoch.scenario, number, (first, last))
    total = dict.fromkeys(number, Support(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    for epoch, first, last in _between(service, begin, end):
        number, found = _advance(service, epoch.scenario, number, (first, last))
        total = {kind: together(total[kind], found[kind]) for kind in number}
    return total


def together(one: Support, other: Support) -> Support:
    """Two stretches of time as one."""
    years = one.years + other.years
    return Support(
        years=years,
        number=(one.number * one.years + other.number * other.years) / years,
        joins=one.joins + other.joins,
        leaves=one.leaves + other.leaves,
        reviews=one.reviews + other.reviews,
        changes=one.changes + other.changes,
    )


def _between(service: Service, begin: int, end: int) -> Iterator[tuple[Epoch, int, int]]:
    for year in count():
        if _first_minute(service, year) >= end:
            return
        for epoch, first, last in spans(service, year):
            if max(first, begin) < min(last, end):
                yield epoch, max(first, begin), min(last, end)


def _advance(
    service: Service, scenario: Scenario, number: Mapping[str, float], span: Span
) -> tuple[dict[str, float], dict[str, Support]]:
    """The number of people in support at the end of a span, and what happened in it."""
    years = _years(service, span[1]) - _years(service, span[0])
    joins = _joiners(service, scenario, span)
    later, found = {}, {}
    for kind, before in number.items():
        terms = _terms(scenario, kind)
        later[kind], average = course(before, joins[kind] / years, terms.leaves, years)
        found[kind] = Support(
            years=years,
            number=average,
            joins=joins[kind],
            leaves=terms.leaves * average * years,
            reviews=reviews_a_year(average, terms) * years,
            changes=terms.changes * average * years,
        )
    return later, found


def _terms(scenario: Scenario, kind: str) -> ClientTerms:
    entry = scenario.clients[kind]
    mine = [s.from_clients for s in scenario.demand.values() if s.from_clients and s.from_clients.of == kind]
    due = [float(item.review_after_days) for item in mine if item.review_after_days is not None]
    return ClientTerms(
        leaves=float(entry.leaves_per_year),
        changes=sum(float(item.per_client_per_year) for item in mine if item.per_client_per_year is not None),
        review_after=min(due) / DAYS_PER_YEAR if due else None,
        takes=float(entry.review_takes_days) / DAYS_PER_YEAR,
    )


def _joiners(service: Service, scenario: Scenario, span: Span) -> dict[str, float]:
    """People who join each kind; cases of people in support bring nobody in."""
    kind_at: dict[str, str] = {}
    for kind, entry in scenario.clients.items():
        for activity in entry.joined_at:
            kind_at.setdefault(activity, kind)
    joins = dict.fromkeys(scenario.clients, 0.0)
    if kind_at:
        for activity, cases in first_visits(scenario, _contacts(service, scenario, span), kind_at).items():
            joins[kind_at[activity]] += cases * float(scenario.clients[kind_at[activity]].join_share)
    return joins


def _brought_about(scenario: Scenario, support: Mapping[str, Support]) -> dict[str, float]:
    """Cases of the streams of people in support.

    If several streams review the same people, only the one that is due first ever comes about.
    """
    found, reviewed = {}, dict[str, tuple[float, str]]()
    for name, stream in scenario.demand.items():
        source = stream.from_clients
        if source is None:
            continue
        found[name] = 0.0
        people = support[source.of]
        if source.per_client_per_year is not None:
            found[name] = _with_returns(
                scenario, stream, float(source.per_client_per_year) * people.number * people.years
            )
        elif source.review_after_days is not None:
            due = float(source.review_after_days)
            if source.of not in reviewed or due < reviewed[source.of][0]:
                reviewed[source.of] = due, name
    for kind, (_, name) in reviewed.items():
        found[name] = _with_returns(scenario, scenario.demand[name], support[kind].reviews)
    return found


def _contacts(service: Service, scenario: Scenario, span: Span) -> dict[str, float]:
    """Cases of the streams whose people come by themselves."""
    return {
        name: _with_returns(scenario, stream, _cases(service, scenario, stream, span))
        for name, stream in scenario.demand.items()
        if stream.from_clients is None
    }


def _with_returns(scenario: Scenario, stream: Stream, cases: float) -> float:
    """First cases and those of people who come back, again and again: a geometric series."""
    if stream.returns is None or not scenario.rules.returns:
        return cases
    return cases / (1 - float(stream.returns.share))


def _cases(service: Service, scenario: Scenario, stream: Stream, span: Span) -> float:
    """First cases of a stream whose people come by themselves."""
    begin, end = span
    if stream.dates is not None:
        return sum(begin <= minute_of(service.start_date, date) < end for date in stream.dates)
    if stream.batches is not None:
        return sum(_of_batch(service, batch, span) for batch in stream.batches)
    if stream.every_hours is not None:
        interval = float(stream.every_hours) * MINUTES_PER_HOUR
        return max(math.ceil(end / interval), 1) - max(math.ceil(begin / interval), 1)
    start, length = _years(service, begin), _years(service, end) - _years(service, begin)
    if stream.uptake is not None:
        band = scenario.population[stream.uptake.of]
        assert band.people is not None, "the people of a band that streams draw on were checked on loading"
        level = float(band.people) * float(stream.uptake.per_person_per_year)
        return level * _grown(float(band.growth_per_year), start, length)
    assert stream.per_year is not None, "one way of coming was checked on loading"
    if not stream.growth:
        return float(stream.per_year) * length
    return float(stream.per_year) * sum(
        float(share) * _grown(float(scenario.population[band].growth_per_year), start, length)
        for band, share in stream.growth.items()
    )


def _of_batch(service: Service, batch: Batch, span: Span) -> int:
    """Cases of a batch that come within a span."""
    cases = 0
    for year in count():
        first = minute_of(service.start_date, add_years(batch.date, year))
        if first >= span[1]:
            break
        begin, end = (_come_before(batch, minute - first) for minute in span)
        cases += end - begin
        if not batch.every_year:
            break
    return cases


def _come_before(batch: Batch, minute: int) -> int:
    """Cases of a batch that come before so many minutes after its date, each in the middle of an equal part."""
    cases, lasting = int(batch.cases.value), float(batch.over_days) * MINUTES_PER_DAY
    if lasting == 0:
        return cases if minute > 0 else 0
    return min(max(math.ceil(cases * minute / lasting - 0.5), 0), cases)


def _first_minute(service: Service, year: int) -> int:
    return minute_of(service.start_date, add_years(service.start_date, year))


def _years(service: Service, minute: int) -> float:
    """Years from the start to a minute, each year of the calendar counting as one."""
    year = 0
    while _first_minute(service, year + 1) <= minute:
        year += 1
    first = _first_minute(service, year)
    return year + (minute - first) / (_first_minute(service, year + 1) - first)


def _grown(growth: float, start: float, length: float) -> float:
    """Integral of (1 + growth)^t over ``length`` years from ``start``."""
    rate = math.log1p(growth)
    return math.exp(rate * start) * (math.expm1(rate * length) / rate if rate else length)
