"""The example of staffing.md loads, and its tables name every key and the defaults of the code."""

import re
from pathlib import Path

import pytest

from sim.report.project import project_files
from sim.scenario.experiments import load_experiment
from sim.scenario.experiments.staffing_file import (
    BudgetFile,
    CertificateFile,
    EffortFile,
    ListFile,
    PhasesFile,
    RobustFile,
    RoleFile,
    StaffingFile,
    TiedFile,
)
from sim.scenario.values import Model

TEXT = (Path(__file__).parents[2] / "docs" / "staffing.md").read_text(encoding="utf-8")


def test_the_example_loads(tmp_path: Path) -> None:
    example, phases, budget, robust = re.findall(r"```toml\n(.+?)```", TEXT, re.DOTALL)
    (tmp_path / "council.toml").write_text(project_files()["configs/council.toml"], encoding="utf-8")
    file = tmp_path / "posts.toml"
    file.write_text(example, encoding="utf-8")
    staffing = load_experiment(file).staffing
    assert staffing is not None
    assert [item.name for item in staffing.roles] == ["assessors", "therapists"]
    assert staffing.tied[0].of == ("assessors", "therapists")
    file.write_text(f"{example}\n{phases}", encoding="utf-8")
    staffing = load_experiment(file).staffing
    assert staffing is not None
    assert [str(date) for date in staffing.dates] == ["2027-04-01", "2027-10-01", "2028-04-01", "2028-10-01"]
    assert (staffing.hires, staffing.weeks_to_fill) == (8, 16)
    file.write_text(f"{example}\n{budget}", encoding="utf-8")
    staffing = load_experiment(file).staffing
    assert staffing is not None
    assert staffing.budget == BudgetFile(gbp_per_year=4_000_000)
    file.write_text(f"{example}\n{robust}", encoding="utf-8")
    staffing = load_experiment(file).staffing
    assert staffing is not None and staffing.robust is not None
    assert staffing.robust.values == ("role.assessor.casework_share", "demand.contact.per_year")


@pytest.mark.parametrize(
    "model",
    [StaffingFile, RoleFile, TiedFile, ListFile, PhasesFile, BudgetFile, EffortFile, CertificateFile, RobustFile],
)
def test_the_page_names_every_key(model: type[Model]) -> None:
    keys = {info.alias or name for name, info in model.model_fields.items()}
    assert [key for key in keys if f"`{key}`" not in TEXT and f"[staffing.{key}" not in TEXT] == []


def test_the_page_gives_the_defaults_of_the_code() -> None:
    rows = dict(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ([^|]+) \|", TEXT, re.MULTILINE))
    effort, certificate = EffortFile(), CertificateFile()
    assert rows["`first`, `most`, `largest`"] == f"{effort.first}, {effort.most}, {effort.largest}"
    assert rows["`plans`"] == str(effort.plans)
    assert rows["`looks`"] == ", ".join(map(str, certificate.looks))
    assert float(rows["`confidence`"]) == certificate.confidence
    assert int(rows["`attempts`"]) == certificate.attempts
    assert int(rows["`values`"]) == RobustFile().values
    assert float(rows["`growth_per_week`"]) == StaffingFile.model_fields["growth_per_week"].default
