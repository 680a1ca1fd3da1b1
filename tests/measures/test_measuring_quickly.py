"""What is counted quickly is what the plain way counts."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made import replication
from test_identities import MORE_SLOTS, WHOLE_SERVICE

from sim.errors import RunFault
from sim.measures.courses import FIRST, HELD
from sim.measures.kernels import added_up, counted, order_by_digits
from sim.measures.list_kernels import (
    IN_TRAY,
    LATE,
    LEFT_OVER,
    TWICE,
    WAITING_CASES,
    Asked,
    Cases,
    Places,
    Visits,
    lists_of,
)
from sim.measures.periods import periods_searched
from sim.measures.quantiles import Waits, compiled_quantiles, vectorised_quantiles
from sim.measures.rows import is_among, moment, order_by_radix, stable_order
from sim.measures.span_kernels import periods_at
from sim.measures.spans import stock
from sim.measures.stages import check_activities
from sim.measures.trace import Trace
from sim.scenario.pathway import WORK
from sim.units import MINUTES_PER_DAY, NEVER

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_quantiles_row_by_row_are_those_of_all_rows_at_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, keys = int(rng.integers(0, 300)), 12
    length, finished = rng.integers(0, 40, rows), rng.random(rows) < rng.choice((0.2, 0.8, 1))
    # Two ways of grouping, of three groups and of four, in three periods, one of which is in no total.
    groups = np.stack((rng.integers(-1, 3, keys), rng.integers(2, 7, keys)), axis=1).astype(np.int32)
    groups[groups[:, 1] == 2, 1] = -1
    cells = np.where(groups >= 0, groups * 3 + rng.integers(0, 3, (keys, 1), dtype=np.int32), -1)
    waits = Waits.of(length, finished, rng.integers(0, keys, rows), cells, np.array([True, False, True]))
    at = (0.1, 0.5, 0.9, 0.95)
    one_by_one, at_once = (way(waits, groups=7, at=at) for way in (compiled_quantiles, vectorised_quantiles))
    assert one_by_one.tolist() == at_once.tolist()


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
def test_the_period_of_a_minute_is_found_from_its_block_or_by_search_alike(unit: int) -> None:
    rng = np.random.default_rng(unit)
    # Years, and two edges that lie close together in a long run.
    for edges in (unit * np.array([3, 4, 9, 20]), unit * np.array([0, 365, 366, 367, 4000]) + [0, 0, 0, 1, 0]):
        near = (edges[:, None] + np.arange(-2, 3)).ravel()
        minutes = np.concatenate((near, rng.integers(-5 * unit, 5000 * unit, 500), [-NEVER, NEVER]))
        assert periods_at(edges, minutes).tolist() == periods_searched(edges, minutes).tolist()


def test_rows_are_put_in_order_whatever_the_size_of_the_keys() -> None:
    rng = np.random.default_rng(1)
    for most in (1, 2**15, 2**16, 2**40):
        keys = rng.integers(-most, most, 200) // 3
        expected = np.argsort(keys, kind="stable").tolist()
        assert stable_order(keys).tolist() == expected
        assert order_by_digits(keys + most).tolist() == order_by_radix(keys + most).tolist() == expected
    assert stable_order(np.zeros(0, dtype=np.int64)).tolist() == []


def some_spans(rng: np.random.Generator) -> np.ndarray:
    """Case, start and stop of up to four spans a case that do not overlap, some without length, some without end."""
    rows = []
    for case in range(6):
        minutes = np.sort(rng.integers(-10, 30, 2 * int(rng.integers(0, 5))))
        rows += [(case, int(start), int(stop)) for start, stop in minutes.reshape(-1, 2)]
        if rows and rows[-1][0] == case and rng.random() < 0.3:
            rows[-1] = (case, rows[-1][1], NEVER)
    return np.array(rows, dtype=np.int64).reshape(-1, 3).T.copy()


def holding(spans: np.ndarray, case: int, minute: int) -> bool:
    mine, start, stop = spans
    return bool(((mine == case) & (start <= minute) & (minute < stop)).any())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_case_that_waits_is_in_a_tray_while_it_has_a_worker_and_on_the_list_while_it_has_none(seed: int) -> None:
    rng = np.random.default_rng(seed)
    waits, places = some_spans(rng), some_spans(rng)
    case, start, stop = waits
    # In every minute; of one list that asks for nobody.
    edges, steps, none = np.arange(-12, 40), np.arange(len(case)), np.full(max(len(case), 1), -1)
    marks = np.full(len(case), WORK | HELD | FIRST, dtype=np.int16)
    found, waiting, told_of = lists_of(
        Visits(case, steps, np.zeros_like(case), start, stop, stop, marks),
        Places(places[0], places[2], places[1], places[2], np.zeros_like(places[0])),
        Cases(np.arange(6), np.full(6, NEVER), np.full(6, -1, dtype=np.int32), np.ones(6, dtype=np.bool_)),
        Asked(np.zeros(7, dtype=np.int64), none, none, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.bool_)),
        edges, edges == 5, 1, 39,
    )  # fmt: skip
    levels = found[:, :, 0]
    for place, minute in enumerate(edges):
        there = [each for each in range(6) if holding(waits, each, minute)]
        with_worker = [each for each in there if holding(places, each, minute)]
        assert levels[IN_TRAY, place] == len(with_worker)
        assert levels[WAITING_CASES, place] == len(there) - len(with_worker)
        if minute == 5:
            assert sorted(waiting[1].tolist()) == sorted(set(there) - set(with_worker))
            assert waiting[0].tolist() == [place] * waiting.shape[1]
    assert told_of[[TWICE, LATE, LEFT_OVER]].tolist() == [-1, -1, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stock_counts_the_spans_that_hold_at_each_edge(seed: int) -> None:
    rng = np.random.default_rng(seed)
    (case, start, stop), edges = some_spans(rng), np.array([-3, 0, 4, 5, 20])
    levels, areas = stock(case % 2, start, stop, edges, codes=2)
    for code in (0, 1):
        since, until = start[case % 2 == code], stop[case % 2 == code]
        assert levels[code].tolist() == [int(((since <= edge) & (until > edge)).sum()) for edge in edges]
        for begin, end, minutes in zip(edges[:-1], edges[1:], np.diff(areas[code]), strict=True):
            assert minutes == np.maximum(np.minimum(until, end) - np.maximum(since, begin), 0).sum()


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
    assert sound.followed.agree
    assert told(sound)
    rng = np.random.default_rng(2)
    verdicts = set()
    for _ in range(400):
        name = rng.choice(("ready", "start", "finish", "status", "closed", "received"))
        column = getattr(sound.log, name).copy()
        place = int(rng.integers(len(column)))
        column[place] = rng.choice(column) if rng.random() < 0.5 else column[place] + rng.integers(-2, 3)
        run = Trace(sound.service, sound.demand, sound.workforce, replace(sound.log, **{name: column}))
        verdicts.add((run.followed.agree, told(run)))
    assert {(True, True), (False, False)} <= verdicts
    assert (True, False) not in verdicts
