"""An experiment file names a baseline and options; what is made of them is what was asked for."""

import datetime as dt
import pickle
from pathlib import Path

import pytest
from small import SMALL, write
from trial import MORE, PLAIN, SWEEP, council, trial

from sim.scenario import load_service
from sim.scenario.experiments import Experiment, FigureRef, Goal, Precision, load_experiment
from sim.scenario.register import evidence_register
from sim.scenario.shipped import shipped_experiments


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return council(tmp_path)


def names(experiment: Experiment) -> list[str]:
    return [design.name for design in experiment.designs]


def planners(experiment: Experiment, design: int) -> list[int]:
    """Planners' posts in each epoch of a design."""
    epochs = experiment.designs[design].service.epochs
    return [epoch.scenario.team["north"].posts["planner"].number for epoch in epochs]


def test_what_the_file_does_not_say_is_as_the_page_says(folder: Path) -> None:
    experiment = load_experiment(trial(folder, PLAIN, "which-options.toml"))
    assert (experiment.name, experiment.title, experiment.question) == ("which-options", "Which options", "")
    assert (experiment.replications, experiment.precision, experiment.seed) == (20, None, 2014)
    assert (experiment.period, experiment.figures, experiment.worth, experiment.sweep) == ("all", (), None, None)
    assert (experiment.file, experiment.text) == ("which-options.toml", PLAIN)


def test_designs_are_the_baseline_and_the_options_in_order(folder: Path) -> None:
    experiment = load_experiment(trial(folder, PLAIN))
    assert names(experiment) == ["small", "more", "light"]
    assert [design.service.name for design in experiment.designs] == ["small", "more", "light"]
    assert [design.label for design in experiment.designs] == ["No change", "Two planners", "Lighter caseloads"]
    assert [design.against for design in experiment.designs] == ["", "small", "small"]
    assert experiment.baseline.service == load_service(folder / "small.toml")
    assert [design.service.epochs for design in experiment.designs[1:]] == [
        load_service(folder / "options" / f"{name}.toml").epochs for name in ("more", "light")
    ]


def test_an_option_keeps_its_sheet_and_the_register_its_costs(folder: Path) -> None:
    baseline, more, light = load_experiment(trial(folder, PLAIN)).designs
    assert (baseline.sheets, light.sheets) == ((), ())
    assert [(sheet.label, sheet.one_off_gbp.value, sheet.yearly_gbp.source) for sheet in more.sheets] == [
        ("Two planners", 1000, "plan")
    ]
    costs = {entry.path: (entry.value, entry.grade) for entry in evidence_register(more.service)}
    assert costs["option.one_off_gbp"] == (1000, "assumption")
    assert costs["option.yearly_gbp"] == (50, "published")


def test_a_sheet_stands_for_those_of_the_files_that_its_file_extends(folder: Path) -> None:
    write(folder / "options", MORE.replace("planner", "nurse").replace("1000", "2000"), "nurses.toml")
    joint = 'extends = ["more.toml", "nurses.toml"]\n'
    sheet = MORE[MORE.index("[option]") : MORE.index("[[change]]")].replace("1000", "2500")
    write(folder / "options", joint + sheet, "joint-sheet.toml")
    write(folder / "options", joint + 'title = "Both"\n', "no-sheet.toml")
    experiment = load_experiment(
        trial(folder, 'baseline = "small"\noptions = ["options/joint-sheet", "options/no-sheet"]\n')
    )
    assert [[sheet.one_off_gbp.value for sheet in design.sheets] for design in experiment.designs] == [
        [],
        [2500],
        [1000, 2000],
    ]
    assert experiment.designs[2].label == "Both"


def test_a_pattern_finds_files_by_name_and_none_that_are_hidden(folder: Path) -> None:
    write(folder / "options", "not = 'read'", ".hidden.toml")
    write(folder / "options", "not read", "notes.txt")
    experiment = load_experiment(trial(folder, 'baseline = "small"\noptions = ["options/*.toml"]\n'))
    assert names(experiment) == ["small", "busy", "light", "more"]


def test_a_file_that_a_pattern_and_a_name_find_is_tried_once(folder: Path) -> None:
    text = 'baseline = "small"\noptions = ["options/light", "options/*.toml"]\n'
    assert names(load_experiment(trial(folder, text))) == ["small", "light", "busy", "more"]


def test_files_are_looked_for_beside_the_experiment_then_in_the_working_folder(folder: Path) -> None:
    here = Path.cwd()
    (here / "options").mkdir()
    write(here / "options", MORE.replace("= 6", "= 9").replace("../small", "../../small"), "more.toml")
    write(here / "options", MORE.replace("= 6", "= 8").replace("../small", "../../small"), "only-here.toml")
    text = 'baseline = "small"\noptions = ["options/more.toml", "options/only-here"]\n'
    experiment = load_experiment(trial(folder, text))
    assert [planners(experiment, design) for design in (1, 2)] == [[4, 6], [4, 8]]


def test_files_that_come_with_carecap_are_found_last(folder: Path) -> None:
    text = 'baseline = "thurrock-2014"\noptions = ["thurrock-2014-level", "thurrock-2014-c*"]\n'
    assert names(load_experiment(trial(folder, text))) == [
        "thurrock-2014",
        "thurrock-2014-level",
        "thurrock-2014-care-act",
    ]


@pytest.mark.parametrize("name", shipped_experiments())
def test_every_experiment_that_comes_with_carecap_loads_by_its_name(name: str, folder: Path) -> None:
    experiment = load_experiment(name)
    assert experiment.name == Path(name).name
    assert len(set(names(experiment))) == len(experiment.designs)
    assert experiment.question
    assert len(experiment.designs) > 1 or experiment.sweep is not None or experiment.staffing is not None


OWN = """\
[[option]]
name = "own"
label = "Light and many"
files = ["options/light", "options/busy"]
from = 2014-10-01
set = { "team.north.posts.planner" = 7, "team.north.posts.nurse" = 3 }
"""


def test_an_option_made_in_the_experiment_is_its_files_and_its_settings(folder: Path) -> None:
    design = load_experiment(trial(folder, 'baseline = "small"\n' + OWN)).designs[1]
    assert (design.name, design.label) == ("own", "Light and many")
    assert design.files == ("small.toml", "light.toml", "busy.toml", "trial.toml")
    hand = SMALL.replace('"Small"', '"More people"').replace("caseload = 20", "caseload = 10") + (
        '[[change]]\nfrom = 2014-10-01\nset = { "team.north.posts.planner" = 7, "team.north.posts.nurse" ='
        " { number = 3, part_time = [0.5] } }\n"
        '[[change]]\nfrom = 2015-01-01\nset = { "demand.referral.per_year" = 900 }\n'
    )
    assert design.service.epochs == load_service(write(folder, hand, "hand.toml")).epochs


def test_settings_without_a_date_hold_for_the_whole_run(folder: Path) -> None:
    text = 'baseline = "small"\n[[option]]\nname = "own"\n[option.set.team.north.posts]\nplanner = 7\n'
    experiment = load_experiment(trial(folder, text))
    assert planners(experiment, 1) == [7]
    assert experiment.designs[1].label == "own"


def test_a_setting_settles_what_two_files_set_differently(folder: Path) -> None:
    write(folder / "options", 'extends = "../small.toml"\n[role.planner]\ncaseload = 5\n', "lighter.toml")
    text = (
        'baseline = "small"\n[[option]]\nname = "own"\nfiles = ["options/light", "options/lighter"]\n'
        'set = { "role.planner.caseload" = 7 }\n'
    )
    caseload = load_experiment(trial(folder, text)).designs[1].service.base.role["planner"].caseload
    assert caseload is not None
    assert caseload.value == 7


def test_the_settings_of_an_option_stand_in_its_content_as_toml_that_gives_it_again(folder: Path) -> None:
    design = load_experiment(trial(folder, 'baseline = "small"\n' + OWN)).designs[1]
    last = design.service.content.rpartition("# trial.toml\n")[2]
    hand = 'extends = ["options/light.toml", "options/busy.toml"]\n' + last
    assert load_service(write(folder, hand, "hand.toml")).epochs == design.service.epochs


CONDITIONS = """\
[[scenario]]
name = "as-is"
label = "As it is"
files = []
[[scenario]]
name = "busy"
files = ["options/busy"]
"""


def test_every_option_is_tried_under_every_demand_scenario(folder: Path) -> None:
    experiment = load_experiment(trial(folder, PLAIN + CONDITIONS))
    assert names(experiment) == [
        *("small@as-is", "more@as-is", "light@as-is"),
        *("small@busy", "more@busy", "light@busy"),
    ]
    assert [design.scenario for design in experiment.designs] == ["as-is"] * 3 + ["busy"] * 3
    assert [design.scenario_label for design in experiment.designs] == ["As it is"] * 3 + ["More people"] * 3
    assert [design.against for design in experiment.designs] == ["", *["small@as-is"] * 2, "", *["small@busy"] * 2]
    assert [design.service.name for design in experiment.designs] == names(experiment)
    busy = experiment.designs[4]
    assert busy.files == ("small.toml", "busy.toml", "more.toml")
    assert [(epoch.start // 1440, len(busy.sheets)) for epoch in busy.service.epochs] == [(0, 1), (183, 1), (275, 1)]
    assert experiment.designs[0].service.epochs == load_service(folder / "small.toml").epochs


def test_years_shorten_the_run_and_leave_out_what_comes_after(folder: Path) -> None:
    late = (
        "[[productivity_dip]]\nfrom = 2015-06-01\ndrop_share = 0.5\nweeks = 4\n[[change]]\nfrom = 2015-04-01\n"
        'set = { "team.north.posts.planner" = 8 }\n'
    )
    write(folder, SMALL + late)
    experiment = load_experiment(trial(folder, PLAIN + "years = 1\n"))
    for design in experiment.designs:
        assert design.service.horizon == 365 * 1440
        assert design.service.base.productivity_dip == ()
    assert [planners(experiment, design) for design in range(3)] == [[4], [4, 6], [4]]
    assert (
        "# What begins on 2015-04-01 or later is left out.\n[clock]\nyears = 1\n" in experiment.baseline.service.content
    )


def test_years_lengthen_the_run(folder: Path) -> None:
    experiment = load_experiment(trial(folder, PLAIN + 'years = 4\nperiod = "2017/18"\n'))
    last = {design.service.date_of(design.service.horizon - 1).date() for design in experiment.designs}
    assert (last, experiment.period) == ({dt.date(2018, 3, 31)}, "2017/18")


def test_the_end_of_a_part_year_is_the_end_of_the_run(folder: Path) -> None:
    early = '[[change]]\nfrom = 2014-09-30\nset = { "role.nurse.casework_share" = 0.9 }\n'
    late = '[[change]]\nfrom = 2014-10-01\nset = { "role.nurse.casework_share" = 0.8 }\n'
    write(folder, SMALL + early + late)
    experiment = load_experiment(trial(folder, 'baseline = "small"\nyears = 0.5\noptions = ["options/light"]\n'))
    assert [len(design.service.epochs) for design in experiment.designs] == [2, 2]


def test_figures_take_the_period_of_the_experiment_unless_they_name_their_own(folder: Path) -> None:
    text = PLAIN + (
        'period = "2015/16"\nworth = 2\nmeasures = ["a", { measure = "b", group = "g", label = "B", period = "all" }]\n'
        '[precision]\nleast = 4\n[[precision.goal]]\nmeasure = "a"\nhalf_width = 1\n'
        '[[precision.goal]]\nmeasure = "b"\nrelative = 0.1\nperiod = "2014/15"\n'
    )
    experiment = load_experiment(trial(folder, text))
    assert experiment.figures == (
        FigureRef("a", period="2015/16"),
        FigureRef("b", group="g", label="B", period="all"),
    )
    assert experiment.precision == Precision(
        (Goal(FigureRef("a", period="2015/16"), 1, None), Goal(FigureRef("b", period="2014/15"), None, 0.1)), 4, 200
    )
    assert (experiment.replications, experiment.worth) == (None, 2)


def test_a_sweep_has_the_baseline_alone(folder: Path) -> None:
    text = SWEEP.replace("[sweep]", "replications = 3\n[sweep]")
    experiment = load_experiment(
        trial(folder, text + 'method = "grid"\n[sweep.grid]\n"rules.slices" = [true, false]\n')
    )
    assert names(experiment) == ["small"]
    assert experiment.sweep is not None
    assert experiment.replications == 3


def test_an_experiment_travels_between_processes(folder: Path) -> None:
    experiment = load_experiment(trial(folder, PLAIN + OWN + CONDITIONS))
    assert pickle.loads(pickle.dumps(experiment)) == experiment
