"""Labels of a config may hold anything; the paper shows them as they are, and nothing of them is done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_papers import HOSTILE

Open = Callable[..., Any]


@pytest.fixture(scope="module", params=["hostile_comparison", "every_block"])
def hostile(request: pytest.FixtureRequest, papers: Any) -> Path:
    file: Path = papers.paper(request.param)
    return file


def test_hostile_labels_are_shown_letter_by_letter(opened: Open, hostile: Path) -> None:
    page = opened(hostile)
    shown = page.locator("body").text_content()
    assert [label for label in HOSTILE[:3] if label not in shown] == []
    assert page.title() == page.locator("h1").inner_text()


def test_nothing_of_a_label_becomes_a_part_of_the_page(opened: Open, hostile: Path) -> None:
    page = opened(hostile, bypass_csp=True)  # escaping alone has to do it
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("[...document.images].every(each => each.src.startsWith('data:'))")
    named = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(named) == []


def test_even_a_label_that_got_through_could_not_run_or_load_anything(
    opened: Open, hostile: Path, tmp_path: Path
) -> None:
    pierced = tmp_path / "pierced.html"
    text = hostile.read_text(encoding="utf-8").replace("<main", f"{HOSTILE[0]}<main", 1)
    pierced.write_text(text, encoding="utf-8")
    page = opened(pierced)
    assert page.evaluate("document.scripts.length") == 1
    page.wait_for_load_state("networkidle")
    assert page.title() != "gone"


def test_a_label_from_right_to_left_turns_nothing_beside_it(opened: Open, hostile: Path) -> None:
    page = opened(hostile)
    rtl = page.locator("tbody th bdi", has_text="رعاية").first
    assert rtl.evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"
    assert rtl.evaluate("each => getComputedStyle(each.closest('tr')).direction") == "ltr"


def test_long_labels_leave_figures_on_one_line(opened: Open, hostile: Path) -> None:
    page = opened(hostile, 400)
    lines = page.evaluate("""[...document.querySelectorAll('td.figures')].map(each => {
        const range = document.createRange(); range.selectNodeContents(each);
        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    })""")
    assert lines and max(lines) == 1
