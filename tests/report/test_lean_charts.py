"""Charts are small files that look like what matplotlib draws."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from sim.report.drawing import DPI, as_bytes, new_figure
from sim.report.lean_svg import lean_svg

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def figure() -> Figure:
    """Bands over one another, words that come again, marks, and an image."""
    made = new_figure(4.0)
    left, right = made.subplots(1, 2)
    for place, colour in enumerate(("#0072B2", "#D55E00", "#009E73")):
        values = np.sin(np.arange(60) / (place + 3)) + place
        left.fill_between(range(60), values - 1, values + 1, color=colour, alpha=0.15, linewidth=0)
        left.plot(values, color=colour, marker="o", label=f"waits {place} weeks & <more> \x01")
    left.legend()
    right.imshow(np.arange(400).reshape(20, 20), cmap="cividis")
    made.draw_without_rendering()
    made.set_layout_engine("none")
    return made


def pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def whole(figure: Figure, kind: str) -> bytes:
    """The chart as matplotlib itself writes it."""
    written = io.BytesIO()
    figure.savefig(written, format=kind, dpi=DPI, facecolor="white")
    return written.getvalue()


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_png_has_a_palette_and_every_shade_is_near_the_one_drawn(figure: Figure) -> None:
    drawn, small = whole(figure, "png"), as_bytes(figure, "png")
    assert len(small) < 0.6 * len(drawn)
    apart = np.abs(pixels(drawn) - pixels(small)).max(axis=2)
    assert apart.mean() < 2
    assert (apart > 16).mean() < 0.001
    assert (pixels(small)[0, 0] == 255).all()


@pytest.mark.filterwarnings("ignore:Glyph")
def test_an_svg_is_less_than_half_and_all_it_refers_to_is_in_it(figure: Figure) -> None:
    small = as_bytes(figure, "svg")
    drawing = ElementTree.fromstring(small)
    names = [each.attrib["id"] for each in drawing.iter() if "id" in each.attrib]
    links = {each.attrib[LINK] for each in drawing.iter() if LINK in each.attrib}
    images = {link for link in links if link.startswith("data:image/png")}
    wanted = {link[1:] for link in links - images} | set(re.findall(r"url\(#(\w+)\)", small.decode()))
    assert len(names) == len(set(names))
    assert wanted == set(names)
    assert len(images) == 1
    assert as_bytes(figure, "svg") == small


OUTLINES = {"a": "M1 0z", "b": "M2 0z", "c": "M3 0z", "space": ""}
HEAD = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink">'


def letters(drawing: ElementTree.Element) -> list[tuple[str, int]]:
    """The outlines that are drawn in the groups of a drawing, word or letter, and how far right each is."""
    by_name = {each.attrib["id"]: each for each in drawing.iter() if "id" in each.attrib}

    def drawn(use: ElementTree.Element, right: int) -> list[tuple[str, int]]:
        target, at = by_name[use.attrib[LINK][1:]], right + int(use.get("x", 0))
        return [letter for each in target for letter in drawn(each, at)] or [(target.attrib["d"], at)]

    lines = [each for each in drawing.iter(f"{{{SVG}}}g") if "transform" in each.attrib]
    return [letter for line in lines for use in line for letter in drawn(use, 0)]


def test_words_are_drawn_letter_by_letter_where_they_stood_whether_they_come_again_or_not() -> None:
    words = [("ab", 0.4), ("cab", 150.4), ("ab", 360.2), ("c", 510.3)]
    placed = [(letter, start + 60 * place) for word, start in words for place, letter in enumerate(word)]
    blanks = [("space", start - 30) for _, start in words[1:]]
    uses = "".join(
        f'<use xlink:href="#{each}" transform="translate({x} 0)"/>'
        for each, x in sorted(placed + blanks, key=lambda each: each[1])
    )
    outlines = "".join(f'<path id="{name}" d="{d}"/>' for name, d in OUTLINES.items())
    small = lean_svg(f'{HEAD}<defs>{outlines}</defs><g transform="scale(0.08 -0.08)">{uses}</g></svg>'.encode())
    assert letters(ElementTree.fromstring(small)) == [(OUTLINES[letter], round(x)) for letter, x in placed]
    assert small.count(b"<use") == 4 + 2 + 2, "ab once, and twice by its name; cab and c by their letters"


def test_digits_go_where_nobody_sees_them_and_scales_stay() -> None:
    path = '<path d="M 10.123456 0 \nL 0.5 -200.999999 \n" transform="translate(3.14159 0) scale(0.015625)"/>'
    small = lean_svg(f"{HEAD}{path}</svg>".encode())
    assert b'd="M10.12 0L0.5 -201" transform="translate(3.14 0) scale(0.015625)"/>' in small
