"""Lists that are to be short by a date: what is asked of them, and the posts that clear a backlog."""

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import InputFault
from sim.experiment.figure_table import FigureTable
from sim.experiment.staffing.required import required
from sim.experiment.staffing.services import Figure
from sim.scenario.experiments import load_experiment
from tiny import tiny_config

SEARCH = """
baseline = "tiny.toml"
seed = 3
period = "2015/16"

[staffing]
targets = false
growth_per_week = false

[[staffing.list]]
by = 2015-06-30
under = 2
role = "social_worker"

[staffing.search]
first = 4
most = 8

[staffing.certificate]
looks = [20, 80]

[[staffing.role]]
name = "workers"
role = "social_worker"
"""


def write(folder: Path, text: str = SEARCH) -> Path:
    """Write the small service and a search."""
    tiny_config(folder)
    (folder / "short.toml").write_text(text, encoding="utf-8")
    return folder / "short.toml"


def test_a_list_is_looked_at_at_the_ends_of_all_months_from_its_date_on(tmp_path: Path) -> None:
    experiment = load_experiment(write(tmp_path))
    assert experiment.staffing is not None
    (wanted,) = required(experiment.staffing, experiment.baseline.service)
    months = [cell[6] for cell in wanted.figure.cells]
    assert (months[0], months[-1], len(months)) == ("2015-06", "2015-09", 4)
    assert {cell[0] for cell in wanted.figure.cells} == {"waiting_cases_end"}
    assert wanted.requirement.level == -2
    assert wanted.requirement.name == "At most 2 cases waiting for social workers at any month's end from 2015-06 on"


def test_ages_are_looked_at_at_the_ends_of_years(tmp_path: Path) -> None:
    text = SEARCH.replace('under = 2\nrole = "social_worker"', "age_days = 90")
    experiment = load_experiment(write(tmp_path, text))
    assert experiment.staffing is not None
    (wanted,) = required(experiment.staffing, experiment.baseline.service)
    assert [cell[6] for cell in wanted.figure.cells] == ["2015/16"]
    assert {cell[0] for cell in wanted.figure.cells} == {"waiting_cases_age_p90_days"}


def test_the_longest_counts_and_nobody_waiting_is_no_age() -> None:
    cells = tuple(("waiting_cases_age_p90_days", "", "", "", "", "", year, "days") for year in ("2015/16", "2016/17"))
    table = FigureTable(np.arange(3), cells, np.array([[3.0, 5.0], [4.0, np.nan], [np.nan, np.nan]]))
    assert Figure(cells, sign=-1, largest=True).of(table) == pytest.approx([-5.0, -4.0, np.nan], nan_ok=True)
    assert Figure(cells).of(table)[0] == 8.0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("under = 2\n", "", "either how many cases at most (under) or how old (age_days)"),
        ("under = 2\n", "age_days = 90\n", "age_days is of all who wait, whatever the role"),
        ("by = 2015-06-30", "by = 2019-06-30", "the run begins on"),
        ('role = "social_worker"\n\n', 'role = "social_workers"\n\n', "there is no role"),
    ],
)
def test_a_fault_of_a_list_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SEARCH
    with pytest.raises(InputFault, match=r"staffing\.list") as fault:
        load_experiment(write(tmp_path, SEARCH.replace(old, new, 1)))
    assert told in str(fault.value)


def test_with_neither_target_nor_list_there_is_nothing_to_staff_for(tmp_path: Path) -> None:
    begin, end = SEARCH.index("[[staffing.list]]"), SEARCH.index("[staffing.search]")
    with pytest.raises(InputFault, match="nothing to staff for, unless a list is to be short"):
        load_experiment(write(tmp_path, SEARCH[:begin] + SEARCH[end:]))


def test_a_backlog_is_cleared_by_the_fewest_posts_that_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    done = CliRunner().invoke(main, ["staff", "short.toml", "--jobs", "1"])
    assert done.exit_code == 0, done.output
    with (tmp_path / "results" / "short" / "certificate.csv").open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    verdicts = {row["one_fewer_of"]: row["verdict"] for row in rows}
    assert verdicts == {"": "met", "workers": "needed"}
    assert all((row["sense"], float(row["wanted"]), row["unit"]) == ("at most", 2, "cases") for row in rows)
