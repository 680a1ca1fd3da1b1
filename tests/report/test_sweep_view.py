"""What a sweep prints: a row a point with its figures, marks that are earned, and nothing left unsaid."""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import sweep_made as made

from sim.experiment.sweep import Response
from sim.report.layout import fit
from sim.report.sweep_view import LONG, NEAREST, cross_columns, point_columns, print_sweep, rows_of

FOLDER, FILES = Path("results") / "staff", ["points.csv", "heat-map.png", "manifest.json"]


def printed(response: Response, capsys: pytest.CaptureFixture[str]) -> str:
    print_sweep(response, folder=FOLDER, files=FILES)
    return capsys.readouterr().out


def column(response: Response, title: str) -> tuple[str, ...]:
    found = [each for each in point_columns(response, response.points) if each.title.replace("\n", " ") == title]
    assert len(found) == 1, title
    return found[0].cells


def steps(*shares: float, frontier: Sequence[int] = ()) -> Response:
    """A sweep of one setting with these shares within the limit."""
    points = [(float(at),) for at in range(len(shares))]
    given = dict(zip([at for (at,) in points], shares, strict=True))
    return made.response(
        (made.WORKERS,), points, lambda at: (given.get(at, 0.5), 10.0, 1000.0 * at), at_present=(99,), frontier=frontier
    )


def test_the_service_as_it_is_comes_first_and_then_every_point_with_its_settings() -> None:
    response = made.grid()
    assert column(response, "")[0] == "No change"
    assert column(response, "Social workers in the team") == ("1", *(str(w) for w in (1, 2, 3, 4) for _ in range(3)))
    assert column(response, "Advisers in the team") == ("1", *("1", "2", "3") * 4)


def test_figures_stand_with_half_their_interval_and_changes_with_the_interval_that_holds_together() -> None:
    response = steps(0.5, 0.7)
    assert column(response, "Complete within 28 days, %") == ("50 ±2", "50 ±2", "70 ±2")
    changes = column(response, "change: Complete within 28 days, points")
    assert changes == ("", "0.0 (-2.0 to +2.0)", "+20.0 (+18.0 to +22.0)")


def test_cost_is_in_thousands_with_its_change() -> None:
    response = made.line()
    assert column(response, "cost a year, GBP thousand") == ("68", "68", "110", "152", "194")
    assert column(response, "its change") == ("", "0", "+42", "+84", "+126")


def test_points_of_the_frontier_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    response = made.line(frontier=(0, 2))
    assert column(response, "") == ("No change", "•", "", "•", "")
    assert "no other point is both cheaper and better" in printed(response, capsys)


def test_a_point_at_which_all_targets_hold_has_two_stars(capsys: pytest.CaptureFixture[str]) -> None:
    response = steps(0.79, 0.81)
    assert column(response, "targets met") == ("0 of 1  ", "0 of 1  ", "1 of 1**")
    assert "** all targets hold on average" in printed(response, capsys)


def test_one_star_says_that_the_target_of_the_first_figure_holds_and_another_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    response = steps(0.79, 0.81)
    points = tuple(
        dataclasses.replace(point, targets=(*point.targets, dataclasses.replace(point.targets[0], label="Other")))
        for point in response.points
    )
    response = dataclasses.replace(response, points=points)
    assert column(response, "targets met")[1:] == ("0 of 2  ", "1 of 2 *")
    told = printed(response, capsys)
    assert '* "Assessed within 28 days" holds on average' in told
    assert "all targets hold" not in told


def test_the_cross_table_has_each_point_once_with_its_mark() -> None:
    response = made.grid()
    table = cross_columns(response)
    assert table[0].cells == ("1", "2", "3", "4")
    assert [each.title.strip() for each in table[1:]] == ["1", "2", "3"]
    for place, advisers in enumerate((1, 2, 3), start=1):
        for row, workers in enumerate((1, 2, 3, 4)):
            share = made.smooth(workers, advisers)[0]
            mark = "**" if share >= 0.8 else ""
            assert table[place].cells[row].strip() == f"{100 * share:.0f}{mark}"


def test_one_setting_has_no_cross_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert "(across)" in printed(made.grid(), capsys)
    assert "(across)" not in printed(made.line(), capsys)


def test_a_long_sweep_shows_the_frontier_and_the_nearest_and_says_where_the_rest_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Twice as dear at every second point: the even ones are the frontier, and the odd ones farther off as they go on.
    points = [(float(at),) for at in range(LONG + 2)]
    response = made.response(
        (made.WORKERS,), points, lambda at: (at / 100, 10.0, 1000 * (at + (at % 2) * at)), at_present=(0,),
        frontier=[at for at in range(LONG + 2) if at % 2 == 0],
    )  # fmt: skip
    names = [point.design.name for point in rows_of(response)]
    expected = sorted([*range(0, LONG + 2, 2), *range(1, 2 * NEAREST, 2)])
    assert names == [f"point-{at + 1:03}" for at in expected]
    left = LONG + 2 - len(expected)
    assert f"{left} of {LONG + 2} points have no row here" in printed(response, capsys)
    assert "points.csv" in printed(response, capsys)


def test_a_sweep_that_is_not_long_shows_every_point() -> None:
    assert len(rows_of(steps(*[0.5] * LONG))) == LONG


def test_where_the_list_grows_its_rate_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    response = steps(0.2, 0.9)
    assert column(response, "list grows by a week") == ("", "3.0", "")
    told = printed(response, capsys)
    assert "by 3.0 cases a week" in told
    assert "1 of 3 rows" in told
    assert "list grows" not in printed(steps(0.8, 0.9), capsys)


def test_over_the_table_stands_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(made.grid(), capsys)
    for words in (
        "How many advisers and social workers", "How many are enough?", "12 points x 5 replications", "seed 7",
        "1.5 years from 1 April 2014", "figures of the whole run", "all 24 comparisons", "4.0 times",
    ):  # fmt: skip
        assert words in told
    assert re.search(r"results.staff: 3 files", told)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_a_narrow_terminal_loses_whole_columns_never_digits(width: int) -> None:
    columns = point_columns(made.grid(), made.grid().points)
    kept, left = fit(columns, width)
    assert kept[0] == columns[0]
    assert [each.name for each in left if not each.name] == []
    assert "Complete within 28 days" in kept[3].name
    assert sum(each.width + 2 for each in kept) - 2 <= width


def test_words_and_switches_are_settings_too() -> None:
    teams = made.factor("teams", "Teams", ("own", "pooled"), "rules.teams")
    slices = made.factor("slices", "In slices", (True, False), "rules.slices")
    points = [(team, cut) for team in teams.values for cut in slices.values]
    response = made.response((teams, slices), points, lambda team, cut: (0.5, 10.0, 1.0), at_present=("own", True))
    assert column(response, "Teams")[1:] == ("own", "own", "pooled", "pooled")
    assert column(response, "In slices") == ("yes", "yes", "no", "yes", "no")


def test_the_title_of_no_change_stands_above(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No change: A small service." in printed(made.line(), capsys).splitlines()


def test_a_figure_that_exists_in_some_futures_only_is_marked_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    response = made.line()
    first = response.points[0]
    share, days = first.figures
    some = dataclasses.replace(first, figures=(share, dataclasses.replace(days, n=2)))
    response = dataclasses.replace(response, points=(some, *response.points[1:]))
    title = "Mean days to a completed assessment, days"
    assert [cell.endswith("†") for cell in column(response, title)] == [False, True, False, False, False]
    told = printed(response, capsys)
    assert "† in some of the 5 futures only: 1 (Mean days to a completed assessment in 2)." in told
    assert "†" not in printed(made.line(), capsys)


def test_a_target_that_nobody_is_judged_on_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    response = steps(0.79, 0.81)
    target = response.points[0].targets[0]
    gone = dataclasses.replace(target, share=dataclasses.replace(target.share, n=0), met_on_average=False)
    points = (dataclasses.replace(response.points[0], targets=(gone,), judged=0), response.points[1])
    told = printed(dataclasses.replace(response, points=points), capsys)
    assert f'Nobody could be judged on the target "{made.TARGET}" in 0: it counts as not met' in told
