"""``carecap init``: a council's own project, with configs and experiments to edit and a guide."""

import os
import shlex
from collections.abc import Iterable
from pathlib import Path

import click

from sim.errors import InputFault, Problem

_FEW = 3


@click.command("init", short_help="A council's own project: configs and experiments to edit, with a guide.")
@click.argument("directory")
@click.option("--from", "begin_from", default="westmere", show_default=True, help="The service to begin from.")
@click.option("--force", is_flag=True, help="Use a folder that is not empty. Nothing in it is altered.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(directory: str, begin_from: str, force: bool, quiet: bool) -> None:
    """Make DIRECTORY a project of your own: a service as a text file, options, experiments, and GUIDE.md.

    It begins from westmere, a small made-up council, or from the name of a config that comes with
    carecap, such as thurrock-2014. No file is ever written over.
    """
    from sim.report.project import project_files

    texts = project_files(begin_from)
    folder = _free_folder(directory, texts, force=force)
    _write(folder, texts)
    if not quiet:
        _tell(directory, texts)


def _free_folder(directory: str, paths: Iterable[str], *, force: bool) -> Path:
    """The folder, if all files can be written there without touching another; InputFault if not."""
    folder = Path(directory)
    if not directory.strip():
        raise _fault('""', "the name of a folder is wanted")
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            raise _fault(directory, "this is a file; the name of a folder is wanted")
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        if there and not force:
            hint = "Name a new one, or add --force to write beside what is there."
            raise _fault(directory, f"the folder is not empty: {_named(there)}", hint)
        taken = [path for path in paths if _in_the_way(folder, path)]
    except (OSError, ValueError) as error:
        raise _unusable(directory, error) from None
    if taken:
        raise _fault(directory, f"nothing is written over, and there are already {_named(taken)}", "Move them first.")
    return folder


def _in_the_way(folder: Path, path: str) -> bool:
    above = [folder / parent for parent in Path(path).parents]
    return os.path.lexists(folder / path) or any(os.path.lexists(one) and not one.is_dir() for one in above)


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except (OSError, ValueError) as error:
        raise _unusable(str(folder), error) from None


def _tell(directory: str, texts: dict[str, str]) -> None:
    click.echo(f"{directory}: {len(texts)} files")
    for path in sorted(texts, key=lambda path: (path.count("/"), path)):
        click.echo(f"  {path}")
    service = next(word for word in texts["README.md"].split() if word.startswith("configs/"))
    click.echo(f"Next: cd {shlex.quote(directory)} && carecap check {service}, then read GUIDE.md.")


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _fault(directory: str, rule: str, hint: str = "") -> InputFault:
    return InputFault([Problem(directory, "", rule, suggestion=hint)])


def _unusable(directory: str, error: OSError | ValueError) -> InputFault:
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return _fault(directory, f"the project cannot be written there: {reason}")
