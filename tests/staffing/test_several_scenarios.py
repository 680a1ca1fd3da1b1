"""``carecap staff`` under several demand scenarios: answers side by side, and what it says of staff who do not vary."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from small_search import SEARCH, rows
from tiny import tiny_config

MORE = """
extends = "tiny.toml"
[demand.referral]
per_year = 900
"""

SCENARIO = """
[[scenario]]
name = "{name}"
label = "{label}"
files = [{files}]

[staffing]
"""
QUICK = SEARCH.replace("looks = [20, 80]", "looks = [20, 40]").replace("most = 8", "most = 4\nsecond = 8\nplans = 4")
SAME, RISE = SCENARIO.format(name="same", label="As it is", files=""), SCENARIO.format(
    name="rise", label="Three times as many", files='"more.toml"'
)  # fmt: skip
BOTH = SAME.replace("[staffing]\n", RISE)

ADVISERS = QUICK.replace('[[staffing.role]]\nname = "workers"\nrole = "social_worker"\n', "").replace(
    'targets = ["Assessed within 28 days"]',
    'targets = false\nlevels = "baseline"\nlist = [{ by = 2014-09-01, under = 100, role = "adviser" }]',
)


def asked(text: str, scenarios: str) -> str:
    """A search under demand scenarios."""
    return text.replace("[staffing]\n", scenarios)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all these searches are asked for, with one store."""
    folder = tmp_path_factory.mktemp("scenarios")
    tiny_config(folder)
    (folder / "more.toml").write_text(MORE, encoding="utf-8")
    return folder


@pytest.fixture
def carecap(folder: Path, tmp_path: Path) -> Callable[..., Result]:
    def search(text: str) -> Result:
        (folder / "staff.toml").write_text(text, encoding="utf-8")
        words = ("staff", folder / "staff.toml", "--jobs", 1, "--out", tmp_path, "--store", folder / "store.sqlite")
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        return done

    return search


def test_several_scenarios_end_with_one_table_side_by_side(carecap: Callable[..., Result], tmp_path: Path) -> None:
    done = carecap(asked(QUICK, BOTH))
    found = {(row["scenario"], row["group"]): row for row in rows(tmp_path / "side_by_side.csv")}
    assert list(found) == [(name, group) for name in ("same", "rise") for group in ("workers", "advisers")]
    assert int(found["rise", "workers"]["posts_needed"]) > int(found["same", "workers"]["posts_needed"])
    for row in found.values():
        assert int(row["posts_more"]) == int(row["posts_needed"]) - int(row["posts_now"])
        assert float(row["fte_needed"]) == int(row["posts_needed"])
    assert {row["certified"] for row in found.values()} == {"1"}
    told = done.output[done.output.index("side by side: posts") :]
    lines = {line[:20].strip(): line[20:].split() for line in told.splitlines()}
    workers = [found[name, "workers"]["posts_needed"] for name in ("same", "rise")]
    assert lines["Social workers"] == ["1", *workers]
    assert lines["all of them"] == ["2", *(str(int(posts) + 1) for posts in workers)]
    pay = {name: sum(float(found[name, group]["gbp_per_year"]) for group in ("workers", "advisers")) for name in
           ("same", "rise")}  # fmt: skip
    assert lines["GBP a year"] == ["52,000", *(f"{pay[name]:,.0f}" for name in ("same", "rise"))]
    assert lines["all promises kept"] == ["certified", "certified"]


def test_each_scenario_has_the_answer_it_has_alone(carecap: Callable[..., Result], tmp_path: Path) -> None:
    alone: list[dict[str, str]] = []
    for scenario in (SAME, RISE):
        carecap(asked(QUICK, scenario))
        assert not (tmp_path / "side_by_side.csv").exists()
        alone += rows(tmp_path / "posts.csv") + rows(tmp_path / "certificate.csv")
    carecap(asked(QUICK, BOTH))
    together = rows(tmp_path / "posts.csv") + rows(tmp_path / "certificate.csv")
    assert sorted(map(str, together)) == sorted(map(str, alone))


def test_a_scenario_without_a_certificate_is_said_to_be_not_certified(
    carecap: Callable[..., Result], tmp_path: Path
) -> None:
    """Two futures are too few to tell, but where every figure is the same in both."""
    done = carecap(asked(QUICK, BOTH).replace("looks = [20, 40]", "looks = [2]\nattempts = 1"))
    certificates = rows(tmp_path / "certificate.csv")
    met = {
        name: all(
            row["verdict"] == "met" for row in certificates if row["scenario"] == name and not row["one_fewer_of"]
        )
        for name in ("same", "rise")
    }
    assert not all(met.values())
    told = {row["scenario"]: row["certified"] == "1" for row in rows(tmp_path / "side_by_side.csv")}
    assert told == met
    words = "  ".join(["certified" if met[name] else "not certified" for name in ("same", "rise")])
    assert "all promises kept  " + words in re.sub(" {2,}", "  ", done.output)


def test_a_list_of_staff_who_do_not_vary_is_named_where_it_grows(
    carecap: Callable[..., Result], tmp_path: Path
) -> None:
    """Three times as many people: advisers pass them on, and nobody asked for social workers."""
    done = carecap(asked(ADVISERS, RISE))
    (row,) = rows(tmp_path / "other_lists.csv")
    assert (row["role"], row["team"], row["longer"], row["replications"]) == ("social_worker", "", "1", "20")
    assert float(row["plan"]) - float(row["baseline"]) == pytest.approx(float(row["difference"]))
    assert 0 < float(row["low"]) < float(row["difference"]) < float(row["high"])
    warning = "Beware: nothing guards the work that waits for social workers, whose posts do not vary. In 2014/15"
    assert warning in done.output
    assert f"{float(row['plan']):.0f} cases and steps wait with the plan" in done.output
    (entry,) = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["staffing"]
    assert any(sentence.startswith(warning) for sentence in entry["sentences"])


def test_a_list_that_stays_as_it_is_is_not_named(carecap: Callable[..., Result], tmp_path: Path) -> None:
    done = carecap(asked(ADVISERS, SAME))
    (row,) = rows(tmp_path / "other_lists.csv")
    assert (row["role"], row["longer"]) == ("social_worker", "0")
    assert "Beware" not in done.output


def test_no_list_is_left_over_where_all_staff_vary(carecap: Callable[..., Result], tmp_path: Path) -> None:
    carecap(asked(QUICK, SAME))
    assert not (tmp_path / "other_lists.csv").exists()
