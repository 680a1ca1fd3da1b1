"""The Word paper, read back: real styles, tables that can be read out, and the styles of a council's own template."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from hostile_board import HOSTILE, QUESTION, TITLE, hostile_board
from sim.cli import main
from sim.errors import InputFault
from sim.report.drawing import as_bytes, new_figure
from sim.report.paper.blocks import Bullets, Column, Grid, Name, Notice, Paper, Paragraph, Picture, Section, plain
from sim.report.paper.found import Material, read_found
from sim.report.paper.paper import paper_of
from sim.report.paper.short import options_that_matter, short_paper
from sim.report.paper.word import word_of

MADE = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
NAMES = tuple(HOSTILE.values())


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(read_found(hostile_board()))


@pytest.fixture(scope="module")
def paper() -> Paper:
    """A paper with a block of every kind."""
    figure = new_figure(3.0)
    figure.subplots().plot([1, 2], [3, 4])
    grid = Grid(
        "A table", (Column("Option"), Column("Days", figures=True)), tuple(((Name(each),), ("21",)) for each in NAMES)
    )
    picture = Picture("chart", "A chart", "Waits fall from 40 days to 20.", figure)
    inner = Section("inner", "A part", (Bullets((("one",), ("two",))), grid))
    blocks = (Paragraph(("The answer.",), lead=True), Notice(("Old results.",)), picture)
    return Paper(TITLE, QUESTION, (("Seed", ("7",)),), (Section("answer", "The answer", blocks, (inner,)),))


def written(paper: Paper, folder: Path, template: Path | None = None) -> Path:
    drawn = {"chart": as_bytes(new_figure(3.0), "png")}
    file = folder / "paper.docx"
    word_of(paper, drawn, file, made=MADE, template=template)
    return file


def styled(document: Document, style: str) -> list[str]:
    return [line.text for line in document.paragraphs if line.style is not None and line.style.name == style]


def test_blocks_have_the_styles_of_word(paper: Paper, tmp_path: Path) -> None:
    document = docx.Document(str(written(paper, tmp_path)))
    assert styled(document, "Title") == [TITLE]
    assert styled(document, "Subtitle") == [QUESTION]
    assert styled(document, "Heading 1") == ["The answer"]
    assert styled(document, "Heading 2") == ["A part"]
    assert styled(document, "List Bullet") == ["one", "two"]
    assert styled(document, "Caption") == ["A chart", "A table"]
    assert "Please note: Old results." in styled(document, "Normal")


def test_tables_say_their_heads_again_on_every_page_and_keep_their_words(paper: Paper, tmp_path: Path) -> None:
    (table,) = docx.Document(str(written(paper, tmp_path))).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Option", "Days"]
    assert [row.cells[0].text for row in table.rows[1:]] == list(NAMES)
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, *[False] * len(NAMES)]


def test_names_from_the_right_are_marked_so(paper: Paper, tmp_path: Path) -> None:
    (table,) = docx.Document(str(written(paper, tmp_path))).tables
    from_the_right = [bool(row.cells[0].paragraphs[0].runs[0].font.rtl) for row in table.rows[1:]]
    assert from_the_right == [name == HOSTILE["twice-the-people"] for name in NAMES]


def test_a_chart_has_words_for_those_who_cannot_see_it_and_fits_the_page(paper: Paper, tmp_path: Path) -> None:
    document = docx.Document(str(written(paper, tmp_path)))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Waits fall from 40 days to 20."
    assert shape.width == pytest.approx(Cm(21.0 - 2 * 2.2), rel=1e-3)


def test_it_is_british_english_on_a4_and_says_what_it_is(paper: Paper, tmp_path: Path) -> None:
    document = docx.Document(str(written(paper, tmp_path)))
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    page = document.sections[0]
    assert (page.page_width, page.page_height) == pytest.approx((Cm(21.0), Cm(29.7)), rel=1e-3)
    told = document.core_properties
    assert (told.title, told.subject, told.language) == (TITLE, QUESTION, "en-GB")
    assert told.created == told.modified == MADE


def test_it_has_the_same_bytes_each_time(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert written(paper, tmp_path).read_bytes() == written(paper, tmp_path / "again").read_bytes()


def test_signs_that_no_xml_file_may_hold_do_no_harm(paper: Paper, tmp_path: Path) -> None:
    file = written(replace(paper, title="bell \x07 and null \x00"), tmp_path)
    assert styled(docx.Document(str(file)), "Title") == ["bell \ufffd and null \ufffd"]


def test_a_template_keeps_its_page_its_words_and_its_styles(paper: Paper, tmp_path: Path) -> None:
    council = docx.Document()
    council.sections[0].header.paragraphs[0].text = "Council"
    council.sections[0].page_width = Cm(20.0)
    council.add_paragraph("Report of the director")
    for name in ("List Bullet", "Title"):
        council.styles.element.remove(council.styles[name].element)
    council.save(str(tmp_path / "template.docx"))
    document = docx.Document(str(written(paper, tmp_path, tmp_path / "template.docx")))
    assert document.paragraphs[0].text == "Report of the director"
    assert document.sections[0].header.paragraphs[0].text == "Council"
    assert document.sections[0].page_width == pytest.approx(Cm(20.0), rel=1e-3)
    assert styled(document, "Title") == [TITLE]
    assert styled(document, "List Bullet") == ["\u2022\tone", "\u2022\ttwo"], "what the template lacks is borrowed"


@pytest.mark.parametrize(("content", "rule"), [(None, "no such file"), (b"PK nothing", "no Word document")])
def test_a_template_that_is_none_is_refused(paper: Paper, tmp_path: Path, content: bytes | None, rule: str) -> None:
    template = tmp_path / "template.docx"
    if content is not None:
        template.write_bytes(content)
    with pytest.raises(InputFault, match=rule):
        written(paper, tmp_path, template)
    assert not (tmp_path / "paper.docx").exists()


def judged(material: Material, verdicts: dict[str, str]) -> Material:
    """The same results with other verdicts."""
    rows = [
        replace(row, cells={**row.cells, "verdict": verdicts.get(row.text("option"), "no clear difference")})
        for row in material.main.rows("options")
    ]
    return Material(replace(material.main, tables={**material.main.tables, "options": rows}))


def test_the_short_paper_has_no_change_and_the_options_that_clearly_differ(material: Material) -> None:
    # What nobody chooses, such as more people, is left out however clear it is.
    verdicts = {"second-worker": "better", "dearer": "mixed", "more-people": "worse", "quicker": "no clear difference"}
    matter = options_that_matter(judged(material, verdicts).main)
    assert matter is not None
    told, grid = matter
    assert isinstance(told, Paragraph)
    assert isinstance(grid, Grid)
    assert {plain(row[0]) for row in grid.rows} == {"No change", HOSTILE["second-worker"], HOSTILE["dearer"]}
    assert "Of the 3 options that the council can choose, 2 clearly differ" in plain(told.words)
    waits = [float(plain(row[1]).partition(" ")[0]) for row in grid.rows]
    assert waits == sorted(waits)


def test_the_short_paper_leaves_long_tables_to_the_whole_one(material: Material) -> None:
    whole = paper_of(material)
    short = short_paper(material, whole)
    assert [section.anchor for section in short.sections][:2] == ["answer", "options"]
    assert not any(isinstance(block, Grid) for block in short.sections[0].blocks)
    assert {"assumptions", "repeat"} <= {section.anchor for section in short.sections}, (
        "though they stand in an appendix"
    )
    assert short.title == whole.title


def test_the_report_has_the_workbook_and_the_paper_in_the_templates_styles(tmp_path: Path) -> None:
    council = docx.Document()
    council.add_paragraph("Report of the director")
    council.save(str(tmp_path / "template.docx"))
    out = tmp_path / "report"
    given = ["report", str(hostile_board()), "--out", str(out), "--template", str(tmp_path / "template.docx")]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 0, done.stderr
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {"paper.docx", "paper.html", "workbook.xlsx"} <= set(listed)
    assert docx.Document(str(out / "paper.docx")).paragraphs[0].text == "Report of the director"


def test_a_report_with_a_template_that_is_none_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    given = ["report", str(hostile_board()), "--out", str(tmp_path), "--template", str(tmp_path / "no.docx")]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 2
    assert "--template" in done.stderr
    assert list(tmp_path.iterdir()) == []
