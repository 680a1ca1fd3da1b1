"""The workbook: an Excel file of real numbers in real tables, without macros, formulas or links."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.report.paper.book.about import about_sheet, answer_sheet, definitions_sheet
from sim.report.paper.book.care import care_sheets
from sim.report.paper.book.evidence import evidence_sheets
from sim.report.paper.book.sheet import Field, Form, Sheet, Value
from sim.report.paper.book.tables import result_sheets
from sim.report.paper.found import Material

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576
"""Of a sheet, in Excel."""
MOST_CHARACTERS: Final = 32_767
"""Of a cell, in Excel, which counts what lies beyond the basic plane as two."""
CUT: Final = " [cut: too long for a cell]"

_LINED: Final = {"bottom": 1, "bottom_color": "#D0D7DE"}
"""A pale line below each row."""
_LONGEST_HEAD = 255
_LONGEST_TAB = 31
_A4 = 9
_LINE, _HIGHEST = 15.0, 409.0
"""Height of a line, and the most of a row, in Excel [points]."""
_WIDTHS: Final[Mapping[Form, int]] = {"name": 34, "text": 18, "long": 60}
_NUMBER_WIDTH = 13
_PAGE = 200
"""Characters across a page in landscape; what is wider goes over several pages."""

_NUMBERS: Final[Mapping[Form, str]] = {
    "whole": "#,##0",
    "decimal": "#,##0.0",
    "fine": "#,##0.0###",
    "share": "0.0%",
    "money": "#,##0",
    "day": "d mmm yyyy",
    "month": "mmm yyyy",
}
_OF_UNIT: Final[Mapping[str, Form]] = {"share": "share", "days": "decimal", "cases": "decimal", "GBP": "money"}
"""How figures of a unit look; of any other with what digits they have."""


def workbook_of(material: Material, file: Path) -> None:
    """Write the workbook of some results; the same bytes each time.

    Parameters
    ----------
    material
        The results, and further ones that add to them.
    file
        The .xlsx file.
    """
    write_sheets(sheets_of(material), file, material)


def sheets_of(material: Material) -> list[Sheet]:
    """All sheets, in order; names differ, whatever the case of their letters."""
    care = care_sheets(material)
    results = [answer_sheet(material), *result_sheets(material), *care, *evidence_sheets(material.main)]
    return _named_apart([*results, definitions_sheet(material, results), about_sheet(material)])


def _named_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    taken: set[str] = set()
    found = []
    for sheet in sheets:
        name = first = sheet.name[: _LONGEST_TAB - 4]
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{first} {number}"
        taken.add(name.lower())
        found.append(Sheet(name, sheet.title, sheet.fields, sheet.rows, sheet.said))
    return found


def write_sheets(sheets: Sequence[Sheet], file: Path, material: Material) -> None:
    """Write sheets into a workbook that says what it is of."""
    from xlsxwriter import Workbook

    # No text becomes anything but text, whatever it begins with.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(str(file), safe) as book:
        found = material.main
        book.set_properties(
            {
                "title": found.title,
                "subject": found.question,
                "author": "carecap",
                "keywords": "adult social care, capacity, waiting times",
                "comments": f"{found.replications} simulated futures, seed {found.manifest['seed']}.",
                "created": found.finished,
            }
        )
        looks = _Looks(book)
        for sheet in sheets:
            _SheetWriter(book.add_worksheet(sheet.name), looks, sheet).write()
        _name_figures(book, sheets)


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.title = self._of(bold=True, font_size=14)
        self.said = self._of(text_wrap=True, valign="top")
        self.head = self._of(
            bold=True, text_wrap=True, valign="vcenter", indent=1, font_color="white", bg_color="#0B4F78"
        )
        self.words = self._of(text_wrap=True, valign="top", align="left", indent=1, **_LINED)

    def number(self, form: Form) -> "Format":
        """The look of a number, or of a day."""
        return self._of(num_format=_NUMBERS[form], valign="top", **_LINED)

    def _of(self, **settings: Any) -> "Format":
        key = tuple(settings.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(settings)
        return self._made[key]


class _SheetWriter:
    """Writes a sheet: its title, what is said above the table, the table, and how it is printed."""

    def __init__(self, page: "Worksheet", looks: _Looks, sheet: Sheet) -> None:
        self._page, self._looks, self._sheet = page, looks, sheet
        self._widths = [_width(field) for field in sheet.fields] or [_WIDTHS["long"]]
        self._row = 0

    def write(self) -> None:
        """Write everything."""
        for column, width in enumerate(self._widths):
            self._page.set_column(column, column, width)
        self._page.set_row(0, 24)
        self._page.write_string(0, 0, _fit(self._sheet.title, 250), self._looks.title)
        self._row = 1
        room = MOST_ROWS - len(self._sheet.said) - 5
        rows = self._sheet.rows[:room]
        for sentence in (*self._sheet.said, *self._left_out(len(self._sheet.rows) - len(rows))):
            self._say(sentence)
        head = self._row + 1
        if rows:
            self._table(head, rows)
        self._print(head)

    def _left_out(self, number: int) -> list[str]:
        told = f"{number:,} rows are left out here: a sheet holds no more. The table of the results has all."
        return [told] if number > 0 else []

    def _say(self, sentence: str) -> None:
        """A sentence across as many columns as a line of a page takes."""
        text = _fit(sentence, MOST_CHARACTERS)
        across, width = 1, float(self._widths[0])
        while across < len(self._widths) and width < _PAGE * 0.55:
            width += self._widths[across]
            across += 1
        if across > 1:
            self._page.merge_range(self._row, 0, self._row, across - 1, "", self._looks.said)
        self._page.write_string(self._row, 0, text, self._looks.said)
        self._page.set_row(self._row, min(_LINE * _lines(text, width), _HIGHEST))
        self._row += 1

    def _table(self, head: int, rows: Sequence[tuple[Value, ...]]) -> None:
        fields, last = self._sheet.fields, head + len(rows)
        heads = _heads(fields)
        table = {
            "name": "".join(part.capitalize() for part in self._sheet.name.split()) + "Table",
            "columns": [{"header": text, "header_format": self._looks.head} for text in heads],
            "style": "Table Style Light 9",
            "description": _fit(self._sheet.title, 250),
        }
        self._page.add_table(head, 0, last, len(fields) - 1, table)
        lines = max(_lines(text, width - 4) for text, width in zip(heads, self._widths, strict=True))
        self._page.set_row(head, _LINE * lines + 4)
        forms = [self._form_of(field) for field in fields]
        for place, row in enumerate(rows, start=head + 1):
            lines = 1
            for column, (form, value) in enumerate(zip(forms, row, strict=True)):
                self._cell((place, column), value, form if isinstance(form, str) else _of_unit(row[form]))
                if isinstance(value, str):
                    lines = max(lines, _lines(value, self._widths[column] - 2))
            # Not every program makes a row as high as its words.
            self._page.set_row(place, min(_LINE * lines, _HIGHEST))
        if head <= 5:
            self._page.freeze_panes(head + 1, 1)

    def _form_of(self, field: Field) -> Form | int:
        """The form of a column, or the place of the column that has the units."""
        if field.form != "by unit":
            return field.form
        places = {each.column: place for place, each in enumerate(self._sheet.fields)}
        return places.get(field.unit, "fine")

    def _cell(self, place: tuple[int, int], value: Value, form: Form) -> None:
        if isinstance(value, float) and not isfinite(value):
            value = str(value)  # a load of work that nobody has time for; Excel has no such number
        if value is None or value == "":
            return
        if isinstance(value, str):
            self._page.write_string(*place, _fit(value, MOST_CHARACTERS), self._looks.words)
        elif isinstance(value, dt.date):
            self._page.write_datetime(*place, value, self._looks.number(form))
        else:
            self._page.write_number(*place, value, self._looks.number(form))

    def _print(self, head: int) -> None:
        page = self._page
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.fit_to_pages(max(1, round(sum(self._widths) / _PAGE)), 0)
        page.repeat_rows(head)
        page.repeat_columns(0)
        page.set_footer(f"&L&A&C{_fit(self._sheet.title, 100).replace('&', '&&')}&RPage &P of &N")


def _name_figures(book: "Workbook", sheets: Sequence[Sheet]) -> None:
    """Names for the figures of no change, so that somebody's own sheet can ask for them."""
    sheet = next((sheet for sheet in sheets if sheet.name == "Options"), None)
    if sheet is None:
        return
    from xlsxwriter.utility import xl_rowcol_to_cell

    columns = [field.column for field in sheet.fields]
    first = len(sheet.said) + 3
    for name, column in _NAMED.items():
        if column in columns:
            cell = xl_rowcol_to_cell(first, columns.index(column), row_abs=True, col_abs=True)
            book.define_name(name, f"=Options!{cell}")


_NAMED: Final = {
    "No_change_wait_days": "wait_mean_days",
    "No_change_over_limit_share": "over_limit_mean_share",
    "No_change_cost_gbp_per_year": "cost_mean_gbp_per_year",
}


def _of_unit(unit: Value) -> Form:
    return "share" if str(unit).startswith("share") else _OF_UNIT.get(str(unit), "fine")


def _width(field: Field) -> int:
    return _WIDTHS.get(field.form, _NUMBER_WIDTH)


def _heads(fields: Sequence[Field]) -> list[str]:
    """Heads that differ, whatever the case of their letters, as Excel wants them."""
    taken: set[str] = set()
    found = []
    for field in fields:
        first = head = _fit(" ".join(field.head.split()) or "Column", _LONGEST_HEAD - 5)
        number = 1
        while head.lower() in taken:
            number += 1
            head = f"{first} {number}"
        taken.add(head.lower())
        found.append(head)
    return found


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in cells of this width."""
    return sum(-(-max(len(line), 1) // max(int(width), 1)) for line in text.split("\n"))


def _fit(text: str, most: int) -> str:
    """A text that a cell can hold; what is too long is cut, and says so."""
    if _length(text) <= most:
        return text
    # Half of a sign beyond the basic plane is none.
    kept = text.encode("utf-16-le")[: 2 * (most - len(CUT))].decode("utf-16-le", errors="ignore")
    return kept + CUT


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
