"""``carecap export``: the cases of a run in the layouts of other programs, from a results folder."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sim.cli.common import say

if TYPE_CHECKING:
    from sim.report.export_read import RunTables

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("export", short_help="The cases of a run for other programs: vidigi, Client Level Data.")
@click.argument("results", type=_PATH)
@click.option("--layout", type=click.Choice(("vidigi", "cld")), required=True, help="Whose columns.")
@click.option("--out", type=_PATH, help="File, .csv or .parquet, or folder.  [default: NAME-LAYOUT.csv in this folder]")
@click.option("--codes", type=_FILE, help="Codes of Client Level Data that only the council knows (cld).")
@click.option("--animation", type=_FILE, help="Make an animation instead, an HTML file that opens offline (vidigi).")
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="First day of the animation.  [default: day one]",
)
@click.option("--days", type=click.IntRange(1, 366), default=60, show_default=True, help="Days of the animation.")
@click.option("--cases", type=click.IntRange(1, 1000), default=300, show_default=True, help="Cases in it, at most.")
def command(
    results: Path,
    *,
    layout: str,
    out: Path | None,
    codes: Path | None,
    animation: Path | None,
    since: dt.datetime | None,
    days: int,
    cases: int,
) -> None:
    """Write the cases and visits of RESULTS, a folder that carecap run wrote, in the layout of another program.

    vidigi is the event log of the Python package that animates queues. cld is Client Level Data; what a simulation
    cannot know stays empty. The replication is the first; nothing is simulated, and nothing is written over.
    """
    if codes is not None and layout != "cld":
        raise click.UsageError("--codes goes with --layout cld.")
    if animation is not None and layout != "vidigi":
        raise click.UsageError("--animation goes with --layout vidigi.")
    if animation is None:
        _refuse_options_of_animations()
    else:
        _animate(results, animation, since, days=days, cases=cases)
        if out is None:
            return
    _write(results, layout, out, codes)


def _refuse_options_of_animations() -> None:
    context = click.get_current_context()
    for name, option in (("since", "--from"), ("days", "--days"), ("cases", "--cases")):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option} goes with --animation.")


def _write(results: Path, layout: str, out: Path | None, codes: Path | None) -> None:
    from sim.report import export
    from sim.report.export_read import read_run_tables

    if out is not None:
        export.export_file(out, layout)  # told before anything is read
    run = read_run_tables(results)
    file = export.export_file(out, f"{run.name}-{layout}")
    told, formulas = _vidigi(run, file) if layout == "vidigi" else _client_level(run, file, codes)
    click.echo(f"{file}: {told}")
    if formulas:
        say(
            f"A spreadsheet takes {len(formulas)} of its texts for formulas, such as {formulas[0]!r}. They are kept as"
            " they are, for other programs: in Excel, have the file from Data, From Text/CSV, not by a double click."
        )


def _vidigi(run: "RunTables", file: Path) -> tuple[str, list[str]]:
    from sim.report.export import write_vidigi

    events, formulas = write_vidigi(file, run)
    return f"{events:,} events of {len(run.cases['case']):,} cases, first replication.", formulas


def _client_level(run: "RunTables", file: Path, codes: Path | None) -> tuple[str, list[str]]:
    from sim.report.export import write_client_level
    from sim.report.export_codes import Codes, read_codes

    known = Codes() if codes is None else read_codes(codes, run.results.config)
    counts, formulas = write_client_level(file, run, known)
    return f"{', '.join(f'{name} {count:,}' for name, count in counts.items())}; first replication.", formulas


def _animate(results: Path, file: Path, since: dt.datetime | None, *, days: int, cases: int) -> None:
    from sim.report import export
    from sim.report.export_read import read_run_tables

    export.refuse_animation(file)
    run = read_run_tables(results)

    from sim.report.animation import write_animation

    told = write_animation(file, run, None if since is None else since.date(), days=days, cases=cases)
    click.echo(f"{file}: {told}.")
