"""What a paper puts off to its appendix: a link where it is spoken of, the part itself at the end, nothing lost."""

from sim.report.drawing import new_figure
from sim.report.paper.blocks import Appended, Column, Grid, Paper, Paragraph, Picture, Section, pictures
from sim.report.paper.html import html_of
from sim.report.paper.paper import with_numbers

GRID = Grid("A long table", (Column("Option"),), ((("one",),), (("two",),)))


def paper() -> Paper:
    """A section that puts off one part, and a part of it that puts off another."""
    inner = Section("inner", "Inner", (Appended(Section("second", "Second", (Paragraph(("Said later.",)),))),))
    outer = Section("outer", "Outer", (Appended(Section("first", "First", (GRID,))),), (inner,))
    return Paper("Title", "Question", (), with_numbers((outer,)))


def test_parts_are_numbered_in_the_order_in_which_they_are_spoken_of_and_know_their_home() -> None:
    told = [(each.number, each.section.anchor, each.home) for each in paper().appendix]
    assert told == [("A1", "first", ("outer", "Outer")), ("A2", "second", ("inner", "Inner"))]


def test_a_part_stands_once_behind_the_body_with_links_there_and_back() -> None:
    html = html_of(paper(), {})
    body, _, appendix = html.partition('id="appendix"')
    assert '<a href="#first">A1. First</a>' in body
    assert "A long table" not in body
    assert appendix.count("A long table") == 1
    assert '<h3 id="first">A1. First</h3>' in appendix
    assert '<a href="#outer">Outer</a>' in appendix


def test_a_paper_that_puts_nothing_off_has_no_appendix() -> None:
    assert "Appendix" not in html_of(Paper("Title", "", (), (Section("a", "A", (GRID,)),)), {})


def test_charts_that_are_put_off_are_drawn_too() -> None:
    picture = Picture("chart", "A chart", "It rises.", new_figure(2.0))
    assert pictures((Section("a", "A", (Appended(Section("b", "B", (picture,))),)),)) == [picture]
