"""Contacts that come again, calls that chase, help without an assessment, places asked for in vain."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import CHASER, Ints
from sim.eventlog.log import FINISHED, FULL
from sim.measures.by_dimension import alone, records_by_dimension
from sim.measures.completions import inclusive, yearly
from sim.measures.groupings import Dimension, dimensions
from sim.measures.record import ALL, Records, who
from sim.measures.rows import Bools, Floats, is_among, moment, tally, with_total
from sim.measures.trace import Trace
from sim.measures.utilisation import CHASING
from sim.scenario.pathway import PLACE
from sim.units import MINUTES_PER_HOUR, NEVER


class _Figures(NamedTuple):
    """Figures by group, in each year and in the whole run, and where they exist [measures, groups, periods]."""

    measures: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    values: Floats | Ints
    there: Bools


def contact_records(run: Trace) -> Records:
    """Chasing, repeat contacts, prevention, channel shift and places asked for, by year and for the whole run."""
    chased = _chased(run, _calls(run))
    figures = (*_chasing(run, chased), _repeats(run, chased), _shares(run), _places(run))
    return Records.joined(
        records_by_dimension(
            each.measures,
            each.values[..., periods],
            axes="measure group period",
            order="dimension measure group period",
            dimensions=each.dimensions,
            spans=(labels,),
            there=each.there[..., periods],
        )
        for labels, periods in run.told
        for each in figures
    )


def _chasing(run: Trace, number: Ints) -> Iterator[_Figures]:
    yield _filled({"chasing_calls": number}, _streams(run), number)
    used = with_total(run.between(run.minutes[CHASING], run.years))
    of_staff = run.staff_groups
    hours = of_staff.sums(of_staff.of(run.worker_role, run.workforce.team), used) / MINUTES_PER_HOUR
    yield _filled({"chasing_hours": hours}, of_staff.dimensions, hours)


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


def _repeats(run: Trace, chased: Ints) -> _Figures:
    """(Returns + calls) / (contacts + calls); a call belongs to the stream of the case it is about."""
    (everybody, by_stream), streams = run.case_groups.dimensions[:2], len(run.service.streams)
    assert (everybody.places.start, by_stream.places.stop) == (0, 1 + streams)
    contacts, again = (yearly(run, name)[: 1 + streams] + chased for name in ("asked", "asked_again"))
    return _ratios({"repeat_contact_share": (again, contacts)}, _streams(run))


def _shares(run: Trace) -> _Figures:
    """Cases closed without an assessment, and cases received that pass something online."""
    parts = {
        "prevention_share": (yearly(run, "without_assessment"), yearly(run, "new_people")),
        "online_share": (yearly(run, "online"), yearly(run, "received")),
    }
    return _ratios(parts, run.case_groups.dimensions)


def _places(run: Trace) -> _Figures:
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
    parts = dimensions(((ALL,), tuple(who(activity=name) for name in activities)))
    return _filled({"place_requests": requests, "overflows": refused}, parts, requests)


def _filled(
    figures: dict[str, Ints] | dict[str, Floats], parts: tuple[Dimension, ...], some: Ints | Floats
) -> _Figures:
    """Counts [groups, periods] of groups that have some in the whole run, and always of everything together."""
    values = np.stack(list(figures.values()))
    there = (some[:, -1:] > 0) | alone(parts)[:, None]
    return _Figures(tuple(figures), parts, values, np.broadcast_to(there, values.shape))


def _ratios(figures: dict[str, tuple[Ints, Ints]], parts: tuple[Dimension, ...]) -> _Figures:
    """Parts of wholes [groups, periods], where there is a whole."""
    part, whole = (np.stack(each) for each in zip(*figures.values(), strict=True))
    return _Figures(tuple(figures), parts, part / np.maximum(whole, 1), whole > 0)
