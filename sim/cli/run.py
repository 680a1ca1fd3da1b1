"""``carecap run``: one option, replicated, measured, and written to a results folder."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from sim.errors import InputFault, Problem

if TYPE_CHECKING:
    from sim.experiment import Interrupted
    from sim.scenario import Service

ENGINES = ("simpy",)
_KEPT = ".replications"


@click.command("run", short_help="One option: waits, waiting lists, utilisation, targets, costs.")
@click.argument("config")
@click.option("--replications", type=click.IntRange(min=1), default=20, show_default=True, help="How many futures.")
@click.option("--seed", type=click.IntRange(min=0), default=2014, show_default=True, help="Seed of all chance.")
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="Which engine.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes.  [default: one for each core]")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder.  [default: results/NAME]")
@click.option("--json", "as_json", is_flag=True, help="Print the records of summary.csv as JSON instead of tables.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; the results folder is written.")
@click.option("--fail-on-target", is_flag=True, help="End with exit code 3 if a target is missed.")
def command(
    config: str,
    replications: int,
    seed: int,
    engine: str,
    jobs: int | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    fail_on_target: bool,
) -> None:
    """Run CONFIG: waits, waiting lists, utilisation, targets and costs, with intervals.

    Prints a summary and writes tables, charts and a manifest to the results folder. An
    interrupted run, given again, goes on where it stopped.
    """
    from sim.scenario import load_service

    service = load_service(config)
    folder = _writable(out if out is not None else Path("results") / service.name)

    from sim.experiment import Interrupted, run_option
    from sim.report import console, progress, records, results

    try:
        with progress.progress_bar(service.name, shown=not quiet) as told:
            result = run_option(
                service,
                replications=replications,
                seed=seed,
                engine=engine,
                jobs=jobs,
                progress=told,
                keep_in=folder / _KEPT,
            )
    except Interrupted as stop:
        _end_at_once(stop)
    summary = results.summary_of(result)
    files = results.write_results(folder, result, summary)
    results.remove_kept(folder / _KEPT)
    if as_json:
        records.print_json(records.summary_records(service.name, summary))
    elif not quiet:
        console.print_summary(result, summary, folder=folder, files=files)
    if fail_on_target and results.missed_targets(service, summary):
        _end_with_target_missed(service, results.missed_targets(service, summary))


def _end_at_once(stop: "Interrupted") -> NoReturn:
    """Say what is kept and end, without waiting for what the pool of processes left half done.

    A worker stopped while it hands over a result leaves the pool's own thread reading for ever, and
    Python would wait for that thread.
    """
    from sim.cli.group import RUN_FAULT

    click.echo(str(stop), err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(RUN_FAULT)


def _end_with_target_missed(service: "Service", missed: list[str]) -> None:
    from sim.cli.group import TARGET_MISSED

    for label in missed:
        click.echo(f"Target missed: {label}", err=True)
    click.get_current_context().exit(TARGET_MISSED)


def _writable(folder: Path) -> Path:
    """The folder, made; told at once, not after the run, if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise InputFault([Problem("--out", str(folder), f"results cannot be written there: {reason}")]) from None
    ours = (folder / "manifest.json").exists() or (folder / _KEPT).exists()
    if not ours and (folder / "summary.csv").exists():
        rule = "a summary.csv is there that no run of carecap wrote"
        raise InputFault([Problem("--out", str(folder), rule, suggestion="Name another folder.")])
    return folder
