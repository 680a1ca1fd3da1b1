"""The animation meets WCAG 2.2 AA as far as a machine can tell, and a keyboard alone moves it."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from small_papers import done
from test_paper_accessible import OVERFLOWING, violations

Open = Callable[..., Any]

if find_spec("vidigi") is None:
    pytest.skip("animations need the extra animation", allow_module_level=True)

DRAWN = "document.querySelector('#cases .scatterlayer') !== null && document.querySelector('#cases')._transitionData"
DOTS = "document.querySelector('#cases').data.flatMap(trace => trace.text).filter(sign => sign === '●').length"


@pytest.fixture(scope="module")
def film(papers: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("film") / "film.html"
    done("export", papers.results("single_run"), "--layout", "vidigi", "--animation", file, "--days", 20)
    return file


def drawn(opened: Open, film: Path, *width: int, **how: object) -> Any:
    page = opened(film, *width, **how)
    page.wait_for_function(f"() => {DRAWN}")
    return page


@pytest.mark.parametrize("width", [1200, 320])
def test_axe_finds_nothing_against_the_animation(opened: Open, film: Path, width: int) -> None:
    page = drawn(opened, film, width, bypass_csp=True)
    assert violations(page, passing={"role-img-alt", "label", "button-name"}) == ""
    assert page.evaluate(OVERFLOWING)[0] == 0


def test_a_keyboard_alone_chooses_the_day_and_starts_and_stops(opened: Open, film: Path) -> None:
    page = drawn(opened, film)
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('aria-label')"))
    assert names == ["play", "before", "after", "day", "The picture"]
    page.locator("#after").press("Enter")
    assert page.locator("#which").inner_text() == "Wed 02 Apr 2014"
    page.locator("#day").press("End")
    assert page.locator("#day").get_attribute("aria-valuetext") == "Sun 20 Apr 2014"
    page.locator("#before").press("Enter")
    assert page.locator("#which").inner_text() == "Sat 19 Apr 2014"
    page.locator("#play").press("Enter")
    assert page.locator("#play").inner_text() == "Stop"
    page.wait_for_function("() => document.getElementById('which').value === 'Sun 20 Apr 2014'")
    page.wait_for_function("() => document.getElementById('play').textContent === 'Play'")
    page.locator("#play").press("Enter")
    assert page.locator("#which").inner_text() == "Tue 01 Apr 2014"
    page.locator("#play").press("Enter")
    assert page.locator("#play").inner_text() == "Play"


def test_the_picture_follows_the_day_that_is_chosen(opened: Open, film: Path) -> None:
    page = drawn(opened, film)
    frames = "document.querySelector('#cases')._transitionData._frames"
    of_frame = f"{frames}.at(-1).data.flatMap(trace => trace.text).filter(sign => sign === '●').length"
    wanted = page.evaluate(of_frame)
    assert page.evaluate(DOTS) != wanted
    page.locator("#day").press("End")
    page.wait_for_function(f"() => {DOTS} === {wanted}")
