"""``carecap sweep`` at the keyboard: its points are the runs they stand for, and what is there is never run again."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import ENVIRONMENT, carried_out, has_kept, interrupted
from sim.cli import main
from tiny import tiny_config

SHARE, DAYS = "contact_to_assessment_within_28_days", "contact_to_assessment_mean_days"
HEAD = f"""
title = "Staff of a small service"
question = "How many are enough?"
baseline = "tiny"
replications = 2
seed = 11
measures = ["{SHARE}", "{DAYS}"]
"""
GRID = """
[sweep]
method = "grid"
[sweep.grid]
"team.north.posts.social_worker" = [1, 2]
"role.adviser.casework_share" = { from = 0.4, to = 0.5, step = 0.1 }
"""


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def swept(carecap: Callable[..., Result], tmp_path: Path) -> Callable[..., list[dict[str, str]]]:
    """Write a sweep, run it in this process, and give the rows of its points.csv."""

    def run(sweep: str, *words: object) -> list[dict[str, str]]:
        (tmp_path / "staff.toml").write_text(HEAD + sweep, encoding="utf-8")
        done = carecap("sweep", "staff.toml", "--jobs", 1, "--quiet", *words)
        assert (done.exit_code, done.output) == (0, "")
        return rows(tmp_path / "results" / "staff" / "points.csv")

    return run


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def figures_of_run(carecap: Callable[..., Result], tmp_path: Path, config: str) -> dict[str, str]:
    """Whole-run figures of the whole service after ``carecap run``, as summary.csv has them."""
    (tmp_path / "one.toml").write_text(config, encoding="utf-8")
    done = carecap("run", "one.toml", "--replications", 2, "--seed", 11, "--jobs", 1, "--quiet")
    assert done.exit_code == 0, done.output
    found = rows(tmp_path / "results" / "one" / "summary.csv")
    who = ("stream", "priority", "activity", "role", "team")
    return {row["measure"]: row["mean"] for row in found if row["period"] == "all" and not any(row[of] for of in who)}


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "manifest.json"}


# --- Each kind of sweep


def test_a_grid_has_the_figures_of_a_run_with_those_settings(
    carecap: Callable[..., Result], swept: Callable[..., list[dict[str, str]]], tmp_path: Path
) -> None:
    found = swept(GRID)
    settings = ("team.north.posts.social_worker", "role.adviser.casework_share")
    assert [tuple(float(row[name]) for name in settings) for row in found] == [
        (1, 0.5), (1, 0.4), (1, 0.5), (2, 0.4), (2, 0.5),
    ]  # fmt: skip
    alone = figures_of_run(
        carecap, tmp_path,
        'extends = "tiny.toml"\n[team.north]\nposts = { adviser = 1, social_worker = 2 }\n'
        "[role.adviser]\ncasework_share = 0.4\n",
    )  # fmt: skip
    for measure in (SHARE, DAYS):
        assert found[3][f"{measure}_mean"] == alone[measure] != found[1][f"{measure}_mean"]
    assert found[3]["posts"] == alone["posts_funded"]
    # The cell of the service as it is, and the service as it is, are one.
    assert {**found[2], "point": "", "on_frontier": ""}.items() >= {
        f"{measure}_{end}": found[0][f"{measure}_{end}"] for measure in (SHARE, DAYS) for end in ("mean", "low", "high")
    }.items()
    assert float(found[2][f"{DAYS}_difference_mean"]) == 0
    folder = tmp_path / "results" / "staff"
    assert {"heat-map.png", "frontier.png", "targets.csv", "replications.csv"} <= set(files(folder))


def test_linked_settings_move_together_from_a_date(
    carecap: Callable[..., Result], swept: Callable[..., list[dict[str, str]]], tmp_path: Path
) -> None:
    found = swept("""
[sweep]
method = "grid"
from = 2014-10-01
[[sweep.factor]]
name = "staff"
label = "Social workers, and one adviser more"
settings = ["team.north.posts.social_worker", "team.north.posts.adviser"]
offsets = [0, 1]
values = [1, 2]
""")
    alone = figures_of_run(
        carecap, tmp_path,
        'extends = "tiny.toml"\n[[change]]\nfrom = 2014-10-01\n'
        'set = { "team.north.posts.social_worker" = 2, "team.north.posts.adviser" = 3 }\n',
    )  # fmt: skip
    assert [row["staff"] for row in found] == ["", "1", "2"]
    for measure in (SHARE, DAYS):
        assert found[2][f"{measure}_mean"] == alone[measure] != found[1][f"{measure}_mean"]
    assert {"response.png", "frontier.png"} <= set(files(tmp_path / "results" / "staff"))
    assert "heat-map.png" not in files(tmp_path / "results" / "staff")


def test_a_list_has_the_points_that_are_named_in_their_order(swept: Callable[..., list[dict[str, str]]]) -> None:
    found = swept("""
[sweep]
method = "list"
[[sweep.factor]]
name = "workers"
settings = ["team.north.posts.social_worker"]
[[sweep.factor]]
name = "teams"
settings = ["rules.teams"]
[[sweep.point]]
workers = 3
teams = "pooled"
[[sweep.point]]
workers = 1
teams = "separate"
""")
    assert [row["point"] for row in found] == ["tiny", "point-001", "point-002"]
    assert [(row["workers"], row["teams"]) for row in found[1:]] == [("3", "pooled"), ("1", "separate")]
    assert float(found[1]["posts"]) == float(found[2]["posts"]) + 2


def test_a_hypercube_has_whole_numbers_where_they_are_wanted(
    swept: Callable[..., list[dict[str, str]]], tmp_path: Path
) -> None:
    cube = """
[sweep]
method = "latin_hypercube"
points = 4
[[sweep.factor]]
name = "workers"
settings = ["team.north.posts.social_worker"]
low = 1
high = 2
whole = true
[[sweep.factor]]
name = "share"
settings = ["role.adviser.casework_share"]
low = 0.4
high = 0.8
"""
    found = swept(cube)[1:]
    assert sorted(row["workers"] for row in found) == ["1", "1", "2", "2"]
    shares = sorted(float(row["share"]) for row in found)
    assert all(0.4 + 0.1 * at <= share <= 0.5 + 0.1 * at for at, share in enumerate(shares))
    assert "response.png" in files(tmp_path / "results" / "staff")
    assert [row["share"] for row in swept(cube)[1:]] == [row["share"] for row in found]
    assert [row["share"] for row in swept(cube, "--seed", 12)[1:]] != [row["share"] for row in found]


def test_the_frontier_is_what_no_other_point_beats(swept: Callable[..., list[dict[str, str]]], tmp_path: Path) -> None:
    points = swept(GRID)[1:]
    by_hand = []
    for row in points:
        cost, share = float(row["cost_mean_gbp_per_year"]), float(row[f"{SHARE}_mean"])
        others = [(float(one["cost_mean_gbp_per_year"]), float(one[f"{SHARE}_mean"])) for one in points]
        if not any(c <= cost and s >= share and (c < cost or s > share) for c, s in others):
            by_hand.append((cost, share, row["point"]))
    frontier = rows(tmp_path / "results" / "staff" / "frontier.csv")
    assert [row["point"] for row in frontier] == [name for *_, name in sorted(by_hand, key=lambda each: each[0])]
    assert [row["on_frontier"] for row in points] == [str(int(row in frontier)) for row in points]
    assert len(frontier) > 0


# --- At the keyboard


def test_it_prints_a_row_a_point_and_a_cross_table(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text(HEAD + GRID, encoding="utf-8")
    done = carecap("sweep", "staff.toml", "--jobs", 1)
    assert (done.exit_code, done.stderr) == (0, "")
    for words in (
        "Staff of a small service", "How many are enough?", "4 points x 2 replications", "seed 11",
        "No change", "(down)", "(across)", "all 8 comparisons", "results/staff",
    ):  # fmt: skip
        assert words in done.stdout


def test_json_prints_the_rows_of_points_csv(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text(HEAD + GRID, encoding="utf-8")
    done = carecap("sweep", "staff.toml", "--jobs", 1, "--json", "--replications", 1, "--out", "there")
    printed = json.loads(done.stdout)
    written = rows(tmp_path / "there" / "points.csv")
    assert len(printed) == len(written) == 5
    for record, row in zip(printed, written, strict=True):
        assert list(record) == list(row)
        for name, text in row.items():
            value = record[name]
            assert text == ("" if value is None else value if isinstance(value, str) else f"{value:.10g}"), name


def test_a_comparison_is_sent_to_compare(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "options.toml").write_text(
        'baseline = "tiny"\n[[option]]\nname = "more"\nset = { "team.north.posts.social_worker" = 2 }\n'
    )
    done = carecap("sweep", "options.toml")
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "carecap compare options.toml" in line
    assert not (tmp_path / "results").exists()


def test_a_config_is_no_sweep(carecap: Callable[..., Result], tmp_path: Path) -> None:
    done = carecap("sweep", "tiny.toml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GRID.replace("posts.social_worker", "posts.social_wroker"), "social_worker"),
        (GRID.replace("casework_share", "caseworkshare"), "casework_share"),
        (GRID.replace("[1, 2]", "[1, -2]"), "-2"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_runs(
    carecap: Callable[..., Result], tmp_path: Path, wrong: str, told: str
) -> None:
    (tmp_path / "staff.toml").write_text(HEAD + wrong, encoding="utf-8")
    done = carecap("sweep", "staff.toml", "--jobs", 1)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert not (tmp_path / "results" / "staff" / "manifest.json").exists()


def test_help_loads_nothing_heavy() -> None:
    heavy = "numpy scipy simpy pandas matplotlib pydantic holidays rich"
    code = (
        "import sys; from sim.cli import main\n"
        "main(['sweep', '--help'], standalone_mode=False)\n"
        f"print('LOADED', sorted(set('{heavy}'.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert done.stdout.endswith("LOADED []\n")


# --- Again, and after an interruption


def test_given_again_nothing_is_run_and_every_byte_is_the_same(
    carecap: Callable[..., Result], swept: Callable[..., list[dict[str, str]]], tmp_path: Path
) -> None:
    swept(GRID)
    folder = tmp_path / "results" / "staff"
    before, manifest = files(folder), json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    # Four points, one of which is the service as it is.
    assert manifest["run"]["replications_made_now"] == 8
    swept(GRID)
    assert files(folder) == before
    again = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (again["run"]["replications_made_now"], again["run"]["replications_kept_from_before"]) == (0, 8)
    swept(GRID, "--store", "another.sqlite")
    assert files(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_says_what_is_kept_and_the_same_command_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    tiny_config(tmp_path)
    short = HEAD.replace("replications = 2", "replications = 8\nyears = 0.5")
    (tmp_path / "staff.toml").write_text(short + GRID.replace("[1, 2]", "[2]"), encoding="utf-8")
    words = ("sweep", "staff.toml", "--jobs", 1)
    store = tmp_path / "store.sqlite"
    cut = interrupted(tmp_path, *words, "--store", store, when=has_kept(store, 3))
    assert (cut.returncode, cut.stdout) == (1, ""), cut.stderr
    assert "Interrupted after" in cut.stderr and "kept in the store" in cut.stderr and "Traceback" not in cut.stderr
    assert not (tmp_path / "results" / "staff" / "points.csv").exists()
    for kept_in, out in (("store.sqlite", "after"), ("fresh.sqlite", "whole")):
        carried_out(tmp_path, *words, "--quiet", "--store", kept_in, "--out", out).check_returncode()
    manifest = json.loads((tmp_path / "after" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["replications_kept_from_before"] >= 3
    assert files(tmp_path / "after") == files(tmp_path / "whole")
