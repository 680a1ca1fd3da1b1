"""The paper meets WCAG 2.2 AA as far as a machine can tell: axe-core in a real browser, the keyboard, zoom, print."""

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., Any]

PAPERS = ("comparison+plan_for_staff", "single_run", "hostile_comparison", "faults", "every_block")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOWING = """() => {
    const scrolled = element => element.closest('.wide') !== null && !element.matches('.wide');
    const seen = [...document.querySelectorAll('body *')].filter(element => !scrolled(element));
    const edge = document.documentElement.clientWidth + 1;
    const wide = seen.filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && !element.matches('.skip') && (box.right > edge || box.left < -1);
    });
    return [document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
            wide.map(element => element.outerHTML.slice(0, 80))];
}"""
CUT = """[...document.querySelectorAll('body *')]
    .filter(each => !each.closest('.wide') && getComputedStyle(each).overflow !== 'visible'
                    && each.scrollHeight > each.clientHeight + 1)
    .map(each => each.outerHTML.slice(0, 80))"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"


@pytest.fixture(scope="module", params=PAPERS)
def paper(request: pytest.FixtureRequest, papers: Any) -> Path:
    file: Path = papers.paper(request.param)
    return file


@pytest.fixture(scope="module", params=["comparison+plan_for_staff", "every_block"])
def fullest(request: pytest.FixtureRequest, papers: Any) -> Path:
    """The papers that have most in them."""
    file: Path = papers.paper(request.param)
    return file


def unfold(page: "Page") -> None:
    """Open what can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


PASSING = frozenset({"color-contrast", "document-title", "html-has-lang", "heading-order", "region"})
"""Rules that hold of any page, so that one on which nothing was looked at is not taken for a good one."""


def violations(page: "Page", passing: AbstractSet[str] = frozenset({"bypass"})) -> str:
    """What axe-core has against a page, in words; ``passing`` are rules that it must have found to hold."""
    from axe_playwright_python.sync_playwright import Axe

    unfold(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    passed = {rule["id"] for rule in found.response["passes"]}
    assert passed >= PASSING | passing
    return found.generate_report() if found.violations_count else ""


def test_axe_finds_nothing_against_wcag_2_2_aa(opened: Open, paper: Path) -> None:
    assert violations(opened(paper, bypass_csp=True)) == ""


def test_axe_finds_nothing_on_a_phone(opened: Open, fullest: Path) -> None:
    assert violations(opened(fullest, 320, bypass_csp=True)) == ""


def test_the_tab_key_goes_through_the_paper_in_order_and_is_seen_where_it_is(opened: Open, fullest: Path) -> None:
    page = opened(fullest)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a, summary, .wide')]"
        ".filter(each => each.matches('.skip') || each.checkVisibility()).map(each => each.outerHTML)"
    )
    assert len(wanted) >= 3
    met = []
    for _ in wanted:
        page.keyboard.press("Tab")
        place = page.evaluate("""() => {
            const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
            return {html: here.outerHTML, width: parseFloat(style.outlineWidth), line: style.outlineStyle,
                    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
        }""")
        met.append(place["html"])
        assert place["inside"], f"out of sight: {place['html'][:80]}"
        assert place["line"] != "none" and place["width"] >= 2, f"focus is not seen: {place['html'][:80]}"
    assert met == wanted


def test_the_skip_link_leads_past_the_contents(opened: Open, fullest: Path) -> None:
    page = opened(fullest)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the paper"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_wide_tables_can_be_scrolled_with_the_keyboard(opened: Open, fullest: Path) -> None:
    page = opened(fullest, 320)
    wide = "each.checkVisibility({contentVisibilityAuto: true}) && each.scrollWidth > each.clientWidth"
    page.evaluate(f"[...document.querySelectorAll('.wide')].find(each => {wide}).focus()")
    page.keyboard.press("ArrowRight")
    deadline = time.monotonic() + 20
    while not page.evaluate("document.activeElement.scrollLeft > 0"):  # the page lets nobody evaluate words within it
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_headings_follow_without_gaps_and_every_section_is_named(opened: Open, paper: Path) -> None:
    page = opened(paper)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    named = "[...document.querySelectorAll('section')].map(s => s.querySelector('h2,h3,h4,h5,h6').id)"
    labelled = "[...document.querySelectorAll('section')].map(s => s.getAttribute('aria-labelledby'))"
    assert page.evaluate(labelled) == page.evaluate(named)
    assert page.evaluate("document.documentElement.lang") == "en-GB"


def test_no_two_things_have_one_id_and_every_link_leads_somewhere(opened: Open, paper: Path) -> None:
    page = opened(paper)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(set(ids)) == len(ids) > 0
    links = page.evaluate("[...document.querySelectorAll('a')].map(each => each.getAttribute('href'))")
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_tables_have_captions_and_heads_of_columns_and_rows(opened: Open, fullest: Path) -> None:
    page = opened(fullest)
    tables = page.evaluate("""[...document.querySelectorAll('table')].map(table => ({
        caption: table.caption.textContent.trim(),
        heads: [...table.tHead.rows[0].cells].map(each => each.textContent.trim() && each.tagName + each.scope),
        rows: [...table.tBodies[0].rows].map(row => [row.cells[0].tagName + row.cells[0].scope, row.cells.length]),
    }))""")
    assert tables
    for table in tables:
        assert table["caption"]
        assert set(table["heads"]) == {"THcol"}
        assert table["rows"], table["caption"]
        assert all(row == ["THrow", len(table["heads"])] for row in table["rows"])


def test_every_picture_says_in_words_what_it_shows(opened: Open, fullest: Path) -> None:
    pictures = opened(fullest).evaluate("[...document.images].map(each => [each.alt, each.naturalWidth])")
    assert all(len(alt) > 40 and width > 0 for alt, width in pictures)
    assert len({alt for alt, _ in pictures}) == len(pictures)


def test_the_page_asks_nobody_for_anything(browser: Any, paper: Path) -> None:
    with browser.new_context() as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(paper.as_uri(), wait_until="networkidle")
        unfold(page)
        entries = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert [url for url in (*asked, *entries) if not url.startswith("data:")] == [paper.as_uri()]


def test_it_reads_the_same_without_javascript(opened: Open, fullest: Path) -> None:
    without = opened(fullest, java_script_enabled=False).locator("body").inner_text()
    assert without == opened(fullest).locator("body").inner_text()
    assert len(without) > 100
    assert "<script" not in fullest.read_text(encoding="utf-8")


def test_nothing_is_wider_than_the_page(opened: Open, paper: Path) -> None:
    page = opened(paper)
    unfold(page)
    for width in (1200, 640, 400, 320):  # 640 is 1280 at a zoom of 200 %, and 320 at one of 400 %
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOWING) == [0, []], f"{width} pixels"


@pytest.mark.parametrize("style", ["html { font-size: 200% !important; }", SPACED], ids=["twice as large", "spaced"])
def test_text_can_be_twice_as_large_or_more_spaced(opened: Open, fullest: Path, style: str) -> None:
    page = opened(fullest, 1200, bypass_csp=True)
    unfold(page)
    page.add_style_tag(content=style)
    assert page.evaluate(OVERFLOWING) == [0, []]
    assert page.evaluate(CUT) == []
