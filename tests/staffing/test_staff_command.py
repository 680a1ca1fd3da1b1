"""``carecap staff`` at the keyboard: what it writes, that it goes on where it stopped, and what it refuses."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import has_kept, interrupted, kept_in
from sim.cli import main
from small_search import SEARCH, rows, searched
from tiny import tiny_config

QUALIFIED = SEARCH.replace('name = "workers"', 'name = "workers"\nqualified = true')
TABLES = ("posts.csv", "certificate.csv", "plans.csv", "plan_figures.csv")


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    (tmp_path / "staff.toml").write_text(QUALIFIED, encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What a search says, and its folder; made once, and not to be altered."""
    folder = tmp_path_factory.mktemp("made")
    tiny_config(folder)
    return searched(folder, QUALIFIED), folder


def test_a_search_ends_with_posts_a_certificate_and_every_plan(made: tuple[Result, Path]) -> None:
    done, there = made
    assert done.exit_code == 0, done.output
    assert "3 posts are needed, 1 more than today (GBP 84,000 a year, +32,000)." in done.output
    assert "For qualified staff are 2 of the 3 posts (67 %; today 1 of 2), +1 of +1." in done.output
    assert "all 3 promises are kept with 95 % confidence" in done.output
    assert "With one post fewer of any role at least one promise is broken, as surely." in done.output
    kept = kept_in(there / "results" / "store.sqlite")
    assert f"{kept} replications made now, 0 kept from before," in " ".join(done.output.split())
    folder = there / "results" / "staff"
    posts = {row["role"]: (row["posts_now"], row["posts_needed"]) for row in rows(folder / "posts.csv")}
    assert posts == {"social_worker": ("1", "2"), "adviser": ("1", "1")}
    certificate = rows(folder / "certificate.csv")
    assert {row["verdict"] for row in certificate if not row["one_fewer_of"]} == {"met"}
    assert {row["one_fewer_of"] for row in certificate if row["verdict"] == "needed"} == {"workers", "advisers"}
    assert all(int(row["first_replication"]) >= 10_000 for row in certificate)
    plans = rows(folder / "plans.csv")
    (chosen,) = (row for row in plans if row["chosen"] == "1")
    assert (chosen["workers"], chosen["advisers"], chosen["on_frontier"]) == ("2", "1", "1")
    figures = {row["requirement"]: row for row in rows(folder / "plan_figures.csv") if row["plan"] == chosen["plan"]}
    fresh = {row["requirement"]: row for row in certificate if not row["one_fewer_of"]}
    share, growing = "Assessed within 28 days", next(name for name in figures if name.endswith("0.5 a week"))
    assert (figures[share]["sense"], figures[share]["unit"]) == ("at least", "share")
    assert (figures[growing]["sense"], figures[growing]["unit"]) == ("at most", "cases per week")
    last = [
        row for row in fresh.values() if row["replications"] == max(each["replications"] for each in fresh.values())
    ]
    assert all(float(figures[row["requirement"]]["mean"]) == pytest.approx(float(row["mean"])) for row in last)
    assert (folder / "frontier.png").stat().st_size > 10_000
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["staffing"][0]["plan"] == {"workers": 2, "advisers": 1}


def test_a_search_made_again_simulates_nothing_and_finds_the_same(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    before = made[1] / "results"
    again = carecap("staff", "staff.toml", "--jobs", 2, "--store", before / "store.sqlite")
    assert ", 0 replications made now," in again.output.replace("; 0", ", 0")
    for name in TABLES:
        assert (tmp_path / "results" / "staff" / name).read_bytes() == (before / "staff" / name).read_bytes()


def test_an_interrupted_search_goes_on_where_it_stopped(
    carecap: Callable[..., Result], tmp_path: Path, made: tuple[Result, Path]
) -> None:
    store = tmp_path / "cut.sqlite"
    cut = interrupted(tmp_path, "staff", "staff.toml", "--jobs", 1, "--store", store, when=has_kept(store, 1))
    assert cut.returncode == 1, cut.stderr
    assert "Interrupted" in cut.stderr
    assert "Traceback" not in cut.stderr
    kept = kept_in(store)
    assert kept > 0
    rest = carecap("staff", "staff.toml", "--jobs", 1, "--quiet", "--out", "rest", "--store", "cut.sqlite")
    assert rest.exit_code == 0
    run = json.loads((tmp_path / "rest" / "manifest.json").read_text(encoding="utf-8"))["run"]
    assert run["replications_kept_from_before"] == kept
    for name in TABLES:
        assert (tmp_path / "rest" / name).read_bytes() == (made[1] / "results" / "staff" / name).read_bytes()


def test_part_time_posts_stay_and_posts_beyond_them_are_full_time(
    carecap: Callable[..., Result], tmp_path: Path
) -> None:
    config = tmp_path / "tiny.toml"
    part_time = "social_worker = { number = 1, part_time = [0.6] }"
    config.write_text(config.read_text(encoding="utf-8").replace("social_worker = 1 }", f"{part_time} }}"), "utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1)
    assert done.exit_code == 0, done.output
    worker, adviser = rows(tmp_path / "results" / "staff" / "posts.csv")
    more = int(worker["posts_more"])
    assert more > 0
    assert (float(worker["fte_now"]), float(worker["fte_needed"])) == pytest.approx((0.6, more + 0.6))
    assert float(worker["fte_more"]) == pytest.approx(more)
    assert [float(adviser[name]) for name in ("fte_now", "fte_needed", "fte_more")] == [1, 1, 0]
    assert re.search(rf"Social workers +1 +{more + 1} +\+{more} +0\.6 +{more}\.6 +\+{more}\.0", done.output)


def test_rows_as_json(carecap: Callable[..., Result], made: tuple[Result, Path]) -> None:
    done = carecap("staff", "staff.toml", "--jobs", 1, "--json", "--store", made[1] / "results" / "store.sqlite")
    assert [row["posts_needed"] for row in json.loads(done.stdout)] == [2, 1]


def test_what_no_staffing_meets_is_told_and_set_aside(carecap: Callable[..., Result], tmp_path: Path) -> None:
    config = tmp_path / "tiny.toml"
    hour = '\n[[target]]\nlabel = "Within the hour"\nclock = "contact_to_assessment"\nhours = 1\nshare = 0.8\n'
    config.write_text(config.read_text(encoding="utf-8") + hour, encoding="utf-8")
    text = SEARCH.replace('targets = ["Assessed within 28 days"]\n', "")
    (tmp_path / "staff.toml").write_text(text, encoding="utf-8")
    done = carecap("staff", "staff.toml", "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "No staffing meets 'Within the hour': with as many posts as may be" in done.output
    assert "One thing at a time taken away, posts as ample, it comes to" in done.output
    found = rows(tmp_path / "results" / "staff" / "out_of_reach.csv")
    assert {(row["requirement"], row["wanted"]) for row in found} == {("Within the hour", "0.8")}
    assert found[0]["without"] == ""
    assert len(found) == 4  # as it is, and without each of three rules


@pytest.mark.parametrize(
    ("command", "told"), [("compare", "carecap staff staff.toml"), ("sweep", "carecap staff staff.toml")]
)
def test_other_commands_send_a_search_here(carecap: Callable[..., Result], command: str, told: str) -> None:
    done = carecap(command, "staff.toml")
    assert done.exit_code == 2
    assert told in done.output


def test_an_experiment_of_another_kind_is_refused(carecap: Callable[..., Result], tmp_path: Path) -> None:
    sweep = (
        SEARCH[: SEARCH.index("[staffing]")]
        + '[sweep]\nmethod = "grid"\n[sweep.grid]\n"team.north.posts.adviser" = [1, 2]\n'
    )
    (tmp_path / "sweep.toml").write_text(sweep, encoding="utf-8")
    done = carecap("staff", "sweep.toml")
    assert done.exit_code == 2
    assert "there is no table [staffing] in it" in done.output
    assert "carecap sweep sweep.toml" in done.output
