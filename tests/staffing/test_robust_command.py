"""``carecap staff`` with [staffing.robust]: what it writes and says of the plan, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import kept_in
from sim.cli import main
from sim.errors import InputFault
from sim.experiment import Store
from sim.experiment.replicated import Means
from sim.experiment.running import in_order
from sim.experiment.staffing import Plan, solve
from sim.scenario.experiments import load_experiment
from small_search import SEARCH, rows, searched
from tiny import tiny_config

ROBUST = SEARCH + "\n[staffing.robust]\n"


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    ranged(tmp_path)
    (tmp_path / "staff.toml").write_text(ROBUST, encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def ranged(folder: Path) -> None:
    """Write the small service with a range for the hours of an assessment."""
    file = tiny_config(folder)
    hours = 'effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7, mean_low = 6, mean_high = 20 }'
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7 }', hours), "utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What a search says, and its folder; made once, and not to be altered."""
    folder = tmp_path_factory.mktemp("made")
    ranged(folder)
    return searched(folder, ROBUST), folder


def test_a_plan_is_tried_with_more_demand_and_other_numbers(made: tuple[Result, Path]) -> None:
    done, there = made
    assert done.exit_code == 0, done.output
    assert "the plan absorbs" in done.output
    assert "posts depend most on 'Assessment: effort hours' (believed to be 8)" in done.output
    folder = there / "results" / "staff"
    growth = rows(folder / "growth.csv")
    fresh = [row for row in growth if row["futures"] == "fresh"]
    assert {row["replications"] for row in fresh} == {"20"}
    assert {row["verdict"] for row in growth if row["more_demand_percent"] == "0"} == {"met"}
    (entry,) = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["staffing"]
    absorbed = entry["growth_absorbed"]
    assert absorbed["streams"] == ["referral"]
    assert 0 < absorbed["mean_percent"] <= 100
    assert absorbed["surely_percent"] <= absorbed["mean_percent"] + 1
    posts = {(row["setting"], row["end"]): int(row["posts_needed"]) for row in rows(folder / "tornado.csv")}
    hours, referrals = "activity.assessment.effort_hours", "demand.referral.per_year"
    assert {setting for setting, _ in posts} == {hours, referrals}
    assert posts[hours, "low"] <= 3 < posts[hours, "high"]
    assert posts[referrals, "low"] <= 3 <= posts[referrals, "high"]
    widths = [posts[setting, "high"] - posts[setting, "low"] for setting, end in posts if end == "low"]
    assert widths == sorted(widths, reverse=True)
    assert (folder / "tornado.png").stat().st_size > 10_000


def test_asked_again_it_simulates_nothing_and_finds_the_same(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    before = made[1] / "results"
    again = carecap("staff", "staff.toml", "--jobs", 2, "--store", before / "store.sqlite")
    assert "; 0 replications made now," in again.output
    for name in ("posts.csv", "growth.csv", "tornado.csv"):
        assert (tmp_path / "results" / "staff" / name).read_bytes() == (before / "staff" / name).read_bytes()


def test_progress_counts_the_numbers_screened_and_the_replications_that_follow(
    carecap: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "staff.toml").write_text(ROBUST + "growth = false\n", encoding="utf-8")
    told: list[tuple[str, int]] = []

    def stage(scenario: str, what: str, plan: Plan, looked_at: int) -> None:
        told.append((what, looked_at))

    with Store(tmp_path / "store.sqlite") as store:
        by = Means(store, in_order, "auto")
        found = solve(load_experiment(tmp_path / "staff.toml"), by=by, stage=stage)
    words, counts = [what for what, _ in told], [looked_at for _, looked_at in told]
    screened = [place for place, what in enumerate(words) if what.startswith("what moves the load")]
    said = [words[place] for place in screened]
    assert len(said) > 1
    assert said == [f"what moves the load, {place} of {len(said)} numbers" for place in range(1, len(said) + 1)]
    tried = words[screened[-1] + 1 :]
    assert {"Assessment: effort hours 6", "Assessment: effort hours 20"} <= set(tried)
    assert counts == sorted(counts)
    assert counts[-1] > counts[screened[-1]]
    assert (found.run, found.kept) == (kept_in(tmp_path / "store.sqlite"), 0)
    assert counts[-1] <= found.run


def test_only_what_is_asked_is_looked_at(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    named = 'growth = false\nvalues = ["demand.referral.per_year"]\n'
    (tmp_path / "staff.toml").write_text(ROBUST + named, encoding="utf-8")
    store = made[1] / "results" / "store.sqlite"
    assert carecap("staff", "staff.toml", "--jobs", 1, "--store", store).exit_code == 0
    folder = tmp_path / "results" / "staff"
    assert not (folder / "growth.csv").exists()
    assert {row["setting"] for row in rows(folder / "tornado.csv")} == {"demand.referral.per_year"}
    (tmp_path / "staff.toml").write_text(ROBUST + "values = 0\ngrowth = false\n", encoding="utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1, "--store", store)
    assert done.exit_code == 0
    assert "absorbs" not in done.output
    assert not (folder / "tornado.csv").exists()
    assert not (folder / "tornado.png").exists()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("growht = true", ["staffing.robust.growht", "growth"]),
        ("growth = 2", ["staffing.robust.growth"]),
        ("[staffing.budget]\nposts = 5", ["staffing", "a search within a budget has no robust"]),
        ("values = -1", ["staffing.robust.values", "from 0 to 100", "-1"]),
        ("values = []", ["staffing.robust.values", "or a list of settings"]),
        ("values = [3]", ["staffing.robust.values", "or a list of settings"]),
        (
            'values = ["demand.referral.per_yaer"]',
            ["robust.values[0]", "low and high", "demand.referral.per_year"],
        ),
        ('values = ["role.adviser.casework_share"]', ["staffing.robust.values[0]", "no such number with low and high"]),
    ],
)
def test_a_fault_is_told_once_with_its_place(tmp_path: Path, written: str, told: list[str]) -> None:
    tiny_config(tmp_path)
    file = tmp_path / "staff.toml"
    file.write_text(ROBUST.replace('baseline = "tiny"', 'baseline = "tiny.toml"') + written, encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        load_experiment(file)
    (problem,) = map(str, fault.value.problems)
    assert all(word in problem for word in told), problem
