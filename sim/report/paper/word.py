"""A paper as a Word file, in the styles of a council's own template if there is one."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sim.errors import InputFault, Problem
from sim.report.paper.blocks import (
    Appended,
    Block,
    Bullets,
    Grid,
    Name,
    Notice,
    Paper,
    Paragraph,
    Picture,
    Piece,
    Section,
    Strong,
    Words,
    plain,
    say,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import BaseStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph as Line

LANGUAGE: Final = "en-GB"
_BULLET, _CAPTION, _TABLE = "List Bullet", "Caption", "Table Grid"
_STYLES: Final = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", _BULLET, _CAPTION, _TABLE)
_DEEPEST: Final = 3
"""Of headings; what is below has the same."""
_TALLEST: Final = 0.72
"""Of a chart, as a share of the page's text."""
_MOST, _MARGIN = 34, 4
"""Of a column of a table, whose width is shared out by its letters: as many at the most, and room beside them."""
_HEAD: Final = "E8EEF3"
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def word_of(
    paper: Paper, drawn: Mapping[str, bytes], file: Path, *, made: dt.datetime, template: Path | None = None
) -> None:
    """Write a paper as a Word file; the same bytes each time.

    Parameters
    ----------
    paper
        The paper; :func:`sim.report.paper.short.short_paper` makes one for a committee.
    drawn
        Each of its charts as PNG, by its name.
    made
        When its results were made, which is when the file says it was written.
    template
        A .docx file whose styles, page, head and foot the paper takes, and whose words come before it.

    Raises
    ------
    InputFault
        If the template is no Word document.
    """
    document = _opened(template) if template is not None else _plain_document()
    _borrow_styles(document)
    _Writer(document, drawn).paper(paper)
    _tell_of(document, paper, made)
    written = io.BytesIO()
    document.save(written)
    file.write_bytes(_stamped(written))


class _Writer:
    """Adds blocks to the end of a document."""

    def __init__(self, document: "Document", drawn: Mapping[str, bytes]) -> None:
        self._document, self._drawn = document, drawn
        self._numbered = _has_marks(document.styles[_BULLET])
        page = document.sections[-1]
        # A template may leave its page to Word's own, which is A4.
        width, height = page.page_width or 7560310, page.page_height or 10692130
        self._wide = width - (page.left_margin or 0) - (page.right_margin or 0)
        self._high = height - (page.top_margin or 0) - (page.bottom_margin or 0)

    def paper(self, paper: Paper) -> None:
        """Everything, title first."""
        self._line((Name(paper.title),), "Title")
        if paper.question:
            self._line((Name(paper.question),), "Subtitle")
        facts = self._line(())
        for place, (name, words) in enumerate(paper.facts):
            if place:
                facts.add_run().add_break()
            self._say(facts, (Strong(f"{name}: "), *words))
        for notice in paper.notices:
            self._block(notice)
        for section in paper.sections:
            self._section(section, 1)

    def _section(self, section: Section, level: int) -> None:
        self._line((Name(section.title),), f"Heading {min(level, _DEEPEST)}")
        for block in section.blocks:
            self._block(block)
        for part in section.parts:
            self._section(part, level + 1)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._line(block.words)
            case Notice():
                self._line((Strong("Please note: "), *block.words))
            case Bullets():
                for item in block.items:
                    self._line(item if self._numbered else ("\u2022\t", *item), _BULLET)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)
            case Appended():
                self._line(say("In the appendix of the whole paper: {title}", title=block.section.title))

    def _line(self, words: Words, style: str | None = None) -> "Line":
        line = self._document.add_paragraph(style=style)
        self._say(line, words)
        return line

    def _say(self, line: "Line", words: Words) -> None:
        for piece in words:
            run = line.add_run(_clean(piece if isinstance(piece, str) else piece.text))
            if isinstance(piece, Strong):
                run.bold = True
            if _from_the_right(piece):
                run.font.rtl = True

    def _grid(self, grid: Grid) -> None:
        self._line((Name(grid.caption),), _CAPTION).paragraph_format.keep_with_next = True
        from docx.shared import Pt

        table = self._document.add_table(rows=1, cols=len(grid.columns), style=_TABLE)
        for cell, column in zip(table.rows[0].cells, grid.columns, strict=True):
            _shade(cell)
            self._cell(cell, (Strong(column.head),), right=column.figures)
        _repeat(table)
        for row in grid.rows:
            cells = table.add_row().cells
            for cell, column, words in zip(cells, grid.columns, row, strict=True):
                self._cell(cell, words, right=column.figures)
        self._share_width(table, grid)
        note = self._line(grid.note)
        note.paragraph_format.space_before = Pt(3)

    def _share_width(self, table: "Table", grid: Grid) -> None:
        """Give room to the columns by the longest of what they hold."""
        from docx.shared import Emu

        longest = [max((len(plain(row[place])) for row in grid.rows), default=0) for place in range(len(grid.columns))]
        # Heads are bold, and a word of theirs should not be broken.
        words = [round(1.3 * max(map(len, column.head.split()), default=0)) for column in grid.columns]
        parts = [min(max(each, word), _MOST) + _MARGIN for each, word in zip(longest, words, strict=True)]
        widths = [Emu(self._wide * part // sum(parts)) for part in parts]
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for line in table.rows:
            line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for cell, width in zip(line.cells, widths, strict=True):
                cell.width = width

    def _cell(self, cell: "_Cell", words: Words, *, right: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        line = cell.paragraphs[0]
        self._say(line, words)
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.space_before = Pt(2)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else None
        for run in line.runs:
            run.font.size = Pt(9)

    def _picture(self, picture: Picture) -> None:
        line = self._line(())
        line.paragraph_format.keep_with_next = True
        shape = line.add_run().add_picture(io.BytesIO(self._drawn[picture.name]))
        smaller = min(self._wide / shape.width, self._high * _TALLEST / shape.height)
        shape.width, shape.height = round(shape.width * smaller), round(shape.height * smaller)
        shape._inline.docPr.set("descr", _clean(picture.alt))
        self._line((Name(picture.title),), _CAPTION)


def _plain_document() -> "Document":
    """A document of our own: A4, plain letters, and the number of the page at its foot."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.0)
    sizes = {
        "Normal": 10.5,
        "Title": 22,
        "Subtitle": 12,
        "Heading 1": 15,
        "Heading 2": 12.5,
        "Heading 3": 11,
        _CAPTION: 9.5,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x1B, 0x1B, 0x1B)
        _letters(style)
    document.styles["Subtitle"].font.italic = False
    foot = page.footer.paragraphs[0]
    field = _element("w:fldSimple", instr="PAGE")
    foot._p.append(field)
    for language in document.styles.element.iter(_name("w:lang")):
        language.set(_name("w:val"), LANGUAGE)
    return document


def _letters(style: "BaseStyle", family: str = "Arial") -> None:
    """Letters of one family, whatever the theme has."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for which in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(_name(f"w:{which}"), family)


def _opened(template: Path) -> "Document":
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    rule = "this is no Word document"
    try:
        return docx.Document(str(template))
    except (PackageNotFoundError, FileNotFoundError):
        rule = "there is no such file" if not template.exists() else rule
    except (ValueError, KeyError, BadZipFile, OSError):
        pass
    hint = "Name a .docx file; in Word save a template (.dotx) as a document (.docx) first."
    raise InputFault([Problem("--template", str(template), rule, suggestion=hint)])


def _borrow_styles(document: "Document") -> None:
    """Take the styles that a template lacks from the library's own document."""
    import docx

    lacking = [name for name in _STYLES if name not in document.styles]
    if lacking:
        ours = docx.Document().styles
        for name in lacking:
            document.styles.element.append(deepcopy(ours[name].element))
        if _BULLET in lacking:
            _without_marks(document.styles[_BULLET])


def _has_marks(style: "BaseStyle") -> bool:
    """Whether Word itself puts the mark before a line of a list."""
    return next(style.element.iter(_name("w:numPr")), None) is not None


def _without_marks(style: "BaseStyle") -> None:
    """Make a borrowed style of lists one whose lines bring their marks: the marks of Word stand in another part."""
    from docx.shared import Cm

    for marks in list(style.element.iter(_name("w:numPr"))):
        marks.getparent().remove(marks)
    room = style.paragraph_format  # type: ignore[attr-defined]
    room.left_indent, room.first_line_indent = Cm(0.6), Cm(-0.6)


def _tell_of(document: "Document", paper: Paper, made: dt.datetime) -> None:
    """The document's properties."""
    told = document.core_properties
    told.title, told.subject = _clean(paper.title)[:255], _clean(paper.question)[:255]
    told.author = told.last_modified_by = "carecap"
    told.comments, told.language, told.revision = "", LANGUAGE, 1
    told.created = told.modified = made.astimezone(dt.UTC).replace(tzinfo=None)


def _stamped(written: io.BytesIO) -> bytes:
    """The same file with the same date on each of its parts, whenever it is written."""
    stamped = io.BytesIO()
    with ZipFile(written) as before, ZipFile(stamped, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(ZipInfo(part.filename), before.read(part), ZIP_DEFLATED)
    return stamped.getvalue()


def _repeat(table: "Table") -> None:
    """Say the first row of a table again on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def _shade(cell: "_Cell") -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_HEAD))


def _element(name: str, **attributes: str) -> "BaseOxmlElement":
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(_name(f"w:{attribute}"), value)
    return made


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)


def _clean(text: str) -> str:
    """The text without signs that no XML file may hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _from_the_right(piece: Piece) -> bool:
    """Whether a name is in a script that is read from the right: its first letter says so."""
    if not isinstance(piece, Name):
        return False
    ways = (unicodedata.bidirectional(sign) for sign in piece.text)
    return next((way in ("R", "AL") for way in ways if way in ("L", "R", "AL")), False)
