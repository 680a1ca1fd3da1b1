"""The documentation of a model as one paper, and as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.report.drawing import as_bytes
from sim.report.folder import digests, replace_results
from sim.report.manifest import MANIFEST, versions, write_manifest
from sim.report.paper.blocks import Paper, Section, pictures, say
from sim.report.paper.html import html_of
from sim.report.paper.markdown import markdown_of
from sim.report.paper.model.completeness import completeness_section
from sim.report.paper.model.data import data
from sim.report.paper.model.described import Described
from sim.report.paper.model.item import Item
from sim.report.paper.model.logic import logic
from sim.report.paper.model.objectives import objectives
from sim.report.paper.model.running import running

PAGE, TEXT = "model.html", "model.md"

SECTIONS: Final = {
    "1": "Objectives", "2": "Logic", "3": "Data", "4": "Experimentation", "5": "Implementation", "6": "Code access",
}  # fmt: skip


def checklist(described: Described) -> tuple[Item, ...]:
    """Every item of STRESS-DES, in order."""
    return (*objectives(described), *logic(described), *data(described), *running(described))


def documentation(described: Described) -> Paper:
    """The documentation, item by item."""
    items = checklist(described)
    base = described.service.base
    facts = (
        ("Config", say("{title}", title=base.title)),
        (
            "Period",
            (f"{described.service.start_date} to {described.service.date_of(described.service.horizon).date()}",),
        ),
        ("Made with", say("carecap {version}", version=versions()["carecap"])),
    )
    sections = (completeness_section(described, items), *(_section(number, items) for number in SECTIONS))
    question = str(described.asked.get("question", ""))
    return Paper(f"{described.title}: the model", question, facts, sections)


def write_model(folder: Path, described: Described) -> list[str]:
    """Write the documentation as a page and as Markdown, with its diagram, into a folder; names of the files."""
    paper = documentation(described)
    drawn = {picture.name: as_bytes(picture.figure, "svg") for picture in pictures(paper.sections)}
    for name, svg in drawn.items():
        (folder / f"{name}.svg").write_bytes(svg)
    (folder / PAGE).write_text(html_of(paper, drawn), encoding="utf-8", newline="\n")
    (folder / TEXT).write_text(markdown_of(paper), encoding="utf-8", newline="\n")
    return [PAGE, TEXT, *(f"{name}.svg" for name in drawn)]


def write_documentation(folder: Path, described: Described) -> list[str]:
    """Write a folder of its own for the documentation; an earlier one stays until all of it is there.

    Returns
    -------
    list of str
        Names of the files.

    Raises
    ------
    InputFault
        If a file of others has the name of one of ours.
    """

    def write(scratch: Path) -> list[str]:
        names = write_model(scratch, described)
        manifest = {
            "title": described.title,
            "versions": versions(),
            "files": sorted([*names, MANIFEST]),
            "digests": digests(scratch, names),
        }
        write_manifest(scratch, manifest)
        return [*names, MANIFEST]

    return replace_results(folder, write)


def _section(number: str, items: Sequence[Item]) -> Section:
    parts = tuple(item.section for item in items if item.number.split(".")[0] == number)
    return Section(f"stress-{number}", SECTIONS[number], (), parts)
