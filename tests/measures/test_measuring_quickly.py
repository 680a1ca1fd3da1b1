"""What is counted quickly is what the plain way counts."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made import replication
from test_identities import MORE_SLOTS, WHOLE_SERVICE

from sim.errors import RunFault
from sim.measures.courses import MAIN, OWN_REROUTE
from sim.measures.kernels import added_up, counted, order_by_digits
from sim.measures.path_kernels import ends_on_paths, follow_paths, steps_waited_for
from sim.measures.periods import periods_searched
from sim.measures.quantiles import Waits, compiled_quantiles, vectorised_quantiles, wait_order
from sim.measures.rows import is_among, moment, order_by_radix, stable_order
from sim.measures.span_kernels import edges_passed, periods_at
from sim.measures.spans import Spans, overlay, stock
from sim.measures.stages import all_agree, check_activities
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_DAY, NEVER

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_quantiles_row_by_row_are_those_of_all_rows_at_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, keys = int(rng.integers(0, 300)), 12
    length, finished = rng.integers(0, 40, rows), rng.random(rows) < rng.choice((0.2, 0.8, 1))
    order = wait_order(length, finished)
    # Two ways of grouping, of three groups and of four.
    groups = np.stack((rng.integers(-1, 3, keys), rng.integers(2, 7, keys)), axis=1).astype(np.int32)
    groups[groups[:, 1] == 2, 1] = -1
    waits = Waits(length[order], finished[order], rng.integers(0, keys, rows)[order], groups)
    at = (0.1, 0.5, 0.9, 0.95)
    one_by_one, at_once = (way(waits, codes=7, at=at) for way in (compiled_quantiles, vectorised_quantiles))
    assert one_by_one.tolist() == at_once.tolist()


def test_a_path_goes_by_the_visits_and_on_from_the_last_as_it_was_drawn() -> None:
    none = -1
    first = np.array([0, 4, 4, 7, 10])
    onward = np.array([1, 2, none, none, 5, 6, none, 8, none, none])
    otherwise = np.array([none, 3, none, none, none, none, none, none, none, none])
    fork = np.array([MAIN, MAIN, MAIN, 1, MAIN, MAIN, MAIN, MAIN, MAIN, OWN_REROUTE])
    reroute = np.array([none, none, none, 9])
    completed, visits = np.array([False, True, False, True]), np.array([0, 1, 3, 4, 7, 9])
    place, follows = follow_paths(first, onward, (otherwise, fork, reroute), completed, visits)
    assert follows.tolist() == [1, 3, -1, -1, -1, -1, -1, 9, -1, -1]
    assert place.tolist() == [0, 1, -1, 2, 0, 1, 2, 0, -1, 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ends_of_marked_steps_are_the_least_and_the_largest_places_of_each_case(seed: int) -> None:
    rng = np.random.default_rng(seed)
    step_case = np.repeat(np.arange(12), rng.integers(0, 6, 12))
    place = rng.permutation(len(step_case)) - len(step_case) // 3
    marked = rng.random(len(step_case)) < 0.5
    begin, end = ends_on_paths(np.flatnonzero(marked), place, step_case, 12)
    for case in range(12):
        mine = np.flatnonzero(marked & (place >= 0) & (step_case == case))
        ends = mine[[place[mine].argmin(), place[mine].argmax()]] if len(mine) else (-1, -1)
        assert (begin[case], end[case]) == tuple(ends)


def test_a_case_waits_for_the_first_of_its_steps_that_was_ready_when_it_joined() -> None:
    case, step, ready = np.array([0, 0, 0, 2, 2, 2]), np.array([0, 1, 2, 5, 6, 6]), np.array([5, 5, 9, 7, 8, 8])
    is_first = np.array([True, True, True, True, False, True])
    of_worker = np.array([False, True, True, True, True, True, True])
    found = steps_waited_for(
        np.array([0, 0, 1, 2, 2]), np.array([5, 7, 7, 8, 7]), (case, step, ready), is_first, of_worker
    )
    assert found.tolist() == [1, -1, -1, 6, 5]


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_counted_and_added_up_by_code(seed: int) -> None:
    rng = np.random.default_rng(seed)
    code, weight = rng.integers(-1, 5, 60), rng.integers(-9, 9, 60)
    assert counted(code, 5).tolist() == [int((code == each).sum()) for each in range(5)]
    assert added_up(code, 5, weight).tolist() == [int(weight[code == each].sum()) for each in range(5)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_key_is_among_the_numbers_or_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ordered, keys = np.sort(rng.integers(0, 200, rng.integers(0, 100))), rng.integers(-10, 220, 80)
    assert is_among(ordered, keys).tolist() == [key in ordered for key in keys]


@pytest.mark.parametrize("unit", [1, 7, MINUTES_PER_DAY])
def test_edges_below_a_minute_are_counted_from_its_block_or_by_search_alike(unit: int) -> None:
    rng = np.random.default_rng(unit)
    # Years, and two edges that lie close together in a long run.
    for edges in (unit * np.array([3, 4, 9, 20]), unit * np.array([0, 365, 366, 367, 4000]) + [0, 0, 0, 1, 0]):
        near = (edges[:, None] + np.arange(-2, 3)).ravel()
        minutes = np.concatenate((near, rng.integers(-5 * unit, 5000 * unit, 500), [-NEVER, NEVER]))
        assert edges_passed(edges, minutes).tolist() == np.searchsorted(edges, minutes).tolist()
        assert periods_at(edges, minutes).tolist() == periods_searched(edges, minutes).tolist()


def test_rows_are_put_in_order_whatever_the_size_of_the_keys() -> None:
    rng = np.random.default_rng(1)
    for most in (1, 2**15, 2**16, 2**40):
        keys = rng.integers(-most, most, 200) // 3
        expected = np.argsort(keys, kind="stable").tolist()
        assert stable_order(keys).tolist() == expected
        assert order_by_digits(keys + most, 2 * most).tolist() == order_by_radix(keys + most).tolist() == expected
    assert stable_order(np.zeros(0, dtype=np.int64)).tolist() == []


def spans(rows: list[tuple[int, int, int]]) -> Spans:
    case, start, stop = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Spans(case, start, stop, np.full_like(case, -1), np.full_like(case, -1))


def some_spans(rng: np.random.Generator) -> Spans:
    """Up to four spans a case that do not overlap, some without length, the last perhaps without end."""
    rows = []
    for case in range(6):
        minutes = np.sort(rng.integers(-10, 30, 2 * int(rng.integers(0, 5))))
        rows += [(case, int(start), int(stop)) for start, stop in minutes.reshape(-1, 2)]
        if rows and rows[-1][0] == case and rng.random() < 0.3:
            rows[-1] = (case, rows[-1][1], NEVER)
    return spans(rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_hold_in_every_minute_what_both_kinds_of_spans_hold(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = some_spans(rng), some_spans(rng)
    pieces = overlay(first, second)
    assert (pieces.stop > pieces.start).all()

    def held(those: Spans, case: int, minute: int) -> int:
        there = np.flatnonzero((those.case == case) & (those.start <= minute) & (minute < those.stop))
        return int(there[0]) if len(there) else -1

    for case in range(6):
        for minute in range(-12, 40):
            mine = np.flatnonzero(
                (first.case[pieces.first] == case) & (pieces.start <= minute) & (minute < pieces.stop)
            )
            found = [(int(pieces.first[piece]), int(pieces.second[piece])) for piece in mine]
            row = held(first, case, minute)
            assert found == ([] if row < 0 else [(row, held(second, case, minute))])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stock_counts_the_spans_that_hold_at_each_edge(seed: int) -> None:
    rng = np.random.default_rng(seed)
    those, edges = some_spans(rng), np.array([-3, 0, 4, 5, 20])
    levels, areas = stock(those.case % 2, those, edges, codes=2)
    for code in (0, 1):
        mine = those.those(those.case % 2 == code)
        assert levels[code].tolist() == [int(((mine.start <= edge) & (mine.stop > edge)).sum()) for edge in edges]
        for begin, end, minutes in zip(edges[:-1], edges[1:], np.diff(areas[code]), strict=True):
            times = np.minimum(mine.stop, end) - np.maximum(mine.start, begin)
            assert minutes == np.maximum(times, 0).sum()


def test_a_case_and_a_minute_are_in_order_as_one_number() -> None:
    case, minute = np.array([0, 0, 0, 1, 1]), np.array([-(10**6), 5, NEVER, -(10**6), 0])
    assert (np.diff(moment(case, minute)) > 0).all()


def told(run: Trace) -> bool:
    """Whether the sums of every activity are equal."""
    try:
        check_activities(run)
    except RunFault:
        return False
    return True


def test_where_neighbours_agree_the_sums_of_every_activity_are_equal() -> None:
    sound = replication(WHOLE_SERVICE, *MORE_SLOTS)
    assert all_agree(sound)
    assert told(sound)
    rng = np.random.default_rng(2)
    verdicts = set()
    for _ in range(400):
        name = rng.choice(("ready", "start", "finish", "status", "closed", "received"))
        column = getattr(sound.log, name).copy()
        place = int(rng.integers(len(column)))
        column[place] = rng.choice(column) if rng.random() < 0.5 else column[place] + rng.integers(-2, 3)
        run = Trace(sound.service, sound.demand, sound.workforce, replace(sound.log, **{name: column}))
        verdicts.add((all_agree(run), told(run)))
    assert {(True, True), (False, False)} <= verdicts
    assert (True, False) not in verdicts
