"""A chart as matplotlib writes it in SVG, in less than half of the bytes: the same drawing, said more shortly.

Letters are most of a chart: matplotlib draws each by a reference to its outline, with a long name and a transform.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import count, groupby, product
from math import isfinite, nan
from string import ascii_letters
from typing import Final, TypeAlias
from xml.etree import ElementTree

_Word: TypeAlias = tuple[tuple[str, int], ...]
"""References to the outlines of its letters, and how far right of the first each stands."""
_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_GROUP, _USE, _PATH, _STYLE = (f"{{{_SVG}}}{name}" for name in ("g", "use", "path", "style"))
_HREF: Final = f"{{{_LINK}}}href"
_NUMBERS: Final = {"d", "x", "y", "width", "height", "transform", "style"}
"""Attributes with numbers in them."""
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECIMAL: Final = re.compile(r"-?\d+\.\d+")
_BESIDE: Final = re.compile(r"translate\((-?[\d.]+) 0\)")
_REFERENCE: Final = re.compile(r"(?<=url\(#)[\w.-]+")


def lean_svg(svg: bytes) -> bytes:
    """The same drawing in fewer bytes.

    Places are rounded to a hundredth of a point, and letters to a hundredth of their size, which nobody sees. A word
    that stands there more than once is drawn by one reference. Names that nothing refers to go, and so do groups that
    say nothing, spaces between words, and comments.
    """
    # Comments hold labels, in which there may be signs that no XML may have.
    drawing = ElementTree.fromstring(_COMMENT.sub(b"", svg))
    _draw_by_word(drawing)
    for element in drawing.iter():
        element.tail = None
        if element.tag != _STYLE:
            element.text = None
        _shorten(element)
    _rename(drawing)
    _unwrap(drawing)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    written: bytes = ElementTree.tostring(drawing, encoding="utf-8", xml_declaration=True)
    return written.replace(b" />", b"/>")


def _draw_by_word(drawing: ElementTree.Element) -> None:
    """Draw a word that stands there more than once by one reference, and leave out the spaces between words."""
    blank = {f"#{path.get('id')}" for path in drawing.iter(_PATH) if not path.get("d", "").strip()}
    lines = [(line, list(_parts(line, blank))) for line in drawing.iter(_GROUP)]
    times = Counter(word for _, parts in lines for word, _ in parts if word)
    names = {word: f"word-{place}" for place, word in enumerate(each for each in times if times[each] > 1)}
    for line, parts in lines:
        line[:] = [element for word, inside in parts for element in _drawn(word, inside, names)]
    kept = ElementTree.SubElement(drawing, f"{{{_SVG}}}defs")
    for word, name in names.items():
        group = ElementTree.SubElement(kept, _GROUP, {"id": name})
        group.extend(_use(link, place) for link, place in word)


def _parts(line: ElementTree.Element, blank: Set[str]) -> Iterator[tuple[_Word, list[ElementTree.Element]]]:
    """The words of a line with their letters, and what else is in it; without blanks."""
    for letters, group in groupby(line, key=lambda each: _is_letter(each) and each.get(_HREF) not in blank):
        inside = [each for each in group if not (each.tag == _USE and each.get(_HREF) in blank)]
        word = [(each.get(_HREF, ""), round(_place(each) - _place(inside[0]))) for each in inside] if letters else []
        yield tuple(word) if len(word) > 1 else (), inside


def _is_letter(element: ElementTree.Element) -> bool:
    """Whether an element is a letter of a level line: an outline, moved to the right or at the start."""
    return element.tag == _USE and element.attrib.keys() <= {_HREF, "transform"} and isfinite(_place(element))


def _place(letter: ElementTree.Element) -> float:
    """How far right a letter stands; NaN if it is moved in another way."""
    moved = _BESIDE.fullmatch(letter.get("transform", "translate(0 0)"))
    return float(moved[1]) if moved is not None else nan


def _drawn(word: _Word, inside: list[ElementTree.Element], names: Mapping[_Word, str]) -> Iterable[ElementTree.Element]:
    """The letters of a word, or what stands for them."""
    if word in names:
        return [_use(f"#{names[word]}", round(_place(inside[0])))]
    return [_use(each.get(_HREF, ""), round(_place(each))) if _is_letter(each) else each for each in inside]


def _use(link: str, place: int) -> ElementTree.Element:
    return ElementTree.Element(_USE, {_HREF: link} | ({"x": str(place)} if place else {}))


def _shorten(element: ElementTree.Element) -> None:
    """Round the numbers of an element, and leave out white space that says nothing."""
    for name in element.attrib.keys() & _NUMBERS:
        element.set(name, _DECIMAL.sub(_rounded, element.attrib[name]))
    if "d" in element.attrib:
        element.set("d", re.sub(r"\s*([A-Za-z])\s*", r"\1", element.attrib["d"].strip()))
    if "style" in element.attrib:
        element.set("style", re.sub(r"([:;])\s+", r"\1", element.attrib["style"]))


def _rounded(number: re.Match[str]) -> str:
    """A number with two digits after the point; below one, where scales are, with six."""
    value = float(number[0])
    return f"{value:.{2 if abs(value) >= 1 else 6}f}".rstrip("0").rstrip(".")


def _rename(drawing: ElementTree.Element) -> None:
    """Give short names to what is referred to, and none to the rest."""
    wanted = {each.get(_HREF, "").removeprefix("#") for each in drawing.iter(_USE)}
    wanted |= {name for each in drawing.iter() for value in each.attrib.values() for name in _REFERENCE.findall(value)}
    named = [each for each in drawing.iter() if each.attrib.get("id") in wanted]
    names = {each.attrib["id"]: short for each, short in zip(named, _short_names(), strict=False)}
    for each in drawing.iter():
        if (name := each.attrib.pop("id", "")) in names:
            each.set("id", names[name])
    for each in drawing.iter():
        for attribute, value in each.attrib.items():
            if attribute == _HREF and value[1:] in names:
                each.set(_HREF, f"#{names[value[1:]]}")
            elif "url(#" in value:
                each.set(attribute, _REFERENCE.sub(lambda found: names[found[0]], value))


def _short_names() -> Iterator[str]:
    """Names of one letter, then of two, and so on."""
    return ("".join(letters) for length in count(1) for letters in product(ascii_letters, repeat=length))


def _unwrap(parent: ElementTree.Element) -> None:
    """Put what is in a group without attributes in the place of the group."""
    inside = []
    for child in parent:
        _unwrap(child)
        inside += list(child) if child.tag == _GROUP and not child.attrib else [child]
    parent[:] = inside
