"""``carecap staff`` with a budget: what it says, that it goes on where it stopped, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import has_kept, interrupted, kept_in
from sim.cli import main
from small_search import SEARCH, rows, searched
from tiny import tiny_config

BUDGET = "gbp_per_year = 60_000"
WITHIN = SEARCH.replace("[staffing.search]", f"[staffing.budget]\n{BUDGET}\n\n[staffing.search]\nsecond = 16")


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    (tmp_path / "staff.toml").write_text(WITHIN, encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def tables(folder: Path) -> dict[str, bytes]:
    """Every table of a results folder."""
    return {file.name: file.read_bytes() for file in folder.glob("*.csv")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What a search says, and its folder; made once, and not to be altered."""
    folder = tmp_path_factory.mktemp("made")
    tiny_config(folder)
    return searched(folder, WITHIN), folder


def test_a_budget_is_answered_with_a_plan_its_slippage_and_the_next_post(made: tuple[Result, Path]) -> None:
    """Two workers would keep the promise, but there is money for one and the adviser."""
    done, there = made
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "The best service that GBP 60,000 a year buys has 2 posts, as many as today (GBP 52,000 a year, 0)." in said
    assert "Not all 3 promises are kept: the slippage is 0." in said
    assert "times as many wait longer as was promised" in said
    assert "The next post should go to social workers (north social_worker +1): slippage comes to -0." in said
    folder = there / "results" / "staff"
    (row,) = rows(folder / "budget.csv")
    assert (row["budget"], row["unit"], row["left"], row["plan"]) == ("60000", "gbp_per_year", "8000", "1 1")
    assert row["binds"] == "Assessed within 28 days"
    assert row["verdict"] == "missed"
    assert float(row["low"]) < float(row["slippage"]) < float(row["high"])
    assert float(row["slippage"]) == pytest.approx((0.8 - float(row["comes_to"])) / 0.2)
    assert int(row["first_replication"]) >= 10_000
    worker, adviser = rows(folder / "next_post.csv")
    assert (worker["one_more_of"], worker["best"], worker["verdict"]) == ("workers", "1", "better")
    assert (adviser["one_more_of"], adviser["best"], adviser["verdict"]) == ("advisers", "0", "no clear difference")
    assert {row["posts"] for row in rows(folder / "promises.csv")} == {"posts_of_today", "plan"}
    assert {row["role"]: row["posts_needed"] for row in rows(folder / "posts.csv")} == {
        "social_worker": "1", "adviser": "1",
    }  # fmt: skip
    assert not (folder / "certificate.csv").exists()
    (answer,) = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["staffing"]
    assert answer["budget"] == {"gbp_per_year": 60000.0}
    assert answer["plan"] == {"workers": 1, "advisers": 1}


def test_a_budget_of_posts_is_spent_where_it_helps(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text(WITHIN.replace(BUDGET, "posts = 3"), encoding="utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "The best service that 3 posts give has 3 posts, 1 more than today" in said
    assert "All 3 promises are kept: the slippage is -0." in said
    (row,) = rows(tmp_path / "results" / "staff" / "budget.csv")
    assert (row["plan"], row["unit"], row["verdict"]) == ("2 1", "posts", "kept")


def test_a_budget_asked_for_again_simulates_nothing_and_finds_the_same(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    before = tables(made[1] / "results" / "staff")
    assert {"budget.csv", "next_post.csv", "posts.csv", "promises.csv", "plans.csv", "plan_figures.csv"} == set(before)
    again = carecap("staff", "staff.toml", "--jobs", 2, "--store", made[1] / "results" / "store.sqlite")
    assert " 0 replications made now," in again.output
    assert tables(tmp_path / "results" / "staff") == before


def test_an_interrupted_budget_goes_on_where_it_stopped(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    store = tmp_path / "cut.sqlite"
    cut = interrupted(tmp_path, "staff", "staff.toml", "--jobs", 1, "--store", store, when=has_kept(store, 1))
    assert cut.returncode == 1, cut.stderr
    assert "Traceback" not in cut.stderr
    rest = carecap("staff", "staff.toml", "--jobs", 1, "--quiet", "--out", "rest", "--store", "cut.sqlite")
    assert rest.exit_code == 0
    run = json.loads((tmp_path / "rest" / "manifest.json").read_text(encoding="utf-8"))["run"]
    assert run["replications_kept_from_before"] > 0
    assert tables(tmp_path / "rest") == tables(made[1] / "results" / "staff")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (BUDGET, f"{BUDGET}\nposts = 3", ["staffing.budget", "give gbp_per_year or posts, one of the two"]),
        (BUDGET, "", ["staffing.budget", "give gbp_per_year or posts, one of the two"]),
        (BUDGET, "gbp_per_year = 0", ["staffing.budget.gbp_per_year"]),
        (BUDGET, "posts = 2.5", ["staffing.budget.posts"]),
        (BUDGET, "gbp = 60_000", ["staffing.budget", "gbp_per_year"]),
        ("[staffing]", "[staffing]\nmost_posts = 5", ["staffing: a search within a budget has no most_posts"]),
        (
            "[staffing]",
            "[staffing]\nfrom = 2014-04-15\nphases = { months = 3, until = 2015-01-01 }",
            ["staffing: a search within a budget has no phases"],
        ),
        ("first = 4", "first = 4\nbetween_teams = true", ["a search within a budget has no search.between_teams"]),
        (
            'name = "workers"',
            'name = "workers"\nleast = 2',
            ["staffing.budget.gbp_per_year", "the least posts that there may be take 64,000", "60,000"],
        ),
        (
            f'{BUDGET}\n\n[staffing.search]',
            "posts = 2\n\n[[staffing.tied]]\nname = 'tied'\nrole = 'adviser'\none_for = 1\nleast = 3\n"
            "of = ['workers']\n\n[staffing.search]",
            ["staffing.budget.posts", "the least posts that there may be take 3"],
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_budget_is_told_before_anything_is_simulated(
    carecap: Callable[..., Result], tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert old in WITHIN
    text = WITHIN.replace(old, new)
    if "tied" in new:
        text = text[: text.rindex("[[staffing.role]]")]  # its role is that of the posts that follow
    (tmp_path / "staff.toml").write_text(text, encoding="utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1)
    assert done.exit_code == 2, done.output
    for part in told:
        assert part in done.output
    assert kept_in(tmp_path / "results" / "store.sqlite") == 0
