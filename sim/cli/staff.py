"""``carecap staff``: the least staffing that meets every target, with a certificate."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.common import How, how_options, json_option, out_option, processes_of, quiet_option, writable
from sim.errors import InputFault, Problem

if TYPE_CHECKING:
    from sim.scenario.experiments import Experiment


@click.command("staff", short_help="The least staffing that meets the targets, with a certificate.")
@click.argument("experiment")
@how_options(from_file=True, number=False)
@out_option("results/NAME")
@json_option("the rows of posts.csv")
@quiet_option
def command(experiment: str, *, how: How, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Search for the cheapest posts that keep every promise of EXPERIMENT, a file with a table [staffing].

    Prints the plan, whom it needs in which team, and a certificate: on futures that the search has never seen every
    target is met, and with any post fewer one is missed. With a table [staffing.budget] it finds the best service that
    so much pay, or so many posts, can give, and where the next post should go. What has been simulated is kept in the
    store: an interrupted search, given again, goes on where it stopped.
    """
    with processes_of(how) as running:
        from sim.scenario.experiments import load_experiment

        asked = _as_asked(load_experiment(experiment), how, named=experiment)
        folder = writable(out if out is not None else Path("results") / asked.name)

        from sim.experiment.replicated import Means
        from sim.experiment.staffing import solve
        from sim.experiment.store import Store
        from sim.report import progress

        with Store(how.store) as store, progress.search_line(asked.name, shown=not quiet) as stage:
            found = solve(asked, by=Means(store, running, how.ready_engine(running)), stage=stage)
            where = how.where(running.workers)

    from sim.report import records, staffing_results, staffing_view

    files = staffing_results.write_staffing(folder, found, where=where)
    if as_json:
        records.print_json(staffing_results.posts_rows(found))
    elif not quiet:
        staffing_view.print_staffing(found, folder=folder, files=files)


def _as_asked(experiment: "Experiment", how: How, *, named: str) -> "Experiment":
    """The experiment with what the command line says in its place; refused if it is no staffing search."""
    if experiment.staffing is None:
        command = "compare" if experiment.sweep is None else "sweep"
        hint = f"Run it with: carecap {command} {named}"
        rule = "there is no table [staffing] in it: this experiment searches for nothing"
        raise InputFault([Problem(named, "", rule, "", hint)])
    return how.over(experiment)
