"""The folder of a sweep: tables by point, charts that show what the tables say, and the same bytes every time."""

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import sweep_made as made

from sim.experiment.sweep import Response
from sim.report.sweep_charts import frontier_chart, response_chart
from sim.report.sweep_heat_map import heat_map
from sim.report.sweep_results import headline_names, point_records, write_sweep
from sim.report.tables import parquet_available


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_the_folder_holds_what_the_manifest_says(tmp_path: Path) -> None:
    names = write_sweep(tmp_path, made.grid(frontier=(0, 3)), where="one process")
    tables = {"points", "frontier", "targets", "summary", "replications"}
    expected = {f"{name}.csv" for name in tables} | {"heat-map.png", "frontier.png", "manifest.json"}
    if parquet_available():
        expected |= {f"{name}.parquet" for name in tables}
    assert set(names) == expected == {file.name for file in tmp_path.iterdir()}
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == expected
    assert manifest["question"] == "How many are enough?"
    assert manifest["sweep"]["points"] == 12
    assert len(manifest["designs"]) == 13


def test_points_csv_has_the_service_as_it_is_and_every_point(tmp_path: Path) -> None:
    write_sweep(tmp_path, made.grid(), where="here")
    found = rows(tmp_path / "points.csv")
    assert [row["point"] for row in found] == ["tiny", *(f"point-{at:03}" for at in range(1, 13))]
    assert (found[0]["social_workers"], found[0]["advisers"]) == ("1", "1")
    for row in found[1:]:
        within, days, cost = made.smooth(float(row["social_workers"]), float(row["advisers"]))
        base = made.smooth(1, 1)
        assert float(row["contact_to_assessment_within_28_days_mean"]) == pytest.approx(within)
        assert float(row["contact_to_assessment_mean_days_high"]) == pytest.approx(days + 1.5)
        assert float(row["contact_to_assessment_mean_days_difference_mean"]) == pytest.approx(days - base[1], abs=1e-8)
        assert float(row["contact_to_assessment_mean_days_difference_low_simultaneous"]) == pytest.approx(
            days - base[1] - 1
        )
        assert float(row["cost_mean_gbp_per_year"]) == pytest.approx(cost)
        assert row["targets_met"] == str(int(within >= 0.8))
        assert (row["targets"], row["targets_judged"]) == ("1", "1")
        assert row["contact_to_assessment_mean_days_n"] == "5"
        assert float(row["contact_to_assessment_mean_days_difference_n"]) == 5
    assert found[0]["contact_to_assessment_mean_days_difference_n"] == ""


def test_frontier_csv_has_the_frontier_in_its_order(tmp_path: Path) -> None:
    write_sweep(tmp_path, made.line(frontier=(2, 0)), where="here")
    points, found = rows(tmp_path / "points.csv"), rows(tmp_path / "frontier.csv")
    assert found == [points[3], points[1]]
    assert [row["on_frontier"] for row in points] == ["0", "1", "0", "1", "0"]


def test_targets_and_replications_have_their_rows(tmp_path: Path) -> None:
    write_sweep(tmp_path, made.line(), where="here")
    targets = rows(tmp_path / "targets.csv")
    assert [(row["option"], row["met_on_average"]) for row in targets] == [
        ("tiny", "0"), ("point-001", "0"), ("point-002", "0"), ("point-003", "1"), ("point-004", "1"),
    ]  # fmt: skip
    found = rows(tmp_path / "replications.csv")
    assert len(found) == 5 * made.REPLICATIONS * 2
    days = [float(row["value"]) for row in found if row["option"] == "point-002" and row["measure"] == made.MEAN]
    assert days == pytest.approx([made.smooth(2, 1)[1] + number for number in range(made.REPLICATIONS)])


def test_a_setting_cannot_hide_a_figure_by_its_name() -> None:
    posts = made.factor("posts", "Posts", (1, 2), "team.north.posts.social_worker")
    response = made.response((posts,), [(1,), (2,)], lambda at: (0.5, 10.0, 100_000.0 * at), at_present=(1,))
    found = point_records(response)
    assert [row["setting_posts"] for row in found] == [1, 1, 2]
    assert [row["posts"] for row in found] == [2.0, 2.0, 4.0]


def test_two_figures_of_one_measure_have_names_of_their_own() -> None:
    response = made.line()
    ref = dataclasses.replace(made.DAYS.ref, priority="urgent")
    urgent = dataclasses.replace(made.DAYS, ref=ref)
    named = dataclasses.replace(response, headlines=(made.DAYS, urgent, urgent))
    assert headline_names(named) == [made.MEAN, f"{made.MEAN}_urgent", f"{made.MEAN}_urgent_2"]


def test_values_that_are_not_all_numbers_are_written_as_texts(tmp_path: Path) -> None:
    teams = made.factor("teams", "Teams", ("own", True), "rules.teams")
    response = made.response((teams,), [("own",), (True,)], lambda at: (0.5, 10.0, 1.0), at_present=("own",))
    write_sweep(tmp_path, response, where="here")
    assert [row["teams"] for row in rows(tmp_path / "points.csv")][1:] == ["own", "true"]


def test_written_again_every_byte_is_the_same(tmp_path: Path) -> None:
    for name in ("once", "again"):
        write_sweep(tmp_path / name, made.grid(frontier=(0, 3, 11)), where="here")
    files = sorted(file.name for file in (tmp_path / "once").iterdir() if file.name != "manifest.json")
    assert "heat-map.png" in files
    for name in files:
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


# --- Charts


def even(workers: float, advisers: float) -> tuple[float, float, float]:
    """Shares on a plane: 80 % is reached at workers = 3.5 whatever the advisers."""
    return 0.45 + 0.1 * workers, 30 - workers, 1000.0 * (workers + advisers)


def test_the_heat_map_shows_every_cell_and_marks_those_that_meet_the_target() -> None:
    figure = heat_map(made.grid(even), "basis")
    assert figure is not None
    axes = figure.axes[0]
    numbers = {
        text.get_position(): text.get_text() for text in axes.texts if "%" not in text.get_text() and text.get_text()
    }
    assert numbers == {(column, row): f"{55 + 10 * row}" for row in range(4) for column in range(3)}
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [round(float(y)) for y in np.asarray(dots[0].get_ydata())] == [3, 3, 3]


def test_the_line_of_the_target_is_interpolated_between_points() -> None:
    figure = heat_map(made.grid(even), "basis")
    assert figure is not None
    (line,) = (path for each in figure.axes[0].collections for path in each.get_paths() if len(path.vertices) > 1)
    heights = np.asarray(line.vertices)[:, 1]
    # The third and fourth row stand at 2 and 3: three and four workers.
    assert heights == pytest.approx(np.full(len(heights), 2.5))


def test_dots_are_of_the_target_itself_where_it_is_of_some_people_only() -> None:
    response = made.grid(even)
    kept = dataclasses.replace(response.points[0].targets[0], met_on_average=True)
    points = (dataclasses.replace(response.points[0], targets=(kept,)), *response.points[1:])
    figure = heat_map(dataclasses.replace(response, points=points), "basis")
    assert figure is not None
    (dots,) = (line for line in figure.axes[0].lines if line.get_marker() == "o")
    assert [round(float(y)) for y in np.asarray(dots.get_ydata())] == [0, 3, 3, 3]


def test_no_line_is_drawn_where_the_target_is_met_nowhere_or_everywhere() -> None:
    for share in (0.5, 0.9):
        figure = heat_map(made.grid(lambda workers, advisers, share=share: (share, 10.0, 1.0)), "basis")
        assert figure is not None
        assert not [path for each in figure.axes[0].collections for path in each.get_paths() if len(path.vertices) > 1]


def test_the_cell_of_the_service_as_it_is_has_an_outline() -> None:
    figure = heat_map(made.grid(even), "basis")
    assert figure is not None
    outlines = {tuple(np.round(patch.get_xy() + np.array([0.46, 0.46]))) for patch in figure.axes[0].patches}  # type: ignore[attr-defined]
    assert outlines == {(0.0, 0.0)}


def test_each_kind_of_sweep_has_its_chart() -> None:
    sampled = made.response(
        (made.WORKERS, made.ADVISERS), [(1, 3), (2, 1), (4, 2)], made.smooth, at_present=(1, 1),
        method="latin_hypercube",
    )  # fmt: skip
    assert heat_map(made.grid(), "") is not None and response_chart(made.grid(), "") is None
    for response in (made.line(), sampled):
        assert heat_map(response, "") is None and response_chart(response, "") is not None
    told = response_chart(sampled, "")
    assert told is not None and "no regression" in told.get_supxlabel()
    alone = response_chart(made.line(), "")
    assert alone is not None and "no regression" not in alone.get_supxlabel()


def test_the_frontier_is_joined_and_named_in_its_order() -> None:
    figure = frontier_chart(made.line(frontier=(0, 1, 3)), "basis")
    assert figure is not None
    axes = figure.axes[0]
    joined = next(line for line in axes.lines if len(line.get_xdata()) == 3 and line.get_linestyle() == "-")
    assert list(joined.get_xdata()) == [68, 110, 194]
    assert list(joined.get_ydata()) == pytest.approx([100 * made.smooth(workers, 1)[0] for workers in (1, 2, 4)])
    assert {text.get_text() for text in axes.texts} >= {"1", "2", "4"}


def test_without_a_frontier_there_is_no_chart_of_it() -> None:
    assert frontier_chart(made.line(), "basis") is None


def one_replication() -> Response:
    response = made.grid(frontier=(0, 3))
    blank = float("nan")
    points = tuple(
        dataclasses.replace(
            point, figures=tuple(dataclasses.replace(figure, low=blank, high=blank, n=1) for figure in point.figures)
        )
        for point in response.points
    )
    return dataclasses.replace(response, points=points, numbers=(0,))


def test_one_replication_makes_charts_without_intervals(tmp_path: Path) -> None:
    names = write_sweep(tmp_path, one_replication(), where="here")
    assert {"heat-map.png", "frontier.png"} <= set(names)
