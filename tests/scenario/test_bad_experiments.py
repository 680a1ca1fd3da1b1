"""Experiments that cannot be used: each slip is told once, in plain words, with its place and what is meant."""

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from small import SMALL, write
from test_mutations import JARGON, places, slipped
from trial import LIGHT, MORE, PLAIN, SWEEP, council, told, trial

from sim.errors import InputFault
from sim.scenario.experiments import load_experiment
from sim.scenario.experiments.settings import in_toml

GRID = SWEEP + 'method = "grid"\n'
CUBE = SWEEP + 'method = "latin_hypercube"\n'
LIST = SWEEP + 'method = "list"\n'
PLANNERS = '"team.north.posts.planner"'
FACTOR = f'[[sweep.factor]]\nname = "planners"\nsettings = [{PLANNERS}]\n'
SLICES = '[[sweep.factor]]\nname = "slices"\nsettings = ["rules.slices"]\n'
OPTION = PLAIN + '[[option]]\nname = "own"\n'
GOAL = '[[precision.goal]]\nmeasure = "waiting_cases_end"\nhalf_width = 5\n'
KINDS = 'options = ["options/*.toml"], an [[option]], a [sweep], or [staffing]'
NO_OPTION = f"options: at least one option is needed. Write {KINDS}."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return council(tmp_path)


CASES: dict[str, tuple[str, list[str]]] = {
    "no baseline": ('options = ["options/more"]\n', ["baseline: this setting is needed."]),
    "an unknown baseline": (PLAIN.replace('"small"', '"smal"'), [
        "baseline: there is no such file (found 'smal'). Did you mean 'small'?",
    ]),
    "a baseline without a name": (PLAIN.replace('"small"', '""'), [
        "baseline: a name is wanted; this is empty (found '').",
    ]),
    "a folder for a baseline": (PLAIN.replace('"small"', '"options"'), [
        "baseline: this is a folder; the file in it is wanted (found 'options').",
    ]),
    "a setting of no name": (PLAIN + "replicatoins = 3\n", [
        "replicatoins: there is no such setting. Did you mean 'replications'?",
    ]),
    "wrong kinds": ('baseline = "small"\noptions = "options/more"\nreplications = 2.5\nseed = -1\n', [
        "options: a list is wanted (found 'options/more').",
        "replications: a whole number is wanted (found 2.5).",
        "seed: must be at least 0 (found -1).",
    ]),
    "no replications": (PLAIN + "replications = 0\n", ["replications: must be at least 1 (found 0)."]),
    "nothing to compare": ('baseline = "small"\n', [
        NO_OPTION,
    ]),
    "no options": ('baseline = "small"\noptions = []\n', [
        NO_OPTION,
    ]),
    "an option of no file": (PLAIN.replace("options/light", "options/lihgt"), [
        "options[1]: there is no such file (found 'options/lihgt'). Did you mean 'options/light'?",
    ]),
    "a pattern of no file": (PLAIN.replace("options/light", "option/*.toml"), [
        "options[1]: no file has a name like this (found 'option/*.toml'). Patterns are looked for beside this file, in"
        " the folder you are in, and among the configs that come with carecap.",
    ]),
    "the baseline as an option": (PLAIN.replace("options/light", "small"), [
        "options[1]: this is the baseline, or a part of it, so there would be nothing to compare (found 'small').",
    ]),
    "an option of another root": (PLAIN.replace("options/light", "thurrock-2014-level"), [
        "options[1]: this extends another root: it is laid over thurrock-2014.toml, and the baseline over small.toml"
        " (found 'thurrock-2014-level').",
    ]),
    "an option named twice": (PLAIN.replace("light", "more"), [
        "options[1]: an option is named once (found 'options/more').",
    ]),
    "two options of one name": (PLAIN + '[[option]]\nname = "more"\nset = { "rules.slices" = false }\n', [
        "option[0]: two options have this name (found 'more').",
    ]),
    "an option called like the baseline": (PLAIN + '[[option]]\nname = "small"\nset = { "rules.slices" = false }\n', [
        "option[0]: the baseline has this name (found 'small').",
    ]),
    "an option without a name": (PLAIN + '[[option]]\nset = { "rules.slices" = false }\n', [
        "option[0].name: this setting is needed.",
    ]),
    "a name with a sign": (PLAIN + '[[option]]\nname = "a@b"\nset = { "rules.slices" = false }\n', [
        "option[0].name: names may not be empty or hold the signs @ / \\ or quotes (found 'a@b').",
    ]),
    "an option of nothing": (OPTION, [
        "option[0]: give files, set or both, so that the option differs from the baseline.",
    ]),
    "a date without settings": (OPTION + 'files = ["options/more"]\nfrom = 2014-06-01\n', [
        "option[0]: from says since when the settings of set hold, and there are none.",
    ]),
    "a date as text": (OPTION + 'set = { "rules.slices" = false }\nfrom = "2014-06-01"\n', [
        "option[0].from: a date such as 2014-04-01 is wanted, without quotes (found '2014-06-01').",
    ]),
    "a date before the run": (OPTION + f"set = {{ {PLANNERS} = 5 }}\nfrom = 2014-04-01\n", [
        "option[0].from: a date after the first day of the run and before its end is wanted (found 2014-04-01). The run"
        " goes from 2014-04-01 to 2016-03-31; leave the date out for the whole run.",
    ]),
    "a date after the run": (OPTION + f"set = {{ {PLANNERS} = 5 }}\nfrom = 2016-04-01\n", [
        "option[0].from: a date after the first day of the run and before its end is wanted (found 2016-04-01). The run"
        " goes from 2014-04-01 to 2016-03-31.",
    ]),
    "a setting that is not there": (OPTION + 'set = { "team.north.posts.planer" = 5 }\n', [
        "option[0].set.\"team.north.posts.planer\": there is no 'planer' in team.north.posts. Did you mean 'planner'?",
    ]),
    "settings that are not there": (OPTION + 'set = { "team.noth.posts.planner" = 5, "rules.slice" = false }\n', [
        'option[0].set."team.noth.posts.planner": there is no \'noth\' in team. Did you mean \'north\'?',
        'option[0].set."rules.slice": there is no such setting. Did you mean \'slices\'?',
    ]),
    "a setting of the wrong kind": (OPTION + 'set = { "rules.slices" = 3 }\n', [
        'option[0].set."rules.slices": true or false is wanted (found 3).',
    ]),
    "a setting that breaks a rule": (OPTION + 'set = { "activity.front_door.next.visit" = 0.5 }\n', [
        'option[0].set."activity.front_door.next.visit": shares must sum to 1, not 1.1.',
    ]),
    "a period of its own": (OPTION + 'set = { "clock.years" = 5 }\n', [
        'option[0].set."clock.years": clock is not set here: all designs of an experiment have one period; give the'
        " experiment itself years = 3.",
    ]),
    "a setting that cannot alter": (OPTION + 'from = 2015-04-01\nset = { "rules.slices" = false }\n', [
        'option[0].set."rules.slices": a dated change may set demand, clients, work_type, activity, role and team only'
        " (found false). Did you mean 'role'?",
    ]),
    "a setting that its own file changes later": (
        OPTION + f'files = ["options/more"]\nset = {{ {PLANNERS} = 5 }}\n', [
        f"option[0].set.{PLANNERS}: this is changed again on 2014-10-01 by more.toml, so the option 'own' would not"
        " hold. Let it hold from 2014-10-01 on: from = 2014-10-01.",
    ]),
    "files that contradict one another": (OPTION + 'files = ["options/light", "options/lighter"]\n', [
        "option[0].files: light.toml and lighter.toml set 'role.planner.caseload' to different values (found 10 and 5)."
        " Set it here with set, or in a file that extends both.",
    ]),
    "files that are not there": (OPTION + 'files = ["options/a", "options/moer"]\n', [
        "option[0].files[0]: there is no such file (found 'options/a').",
        "option[0].files[1]: there is no such file (found 'options/moer'). Did you mean 'options/more'?",
    ]),
    "a scenario without files": (PLAIN + '[[scenario]]\nname = "busy"\n', [
        "scenario[0].files: this setting is needed.",
    ]),
    "two scenarios of one name": (PLAIN + '[[scenario]]\nname = "a"\nfiles = []\n' * 2, [
        "scenario[1].name: two demand scenarios have this name (found 'a').",
    ]),
    "a scenario against an option": (PLAIN + '[[scenario]]\nname = "lite"\nfiles = ["options/lighter"]\n', [
        "options[1]: lighter.toml and light.toml set 'role.planner.caseload' to different values (found 5 and 10). So"
        " the option 'light' cannot be tried under the demand scenario 'lite'.",
    ]),
    "an option that is the scenario": (PLAIN + '[[scenario]]\nname = "lite"\nfiles = ["options/light"]\n', [
        "options[1]: this is the demand scenario 'lite', or a part of it, so there would be nothing to compare"
        " (found 'light').",
    ]),
    "a period that is none": (PLAIN + 'period = "2014/16"\n', [
        "period: this is no year of the run (found '2014/16'). Did you mean '2015/16'?",
    ]),
    "a period beyond the years": (PLAIN + 'years = 1\nperiod = "2015/16"\n', [
        "period: this is no year of the run (found '2015/16'). Did you mean '2014/15'?",
    ]),
    "a figure's period that is none": (PLAIN + 'measures = ["x", { measure = "y", period = "2016" }]\n', [
        "measures[1].period: this is no year of the run (found '2016'). Did you mean '2015/16'?",
    ]),
    "too many years": (PLAIN + "years = 51\n", ["years: must be at most 50 (found 51)."]),
    "no years": (PLAIN + "years = 0\n", ["years: must be above 0 (found 0)."]),
    "hardly any years": (PLAIN + "years = 0.0001\n", [
        "years: must be at least a day (1/365) and at most 50 years (found 0.0001).",
    ]),
    "a number for a measure": (PLAIN + "measures = [3]\n", [
        'measures[0]: the name of a measure is wanted, or a table such as { measure = "...", group = "..." }'
        " (found 3).",
    ]),
    "a figure without a measure": (PLAIN + 'measures = [{ grop = "a" }]\n', [
        "measures[0].measure: this setting is needed.",
        "measures[0].grop: there is no such setting. Did you mean 'group'?",
    ]),
    "nothing worth": (PLAIN + "worth = -1\n", ["worth: must be above 0 (found -1)."]),
    "precision without goals": (PLAIN + "[precision]\nleast = 5\n", ["precision.goal: this setting is needed."]),
    "precision with no goals": (PLAIN + "[precision]\ngoal = []\n", [
        "precision.goal: at least one entry is needed.",
    ]),
    "a goal without a width": (PLAIN + '[[precision.goal]]\nmeasure = "x"\n', [
        "precision.goal[0]: give half_width (in the measure's unit), relative (0.05 is 5 % of the mean), or both.",
    ]),
    "a goal of no width": (PLAIN + '[[precision.goal]]\nmeasure = "x"\nhalf_width = 0\n', [
        "precision.goal[0].half_width: must be above 0 (found 0).",
    ]),
    "least above most": (PLAIN + "[precision]\nleast = 50\nmost = 20\n" + GOAL, [
        "precision: most (20) may not be below least (50).",
    ]),
    "one replication at least": (PLAIN + "[precision]\nleast = 1\n" + GOAL, [
        "precision.least: must be at least 2 (found 1).",
    ]),
    "replications and precision": (PLAIN + "replications = 5\n" + GOAL, [
        "replications: give replications (a fixed number) or [precision] (as many as it takes), not both.",
    ]),
    "a sweep with options": (PLAIN + f'[sweep]\nmethod = "grid"\n[sweep.grid]\n{PLANNERS} = [4]\n', [
        "options: a sweep has no options: it varies settings of the baseline. Write a second experiment.",
    ]),
    "a sweep with a scenario": (GRID + f"[sweep.grid]\n{PLANNERS} = [4]\n" + '[[scenario]]\nname = "a"\nfiles = []\n', [
        "scenario: a sweep has no scenario: it varies settings of the baseline. Write a second experiment.",
    ]),
    "a method of no name": (SWEEP + 'method = "gird"\n' + FACTOR, [
        "sweep.method: grid, list or latin_hypercube is wanted (found 'gird'). Did you mean 'grid'?",
    ]),
    "a sweep of nothing": (GRID, [
        "sweep: at least one factor is needed. Write [[sweep.factor]], or [sweep.grid].",
    ]),
    "a factor without values": (GRID + FACTOR, ["sweep.factor[0]: a factor of a grid has either values or a range."]),
    "a factor with no values": (GRID + FACTOR + "values = []\n", [
        "sweep.factor[0].values: at least one entry is needed.",
    ]),
    "a factor without settings": (GRID + FACTOR.replace(f"[{PLANNERS}]", "[]") + "values = [3]\n", [
        "sweep.factor[0].settings: at least one entry is needed.",
    ]),
    "values and a range": (GRID + FACTOR + "values = [4]\nrange = { from = 1, to = 2, step = 1 }\n", [
        "sweep.factor[0]: a factor of a grid has either values or a range.",
    ]),
    "a value that is none": (GRID + FACTOR + "values = [4, [5], 2014-04-01]\n", [
        "sweep.factor[0].values[1]: a number, a text or true or false is wanted (found a list).",
        "sweep.factor[0].values[2]: a number, a text or true or false is wanted (found 2014-04-01).",
    ]),
    "a value twice": (GRID + FACTOR + "values = [4, 5, 4]\n", [
        "sweep.factor[0].values: a value is given once (found 4).",
    ]),
    "a step of nothing": (GRID + FACTOR + "range = { from = 4, to = 8, step = 0 }\n", [
        "sweep.factor[0].range.step: step must be above zero, not 0.",
    ]),
    "a step of nothing, in short": (GRID + f"[sweep.grid]\n{PLANNERS} = {{ from = 4, to = 8, step = 0 }}\n", [
        f"sweep.grid.{PLANNERS}.step: step must be above zero, not 0.",
    ]),
    "a range without a step": (GRID + f"[sweep.grid]\n{PLANNERS} = {{ from = 4, to = 8 }}\n", [
        f"sweep.grid.{PLANNERS}.step: this setting is needed.",
    ]),
    "a range that falls": (GRID + FACTOR + "range = { from = 8, to = 4, step = 1 }\n", [
        "sweep.factor[0].range: to (4) may not be below from (8).",
    ]),
    "one number for a list": (GRID + f"[sweep.grid]\n{PLANNERS} = 4\n", [
        f"sweep.grid.{PLANNERS}: a list of values is wanted, or a range {{ from = 4, to = 8, step = 2 }} (found 4).",
    ]),
    "too many points": (
        GRID + '[sweep.grid]\n"role.planner.caseload" = { from = 1, to = 200, step = 1 }\n'
        '"role.nurse.caseload" = { from = 1, to = 60, step = 1 }\n', [
        "sweep: this makes 12,000 points; a sweep may have 10,000. Give fewer values, or draw points: latin_hypercube.",
    ]),
    "too many values": (GRID + FACTOR + "range = { from = 0, to = 1, step = 1e-9 }\n", [
        "sweep.factor[0].range: this makes more than 10,000 values. Take a larger step.",
    ]),
    "a setting varied twice": (GRID + f"[sweep.grid]\n{PLANNERS} = [4]\n" + FACTOR + "values = [5]\n", [
        "sweep.factor[0]: a setting is varied once (found 'team.north.posts.planner').",
    ]),
    "two factors of one name": (
        GRID + FACTOR + "values = [5]\n" + SLICES.replace('"slices"', '"planners"') + "values = [true]\n", [
        "sweep.factor[0]: two factors have this name (found 'planners').",
    ]),
    "offsets of another length": (GRID + FACTOR + "values = [5]\noffsets = [0, 1]\n", [
        "sweep.factor[0]: offsets needs one number for each of the 1 settings.",
    ]),
    "offsets of words": (GRID + FACTOR.replace(PLANNERS, '"rules.teams"') + 'values = ["pooled"]\noffsets = [1]\n', [
        "sweep.factor[0].offsets: offsets go with numbers only.",
    ]),
    "a swept setting that is not there": (GRID + '[sweep.grid]\n"team.north.posts.planer" = [4]\n', [
        'sweep.grid."team.north.posts.planer": there is no \'planer\' in team.north.posts. Did you mean \'planner\'?',
    ]),
    "a swept value that is refused": (GRID + FACTOR + "values = [4, 4.5]\n", [
        f"sweep.factor[0]: {PLANNERS}: posts are whole numbers; give part-time posts as {{ number = 6, part_time ="
        " [0.6] } (found 4.5).",
    ]),
    "a date of a sweep outside the run": (SWEEP + 'from = 2020-04-01\nmethod = "grid"\n' + FACTOR + "values = [4]\n", [
        "sweep.from: a date after the first day of the run and before its end is wanted (found 2020-04-01). The run"
        " goes from 2014-04-01 to 2016-03-31.",
    ]),
    "a grid with points": (GRID + "points = 4\n" + FACTOR + "values = [4]\n", [
        "sweep.points: points goes with the method latin_hypercube, and this is grid.",
    ]),
    "a grid with a list": (GRID + FACTOR + "values = [4]\n[[sweep.point]]\nplanners = 4\n", [
        "sweep.point: point goes with the method list, and this is grid.",
    ]),
    "a list without points": (LIST + FACTOR, [
        "sweep.point: a list needs at least one point. Write [[sweep.point]] with a value for each factor.",
    ]),
    "a point without a factor": (LIST + FACTOR + SLICES + "[[sweep.point]]\nplanners = 4\n", [
        "sweep.point[0]: a point has a value for each factor. Add 'slices'.",
    ]),
    "a point with an unknown factor": (LIST + FACTOR + "[[sweep.point]]\nplanners = 4\nplaners = 5\n", [
        "sweep.point[0].planers: there is no factor of this name. Did you mean 'planners'?",
    ]),
    "a point of a wrong kind": (LIST + FACTOR + "[[sweep.point]]\nplanners = [4]\n", [
        "sweep.point[0].planners: a number, a text or true or false is wanted (found [4]).",
    ]),
    "a point twice": (LIST + FACTOR + "[[sweep.point]]\nplanners = 4\n" * 2, [
        "sweep.point: a point is given once (found 4).",
    ]),
    "a hypercube without a number": (CUBE + FACTOR + "low = 1\nhigh = 4\n", [
        "sweep.points: this setting is needed. Write points = 40.",
    ]),
    "a hypercube of no points": (CUBE + "points = 0\n" + FACTOR + "low = 1\nhigh = 4\n", [
        "sweep.points: must be at least 1 (found 0).",
    ]),
    "a hypercube without ends": (CUBE + "points = 4\n" + FACTOR + "low = 1\n", [
        "sweep.factor[0]: a factor of a Latin hypercube has low and high.",
    ]),
    "a hypercube upside down": (CUBE + "points = 4\n" + FACTOR + "low = 4\nhigh = 4\n", [
        "sweep.factor[0].high: high (4) must be above low (4).",
    ]),
    "broken ends of whole numbers": (CUBE + "points = 4\n" + FACTOR + "low = 1.5\nhigh = 4\nwhole = true\n", [
        "sweep.factor[0].low: a whole number is wanted, as whole = true (found 1.5).",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_slip_is_told_with_its_place(folder: Path, case: str) -> None:
    write(folder / "options", LIGHT.replace("10", "5"), "lighter.toml")
    text, wanted = CASES[case]
    assert told(trial(folder, text)) == [f"trial.toml: {line}" for line in wanted]


def test_everything_wrong_in_the_file_and_in_the_options_is_told_at_once(folder: Path) -> None:
    write(folder / "options", LIGHT.replace("caseload = 10", "caseloads = 10"), "light.toml")
    write(folder / "options", MORE.replace('owner = "Head of service"\n', "").replace('"plan"', '"pln"'), "more.toml")
    text = PLAIN.replace("small", "small") + 'seed = "x"\n[[option]]\nname = "own"\nset = { "rules.slices" = 2 }\n'
    assert told(trial(folder, text)) == [
        "trial.toml: seed: a whole number is wanted (found 'x').",
        "more.toml: option.owner: this setting is needed.",
        "light.toml: role.planner.caseloads: there is no such setting. Did you mean 'caseload'?",
        'trial.toml: option[0].set."rules.slices": true or false is wanted (found 2).',
    ]


def test_the_source_of_a_cost_is_a_source(folder: Path) -> None:
    write(folder / "options", MORE.replace('"plan"', '"pln"'), "more.toml")
    assert told(trial(folder, PLAIN)) == [
        "more.toml: option.yearly_gbp.source: there is no source of this name (found 'pln'). Did you mean 'plan'?"
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("one_off_gbp = 1000\n", "", "option.one_off_gbp: this setting is needed."),
        ("one_off_gbp = 1000", "one_off_gbp = -1", "option.one_off_gbp: value must be at least 0, not -1."),
        ("one_off_gbp = 1000", "one_of_gbp = 1000", None),
        ("[option]\n", "[option]\nfrom = 2015-01-01\nto = 2015-01-01\n", "option: to must come after from."),
        ("[option]\n", '[option]\nfrom = "2015"\n', "option.from: a date such as 2014-04-01 is wanted, without quotes"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_of_its_file(folder: Path, old: str, new: str, rule: str | None) -> None:
    write(folder / "options", MORE.replace(old, new), "more.toml")
    lines = told(trial(folder, PLAIN))
    assert all(line.startswith("more.toml: option") for line in lines)
    assert rule is None or (len(lines) == 1 and rule in lines[0])
    assert rule is not None or "Did you mean 'one_off_gbp'?" in lines[1]


def test_a_baseline_that_cannot_be_used_is_told_once_with_what_else_is_wrong(folder: Path) -> None:
    write(folder, SMALL.replace("caseload = 20", 'caseload = "20"'))
    assert told(trial(folder, PLAIN.replace("options/light", "options/lihgt"))) == [
        "small.toml: role.planner.caseload: a whole number is wanted (found '20').",
        "trial.toml: options[1]: there is no such file (found 'options/lihgt'). Did you mean 'options/light'?",
    ]


def test_an_option_that_breaks_something_elsewhere_is_named(folder: Path) -> None:
    write(folder / "options", 'extends = "../small.toml"\n[activity.visit]\nnext = "front_door"\n', "light.toml")
    write(folder, SMALL.replace("visit = 0.4, close = 0.6", "visit = 1"))
    lines = told(trial(folder, PLAIN))
    assert lines == [
        "small.toml: activity.front_door.next: an endless loop: no route from here ever leads to 'close' (nor from"
        " visit). Give some cases a way out. This comes of the option 'light'."
    ]


def test_an_option_with_another_period_is_refused(folder: Path) -> None:
    write(folder / "options", 'extends = "../small.toml"\n[clock]\nyears = 3\n', "light.toml")
    assert told(trial(folder, PLAIN)) == [
        "light.toml: clock: all designs of an experiment have one start, one end and one warm-up: those of the"
        " baseline. Take it out here. The years of an experiment are set in its own file."
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "trial.toml: the file is empty."),
        ("# nothing\n", "trial.toml: the file sets nothing."),
        ("baseline = \n", "trial.toml: line 1, column 12: this is not valid TOML: invalid value."),
    ],
)
def test_a_file_that_is_no_experiment_is_told(folder: Path, text: str, rule: str) -> None:
    assert told(trial(folder, text)) == [rule]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("nothing-like-it", "nothing-like-it: there is no such file."),
        ("staffing-sweeps", "staffing-sweeps: there is no such file. Did you mean 'staffing-sweep'?"),
        ("options", "options: this is a folder; the file in it is wanted."),
        ("", '"": '),
        ("a\0b", "a\0b: "),
    ],
)
def test_an_experiment_that_is_not_there_is_told(folder: Path, name: str, rule: str) -> None:
    (line,) = told(name)
    assert line.startswith(rule)


WHOLE = """\
title = "All of it"
question = "What?"
baseline = "small"
options = ["options/mor*.toml", "options/light"]
seed = 3
years = 1.5
period = "2014/15"
measures = ["x", { measure = "y", group = "g", label = "Y" }]
worth = 1.5
[[option]]
name = "own"
label = "Own"
files = ["options/light"]
from = 2015-01-01
set = { "team.north.posts.planner" = 5, "role.planner.casework_share" = 0.6 }
[[scenario]]
name = "none"
files = []
[[scenario]]
name = "busy"
files = ["options/busy"]
[precision]
least = 4
most = 8
[[precision.goal]]
measure = "x"
half_width = 0.5
relative = 0.1
"""

WHOLE_SWEEP = """\
baseline = "small"
replications = 3
[sweep]
method = "grid"
from = 2015-04-01
[sweep.grid]
"team.north.posts.planner" = [4, 6]
"role.planner.casework_share" = { from = 0.6, to = 0.7, step = 0.1 }
[[sweep.factor]]
name = "effort"
label = "Effort"
settings = ["activity.front_door.effort_hours.mean", "activity.visit.effort_hours"]
offsets = [0, 1]
values = [1, 2]
"""

WHOLE_CUBE = """\
baseline = "small"
[sweep]
method = "latin_hypercube"
points = 5
[[sweep.factor]]
name = "effort"
settings = ["activity.visit.effort_hours"]
low = 1
high = 2.5
whole = false
"""


def written(raw: dict[str, Any]) -> str:
    return "".join(f"{in_toml(key)} = {in_toml(value)}\n" for key, value in raw.items())


@pytest.mark.parametrize("text", [WHOLE, WHOLE_SWEEP, WHOLE_CUBE], ids=["comparison", "grid", "hypercube"])
@pytest.mark.parametrize("seed", range(2))
def test_a_slip_anywhere_is_told_in_plain_words_or_gives_an_experiment(folder: Path, text: str, seed: int) -> None:
    raw = tomllib.loads(text)
    load_experiment(trial(folder, written(raw)))
    every_place, dice, refused = list(places(raw)), random.Random(seed), 0
    for _ in range(60):
        place = dice.choice(every_place)
        try:
            load_experiment(trial(folder, written(slipped(raw, place, dice))))
        except InputFault as fault:
            refused += 1
            lines = [str(problem) for problem in fault.problems]
            assert len(lines) == len(set(lines)) <= 14, place
            for line in lines:
                assert line.split(":")[0] in ("trial.toml", "more.toml", "light.toml", "busy.toml", "small.toml"), line
                assert not JARGON.search(re.sub(r"'[^']*'|\(found .*\)|^[^ ]*: [^ ]*:", "", line)), line
                assert len(line) < 600, line
    assert refused > 20


LATE = '[[change]]\nfrom = 2015-06-01\n[change.set."team.north.posts"]\nnurse = 3\n'


@pytest.mark.parametrize("experiment", [WHOLE, WHOLE_SWEEP], ids=["comparison", "grid"])
@pytest.mark.parametrize("name", ["small.toml", "options/more.toml", "options/light.toml", "options/busy.toml"])
def test_a_slip_in_a_config_is_told_in_plain_words_or_gives_an_experiment(
    folder: Path, name: str, experiment: str
) -> None:
    path = folder / name
    raw = tomllib.loads(path.read_text(encoding="utf-8") + (LATE if "change" not in path.read_text() else ""))
    every_place, dice = list(places(raw)), random.Random(name)
    faults = []
    for _ in range(20):
        path.write_text(written(slipped(raw, dice.choice(every_place), dice)), encoding="utf-8")
        try:
            load_experiment(trial(folder, experiment))
        except InputFault as fault:
            faults.append(fault)
    for fault in faults:
        assert all(len(str(problem)) < 600 for problem in fault.problems)
        assert len(fault.problems) == len(set(fault.problems)) < 30
    concerned = experiment == WHOLE or name == "small.toml"
    assert len(faults) > 5 if concerned else not faults
