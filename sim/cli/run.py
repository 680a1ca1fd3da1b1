"""``carecap run``: one option, replicated, measured, and written to a results folder."""

from pathlib import Path

import click

from sim.cli.common import How, how_options, json_option, out_option, quiet_option, say, writable


@click.command("run", short_help="One option: waits, waiting lists, utilisation, targets, costs.")
@click.argument("config")
@how_options()
@out_option("results/NAME")
@json_option("the records of summary.csv")
@quiet_option
@click.option("--fail-on-target", is_flag=True, help="End with exit code 3 if a target is missed.")
def command(config: str, *, how: How, out: Path | None, as_json: bool, quiet: bool, fail_on_target: bool) -> None:
    """Run CONFIG: waits, waiting lists, utilisation, targets and costs, with intervals.

    Prints a summary and writes tables, charts and a manifest to the results folder. Finished replications are kept in
    the store: an interrupted run, given again, goes on where it stopped, and more replications only add to those there.
    """
    from sim.scenario import load_service

    service = load_service(config)
    folder = writable(out if out is not None else Path("results") / service.name)

    from sim.experiment import run_option
    from sim.experiment.running import running_for
    from sim.experiment.store import Store
    from sim.report import console, progress, records, results

    assert how.replications is not None, "the option has a default"
    assert how.seed is not None, "the option has a default"
    with (
        running_for(how.jobs, how.cluster, say=say) as running,
        Store(how.store) as store,
        progress.progress_bar(service.name, shown=not quiet) as told,
    ):
        result = run_option(
            service,
            replications=how.replications,
            seed=how.seed,
            engine=how.ready_engine(running),
            running=running,
            store=store,
            progress=told,
        )
    summary = results.summary_of(result)
    files = results.write_results(folder, result, summary)
    if as_json:
        records.print_json(records.summary_records(service.name, summary))
    elif not quiet:
        console.print_summary(result, summary, folder=folder, files=files)
    if fail_on_target and (missed := results.missed_targets(service, summary)):
        _end_with_target_missed(missed)


def _end_with_target_missed(missed: list[str]) -> None:
    from sim.cli.group import TARGET_MISSED

    for label in missed:
        say(f"Target missed: {label}")
    click.get_current_context().exit(TARGET_MISSED)
