"""``carecap results``: what the store keeps, to look at, to take out, to check and to remove."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.common import json_option, store_option

if TYPE_CHECKING:
    from sim.experiment.store import Store, StoredRun

_run_argument = click.argument("run", metavar="NAME_OR_KEY")


@click.group("results", short_help="What is kept of earlier runs: list, show, export, check, forget.")
def command() -> None:
    """Look at the store, the file in which every finished replication is kept.

    NAME_OR_KEY is a run's name (the first, or another that it is also called by), or the first digits of its key, as
    `carecap results list` has them.
    """


@command.command("list", short_help="Every run: seed, years, replications, size.")
@store_option
@json_option("the runs")
def list_runs(store: Path, as_json: bool) -> None:
    """List every run of the store."""
    from sim.report.records import print_json
    from sim.report.store_view import print_runs, run_records

    with _opened(store) as opened:
        runs = opened.runs()
    if as_json:
        print_json(run_records(runs))
    else:
        print_runs(runs, store)


@command.command("show", short_help="The figures of one run, with intervals.")
@_run_argument
@store_option
@click.option("--measure", metavar="NAME", help="A measure, or how names begin, by everything it is split by.")
@click.option("--period", default="all", show_default=True, help="The period of the figures, such as 2016/17.")
@json_option("the records")
def show(run: str, store: Path, measure: str | None, period: str, as_json: bool) -> None:
    """Show the figures of a run: the mean over its replications and a 95 % interval.

    Without --measure they are those of the whole service.
    """
    from sim.report.records import print_json, summary_records
    from sim.report.store_view import chosen_figures, print_figures

    with _opened(store) as opened:
        found = _sound(opened, run)
        figures = chosen_figures(opened, found, measure=measure, period=period)
    if as_json:
        print_json(summary_records(found.name, figures))
    else:
        print_figures(found, figures, period=period, narrowed=measure is None)


@command.command("export", short_help="The tables of one run as files.")
@_run_argument
@store_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
def export(run: str, store: Path, out: Path) -> None:
    """Write replications.csv, summary.csv and monthly.csv of a run, as carecap run does.

    Replications of targets and lists only have no monthly.csv.
    """
    from sim.report.store_view import export_run

    with _opened(store) as opened:
        found = _sound(opened, run)
        names = export_run(opened, found, out)
    click.echo(f"{out}: {', '.join(names)} of {found.called}, {found.counted}.")


@command.command("check", short_help="Whether everything is as it was written.")
@store_option
def check(store: Path) -> None:
    """Look at every page and every checksum of the store; ends with exit code 1 if anything is wrong."""
    from sim.errors import RunFault
    from sim.experiment.store import OF_PROMISES, check_store

    with _opened(store) as opened:
        checked = check_store(opened)
    if checked.problems:
        raise RunFault("\n".join(checked.problems))
    less = f" ({checked.of_promises} {OF_PROMISES})" if checked.of_promises else ""
    counts = f"runs: {checked.runs}, replications: {checked.replications}{less}, kinds of figure: {checked.cells}"
    click.echo(f"{store}: everything is as it was written ({counts}).")


@command.command("forget", short_help="Remove one run.")
@_run_argument
@store_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(run: str, store: Path, yes: bool) -> None:
    """Remove a run with all its replications."""
    from sim.experiment.store import Store

    with _opened(store) as opened:
        found = _found(opened, run)
    told = f"{found.called}, seed {found.seed}, {found.counted}"
    if not yes and not click.confirm(f"Remove {told}?", err=True):
        click.echo("Nothing was removed.")
        return
    with Store(store) as opened:
        opened.forget(found.key)
    click.echo(f"Removed {told}.")


def _opened(path: Path) -> "Store":
    """The store to read from, which must be there."""
    from sim.experiment.store import Store

    return Store(path, reading=True)


def _found(store: "Store", wanted: str) -> "StoredRun":
    from sim.experiment.store import find_run

    return find_run(store.runs(), wanted, store.path)


def _sound(store: "Store", wanted: str) -> "StoredRun":
    """A run whose seed, dates and name can be told."""
    from sim.errors import RunFault

    found = _found(store, wanted)
    if not found.sound:
        raise RunFault(
            f"{store.path}: what is told of the run {found.called} is not as it was written."
            " `carecap results check` looks through the whole store."
        )
    return found
