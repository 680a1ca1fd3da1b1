"""The paper on A4: every page has something on it, nothing runs into the margins, the file is named and tagged."""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest

A4 = (595, 842)
MARGIN = 15 / 25.4 * 72
"""Left and right [point]."""


@pytest.fixture(scope="module", params=["comparison+plan_for_staff", "hostile_comparison", "every_block"])
def printed(
    request: pytest.FixtureRequest, papers: Any, browser: Any, tmp_path_factory: Any
) -> Iterator[tuple[Any, Any]]:
    """A paper as PDF, and the page it was printed from."""
    from pypdfium2 import PdfDocument

    file: Path = tmp_path_factory.mktemp("printed") / "paper.pdf"
    page = browser.new_page()
    page.goto(papers.paper(request.param).as_uri())
    page.pdf(path=file, prefer_css_page_size=True, tagged=True, print_background=True)
    page.emulate_media(media="print")
    document = PdfDocument(file)
    yield document, page
    document.close()
    page.close()


def ink(page: Any) -> np.ndarray:
    """Whether there is ink on a page, by point from the top and from the left."""
    return page.render(scale=1, grayscale=True).to_numpy().reshape(round(page.get_height()), -1) < 250


def test_every_page_is_a4_and_none_is_blank(printed: tuple[Any, Any]) -> None:
    document, _ = printed
    assert len(document) > 0
    for page in document:
        assert page.get_size() == pytest.approx(A4, abs=1)
        body = ink(page)[: int(A4[1] - MARGIN)]  # the number of the page stands below
        assert body.any(axis=1).sum() > 20


def test_nothing_runs_into_the_margins(printed: tuple[Any, Any]) -> None:
    document, _ = printed
    for page in document:
        columns = np.flatnonzero(ink(page).any(axis=0))
        assert columns[0] >= MARGIN - 3
        assert columns[-1] <= A4[0] - MARGIN + 3


def test_nothing_is_so_wide_that_the_printer_shrinks_every_page(printed: tuple[Any, Any]) -> None:
    _, page = printed
    width = int((A4[0] - 2 * MARGIN) / 72 * 96)
    page.set_viewport_size({"width": width, "height": 1000})
    # By a twentieth is not seen; labels of 300 letters may need it.
    assert page.evaluate("document.documentElement.scrollWidth") <= 1.05 * width


def test_every_row_of_every_table_is_printed_whole_on_one_page(printed: tuple[Any, Any]) -> None:
    document, page = printed
    pages = [_letters(each.get_textpage().get_text_bounded()) for each in document]
    rows = page.evaluate("""[...document.querySelectorAll('tr')].filter(row => row.checkVisibility())
        .map(row => [...row.cells].map(cell => cell.innerText))""")
    assert rows
    for row in rows:
        # Letters that are not ASCII may be drawn from more than one font, and the lines of neighbours between a cell's.
        words = [_letters(word) for cell in row if cell.isascii() for word in cell.split()]
        assert any(all(word in text for word in words) for text in pages), row


def test_the_file_has_a_title_a_language_and_tags(printed: tuple[Any, Any]) -> None:
    from pypdfium2.raw import FPDFCatalog_GetLanguage

    document, page = printed
    assert document.get_metadata_value("Title") == page.title()
    assert document.is_tagged()
    said = ctypes.create_string_buffer(32)
    FPDFCatalog_GetLanguage(document.raw, ctypes.cast(said, ctypes.POINTER(ctypes.c_ushort)), len(said))
    assert said.raw.decode("utf-16-le").rstrip("\0") == "en-GB"


def _letters(text: str) -> str:
    """Letters and digits alone: lines and words end elsewhere in print."""
    return "".join(each for each in normalize("NFKC", text) if each.isalnum())
