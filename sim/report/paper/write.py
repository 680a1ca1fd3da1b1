"""The folder of a report: the paper, its charts, and what the analysts hand on."""

from pathlib import Path

from sim.errors import InputFault, Problem
from sim.report.drawing import as_bytes
from sim.report.folder import digests, replace_results
from sim.report.manifest import MANIFEST, read_manifest, versions, write_manifest, written_by_carecap
from sim.report.paper.blocks import pictures
from sim.report.paper.found import Found, Material
from sim.report.paper.html import html_of
from sim.report.paper.model.described import described_results
from sim.report.paper.model.document import write_model
from sim.report.paper.paper import paper_of
from sim.report.paper.reading import is_report
from sim.report.paper.short import short_paper
from sim.report.paper.word import word_of
from sim.report.paper.workbook import workbook_of

PAPER, WORKBOOK, WORD = "paper.html", "workbook.xlsx", "paper.docx"


def write_report(folder: Path, material: Material, *, template: Path | None = None) -> list[str]:
    """Write the report of results folders; an earlier report stays until all of it is there.

    Parameters
    ----------
    folder
        Of the report.
    material
        The results.
    template
        A Word file in whose styles the short paper is written.

    Returns
    -------
    list of str
        Names of the files.

    Raises
    ------
    InputFault
        If the folder holds results, which would go, a figure of the results is none, or the template is no Word
        document.
    """
    _refuse_results(folder)
    paper = paper_of(material)

    def write(scratch: Path) -> list[str]:
        names = [PAPER, WORKBOOK, WORD]
        drawn: dict[str, bytes] = {}
        for picture in pictures(paper.sections):
            drawn[picture.name] = as_bytes(picture.figure, "svg")
            (scratch / f"{picture.name}.svg").write_bytes(drawn[picture.name])
            (scratch / f"{picture.name}.png").write_bytes(as_bytes(picture.figure, "png"))
            names += [f"{picture.name}.svg", f"{picture.name}.png"]
        (scratch / PAPER).write_text(html_of(paper, drawn), encoding="utf-8", newline="\n")
        names += _model_of(material.main, scratch)
        workbook_of(material, scratch / WORKBOOK)
        charts = {name: (scratch / f"{name}.png").read_bytes() for name in drawn}
        word_of(short_paper(material, paper), charts, scratch / WORD, made=material.main.finished, template=template)
        write_manifest(
            scratch,
            {
                "title": paper.title,
                "results": [_told(found) for found in (material.main, *material.more)],
                "versions": versions(),
                "files": sorted([*names, MANIFEST]),
                "digests": digests(scratch, names),
            },
        )
        return [*names, MANIFEST]

    return replace_results(folder, write)


def _model_of(found: Found, folder: Path) -> list[str]:
    """Write the documentation of the model behind results; of old ones, which the paper says, there may be none."""
    try:
        described = described_results(found)
    except InputFault:
        return []
    return write_model(folder, described)


def _told(found: Found) -> dict[str, str]:
    """Results in the order in which figures name them: the first are 1."""
    return {"title": found.title, "kind": found.kind, "folder": found.folder.resolve().name}


def _refuse_results(folder: Path) -> None:
    """A report takes the place of an earlier report, never of results."""
    manifest = read_manifest(folder)
    if manifest is not None and written_by_carecap(manifest) and not is_report(manifest):
        rule = "there are results here, and a report in their place would remove them"
        raise InputFault([Problem("--out", str(folder), rule, suggestion="Name another folder.")])
