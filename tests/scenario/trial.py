"""A folder with the small config, options that extend it, and experiments on them."""

from pathlib import Path

import pytest
from small import SMALL, write

from sim.errors import InputFault
from sim.scenario.experiments import load_experiment

MORE = """\
extends = "../small.toml"
title = "Two more planners"
[option]
label = "Two planners"
owner = "Head of service"
mechanism = "Two posts more"
one_off_gbp = 1000
yearly_gbp = { value = 50, source = "plan", grade = "published" }
[[change]]
from = 2014-10-01
set = { "team.north.posts.planner" = 6 }
"""

LIGHT = """\
extends = "../small.toml"
title = "Lighter caseloads"
[role.planner]
caseload = 10
"""

BUSY = """\
extends = "../small.toml"
title = "More people"
[[change]]
from = 2015-01-01
set = { "demand.referral.per_year" = 900 }
"""

PLAIN = 'baseline = "small"\noptions = ["options/more", "options/light"]\n'
SWEEP = 'baseline = "small"\n[sweep]\n'


def council(folder: Path) -> Path:
    """The folder with its configs written."""
    write(folder, SMALL)
    (folder / "options").mkdir()
    for name, text in (("more", MORE), ("light", LIGHT), ("busy", BUSY)):
        write(folder / "options", text, f"{name}.toml")
    return folder


def trial(folder: Path, text: str, name: str = "trial.toml") -> Path:
    """An experiment in a folder."""
    return write(folder, text, name)


def told(path: Path | str) -> list[str]:
    """What is told about an experiment that cannot be used."""
    with pytest.raises(InputFault) as fault:
        load_experiment(path)
    lines = [str(problem) for problem in fault.value.problems]
    assert len(lines) == len(set(lines))
    return lines
