"""Caseloads: open cases a worker, and places held while nobody works on the case."""

from collections.abc import Iterator

import numpy as np

from sim.measures.groupings import staff_groupings
from sim.measures.lists import places_held
from sim.measures.money import employed, overlap
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.rows import Bools, Floats, sums, tally
from sim.measures.spans import Spans, overlay, stock
from sim.measures.trace import Trace


def caseload_records(run: Trace) -> list[Record]:
    """By role and team, by year and for the whole run."""
    places = places_held(run)
    busy = _with_holder(run, places)
    return [item for periods in (run.years, run.whole) for item in _of_periods(run, places, busy, periods)]


def _of_periods(run: Trace, places: Spans, busy: Spans, periods: Periods) -> Iterator[Record]:
    workforce = run.workforce
    holders = np.where(_holds_cases(run), run.worker_role, -1)
    teams = np.where(holders >= 0, workforce.team, -1)
    workers = overlap(*employed(run), periods.edges).astype(np.float64)
    workers[holders < 0] = 0
    of_workers = staff_groupings(run, holders, teams)
    of_places, of_busy = (staff_groupings(run, spans.role, spans.team) for spans in (places, busy))
    for by_worker, by_place, by_busy in zip(of_workers, of_places, of_busy, strict=True):
        size = len(by_worker)
        employed_for = sums(by_worker.code, size, workers)
        held = _time_in(by_place.code, places, periods, size)
        spent = _time_in(by_busy.code, busy, periods, size)
        for cell in np.flatnonzero(tally(by_worker.code, size) + tally(by_place.code, size)):
            columns = by_worker.columns[cell]
            for place, label in enumerate(periods.labels):
                if employed_for[cell, place] > 0:
                    ratio = held[cell, place] / employed_for[cell, place]
                    yield record("open_cases_per_worker", ratio, label, **columns)
                if held[cell, place] > 0:
                    idle = 1 - spent[cell, place] / held[cell, place]
                    yield record("places_held_idle_share", idle, label, **columns)


def _time_in(code: np.ndarray, spans: Spans, periods: Periods, codes: int) -> Floats:
    """Minutes of spans by group and period [codes, periods]."""
    return np.diff(stock(code, spans, periods.edges, codes=codes)[1], axis=1).astype(np.float64)


def _with_holder(run: Trace, places: Spans) -> Spans:
    """Time in which a held case is in its worker's tray or hands, by that worker's role and team."""
    visit = run.chain[run.held[run.visit_step[run.chain]]]
    none = np.full(len(visit), -1, dtype=np.int64)
    stays = Spans(run.log.case[visit], run.wait_from[visit], run.log.finish[visit], none, none)
    pieces = overlay(stays, places)
    row, place = pieces.first, pieces.second
    kept = place >= 0
    row, place = row[kept], place[kept]
    return Spans(stays.case[row], pieces.start[kept], pieces.stop[kept], places.role[place], places.team[place])


def _holds_cases(run: Trace) -> Bools:
    """Whether a worker has a number of caseload places, or is of a role that holds cases without limit [workers]."""
    workforce = run.workforce
    holding = np.unique(workforce.role[run.log.allocated_to[run.log.allocated_to >= 0]])
    found: Bools = (workforce.places > 0) | np.isin(workforce.role, holding)
    return found
