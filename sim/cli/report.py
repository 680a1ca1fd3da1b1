"""``carecap report``: the board paper and what goes with it, from results folders alone."""

from pathlib import Path

import click

from sim.cli.common import say, writable


@click.command("report", short_help="The board paper and the workbook from a results folder.")
@click.argument("results", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: report, in RESULTS]")
@click.option(
    "--template", type=click.Path(path_type=Path), help="A Word file (.docx) in whose styles paper.docx is written."
)
@click.option("--quiet", is_flag=True, help="Say nothing.")
def command(results: tuple[Path, ...], out: Path | None, template: Path | None, quiet: bool) -> None:
    """Write the board paper of RESULTS, folders that carecap wrote; nothing is simulated.

    The first folder is what the paper is about, such as that of a comparison. Further ones add to it: the plan and
    its certificate from carecap staff, the sensitivities from carecap sweep.
    """
    from sim.report.paper.found import read_material
    from sim.report.paper.write import write_report

    material = read_material(results)  # before any folder is made: a name may be mistyped
    folder = writable(out or results[0] / "report")
    names = write_report(folder, material, template=template)
    if not quiet:
        say(f"{folder}: {len(names)} files; paper.html is the paper, workbook.xlsx holds its figures.")
