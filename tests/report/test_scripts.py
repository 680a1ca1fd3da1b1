"""Letters of any script on charts: drawn where a font of the machine has them, marked elsewhere, and never a storm."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text

from sim.report import scripts
from sim.report.drawing import as_bytes, dress, new_figure, save
from sim.report.lettering import fitted, width_of

PLAIN = "Ünïted “care” \N{MINUS SIGN} 12 %, رعاية צוות … ●"
CHINESE = "長者"
"""A word that the fonts of matplotlib have not."""


@pytest.fixture(autouse=True)
def warnings_are_faults() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture
def european(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose fonts are those of matplotlib alone."""
    own = [entry for entry in fontManager.ttflist if "mpl-data" in entry.fname]
    monkeypatch.setattr(fontManager, "ttflist", own)
    for kept in (scripts._others, scripts._family_with):
        kept.cache_clear()
    yield
    for kept in (scripts._others, scripts._family_with):
        kept.cache_clear()


def chart(words: str, *, plain: bool = False) -> Figure:
    """A chart with some words in its title, along an axis, beside a bar and in its legend."""
    figure = new_figure(2.0)
    if plain:
        figure = Figure(figsize=figure.get_size_inches(), layout="constrained")
        FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.barh([0, 1], [3.0, 4.5], label=words)
    axes.set_yticks([0, 1], [words, "b"])
    axes.annotate(words, (3, 0))
    axes.legend()
    dress(figure, words, words)
    return figure


def words_of(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)} - {""}


def test_letters_that_the_charts_font_has_are_drawn_as_without_any_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "_others", lambda: pytest.fail("no other font is to be looked at"))
    for kind in ("png", "svg"):
        assert as_bytes(chart(PLAIN), kind) == as_bytes(chart(PLAIN, plain=True), kind)
    assert scripts.families_of(PLAIN, FontProperties()) == ()


@pytest.mark.usefixtures("european")
def test_letters_that_no_font_has_are_marked_without_a_warning(tmp_path: Path) -> None:
    figure = chart(f"{CHINESE} care")
    save(figure, tmp_path / "chart.png")
    marked = f"{scripts.UNKNOWN * 2} care"
    drawn = words_of(figure)
    assert marked in drawn and not any(CHINESE in words for words in drawn)
    assert sum(text.get_text() == marked for text in figure.axes[0].get_yticklabels()) == 1
    assert width_of(CHINESE, size=8) == width_of(scripts.UNKNOWN * 2, size=8)


@pytest.mark.usefixtures("european")
def test_signs_that_belong_to_a_letter_that_nobody_has_go_with_it() -> None:
    assert scripts.shown("\u0e01\u0e35 care", FontProperties()) == f"{scripts.UNKNOWN} care"  # Thai, with a vowel above


def test_letters_of_another_font_of_the_machine_are_drawn_with_it_and_alike_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    families = scripts.families_of(CHINESE, FontProperties())
    if families == ("sans-serif",):
        pytest.skip("no font of this machine has Chinese letters")
    one, other = chart(CHINESE), chart(CHINESE)
    for kind in ("svg", "png"):
        assert as_bytes(one, kind) == as_bytes(other, kind)
    assert CHINESE in words_of(one)
    assert tuple(one.axes[0].get_yticklabels()[0].get_fontfamily()) == families
    assert as_bytes(one, "svg") != as_bytes(chart(scripts.UNKNOWN * 2), "svg")
    assert caplog.messages == []
    assert fitted(CHINESE * 40, 1.0, lines=2).count("\n") == 1
