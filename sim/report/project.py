"""What a new project of a council holds: configs to edit, experiments, and a guide.

The files stand in ``sim/template``: ``common`` for every project, and a folder for each service that one
can begin from. A project that begins from a config that comes with carecap holds its whole family besides.
In the files the service is called ``council.toml``; where it has another name, that takes its place.
"""

from importlib.resources import files
from pathlib import Path

from sim.errors import InputFault, Problem
from sim.scenario.faults import nearest
from sim.scenario.read import read_scenario, read_text
from sim.scenario.shipped import shipped_folder, shipped_names

MADE_UP = "westmere"
"""The made-up council that a project begins from unless another service is named."""

_SERVICE = "council"
_COMMON = "common"


def project_files(begin_from: str = MADE_UP) -> dict[str, str]:
    """The text of each file of a new project, by its path in it.

    Parameters
    ----------
    begin_from
        ``westmere``, or the name of a config that comes with carecap and is no option.

    Raises
    ------
    InputFault
        If there is nothing of that name to begin from.
    """
    name = begin_from.removesuffix(".toml")
    if name == MADE_UP:
        return _template(_COMMON) | _template(MADE_UP)
    if name not in beginnings():
        hint = nearest(begin_from, beginnings())
        raise InputFault([Problem("--from", "", "there is nothing of this name to begin from", repr(begin_from), hint)])
    root, family = _family(name)
    found = _template(_COMMON) | _template(root)
    return {path: _named(text, name) for path, text in found.items()} | family


def beginnings() -> tuple[str, ...]:
    """What a project can begin from: the made-up council, and the services that come with carecap, without options."""
    return (MADE_UP, *(name for name in shipped_names() if "/" not in name))


def _template(folder: str) -> dict[str, str]:
    top = Path(str(files("sim"))) / "template" / folder
    found = sorted(path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): read_text(path) for path in found}


def _family(name: str) -> tuple[str, dict[str, str]]:
    """Name of the config that one extends in the end, and the texts of all shipped configs that extend it."""
    folder = shipped_folder()
    assert folder is not None, "a shipped config was named, so there is a folder of them"
    readings = {other: read_scenario(folder / f"{other}.toml") for other in shipped_names()}
    root = readings[name].files[0]
    texts = {f"configs/{other}.toml": read.texts[-1] for other, read in readings.items() if read.files[0] == root}
    return Path(root).stem, texts


def _named(text: str, name: str) -> str:
    return text.replace(f"{_SERVICE}.toml", f"{name}.toml").replace(f"results/{_SERVICE}/", f"results/{name}/")
