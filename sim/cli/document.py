"""``carecap document``: what a model is, from its config alone."""

from pathlib import Path

import click

from sim.cli.common import say


@click.command("document", short_help="Document the model of a config or an experiment; nothing is run.")
@click.argument("config")
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: model/NAME]")
@click.option("--quiet", is_flag=True, help="Say nothing.")
def command(config: str, out: Path | None, quiet: bool) -> None:
    """Document the model that CONFIG describes, a config or an experiment; nothing is simulated.

    Writes model.html and model.md: the STRESS-DES checklist with the pathway, every number of the config with its
    source and grade, what options change, what a person has still to write, and how complete all that is.
    """
    from sim.report.paper.model.described import described_file
    from sim.report.paper.model.document import write_documentation

    described = described_file(config)
    folder = out or Path("model") / Path(config).stem
    names = write_documentation(folder, described)
    if not quiet:
        say(f"{folder}: {len(names)} files; model.html is the page, model.md the same as Markdown.")
