"""``carecap sweep``: a grid, a list or a sample of settings, each point replicated and set beside the others."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.common import How, how_options, json_option, out_option, processes_of, quiet_option, writable
from sim.errors import InputFault, Problem

if TYPE_CHECKING:
    from sim.scenario.experiments import Experiment


@click.command("sweep", short_help="A grid or list of settings: what each point gives, and what it costs.")
@click.argument("experiment")
@how_options(from_file=True)
@out_option("results/NAME")
@json_option("the rows of points.csv")
@quiet_option
def command(experiment: str, *, how: How, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Run every point of EXPERIMENT, a file with a table [sweep]: figures, targets, posts and cost of each.

    Prints a row a point, its difference from the service as it is, and which points no other beats in both cost and
    figure, and writes tables, charts and a manifest to the results folder. Finished replications are kept in the store:
    an interrupted sweep, given again, goes on where it stopped.
    """
    with processes_of(how) as running:
        from sim.scenario.experiments import load_experiment

        asked = _as_asked(load_experiment(experiment), how, named=experiment)
        folder = writable(out if out is not None else Path("results") / asked.name)

        from sim.experiment.store import Store
        from sim.experiment.sweep import run_sweep
        from sim.report import progress

        with Store(how.store) as store, progress.progress_bar(asked.name, shown=not quiet) as told:
            response = run_sweep(asked, store=store, running=running, engine=how.ready_engine(running), progress=told)
            where = how.where(running.workers)

    from sim.report import records, sweep_results, sweep_view

    files = sweep_results.write_sweep(folder, response, where=where)
    if as_json:
        records.print_json(sweep_results.point_records(response))
    elif not quiet:
        sweep_view.print_sweep(response, folder=folder, files=files)


def _as_asked(experiment: "Experiment", how: How, *, named: str) -> "Experiment":
    """The experiment with what the command line says in its place; refused if it is no sweep."""
    if experiment.sweep is None:
        command, does = ("compare", "compares") if experiment.staffing is None else ("staff", "searches for staff")
        hint = f"Run it with: carecap {command} {named}"
        raise InputFault([Problem(named, "", f"there is no table [sweep] in it: this experiment {does}", "", hint)])
    return how.over(experiment)
