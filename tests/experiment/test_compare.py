"""Options against their baseline: rows, verdicts and the best, from tables made by hand and from small runs."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from comparing import TARGET, WAIT, WITHIN, design, experiment, sheet, table, variant, with_precision
from scipy.stats import binomtest, t

from sim.errors import InputFault
from sim.experiment import replicate
from sim.experiment.compare import Comparison, asked_of, best_by_scenario, rows_of, run_comparison
from sim.experiment.design_row import OptionRow
from sim.experiment.figure_table import Cell, FigureTable, table_of
from sim.experiment.headline import Headline
from sim.experiment.pairing import Paired
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.experiment.verdict import verdict_of
from sim.experiment.wanted_cells import for_comparison, for_sweep
from sim.scenario import Service
from sim.scenario.experiments import Design, Experiment, FigureRef, Goal, Precision

SHARE: Cell = ("target_share", "", "", TARGET, "", "", "all", "share")
MET: Cell = ("target_met", "", "", TARGET, "", "", "all", "share")


def money(name: str) -> Cell:
    return (name, "", "", "", "", "", "all", "GBP")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return variant(tmp_path_factory.mktemp("compare"), years="years = 1.5 => years = 2")


def compared(designs: Sequence[Design], tables: Sequence[FigureTable], **given: float) -> tuple[OptionRow, ...]:
    trial = experiment(*designs, **given)  # type: ignore[arg-type]
    asked = asked_of(trial, compared=len(designs) - 1)
    return rows_of(designs, dict(zip([each.name for each in designs], tables, strict=True)), asked)


def made(wait: Sequence[float], within: Sequence[float], met: Sequence[float] = (), cost: float = 0.0) -> FigureTable:
    return table({
        WAIT: wait, WITHIN: within, SHARE: within, MET: met or [float(share >= 0.8) for share in within],
        money("staff_cost_gbp"): [cost + 2 * place for place in range(len(wait))],
        money("staff_cost_low_gbp"): [cost / 2] * len(wait), money("staff_cost_high_gbp"): [cost * 2] * len(wait),
        money("contract_cost_gbp"): [100.0] * len(wait),
    })  # fmt: skip


def test_a_comparison_worked_out_by_hand(service: Service) -> None:
    """Two years; waits differ by -4, -6, -5, -5; the family is one option by two figures."""
    baseline = made([20, 24, 22, 26], [0.5, 0.4, 0.9, 0.6], cost=1_000)
    option = made([16, 18, 17, 21], [0.8, 0.7, 0.9, 0.9], cost=5_000)
    sheets = [sheet({"value": 200, "low": 100, "high": 400}, 30)]
    base, row = compared(
        [design("base", service), design("option", service, against="base", sheets=sheets)], [baseline, option]
    )
    difference = row.differences[0]
    error = math.sqrt(2 / 3) / 2
    assert (difference.mean, difference.better_share) == (-5, 1)
    assert difference.high - difference.mean == pytest.approx(float(t.ppf(0.975, 3)) * error)
    assert difference.high_all - difference.mean == pytest.approx(float(t.ppf(1 - 0.025 / 2, 3)) * error)
    assert (row.wait.mean, row.over.mean) == (18, pytest.approx(0.175))
    assert (base.cost.mean, row.cost.mean) == (1_103 / 2, pytest.approx((5_103 + 200 + 60) / 2))
    assert (row.cost_low.mean, row.cost_high.mean) == (
        pytest.approx((2_500 + 100 + 100 + 60) / 2),
        pytest.approx((10_000 + 100 + 400 + 60) / 2),
    )
    assert row.cost_difference is not None
    assert (row.cost_difference.mean, row.cost_difference.low) == (pytest.approx(2_130), pytest.approx(2_130))
    assert (row.cost_difference.better_share, base.cost_difference, base.differences) == (0, None, ())
    (target,) = row.targets
    futures = binomtest(3, 4).proportion_ci(0.95, "exact")
    assert (target.label, target.level, target.share.mean, target.met_on_average) == (TARGET, 0.8, 0.825, True)
    assert (target.met_in_futures.mean, target.met_in_futures.low) == (0.75, pytest.approx(float(futures.low)))
    assert target.met_in_futures.high == pytest.approx(float(futures.high))
    assert (row.targets_met, row.judged, row.met_share.mean) == (1, 1, 0.75)
    assert (base.targets_met, base.judged, base.met_share.mean) == (0, 1, 0.25)
    assert [each.verdict.kind for each in (base, row)] == ["baseline", "better"]


def test_a_target_that_nobody_is_judged_on_is_not_counted(service: Service) -> None:
    nobody = table({WAIT: [1.0, 2.0]})
    (row,) = compared([design("base", service)], [nobody])
    assert (row.targets_met, row.judged, row.of, row.targets[0].met_on_average) == (0, 0, 1, False)
    assert not row.meets_all
    assert math.isnan(row.met_share.mean)
    assert math.isnan(row.over.mean)


def headline(label: str, unit: str, better: int) -> Headline:
    cell = ("measure", "", "", "", "", "", "all", unit)
    return Headline(FigureRef("measure"), cell, label, unit, better)


DAYS, PART = headline("Mean wait for an assessment", "days", -1), headline("Assessed within 28 days", "share", 1)
BUSY = headline("Utilisation", "share", 0)
POSTS = headline("Posts funded", "posts", 0)


def span(low: float, high: float, n: int = 10) -> Paired:
    """A difference whose interval for the family is given; the interval by pair is half as wide."""
    middle, half = (low + high) / 2, (high - low) / 4
    return Paired(middle, middle - half, middle + half, low, high, n, 5.0, 0.5)


@pytest.mark.parametrize(
    ("headlines", "differences", "kind", "text"),
    [
        ([DAYS], [span(-9.2, -4.1)], "better", "waits 4 to 9 days shorter"),
        ([DAYS], [span(4.1, 9.2)], "worse", "waits 4 to 9 days longer"),
        ([DAYS], [span(-0.47, -0.42)], "better", "waits 0.42 to 0.47 days shorter"),
        ([DAYS], [span(-5, -0.01)], "better", "waits up to 5 days shorter"),
        ([DAYS], [span(-1, 9)], "no clear difference", "no clear difference"),
        ([DAYS, PART], [span(-9, -4), span(-0.01, 0.02)], "better", "waits 4 to 9 days shorter"),
        ([DAYS, PART], [span(-1, 9), span(0.02, 0.05)], "better", "assessed within 28 days: 2 to 5 points higher"),
        ([DAYS, PART], [span(-9, -4), span(-0.05, -0.02)], "mixed",
         "mixed: waits 4 to 9 days shorter, but assessed within 28 days: 2 to 5 points lower"),
        ([PART, BUSY], [span(-0.01, 0.02), span(0.1, 0.3)], "no clear difference",
         "no clear difference in assessed within 28 days; utilisation: 10 to 30 points higher"),
        ([DAYS, PART, BUSY], [span(-1, 9), span(-0.01, 0.02), span(-0.1, 0.3)], "no clear difference",
         "no clear difference in mean wait for an assessment and assessed within 28 days"),
        ([BUSY], [span(-0.1, 0.3)], "unknown", "unknown: none of the figures has a better"),
        ([BUSY], [span(0.1, 0.3)], "unknown",
         "unknown: none of the figures has a better; utilisation: 10 to 30 points higher"),
        ([POSTS, DAYS], [span(2, 2), span(-1, 9)], "no clear difference",
         "no clear difference in mean wait for an assessment; posts funded: 2 posts more"),
        ([POSTS, DAYS], [span(2, 2), span(-9.2, -4.1)], "better",
         "waits 4 to 9 days shorter; posts funded: 2 posts more"),
        ([POSTS, DAYS, PART], [span(2, 2), span(-9, -4), span(-0.05, -0.02)], "mixed",
         "mixed: waits 4 to 9 days shorter, but assessed within 28 days: 2 to 5 points lower; posts funded: 2 posts"
         " more"),
        ([headline("Cost of staff", "GBP", -1)], [span(-20_000, -10_000)], "better",
         "cost of staff: 10,000 to 20,000 GBP less"),
        ([headline("Cases waiting, average", "cases", -1)], [span(12, 12)], "worse",
         "cases waiting, average: 12 cases more"),
        ([DAYS], [span(math.nan, math.nan, 1)], "unknown", "unknown: mean wait for an assessment in one pair only"),
        ([DAYS], [span(math.nan, math.nan, 0)], "unknown", "unknown: no figure of mean wait for an assessment"),
    ],
)  # fmt: skip
def test_verdicts(headlines: list[Headline], differences: list[Paired], kind: str, text: str) -> None:
    verdict = verdict_of(headlines, differences, worth=None, replications=10)
    assert (verdict.kind, verdict.text) == (kind, text)


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (span(-0.9, -0.2), span(-0.1, 0.1), "no difference worth caring about"),
        (span(-0.9, 1.0), span(-0.1, 0.1), "no difference worth caring about"),
        (span(-0.9, 1.1), span(-0.1, 0.1), "no clear difference"),
        (span(-1.4, -0.2), span(-0.1, 0.1), "waits 0.2 to 1.4 days shorter"),
        (span(-0.9, -0.2), span(0.02, 0.05), "assessed within 28 days: 2 to 5 points higher"),
    ],
)
def test_a_difference_within_what_is_worth_caring_about_is_none(first: Paired, second: Paired, text: str) -> None:
    assert verdict_of([DAYS, PART], [first, second], worth=1.0, replications=10).text == text


def test_of_equal_figures_it_is_said_which_where_others_have_no_better() -> None:
    given = [span(-0.9, -0.2), span(2, 2)]
    text = "no difference worth caring about in mean wait for an assessment; posts funded: 2 posts more"
    assert verdict_of([DAYS, POSTS], given, worth=1.0, replications=10).text == text


def test_one_replication_and_one_pair_are_told_apart(service: Service) -> None:
    designs = [design("base", service), design("option", service, against="base")]
    within = [0.5, 0.5, 0.5]
    several = compared(designs, [made([1, math.nan, math.nan], within), made([2, 3, 4], within)])
    one = compared(designs, [made([1], within[:1]), made([2], within[:1])])
    assert several[1].verdict.text == "unknown: mean wait for an assessment in one pair only"
    assert one[1].verdict.text == "unknown: one replication"


def test_the_best_is_found_under_each_demand_scenario_apart(service: Service) -> None:
    designs = [
        design("base", service), design("more", service, against="base"),
        design("base+", service, scenario="growth"), design("more+", service, scenario="growth", against="base+"),
    ]  # fmt: skip
    chance = np.random.default_rng(1)
    tables = {
        each.name: made(list(mean + chance.normal(size=12)), [0.5] * 12)
        for each, mean in zip(designs, (20, 15, 30, 40), strict=True)
    }
    asked = asked_of(experiment(*designs, worth=2.0), compared=2)
    calm, growth = best_by_scenario(designs, tables, asked)
    assert [calm.contenders[calm.best].design, growth.contenders[growth.best].design] == ["more", "base+"]
    assert [row.design for row in growth.contenders] == ["base+", "more+"]
    assert (calm.scenario, growth.scenario, calm.worth) == ("", "growth", 2.0)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Path, Comparison]:
    """The small service against itself with a second social worker, and against itself under another name."""
    folder = tmp_path_factory.mktemp("run")
    small = variant(folder)
    larger = variant(folder, "larger", posts="social_worker = 1 } => social_worker = 2 }")
    trial = experiment(
        design("tiny", small), design("larger", larger, against="tiny"), design("same", small, against="tiny"),
        replications=8,
    )  # fmt: skip
    with Store(folder / "store.sqlite") as store:
        return trial, folder, run_comparison(trial, store=store, running=in_order, engine="simpy")


def test_a_run_has_the_figures_of_its_replications(run: tuple[Experiment, Path, Comparison]) -> None:
    trial, _, found = run
    services = [each.service for each in trial.designs[:2]]
    base, larger = (
        table_of(range(8), [replicate(each, seed=7, replication=k, engine="simpy").records for k in range(8)])
        for each in services
    )
    assert found.numbers == tuple(range(8))
    assert (found.rows[0].wait, found.rows[1].wait) == (base.summary(WAIT), larger.summary(WAIT))
    assert found.rows[1].differences[0].mean == pytest.approx(float((larger.column(WAIT) - base.column(WAIT)).mean()))
    assert set(found.tables["tiny"].cells) == {cell for cell in base.cells if for_comparison(())(cell)}
    assert (found.rows[0].posts.mean, found.rows[1].posts.mean) == (2, 3)
    assert found.rows[1].cost.mean - found.rows[0].cost.mean == pytest.approx(32_000)


def test_a_second_social_worker_is_better_and_the_same_service_is_no_different(
    run: tuple[Experiment, Path, Comparison],
) -> None:
    _, _, found = run
    base, larger, same = found.rows
    assert [row.verdict.kind for row in found.rows] == ["baseline", "better", "no clear difference"]
    assert same.differences[0].low_all == same.differences[0].high_all == 0
    assert same.wait == base.wait
    assert larger.verdict.text.startswith("waits ")
    assert [best.contenders[best.best].design for best in found.best] == ["larger"]


def test_services_of_the_same_content_are_run_once_and_nothing_is_run_again(
    run: tuple[Experiment, Path, Comparison],
) -> None:
    trial, folder, found = run
    assert (found.run, found.kept) == (16, 0)
    with Store(folder / "store.sqlite") as store:
        again = run_comparison(trial, store=store, running=in_order, engine="simpy")
        assert (again.run, again.kept) == (0, 16)
        assert again.rows == found.rows
        fewer = run_comparison(replace(trial, replications=3), store=store, running=in_order, engine="simpy")
        assert (fewer.run, fewer.numbers) == (0, (0, 1, 2))


def test_one_replication_leaves_the_verdict_unknown(run: tuple[Experiment, Path, Comparison]) -> None:
    trial, folder, _ = run
    with Store(folder / "store.sqlite") as store:
        one = run_comparison(replace(trial, replications=1), store=store, running=in_order, engine="simpy")
    assert [row.verdict.text for row in one.rows[1:]] == ["unknown: one replication"] * 2
    assert one.best == ()


def test_until_precise_gives_the_same_whatever_the_store_has_already(
    run: tuple[Experiment, Path, Comparison], tmp_path: Path
) -> None:
    trial, folder, _ = run
    goals = (Goal(FigureRef("contact_to_assessment_mean_days"), 12.0, None),)
    precise = with_precision(trial, precision=Precision(goals, 3, 40))
    with Store(folder / "store.sqlite") as full, Store(tmp_path / "empty.sqlite") as empty:
        some = run_comparison(precise, store=full, running=in_order, engine="simpy")
        none = run_comparison(precise, store=empty, running=in_order, engine="simpy")
    assert some.rows == none.rows
    assert some.precision == none.precision
    assert some.precision is not None
    assert len(some.numbers) == some.precision.n < 40
    assert some.precision.met
    assert {told.design for told in some.precision.goals} == {"tiny", "larger", "same"}
    assert none.run >= 2 * none.precision.n if none.precision else False


def test_names_are_checked_before_anything_is_run(run: tuple[Experiment, Path, Comparison], tmp_path: Path) -> None:
    trial, _, _ = run
    goals = (Goal(FigureRef("contact_to_tea_mean_days"), 1.0, None),)
    with Store(tmp_path / "empty.sqlite") as store:
        with pytest.raises(InputFault, match=r"trial.toml: precision.goal\[0\]: there is no such measure"):
            run_comparison(
                with_precision(trial, precision=Precision(goals, 3, 40)), store=store, running=in_order, engine="simpy"
            )
        assert store.runs() == []


def test_of_many_figures_those_that_reports_need_are_kept() -> None:
    wanted = for_comparison([WAIT])
    clock = ("contact_to_support_p90_days", "", "", "", "", "", "2015/16", "days")
    for cell, keep, in_sweep in (
        (clock, True, False),
        ((*clock[:6], "all", "days"), True, True),
        ((clock[0], "referral", *clock[2:]), False, False),
        ((clock[0], "", "urgent", *clock[3:]), False, False),
        ((clock[0], "", "urgent", *clock[3:6], "all", "days"), True, False),
        (("contact_to_assessment_mean_days", "referral", *clock[2:6], "all", "days"), True, False),
        ((*clock[:5], "north", "all", "days"), False, False),
        ((*clock[:6], "day_one", "days"), False, False),
        (("utilisation", "", "", "", "adviser", "", "all", "share"), True, True),
        (("utilisation", "", "", "", "adviser", "north", "all", "share"), False, False),
        (("utilisation", "", "", "", "", "", "2015-03", "share"), False, False),
        (("waiting_cases_end", "", "", "", "", "", "2015-03", "cases"), True, False),
        (("waiting_cases_end", "", "", "", "adviser", "", "2015-03", "cases"), False, False),
        (("waiting_cases_end", "", "", "", "adviser", "", "2015/16", "cases"), False, False),
        (("dhsc_requests", "", "", "", "", "", "2015/16 Q1", "cases"), False, False),
        (SHARE, True, True),
    ):
        assert wanted(cell) == keep, cell
        assert for_sweep([WAIT])(cell) == in_sweep, cell
    odd = (*clock[:5], "north", *clock[6:])
    assert for_comparison([odd])(odd) and for_sweep([odd])(odd)
