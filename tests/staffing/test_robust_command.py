"""``carecap staff`` with [staffing.robust]: what it writes and says of the plan, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_search import SEARCH, rows

from sim.cli import main
from sim.errors import InputFault
from sim.scenario.experiments import load_experiment
from tiny import tiny_config

ROBUST = SEARCH + "\n[staffing.robust]\n"


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    file = tiny_config(tmp_path)
    ranged = 'effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7, mean_low = 6, mean_high = 20 }'
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7 }', ranged), "utf-8")
    (tmp_path / "staff.toml").write_text(ROBUST, encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_a_plan_is_tried_with_more_demand_and_other_numbers(carecap: Callable[..., Result], tmp_path: Path) -> None:
    done = carecap("staff", "staff.toml", "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "the plan absorbs" in done.output
    assert "posts depend most on 'Assessment: effort hours' (believed to be 8)" in done.output
    folder = tmp_path / "results" / "staff"
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


def test_asked_again_it_simulates_nothing_and_finds_the_same(carecap: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "results" / "staff"
    names = ("posts.csv", "growth.csv", "tornado.csv")
    assert carecap("staff", "staff.toml", "--jobs", 1, "--quiet").exit_code == 0
    before = [(folder / name).read_bytes() for name in names]
    again = carecap("staff", "staff.toml", "--jobs", 2)
    assert "; 0 replications made now," in again.output
    assert [(folder / name).read_bytes() for name in names] == before


def test_only_what_is_asked_is_looked_at(carecap: Callable[..., Result], tmp_path: Path) -> None:
    named = 'growth = false\nvalues = ["demand.referral.per_year"]\n'
    (tmp_path / "staff.toml").write_text(ROBUST + named, encoding="utf-8")
    assert carecap("staff", "staff.toml", "--jobs", 1).exit_code == 0
    folder = tmp_path / "results" / "staff"
    assert not (folder / "growth.csv").exists()
    assert {row["setting"] for row in rows(folder / "tornado.csv")} == {"demand.referral.per_year"}
    (tmp_path / "staff.toml").write_text(ROBUST + "values = 0\ngrowth = false\n", encoding="utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1)
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
