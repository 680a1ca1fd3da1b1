"""The files that an experiment names: beside it, in the working folder, or among those that come with carecap."""

import difflib
import glob
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputFault, Problem
from sim.scenario.faults import nearest
from sim.scenario.shipped import find_config, find_experiment, shipped_experiments, shipped_folder, shipped_names

_SUFFIX = ".toml"


def experiment_at(path: str | Path) -> Path:
    """The experiment's own file.

    Raises
    ------
    InputFault
        If there is none of that name on disk or among those that come with carecap.
    """
    try:
        return find_experiment(path)
    except (OSError, ValueError) as error:
        rule, hint = "there is no such file", nearest(Path(path).stem, shipped_experiments())
        if not isinstance(error, FileNotFoundError):
            rule, hint = "the file cannot be read", ""
        elif Path(path).is_dir():
            rule, hint = "this is a folder; the file in it is wanted", ""
        raise InputFault([Problem(str(path) or '""', "", rule, suggestion=hint)]) from None


def config_at(name: str, folder: Path, *, file: str, path: str) -> Path:
    """The config that an experiment in a folder names; InputFault, at ``path`` of ``file``, if there is none."""
    try:
        for start in (folder, Path()):
            for given in (start / name, start / f"{name}{_SUFFIX}"):
                if given.is_file():
                    return given
        return find_config(name)
    except FileNotFoundError:
        is_folder = any((start / name).is_dir() for start in (folder, Path()))
        rule = "this is a folder; the file in it is wanted" if is_folder else "there is no such file"
        hint = "" if is_folder else _meant(name, _there(name, folder))
    except (OSError, ValueError):
        rule, hint = "the file cannot be read", ""
    raise InputFault([Problem(file, path, rule, repr(name), hint)])


def configs_at(name: str, folder: Path, *, file: str, path: str) -> list[Path]:
    """The configs that a name or a pattern such as ``options/*.toml`` means, sorted; InputFault as above."""
    if not any(sign in name for sign in "*?["):
        return [config_at(name, folder, file=file, path=path)]
    for start, pattern in _starts(name, folder):
        try:
            found = sorted(glob.glob(pattern, root_dir=start, recursive=True))  # noqa: PTH207 - it leaves out hidden files
        except (OSError, ValueError):
            found = []
        files = [start / given for given in found if (start / given).is_file()]
        if files:
            return files
    hint = "Patterns are looked for beside this file, in the folder you are"
    hint += " in, and among the configs that come with carecap."
    raise InputFault([Problem(file, path, "no file has a name like this", repr(name), hint)])


def _starts(name: str, folder: Path) -> Sequence[tuple[Path, str]]:
    shipped = shipped_folder()
    starts = [(folder, name), (Path(), name)]
    return [*starts, (shipped, name.removeprefix(f"{shipped.name}/"))] if shipped is not None else starts


def _meant(name: str, there: Sequence[str]) -> str:
    """The name there is that is nearest by its last part: what stands before it is alike for many."""
    by_stem = {Path(known).name: known for known in reversed(there)}
    close = difflib.get_close_matches(Path(name.removesuffix(_SUFFIX)).name, by_stem, n=1, cutoff=0.6)
    return f"Did you mean {by_stem[close[0]]!r}?" if close else ""


def _there(name: str, folder: Path) -> list[str]:
    """Names that may have been meant: of files in the same folder, and of those that come with carecap."""
    part = Path(name).parent
    near = [
        (part / given.name).with_suffix("").as_posix()
        for start in (folder, Path())
        for given in sorted((start / part).glob(f"*{_SUFFIX}"))
        if not given.name.startswith(".")
    ]
    return [*near, *shipped_names()]
