"""The results of a comparison: every figure can be made again by hand from those of the replications."""

import csv
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest, t

from sim.experiment.compare import Comparison, run_comparison
from sim.experiment.design_row import TargetRow
from sim.experiment.frontier import non_dominated
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.report.compare_results import option_records, targets_missed, write_comparison
from sim.report.design_rows import cost_columns, grows, growth_columns
from sim.report.drawing import new_figure
from sim.report.experiment_manifest import grades_of_changes
from sim.report.manifest import read_manifest
from sim.report.placing import apart, place_names
from sim.scenario.experiments import load_experiment
from tiny_board import LABELS, tiny_board

MEAN, WITHIN = "contact_to_assessment_mean_days", "contact_to_assessment_within_28_days"
Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("board")
    experiment = load_experiment(tiny_board(folder, more="worth = 1.0"))
    with Store(folder / "store.sqlite") as store, in_order as running:
        return run_comparison(experiment, store=store, running=running, engine="simpy")


@pytest.fixture(scope="module")
def read(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Table]:
    folder = tmp_path_factory.mktemp("results")
    write_comparison(folder, comparison, where="1 process", best=True)

    def table(name: str) -> Table:
        with (folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return table


def values(rows: Table, option: str, measure: str, *, activity: str = "") -> NDArray[np.float64]:
    """A figure of the whole run by replication."""
    wanted = {"option": option, "measure": measure, "activity": activity, "stream": "", "period": "all"}
    return np.array([float(row["value"]) for row in rows if all(row[key] == text for key, text in wanted.items())])


def half(numbers: NDArray[np.float64], confidence: float = 0.95) -> float:
    error = float(numbers.std(ddof=1)) / math.sqrt(len(numbers))
    return float(t.ppf((1 + confidence) / 2, len(numbers) - 1)) * error


def test_means_and_intervals_of_the_table_are_those_of_the_replications(read: Callable[[str], Table]) -> None:
    rows, replications = read("options.csv"), read("replications.csv")
    assert [row["option"] for row in rows] == ["tiny", *sorted(LABELS)]
    for row in rows:
        waits = values(replications, row["option"], MEAN)
        assert len(waits) == int(row["replications"]) == 6
        assert float(row["wait_mean_days"]) == pytest.approx(waits.mean(), rel=1e-9)
        assert float(row["wait_low_days"]) == pytest.approx(waits.mean() - half(waits), rel=1e-6)
        assert float(row["wait_high_days"]) == pytest.approx(waits.mean() + half(waits), rel=1e-6)
        within = values(replications, row["option"], WITHIN)
        assert float(row["over_limit_mean_share"]) == pytest.approx(1 - within.mean(), abs=1e-9)


def test_differences_are_paired_and_their_simultaneous_intervals_are_bonferronis(read: Callable[[str], Table]) -> None:
    rows, replications = read("differences.csv"), read("replications.csv")
    assert len(rows) == 2 * len(LABELS)
    for row in rows:
        ours = values(replications, row["option"], row["measure"])
        theirs = values(replications, "tiny", row["measure"])
        gap = ours - theirs
        every = half(gap, 1 - 0.05 / len(rows))
        assert float(row["difference_mean"]) == pytest.approx(gap.mean(), rel=1e-8)
        assert float(row["difference_high"]) == pytest.approx(gap.mean() + half(gap), rel=1e-6, abs=1e-9)
        assert float(row["difference_low_simultaneous"]) == pytest.approx(gap.mean() - every, rel=1e-6, abs=1e-9)
        assert float(row["difference_high_simultaneous"]) == pytest.approx(gap.mean() + every, rel=1e-6, abs=1e-9)
        if gap.any():
            assert bool(row["correlation"]) == bool(np.ptp(ours) > 0 and np.ptp(theirs) > 0)
        if row["correlation"]:
            assert float(row["correlation"]) == pytest.approx(float(np.corrcoef(ours, theirs)[0, 1]), rel=1e-6)
        if gap.any():
            ratio = (ours.var() + theirs.var()) / gap.var()
            assert float(row["variance_ratio"]) == pytest.approx(ratio, rel=1e-6)


def test_the_row_of_an_option_repeats_the_difference_of_its_first_figure(read: Callable[[str], Table]) -> None:
    first = {row["option"]: row for row in read("differences.csv") if row["measure"] == MEAN}
    for row in read("options.csv"):
        found = first.get(row["option"])
        for name in ("difference_mean", "difference_low_simultaneous", "variance_ratio"):
            assert row[name] == ("" if found is None else found[name])


def test_targets_are_met_in_as_many_futures_as_the_replications_say(read: Callable[[str], Table]) -> None:
    replications = read("replications.csv")
    rows = read("targets.csv")
    assert len(rows) == 1 + len(LABELS)
    for row in rows:
        shares = values(replications, row["option"], "target_share", activity=row["target"])
        met = int((shares >= 0.8).sum())
        exact = binomtest(met, len(shares)).proportion_ci(0.95, "exact")
        assert float(row["met_mean_share_of_futures"]) == pytest.approx(met / len(shares))
        assert float(row["met_low_share_of_futures"]) == pytest.approx(exact.low)
        assert float(row["met_high_share_of_futures"]) == pytest.approx(exact.high)
        assert int(row["met_on_average"]) == (shares.mean() >= 0.8)


def test_costs_are_a_years_and_hold_what_the_sheets_say(comparison: Comparison, read: Callable[[str], Table]) -> None:
    replications = read("replications.csv")
    years = comparison.experiment.baseline.service.horizon / (365.25 * 24 * 60)
    rows = {row["option"]: row for row in read("options.csv")}
    for name, extra in (("tiny", 0.0), ("second-worker", 3_000 / years + 500)):
        run = values(replications, name, "staff_cost_gbp") + values(replications, name, "contract_cost_gbp")
        assert float(rows[name]["cost_mean_gbp_per_year"]) == pytest.approx(run.mean() / years + extra, rel=2e-3)
    columns = {"cost_with_low_pay_gbp_per_year", "cost_with_high_pay_gbp_per_year"}
    assert columns <= set(rows["tiny"]) & set(cost_columns(comparison.rows[0]))
    gap = float(rows["dearer"]["cost_difference_mean_gbp_per_year"])
    assert gap == pytest.approx(4_000, rel=2e-3)


def test_sheets_are_told_in_the_options_table(read: Callable[[str], Table]) -> None:
    rows = {row["option"]: row for row in read("options.csv")}
    second = rows["second-worker"]
    assert second["label"] == LABELS["second-worker"]
    assert (second["kind"], second["owner"], second["mechanism"]) == ("staff", "Service manager", "one more post")
    assert (float(second["one_off_gbp"]), float(second["yearly_gbp"])) == (3_000, 500)
    assert second["files"] == "tiny.toml + second-worker.toml"
    assert rows["tiny"]["owner"] == ""


def test_the_grades_of_what_an_option_changes_are_told(comparison: Comparison, read: Callable[[str], Table]) -> None:
    designs = {row.design.name: row.design for row in comparison.rows}
    # The new mean of the effort; the sheet's one-off cost; its yearly cost, which nothing stands behind.
    changes = {"published": 1, "derived": 1, "assumption": 1}
    assert grades_of_changes(designs["quicker"], designs["tiny"]) == changes
    assert grades_of_changes(designs["tiny"], designs["tiny"]) == {}
    row = next(row for row in read("options.csv") if row["option"] == "quicker")
    assert row["numbers_changed_by_grade"] == "published 1, derived 1, assumption 1"
    assert row["weakest_grade_of_changes"] == "assumption"


def test_summary_and_months_agree_with_the_replications(read: Callable[[str], Table]) -> None:
    replications = read("replications.csv")
    ends = {
        row["option"]: float(row["mean"])
        for row in read("monthly.csv")
        if (row["measure"], row["month"]) == ("waiting_cases_end", "2015-09")
    }
    found = {
        row["option"]: float(row["mean"])
        for row in read("summary.csv")
        if (row["measure"], row["period"], row["team"], row["role"]) == ("waiting_cases_end", "all", "", "")
    }
    for name in ("tiny", *LABELS):
        by_hand = values(replications, name, "waiting_cases_end").mean()
        assert ends[name] == pytest.approx(by_hand)
        assert found[name] == pytest.approx(by_hand)


def test_those_that_could_be_best_are_told_if_asked(
    comparison: Comparison, tmp_path: Path, read: Callable[[str], Table]
) -> None:
    rows = read("best.csv")
    assert [row["option"] for row in rows] == ["tiny", *sorted(LABELS)]
    best = min(rows, key=lambda row: float(row["mean"]))
    assert (best["option"], best["best_on_average"], best["could_be_best"]) == ("second-worker", "1", "1")
    files = write_comparison(tmp_path, comparison, where="1 process", best=False)
    assert "best.csv" not in files


def test_a_list_that_grows_is_known(comparison: Comparison) -> None:
    growing = {row.design.name for row in comparison.rows if grows(row)}
    assert "twice-the-people" in growing
    assert not growing & {"tiny", "quicker", "second-worker"}


def test_one_replication_does_not_say_whether_a_list_grows(comparison: Comparison) -> None:
    row = next(row for row in comparison.rows if grows(row))
    one = replace(row, growth=replace(row.growth, low=math.nan, high=math.nan, n=1))
    assert not grows(one)
    assert math.isnan(growth_columns(one)["waiting_list_grows"])
    assert growth_columns(row)["waiting_list_grows"] == 1


def test_tables_say_in_how_many_replications_a_figure_exists(
    comparison: Comparison, read: Callable[[str], Table]
) -> None:
    for row in read("options.csv"):
        assert (row["wait_n"], row["headline_n"]) == ("6", "6")
        assert row["difference_n"].removesuffix(".0") == ("6" if row["against"] else "")
    option = comparison.rows[1]
    rows = (comparison.rows[0], replace(option, wait=replace(option.wait, n=3)), *comparison.rows[2:])
    assert [row["wait_n"] for row in option_records(replace(comparison, rows=rows))][:3] == [6, 3, 6]


def test_targets_are_missed_only_where_no_design_meets_them_all(comparison: Comparison) -> None:
    assert targets_missed(comparison) == []
    without = replace(comparison, rows=tuple(row for row in comparison.rows if row.targets_met == 0))
    (line,) = targets_missed(without)
    assert line.startswith("No design meets all its targets; nearest: ")
    assert line.endswith("0 of 1.")


def unjudged(target: TargetRow) -> TargetRow:
    return replace(target, share=replace(target.share, mean=math.nan, n=0), met_on_average=False)


def test_a_design_that_is_not_judged_on_all_its_targets_does_not_meet_them(comparison: Comparison) -> None:
    rows = tuple(
        replace(row, targets=tuple(map(unjudged, row.targets)), targets_met=0, judged=0) for row in comparison.rows
    )
    (line,) = targets_missed(replace(comparison, rows=rows))
    assert line.endswith("0 of 1 (nobody is judged on 1 of them).")
    rows = tuple(replace(row, targets=(*row.targets, *map(unjudged, row.targets))) for row in comparison.rows)
    (line,) = targets_missed(replace(comparison, rows=rows))
    assert line.endswith("1 of 2 (nobody is judged on 1 of them).")
    rows = tuple(replace(row, targets=(), targets_met=0, judged=0) for row in comparison.rows)
    assert targets_missed(replace(comparison, rows=rows)) == ["No design meets all its targets; there are no targets."]


def test_the_manifest_names_every_design_with_what_it_is_made_of(comparison: Comparison, tmp_path: Path) -> None:
    files = write_comparison(tmp_path, comparison, where="1 process", best=False)
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    assert manifest["files"] == sorted(file.name for file in tmp_path.iterdir()) == files
    assert [design["name"] for design in manifest["designs"]] == ["tiny", *sorted(LABELS)]
    assert len({design["hash"] for design in manifest["designs"]}) == 6
    assert manifest["designs"][1]["files"] == ["tiny.toml", "dearer.toml"]
    assert manifest["run"]["replications_made_now"] + manifest["run"]["replications_kept_from_before"] == 36
    assert manifest["experiment"]["text"] == comparison.experiment.text
    assert (manifest["seed"], manifest["replications"], manifest["worth"]) == (7, 6, 1.0)


def test_those_that_no_other_beats_in_both_are_joined() -> None:
    points = [(3.0, 5.0), (1.0, 9.0), (2.0, 9.0), (3.0, 4.0), (5.0, 4.0), (6.0, 1.0)]
    assert non_dominated(points) == [1, 3, 5]
    assert non_dominated([(1.0, 1.0), (1.0, 1.0)]) == [0, 1]


def test_names_of_points_cover_neither_one_another_nor_points_and_those_without_room_are_told() -> None:
    points = [(1.0, 1.0)] * 20 + [(9.0, 9.0), (9.0, 1.0)]
    names = [f"An option with a name {place}" for place in range(len(points))]
    figure = new_figure(5)
    figure.subplots().plot(*zip(*points, strict=True), "o")
    left = place_names(figure, points, names, which=[21, *range(21)])
    axes = figure.axes[0]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) + len(left) == len(points)
    assert left
    assert not {20, 21} & set(left)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    centres = axes.transData.transform(points)
    assert not any(box.contains(x, y) for box in boxes for x, y in centres)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([1.0, 5.0, 9.0], [1.0, 5.0, 9.0]),
        ([4.0, 4.0, 4.0], [2.0, 4.0, 6.0]),
        ([4.0, 5.0, 9.0], [3.5, 5.5, 9.0]),
        ([0.0, 0.0, 3.0], [1.0, 3.0, 5.0]),
        ([], []),
    ],
)
def test_names_at_the_ends_of_lines_keep_apart(given: list[float], found: list[float]) -> None:
    assert apart(given, least=2.0, floor=1.0) == pytest.approx(found)
