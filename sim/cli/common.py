"""What the commands that run replications have in common: their options, and a folder that can be written."""

import functools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.compiled import installed
from sim.defaults import AUTO, ENGINES, REPLICATIONS, SEED, STORE
from sim.errors import InputFault, Problem, RunFault

if TYPE_CHECKING:
    from sim.experiment.running import Running
    from sim.scenario.experiments import Experiment

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class How:
    """How replications are run: the options of :func:`how_options`.

    ``replications`` and ``seed`` are None if an experiment's file is to say; ``jobs`` and ``cluster``, if not given.
    """

    replications: int | None
    seed: int | None
    engine: str
    jobs: int | None
    cluster: str | None
    store: Path

    def ready_engine(self, running: "Running") -> str:
        """The engine that runs; says so where it is not the fast one. Workers of a cluster see for themselves."""
        from sim.engine import compiled_before, why_not_compiled

        if self.engine == "simpy" or self.cluster is not None:
            return self.engine
        if compiled_before():
            return "compiled"
        if installed():
            say("Compiling the engine, once for this version on this machine: half a minute or so.")
            running.practise()
        why_not = why_not_compiled()
        if not why_not:
            return "compiled"
        if self.engine == "compiled":
            raise RunFault(f"The compiled engine cannot run: {why_not}.")
        say(f"The SimPy engine runs, some fifty times slower, with the same results: {why_not}.")
        return "simpy"

    def where(self, workers: int) -> str:
        """In words, where replications are run."""
        if self.cluster is not None:
            return f"the cluster at {self.cluster}"
        return f"{workers} process{'' if workers == 1 else 'es'}"

    def over(self, experiment: "Experiment") -> "Experiment":
        """The experiment with the replications and the seed of the command line, where these are given."""
        if self.replications is not None:
            experiment = replace(experiment, replications=self.replications, precision=None)
        return experiment if self.seed is None else replace(experiment, seed=self.seed)


@contextmanager
def processes_of(how: How) -> Iterator["Running"]:
    """Where replications are run; its processes start now, and load what they need while the command does so itself.

    If it then finds a fault in what was given, or nothing left to do, they end with it.
    """
    from sim.experiment.running import running_for

    with running_for(how.jobs, how.cluster, say=say) as running:
        running.prepare()
        yield running


def how_options(
    *, from_file: bool = False, number: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add --replications, --seed, --engine, --jobs, --cluster and --store; the command gets them as ``how``.

    Parameters
    ----------
    from_file
        Whether an experiment's file gives the number of replications and the seed where these options do not.
    number
        Whether there is --replications.
    """

    def added(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_how(**given: Any) -> None:
            names = ("replications", "seed", "engine", "jobs", "cluster", "store")
            command(how=How(**{name: given.pop(name, None) for name in names}), **given)

        how_many = _number("--replications", 1, None if from_file else REPLICATIONS, "How many futures.")
        options = (
            *([how_many] if number else []),
            _number("--seed", 0, None if from_file else SEED, "Seed of all chance."),
            engine_option,
            jobs_option,
            cluster_option,
            store_option,
        )
        decorated: Callable[..., None] = with_how
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return added


def _number(name: str, least: int, default: int | None, what: str) -> Callable[[Command], Command]:
    if default is None:
        return click.option(name, type=click.IntRange(min=least), help=f"{what}  [default: as the experiment says]")
    return click.option(name, type=click.IntRange(min=least), default=default, show_default=True, help=what)


engine_option = click.option(
    "--engine",
    type=click.Choice((AUTO, *ENGINES)),
    default=AUTO,
    show_default=True,
    help="Which engine; figures are equal.",
)
jobs_option = click.option("--jobs", type=click.IntRange(min=1), help="Processes.  [default: one for each core]")
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Run on the workers of a Dask scheduler, such as tcp://scheduler:8786."
)
store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(STORE),
    show_default=True,
    help="Where finished replications are kept.",
)
quiet_option = click.option("--quiet", is_flag=True, help="No progress and no summary; the results folder is written.")


def json_option(what: str) -> Callable[[Command], Command]:
    """--json, given to the command as ``as_json``; ``what`` is printed."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {what} as JSON instead of tables.")


def out_option(default: str) -> Callable[[Command], Command]:
    """--out, the results folder; ``default`` is for people to read."""
    return click.option("--out", type=click.Path(path_type=Path), help=f"Results folder.  [default: {default}]")


def say(text: str) -> None:
    """A line on stderr; a progress bar there moves down for it."""
    click.echo(text, err=True)


def writable(folder: Path) -> Path:
    """The folder, made; told at once, not after the run, if results cannot be written there.

    Raises
    ------
    InputFault
        If nothing can be written there, or others have files there like those of results.
    """
    from sim.report.folder import refuse_folder_of_others

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        refuse_folder_of_others(folder)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise InputFault([Problem("--out", str(folder), f"results cannot be written there: {reason}")]) from None
    return folder
