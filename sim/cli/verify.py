"""``carecap verify``: the model itself against exact results, within a minute."""

import time
from typing import TYPE_CHECKING

import click

from sim.errors import InputFault, Problem

if TYPE_CHECKING:
    from sim.experiment.verification import Oracle


@click.command("verify", short_help="The model against exact queueing theory.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this system (O01, say); may be given again.")
@click.option("--seed", type=click.IntRange(min=0), default=1917, show_default=True, help="Seed of all chance.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes.  [default: one for each core]")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON records.")
@click.option("--quiet", is_flag=True, help="Say nothing unless a figure differs from theory.")
def command(only: tuple[str, ...], seed: int, jobs: int | None, as_json: bool, quiet: bool) -> None:
    """Run the model on small systems whose figures are known exactly, and compare.

    Ends with exit code 1 if a figure lies more than 3.5 standard errors from theory, twice.
    """
    from sim.experiment.verification import verify
    from sim.report.progress import progress_bar
    from sim.report.records import print_json
    from sim.report.verify_view import findings_records, print_findings

    oracles = _chosen(only)
    begun = time.perf_counter()
    with progress_bar("verify", shown=not quiet) as told:
        findings = verify(oracles, seed=seed, jobs=jobs, progress=told)
    if as_json:
        print_json(findings_records(findings))
    elif not quiet:
        print_findings(findings, seed=seed, seconds=time.perf_counter() - begun)
    wrong = [finding for finding in findings if not finding.last.agrees]
    for finding in wrong:
        look = finding.last
        text = f"{finding.oracle.name}: {finding.figure} is {look.mean:.6g}, but theory says {finding.exact:.6g}."
        click.echo(text, err=True)
    if wrong:
        from sim.cli.group import RUN_FAULT

        click.get_current_context().exit(RUN_FAULT)


def _chosen(only: tuple[str, ...]) -> list["Oracle"]:
    """The systems asked for, or all."""
    from sim.experiment.verification import all_oracles

    oracles = all_oracles()
    known = list(dict.fromkeys(oracle.name for oracle in oracles))
    unknown = [name for name in only if name not in known]
    if unknown:
        rule = f"there is no such system; use {', '.join(known)}"
        raise InputFault([Problem("--only", "", rule, repr(name)) for name in unknown])
    return [oracle for oracle in oracles if not only or oracle.name in only]
