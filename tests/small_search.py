"""A search for the posts of the small service, and what its results hold."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main

SEARCH = """
title = "Staff of a small service"
question = "How many keep the promise?"
baseline = "tiny"
seed = 3
period = "2014/15"

[staffing]
targets = ["Assessed within 28 days"]

[staffing.search]
first = 4
most = 8

[staffing.certificate]
looks = [20, 80]

[[staffing.role]]
name = "workers"
role = "social_worker"

[[staffing.role]]
name = "advisers"
role = "adviser"
"""


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table of results."""
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def searched(folder: Path, text: str) -> Result:
    """What a search says in a folder that holds the small service; its results and its store are in ``results``."""
    (folder / "staff.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        return CliRunner().invoke(main, ["staff", "staff.toml", "--jobs", "1"])
