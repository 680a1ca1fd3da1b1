"""``carecap compare``: options against no change, all in the same futures."""

from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.common import How, how_options, json_option, out_option, processes_of, quiet_option, say, writable
from sim.errors import InputFault, Problem

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.scenario.experiments import Experiment


@click.command("compare", short_help="Options against no change: waits, targets, costs, and how sure.")
@click.argument("experiment")
@how_options(from_file=True)
@out_option("results/NAME")
@click.option("--worth", type=float, help="Smallest difference of the first figure worth caring about, in its unit.")
@click.option(
    "--best", is_flag=True, help="Say which options could be the best; needs a difference worth caring about."
)
@click.option("--compact", is_flag=True, help="Write tables as .csv.gz alone: a fifth of the size, to be kept.")
@json_option("the rows of options.csv")
@quiet_option
@click.option(
    "--fail-on-target",
    is_flag=True,
    help="End with exit code 3 if there is a demand scenario under which no design meets all its targets on average;"
    " a target that nobody is judged on is not met.",
)
def command(
    experiment: str,
    *,
    how: How,
    out: Path | None,
    worth: float | None,
    best: bool,
    compact: bool,
    as_json: bool,
    quiet: bool,
    fail_on_target: bool,
) -> None:
    """Compare the options of EXPERIMENT with its baseline, each in the same futures.

    EXPERIMENT is a file such as experiments/board.toml: a question, a baseline, options. Prints a table of waits,
    targets, staff, costs and differences with their intervals, and writes tables, charts and a manifest to the results
    folder. Finished replications are kept in the store: an interrupted comparison, given again, goes on where it
    stopped, and another experiment with the same options uses them too.
    """
    with processes_of(how) as running:
        asked = _asked(experiment, how, worth=worth, best=best)
        folder = writable(out if out is not None else Path("results") / asked.name)

        from sim.experiment.compare import run_comparison
        from sim.experiment.store import Store
        from sim.report import progress

        with Store(how.store) as store, progress.progress_bar(asked.name, shown=not quiet) as told:
            found = run_comparison(asked, store=store, running=running, engine=how.ready_engine(running), progress=told)
            where = how.where(running.workers)

        from sim.report import compare_results, compare_view, records

        files = compare_results.write_comparison(
            folder, found, where=where, best=best, compact=compact, running=running
        )
    if as_json:
        records.print_json(compare_results.option_records(found))
    elif not quiet:
        compare_view.print_comparison(found, best=best, folder=folder, files=files)
    if fail_on_target:
        _end_if_targets_are_missed(found)


def _asked(file: str, how: How, *, worth: float | None, best: bool) -> "Experiment":
    """The experiment, with what the command line says instead of its file."""
    from sim.scenario.experiments import load_experiment

    if worth is not None and not (isfinite(worth) and worth > 0):
        raise InputFault([Problem("--worth", "", "a number above zero is wanted", str(worth))])
    read = load_experiment(file)
    if read.sweep is not None:
        hint = f"Run it with: carecap sweep {file}"
        raise InputFault([Problem(file, "sweep", "this experiment is a sweep, which has no options", suggestion=hint)])
    if read.staffing is not None:
        hint = f"Run it with: carecap staff {file}"
        rule = "this experiment is a staffing search, which has no options"
        raise InputFault([Problem(file, "staffing", rule, suggestion=hint)])
    asked = how.over(read if worth is None else replace(read, worth=worth))
    if best and asked.worth is None:
        hint = f"Give --worth, or worth in {file}, in the unit of the first figure."
        rule = "which option is the best depends on the smallest difference worth caring about"
        raise InputFault([Problem("--best", "", rule, suggestion=hint)])
    return asked


def _end_if_targets_are_missed(found: "Comparison") -> None:
    from sim.cli.group import TARGET_MISSED
    from sim.report.compare_results import targets_missed

    missed = targets_missed(found)
    for line in missed:
        say(line)
    if missed:
        click.get_current_context().exit(TARGET_MISSED)
