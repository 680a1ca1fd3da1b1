"""Sweeps: their points, what each gives against the baseline, and the points that none beats."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from comparing import design, variant
from scipy.stats import t

from sim.errors import InputFault
from sim.experiment.design_row import OptionRow, Verdict
from sim.experiment.pairing import Paired
from sim.experiment.points import latin_hypercube, points_of
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.experiment.sweep import Response, frontier_of, run_sweep
from sim.measures import Summary
from sim.scenario.experiments import Design, Experiment, Factor, Sweep, load_experiment
from tiny import tiny_config

SWEEP = """
baseline = "tiny.toml"
replications = 4
seed = 7
[sweep]
method = "grid"
[sweep.grid]
"team.north.posts.social_worker" = [1, 2, 3]
"role.adviser.casework_share" = [0.5, 0.6]
"""


def written(folder: Path, text: str) -> Experiment:
    tiny_config(folder)
    file = folder / "sweep.toml"
    file.write_text(text, encoding="utf-8")
    return load_experiment(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sweep")


@pytest.fixture(scope="module")
def found(folder: Path) -> Response:
    with Store(folder / "store.sqlite") as store:
        return run_sweep(written(folder, SWEEP), store=store, running=in_order, engine="simpy")


def test_every_combination_is_a_point_and_the_last_factor_moves_first(found: Response) -> None:
    values = [tuple(value for _, value in point.settings) for point in found.points]
    assert values == [(1, 0.5), (1, 0.6), (2, 0.5), (2, 0.6), (3, 0.5), (3, 0.6)]
    assert found.baseline.settings == ()
    assert set(found.tables) == {found.baseline.design.name, *(point.design.name for point in found.points)}


def test_a_point_that_changes_nothing_is_the_baseline(found: Response) -> None:
    same, baseline = found.points[0], found.baseline
    assert (same.figures, same.cost, same.posts) == (baseline.figures, baseline.cost, baseline.posts)
    assert [paired.mean for paired in same.differences] == [0, 0]
    assert (baseline.differences, baseline.verdict.kind) == ((), "baseline")


def test_a_post_costs_its_pay_and_shortens_waits(found: Response) -> None:
    for point, posts in ((found.points[2], 3), (found.points[4], 4)):
        assert point.posts.mean == posts
        assert point.cost_difference is not None
        assert point.cost_difference.mean == pytest.approx(32_000 * (posts - 2))
        assert point.figures[0].mean < found.baseline.figures[0].mean
        assert point.differences[0].mean == pytest.approx(point.figures[0].mean - found.baseline.figures[0].mean)


def test_the_intervals_of_all_points_and_figures_hold_together(found: Response) -> None:
    paired = found.points[2].differences[0]
    wider = (paired.high_all - paired.mean) / (paired.high - paired.mean)
    assert wider == pytest.approx(float(t.ppf(1 - 0.025 / (6 * 2), 3) / t.ppf(0.975, 3)))


def test_the_frontier_holds_the_points_that_no_other_beats(found: Response) -> None:
    by_hand = [
        place
        for place, one in enumerate(found.points)
        if not any(
            other.cost.mean <= one.cost.mean
            and other.figures[0].mean <= one.figures[0].mean
            and (other.cost.mean, other.figures[0].mean) != (one.cost.mean, one.figures[0].mean)
            for other in found.points
        )
    ]
    assert sorted(found.frontier) == by_hand
    costs = [found.points[place].cost.mean for place in found.frontier]
    assert costs == sorted(costs)


def test_points_that_the_store_has_are_not_run_again(folder: Path, found: Response) -> None:
    # The first point is the baseline: their content is the same.
    assert (found.run, found.kept, found.numbers) == (6 * 4, 0, (0, 1, 2, 3))
    trial = written(folder, SWEEP.replace("[1, 2, 3]", "[2, 3, 4]"))
    with Store(folder / "store.sqlite") as store:
        more = run_sweep(trial, store=store, running=in_order, engine="simpy")
    assert (more.run, more.kept) == (2 * 4, 5 * 4)
    assert more.points[0].figures == found.points[2].figures


def test_a_point_that_cannot_be_run_is_told_before_anything_runs(tmp_path: Path) -> None:
    trial = written(tmp_path, SWEEP)
    assert trial.sweep is not None
    wrong = replace(trial, sweep=replace(trial.sweep, points=((1, 0.5), (1, 1.5), (-1, 0.5))))
    with Store(tmp_path / "store.sqlite") as store:
        with pytest.raises(InputFault) as fault:
            run_sweep(wrong, store=store, running=in_order, engine="simpy")
        assert store.runs() == []
    told = str(fault.value)
    assert "point-002" in told
    assert "point-003" in told
    assert "point-001" not in told


def row(point: Design, cost: float, figure: float) -> OptionRow:
    def one(mean: float, unit: str) -> Summary:
        return Summary("m", "", "", "", "", "", "all", mean, mean, mean, 4, unit)

    money, gone = one(cost, "GBP a year"), one(math.nan, "share")
    return OptionRow(
        point, (one(figure, "days"),), gone, gone, gone, (), 0, 0, gone, gone, gone, money, money, money,
        (), Paired(0, 0, 0, 0, 0, 4, 1, 0), Verdict("unknown", ""),
    )  # fmt: skip


def test_ties_stay_on_the_frontier_and_missing_figures_do_not(tmp_path: Path) -> None:
    found = ((10, 5), (10, 5), (10, 6), (20, 5), (20, 1), (5, 9), (1, math.nan), (math.nan, 1))
    point = design("point", variant(tmp_path))
    points = [row(point, cost, figure) for cost, figure in found]
    assert frontier_of(points, better=-1) == (5, 0, 1, 4)
    assert frontier_of(points, better=1) == (5,)
    assert frontier_of(points, better=0) == ()


def factor(name: str, low: float, high: float, *, whole: bool = False) -> Factor:
    return Factor(name, name, (f"role.{name}.casework_share",), (0.0,), low=low, high=high, whole=whole)


def test_a_hypercube_has_one_point_in_each_part_of_every_range() -> None:
    points = latin_hypercube([factor("a", 2, 4), factor("b", -1, 0)], 20, seed=7)
    for column, (low, width) in enumerate(((2, 2), (-1, 1))):
        parts = [math.floor((values[column] - low) / width * 20) for values in points]  # type: ignore[operator]
        assert sorted(parts) == list(range(20))
        assert parts != sorted(parts)


@pytest.mark.parametrize(("low", "high", "number"), [(3, 6, 20), (0, 9, 10), (1, 3, 30)])
def test_whole_numbers_share_the_points_evenly_ends_included(low: int, high: int, number: int) -> None:
    points = latin_hypercube([factor("a", low, high, whole=True)], number, seed=7)
    values = [value for (value,) in points]
    assert all(isinstance(value, int) for value in values)
    each = number // (high - low + 1)
    assert [values.count(level) for level in range(low, high + 1)] == [each] * (high - low + 1)


@pytest.mark.parametrize("seed", range(10))
def test_where_points_do_not_divide_by_levels_none_has_two_more_than_another(seed: int) -> None:
    values = [value for (value,) in latin_hypercube([factor("a", 1, 3, whole=True)], 10, seed=seed)]
    assert sorted(values.count(level) for level in (1, 2, 3)) == [3, 3, 4]


def test_fewer_points_than_whole_numbers_spread_over_them() -> None:
    values = sorted(value for (value,) in latin_hypercube([factor("a", 0, 29, whole=True)], 3, seed=2))
    assert [value // 10 for value in values] == [0, 1, 2]  # type: ignore[operator]


def test_a_hypercube_can_be_made_again_and_a_new_factor_moves_no_other() -> None:
    one, other = factor("a", 0, 1), factor("b", 0, 1)
    both = latin_hypercube([one, other], 12, seed=7)
    assert latin_hypercube([one, other], 12, seed=7) == both
    assert [values[0] for values in both] == [value for (value,) in latin_hypercube([one], 12, seed=7)]
    assert [values[0] for values in both] != [values[1] for values in both]
    assert latin_hypercube([one], 12, seed=8) != latin_hypercube([one], 12, seed=7)


def test_points_are_those_of_the_file_or_of_the_hypercube() -> None:
    given = Sweep("list", (factor("a", 0, 1),), ((0.25,), (0.75,)), 2, None)
    assert points_of(given, seed=7) == ((0.25,), (0.75,))
    drawn = Sweep("latin_hypercube", (factor("a", 0, 1),), (), 5, None)
    assert points_of(drawn, seed=7) == latin_hypercube(drawn.factors, 5, seed=7)
