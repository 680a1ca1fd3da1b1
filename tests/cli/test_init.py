"""Another council's project: it runs as it is written, says what to replace, and touches nothing that is there."""

import csv
import json
import re
import shutil
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import main
from sim.experiment import run_option
from sim.experiment.sweep import designs_of
from sim.report.figures import Figures
from sim.report.project import beginnings, project_files
from sim.report.results import summary_of
from sim.scenario import load_service
from sim.scenario.day_one_csv import COLUMNS
from sim.scenario.experiments import load_experiment
from sim.scenario.register import evidence_register
from sim.scenario.service import Scenario
from sim.scenario.shipped import shipped_names
from sim.scenario.table import Table
from sim.scenario.values import Model

WESTMERE = project_files()
CONFIGS = sorted(path for path in WESTMERE if path.startswith("configs/") and path.endswith(".toml"))
EXPERIMENTS = ["one-rule-at-a-time", "options", "staffing", "staffing-sweep"]
SHIPPED = beginnings()[1:]


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("councils") / "westmere"
    assert CliRunner().invoke(main, ["init", str(folder), "--quiet"]).output == ""
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- A council that nobody thought of when the code was written


@pytest.fixture(scope="module")
def figures(project: Path) -> Figures:
    """Means over the whole run; each replication has checked its own identities."""
    return Figures(summary_of(run_option(load_service(project / "configs" / "council.toml"), replications=2, jobs=1)))


def mean(figures: Figures, measure: str, **of: str) -> float:
    row = figures.get(measure, **of)
    assert row is not None
    return row.mean


def test_its_roles_teams_streams_and_pathway_are_not_those_of_the_council_carecap_grew_up_with(project: Path) -> None:
    ours, theirs = load_service(project / "configs" / "council.toml"), load_service("thurrock-2014")
    assert set(ours.roles).isdisjoint(theirs.roles)
    assert set(ours.teams).isdisjoint(theirs.teams)
    assert set(ours.streams).isdisjoint(theirs.streams)
    assert {"triage", "first_visit", "between_visits", "second_visit"} <= set(ours.activities) - set(theirs.activities)
    assert not any("coordinat" in name for name in (*ours.roles, *ours.teams, *ours.activities))


def test_its_cases_come_and_close_and_every_one_is_accounted_for(figures: Figures) -> None:
    received, closed, in_progress, waiting = (
        mean(figures, f"balance_{name}") for name in ("received", "closed", "in_progress", "waiting")
    )
    assert closed > 10_000
    assert received == closed + in_progress + waiting


def test_every_one_of_its_targets_is_reported(project: Path, figures: Figures) -> None:
    targets = load_service(project / "configs" / "council.toml").base.target
    assert len(targets) == 3
    for target in targets:
        assert 0 < mean(figures, "target_share", activity=target.label) < 1


# --- What is written runs as it is


@pytest.mark.parametrize("config", CONFIGS)
def test_each_config_of_a_new_project_loads_and_runs(project: Path, tmp_path: Path, config: str) -> None:
    assert load_service(project / config).files[0] == "council.toml"
    # A year and a bit, so that the option's change of April 2027 is in it.
    short = tmp_path / "short.toml"
    short.write_text(f'extends = "{(project / config).as_posix()}"\n[clock]\nyears = 1.1\n', encoding="utf-8")
    result = run_option(load_service(short), replications=1, jobs=1)
    assert result.replications[0].records


def test_check_and_run_answer_in_a_new_project(
    carecap: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert carecap("init", "ours").exit_code == 0
    monkeypatch.chdir(tmp_path / "ours")
    assert "Offered load" in carecap("check", "configs/council.toml").output
    done = carecap("run", "configs/day-one.toml", "--replications", 2, "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "Westmere" in done.output
    assert (tmp_path / "ours" / "results" / "day-one" / "summary.csv").is_file()


def test_the_level_variant_has_no_growth_and_the_option_has_two_more_assessors(project: Path) -> None:
    level = load_service(project / "configs" / "level.toml").base
    assert [band.growth_per_year.value for band in level.population.values()] == [0, 0]
    option = load_service(project / "configs" / "options" / "two-more-assessors.toml")
    before, after = (
        sum(team.posts["assessor"].number for team in epoch.scenario.team.values() if "assessor" in team.posts)
        for epoch in option.epochs
    )
    assert after == before + 2


def test_one_rule_at_a_time_switches_one_thing_in_each_option(project: Path) -> None:
    baseline, *options = load_experiment(project / "experiments" / "one-rule-at-a-time.toml").designs
    whole = baseline.service.base
    assert len(options) == 7
    for option in options:
        switched = option.service.base
        rules = {name for name in type(whole.rules).model_fields if
                 getattr(switched.rules, name) != getattr(whole.rules, name)}  # fmt: skip
        parts = {name for name in Scenario.model_fields if getattr(switched, name) != getattr(whole, name)}
        assert (len(rules), parts - {"title"}) in [(1, {"rules"}), (0, {"day_one"})], option.name


def test_a_new_project_holds_experiments_to_compare_one_to_search_and_one_to_sweep(project: Path) -> None:
    experiments = {name: load_experiment(project / "experiments" / f"{name}.toml") for name in EXPERIMENTS}
    assert [name for name, experiment in experiments.items() if experiment.staffing is not None] == ["staffing"]
    assert [name for name, experiment in experiments.items() if experiment.sweep is not None] == ["staffing-sweep"]
    options = experiments["options"].designs[1:]
    assert [design.name for design in options] == ["two-more-assessors", "shorter-assessments", "both"]
    assert [sheet.label for sheet in options[0].sheets] == ["One more assessor in each area"]
    assert len(designs_of(experiments["staffing-sweep"])) == 12


def test_the_search_leaves_out_nobody_whose_list_may_grow_but_the_contact_centre(project: Path) -> None:
    asked = load_experiment(project / "experiments" / "staffing.toml")
    service = load_service(project / "configs" / "council.toml")
    assert asked.staffing is not None
    assert set(service.roles) - {item.role for item in asked.staffing.roles} == {"contact_officer"}
    assert len(asked.staffing.targets) == len(service.base.target)


VALUES = {"[7, 8, 9, 10]": "[8, 9]", "[1, 2, 3]": "[2, 3]"}
FUTURES = {
    "first = 4": "first = 2",
    "most = 8": "most = 2",
    "second = 32": "second = 2",
    "plans = 8": "plans = 1",
    "[50, 100, 200]": "[2]\nattempts = 1",
}


# What changes in April 2027 is in it; a search also needs a year in which promises can be kept or broken.
@pytest.mark.parametrize(
    ("command", "name", "years", "fewer"),
    [("compare", "options", 1.1, {}), ("sweep", "staffing-sweep", 1.1, VALUES), ("staff", "staffing", 2, FUTURES)],
    ids=["compare", "sweep", "staff"],
)
def test_its_experiments_answer_in_a_new_project(
    carecap: Callable[..., Result], project: Path, command: str, name: str, years: float, fewer: dict[str, str]
) -> None:
    text = (project / "experiments" / f"{name}.toml").read_text(encoding="utf-8").replace("2028/29", "2027/28")
    for all_of_them, some in fewer.items():
        assert all_of_them in text
        text = text.replace(all_of_them, some)
    text = text.replace("../configs", (project / "configs").as_posix())
    Path(f"{name}.toml").write_text(f"years = {years}\n{text}", encoding="utf-8")
    few = () if command == "staff" else ("--replications", 1)
    done = carecap(command, f"{name}.toml", *few, "--jobs", 1)
    assert done.exit_code == 0, done.output
    manifest = json.loads(Path("results", name, "manifest.json").read_text(encoding="utf-8"))
    assert manifest["baseline"]["title"].startswith("Westmere")


@pytest.mark.parametrize("name", ["waiting", "open"])
def test_the_day_one_files_have_the_columns_of_the_loader_and_some_cases(project: Path, name: str) -> None:
    with (project / "configs" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert tuple(sorted(rows[0])) == tuple(sorted(COLUMNS))
    cases = getattr(load_service(project / "configs" / "day-one.toml").base.day_one, f"{name}_cases")
    assert len(cases) == len(rows) - 1 >= 4


def test_every_number_says_that_it_is_made_up_and_how_wrong_it_may_be(project: Path) -> None:
    numbers = evidence_register(load_service(project / "configs" / "council.toml"))
    assert len(numbers) > 100
    assert {entry.grade for entry in numbers} == {"assumption"}
    assert [entry.path for entry in numbers if "made up" not in entry.note] == []
    loose = [entry for entry in numbers if entry.low is None or entry.high is None]
    assert [entry.path for entry in loose if entry.note != "made up; the rest"] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_project_can_begin_from_any_config_that_comes_with_carecap(
    carecap: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    assert carecap("init", "ours", "--from", name).exit_code == 0
    ours = tmp_path / "ours"
    for config in (ours / "configs").glob("*.toml"):
        service = load_service(config)
        assert service.base.title
    assert load_experiment(ours / "experiments" / "options.toml").designs[0].service.name == name
    # The project stands by itself: what it extends is in it, under the same text as the one that is shipped.
    assert load_service(ours / "configs" / f"{name}.toml").content == load_service(name).content


def test_a_project_from_thurrock_holds_its_whole_family(carecap: Callable[..., Result], tmp_path: Path) -> None:
    carecap("init", "ours", "--from", "thurrock-2014.toml")
    family = {path.stem for path in (tmp_path / "ours" / "configs").glob("*.toml")}
    assert {name for name in SHIPPED if name.startswith("thurrock-2014")} < family
    options = {path.stem for path in (tmp_path / "ours" / "configs" / "options").glob("*.toml")}
    assert options == {name.removeprefix("options/") for name in shipped_names() if name.startswith("options/")}
    assert load_service(tmp_path / "ours" / "configs" / "day-one.toml").base.day_one.open_cases


def test_the_experiments_of_a_project_from_thurrock_can_be_run(carecap: Callable[..., Result], tmp_path: Path) -> None:
    carecap("init", "ours", "--from", "thurrock-2014")
    folder = tmp_path / "ours" / "experiments"
    assert sorted(path.stem for path in folder.glob("*.toml")) == EXPERIMENTS
    assert len(load_experiment(folder / "one-rule-at-a-time.toml").designs) == 8
    assert all(design.service.base.title for design in load_experiment(folder / "options.toml").designs)
    assert len(designs_of(load_experiment(folder / "staffing-sweep.toml"))) == 9
    staffing = load_experiment(folder / "staffing.toml").staffing
    assert staffing is not None
    assert [item.name for item in staffing.roles] == ["social_workers", "support_planners"]


@pytest.mark.parametrize("name", beginnings())
def test_every_file_that_readme_and_guide_name_is_there(name: str) -> None:
    texts = project_files(name)
    for page in ("README.md", "GUIDE.md"):
        for named in re.findall(r"(?:configs|experiments)/[\w./-]*", texts[page]):
            assert any(path.startswith(named) for path in texts), f"{page} names {named}"
        assert ("council" in re.findall(r"[\w-]+(?=\.toml)", texts[page])) == (name == "westmere")


def test_a_package_built_from_the_folder_sim_holds_the_whole_template() -> None:
    checkout = Path(sim.__file__).parent / "template"
    if shutil.which("git") is None or not (checkout.parents[1] / ".git").exists():
        pytest.skip("not a checkout")
    files = [str(path) for path in checkout.rglob("*") if path.is_file()]
    assert len(files) >= len(WESTMERE)
    ignored = subprocess.run(
        ["git", "check-ignore", *files], cwd=checkout, capture_output=True, text=True, check=False
    )  # what git ignores is left out of a wheel
    assert ignored.stdout == ""


# --- Nothing that is there is touched


def test_it_says_what_it_wrote_and_what_to_do_next(carecap: Callable[..., Result], tmp_path: Path) -> None:
    done = carecap("init", "our council")
    assert (done.exit_code, done.stderr) == (0, "")
    for path in WESTMERE:
        assert (tmp_path / "our council" / path).read_bytes().decode("utf-8") == WESTMERE[path]
        assert path in done.output
    assert "cd 'our council' && carecap check configs/council.toml" in done.output


def test_an_empty_folder_will_do(carecap: Callable[..., Result], tmp_path: Path) -> None:
    assert carecap("init", ".").exit_code == 0
    assert contents(tmp_path).keys() == WESTMERE.keys()


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "notes.txt").write_text("ours")
    done = carecap("init", "ours")
    assert done.exit_code == 2
    assert "notes.txt" in done.stderr
    assert "--force" in done.stderr
    assert contents(tmp_path / "ours") == {"notes.txt": b"ours"}


def test_force_writes_beside_what_is_there(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "older.toml").write_text("ours")
    assert carecap("init", ".", "--force").exit_code == 0
    assert contents(tmp_path).keys() == {*WESTMERE, "configs/older.toml"}
    assert (tmp_path / "configs" / "older.toml").read_text() == "ours"


@pytest.mark.parametrize("theirs", ["configs/council.toml", "GUIDE.md", "configs"])
def test_not_even_force_writes_over_a_file(carecap: Callable[..., Result], tmp_path: Path, theirs: str) -> None:
    file = tmp_path / "ours" / theirs
    file.parent.mkdir(parents=True)
    file.write_text("ours")
    done = carecap("init", "ours", "--force")
    assert done.exit_code == 2
    assert "nothing is written over" in done.stderr
    assert contents(tmp_path / "ours") == {theirs: b"ours"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ours", "--from", "thurrock-2015"), "Did you mean 'thurrock-2014'?"),
        (("ours", "--from", "options/more-lacs"), "there is nothing of this name to begin from"),
        (("ours", "--from", "../configs/thurrock-2014"), "--from"),
        (("ours", "--from", ""), "westmere"),
        (("",), "the name of a folder is wanted"),
        ((" ",), "the name of a folder is wanted"),
        (("a-file",), "this is a file"),
        (("a-file/ours",), "cannot be written there"),
        (("n" * 300,), "cannot be written there"),
        (("nul\0l",), "cannot be written there"),
    ],
)
def test_a_bad_name_is_told_in_one_line_and_nothing_is_written(
    carecap: Callable[..., Result], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a-file").write_text("ours")
    done = carecap("init", *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert told in done.stderr
    assert contents(tmp_path) == {"a-file": b"ours"}


def test_help_loads_nothing_heavy() -> None:
    heavy = "numpy scipy simpy pandas matplotlib pydantic holidays rich"
    code = (
        "import sys; from sim.cli import main\n"
        "main(['init', '--help'], standalone_mode=False)\n"
        f"print('LOADED', sorted(set('{heavy}'.split()) & set(sys.modules)))"
    )
    root = Path(sim.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("LOADED []\n")


# --- The guide

GUIDE = WESTMERE["GUIDE.md"]


@pytest.mark.parametrize(
    "item",
    [
        "hours per assessment", "casework share", "list on day one", "FTE, not posts", "role", "priority",
        "allocation date", "first-visit date", "open flag", "contacts by weekday", "leavers", "sickness",
        "vacancies", "caseload limits", "panel days", "authorisation", "cancelled", "second contacts", "growth",
        "duty", "targets", "Client Level Data", "Offered load", "low and high", "grade", "carecap check",
        *COLUMNS,
    ],
)  # fmt: skip
def test_the_guide_speaks_of(item: str) -> None:
    assert item.lower() in GUIDE.lower()


def test_every_item_to_ask_for_says_where_it_goes() -> None:
    asked = re.findall(r"^\| ask for .+\n\| --- .+\n((?:\|.+\n)+)", GUIDE, re.MULTILINE)
    rows = [row for table in asked for row in table.splitlines()]
    assert len(rows) > 30
    for row in rows:
        assert keys_in(row.split(" | ")[-1]), row


def keys_in(text: str) -> list[str]:
    """Settings named in a text: dotted names and names of whole tables, in backticks."""
    quoted = re.findall(r"`([\w.]+)`", text)
    return [word for word in quoted if word.split(".")[0] in Scenario.model_fields and word not in COLUMNS]


def test_every_setting_that_the_guide_names_exists() -> None:
    keys = keys_in(GUIDE)
    assert len(set(keys)) > 50
    assert [key for key in keys if not exists(Scenario, key.split("."))] == []


def exists(hint: object, parts: list[str]) -> bool:
    """Whether the parts of a dotted name lead somewhere from a type of the scenario; NAME is any name."""
    if not parts:
        return True
    if isinstance(hint, type) and issubclass(hint, Model):
        fields = {field.alias or name: name for name, field in hint.model_fields.items()}
        types = typing.get_type_hints(hint, include_extras=True)
        return parts[0] in fields and exists(types[fields[parts[0]]], parts[1:])
    if typing.get_origin(hint) is Table:
        return parts[0] == "NAME" and exists(typing.get_args(hint)[0], parts[1:])
    return any(exists(inner, parts) for inner in typing.get_args(hint))


def test_a_setting_that_does_not_exist_is_found_out() -> None:
    assert exists(Scenario, ["role", "NAME", "absence", "sickness_days"])
    assert not exists(Scenario, ["role", "NAME", "absence", "illness_days"])
    assert not exists(Scenario, ["role", "caseload"])
