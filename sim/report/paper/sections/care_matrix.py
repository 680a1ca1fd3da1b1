"""The Care Matrix of the plan: roles by kinds of work, hours now and in future, what is lacking in hours and posts."""

from collections.abc import Sequence
from math import nan
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from sim.measures.load import WANTED_LOAD, RoleLoad
from sim.report.drawing import BLACK, new_figure
from sim.report.figures import MISSING, from_to, number, percent, signed
from sim.report.labels import lowered
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Picture, Section, Words, say
from sim.report.paper.found import Material
from sim.report.paper.matrix import Gap, Key, Matrix, matrices, unchanged
from sim.report.pictures.page import PAGE, SMALL, dress_for_page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHORT = 0.5
"""Posts that a role lacks are named from here on."""

_WIDE_LABEL = 42
"""Letters of a kind of work in the chart, at most."""
_CHANGES = "How the work of each role changes, in hours a year"


def care_matrix(material: Material) -> Section | None:
    """The Care Matrix, for each future that the results are about."""
    found = matrices(material)
    if not found:
        return None
    first, *others = found
    base = [matrix] if (matrix := unchanged(material)) is not None else []
    blocks: list[Block] = [
        Paragraph(_lead(first), lead=True),
        Paragraph(_basis(material)),
        _futures_grid([*base, *found]),
    ]
    whole: tuple[Block, ...] = (_gaps_grid(first), _picture(first, material.main.weakest), *map(_gaps_grid, others))
    blocks.append(Appended(Section("care-matrix-whole", "The whole Care Matrix", whole)))
    return Section("care-matrix", "The Care Matrix: roles by kinds of work", tuple(blocks))


def _lead(matrix: Matrix) -> Words:
    """How much more work there will be, and who lacks most posts for it."""
    short = _short(matrix)
    worst: Words = ("No role lacks half a post or more for it.",)
    if short:
        named = [piece for gap in short for piece in (Name(lowered(gap.label)), f" {number(gap.posts, 1)}", ", ")]
        worst = ("Posts lacking for it: ", *named[:-1], ".")
    case = say("With {title}", title=matrix.title) if matrix.title else ("As things stand",)
    return (
        *case,
        f", work in {matrix.future.label} comes to {_more(matrix)} hours than in {matrix.now.label}. ",
        *worst,
    )


def _more(matrix: Matrix) -> str:
    now, future = (sum(year.hours.values()) for year in (matrix.now, matrix.future))
    return f"{number(abs(future / now - 1) * 100, 0)} % {'more' if future >= now else 'less'}" if now else "all new"


def _short(matrix: Matrix) -> list[Gap]:
    """The roles that lack posts worth naming, the most first."""
    return sorted((gap for gap in matrix.gaps() if gap.posts >= _SHORT), key=lambda gap: -gap.posts)


def _basis(material: Material) -> Words:
    plan = (
        "The plan for posts in this section was found by simulation and knows all that: rely on it."
        if material.of("staff")
        else "A search for posts by simulation would know all that; none is in this paper."
    )
    return (
        "This is arithmetic, not a simulation: the work expected beside the hours that posts give once leave, sickness,"
        f" training and empty posts are taken off. A role lacks posts when its work takes more than"
        f" {number(100 * WANTED_LOAD, 0)} % of its hours, for above that waits grow fast. It does not know that roles"
        " may help one another, that small teams need more, or how long the list is. " + plan,
    )


def _futures_grid(found: Sequence[Matrix]) -> Grid:
    """What each future asks for, in a line."""
    columns = (
        Column("Future"), Column("Work a year, hours", figures=True), Column("Change from now", figures=True),
        Column("Posts lacking, all roles", figures=True), Column("Of which"),
    )  # fmt: skip
    lines: list[tuple[Words, ...]] = []
    for matrix in found:
        lacking = [gap for gap in matrix.gaps() if gap.posts > 0 and not gap.partner]
        named = [
            piece for gap in _short(matrix) for piece in (Name(lowered(gap.label)), f" {number(gap.posts, 1)}", ", ")
        ]
        lines.append((
            (Name(matrix.title or "As things stand"),),
            (number(sum(matrix.future.hours.values()), 0),),
            ("none" if _more(matrix).startswith("0 %") else _more(matrix),),
            (number(sum(gap.posts for gap in lacking), 1),),
            tuple(named[:-1]) or ("-",),
        ))  # fmt: skip
    year, now = found[0].future.label, found[0].now.label
    note = (
        f"In {year}; now is {now}. Work is that of people's cases and what is booked beside it, such as duty and"
        " supervision. Posts lacking are those of the council; roles with time to spare are not set off,"
        " and those that lack less than half a post are not named.",
    )
    return Grid("Work and posts lacking, by what may come", columns, tuple(lines), note)


def _gaps_grid(matrix: Matrix) -> Grid:
    """Hours and posts of each role."""
    now, future = matrix.now.label, matrix.future.label
    heads = (
        f"Posts in {now}", f"Work in {now}, hours", f"Work in {future}, hours", f"Time of the posts in {future}, hours",
        f"Work as part of the time in {now}", f"The same in {future}", f"Lacking in {future}, hours", f"Lacking in"
        f" {future}, posts",
    )  # fmt: skip
    columns = (Column("Role"), *(Column(head, figures=True) for head in heads))
    most = number(100 * WANTED_LOAD, 0)
    note = (f"Lacking: for work to take no more than {most} % of the time; with a minus there is time to spare.",)
    caption = _titled("Hours and posts of each role, now and in future", matrix)
    return Grid(
        caption,
        columns,
        tuple(_gap_line(gap) for gap in matrix.gaps() if _worked(gap.now) + _worked(gap.future) > 0),
        note,
    )


def _titled(words: str, matrix: Matrix) -> str:
    return f"{words}: {matrix.title}" if matrix.title else words


def _gap_line(gap: Gap) -> tuple[Words, ...]:
    cells = (
        number(gap.now.posts, 0 if gap.now.posts == round(gap.now.posts) else 1), number(_worked(gap.now), 0),
        number(_worked(gap.future), 0),
        number(gap.future.capacity_hours, 0), percent(gap.now.load), percent(gap.future.load),
        signed(gap.hours, 0), signed(gap.posts, 1),
    )  # fmt: skip
    name: Words = (Name(gap.label), " (a partner's)") if gap.partner else (Name(gap.label),)
    return (name, *((cell,) for cell in cells))


def _worked(load: RoleLoad) -> float:
    return load.work_hours + load.block_hours


def _picture(matrix: Matrix, weakest: str) -> Picture:
    """The matrix of the council's own roles as a heat map, with the table behind it."""
    own = [key for key in matrix.labels if not key[1]]
    kinds = [kind for kind in matrix.kinds if any(_either(matrix, kind, key) for key in own)]
    rows: tuple[tuple[Words, ...], ...] = tuple(
        ((Name(kind),), *((_hours(matrix, kind, key),) for key in own))
        for kind in sorted(kinds, key=lambda kind: -_change(matrix, kind, own))
    )
    years = f"{matrix.now.label} to {matrix.future.label}"
    columns = (Column("Kind of work"), *(Column(matrix.labels[key], figures=True) for key in own))
    grid = Grid(
        _titled(f"Hours a year by kind of work and role, {years}", matrix), columns, rows,
        ("One number where both years have the same. The largest growth first.",),
    )  # fmt: skip
    most = max(kinds, key=lambda kind: _change(matrix, kind, own))
    alt = (
        f"Heat map of the change in hours a year, kinds of work by role. The kind of work that grows most is"
        f" {lowered(most)}:"
        f" {signed(_change(matrix, most, own), 0)} hours a year from {years}. The table below it has every figure."
    )
    title = _titled(f"The Care Matrix: {lowered(_CHANGES)}", matrix)
    return Picture("care-matrix", title, alt, _heat_map(matrix, kinds, own, weakest), grid)


def _either(matrix: Matrix, kind: str, key: Key) -> bool:
    return max(matrix.now.of(kind, key), matrix.future.of(kind, key)) >= 1


def _hours(matrix: Matrix, kind: str, key: Key) -> str:
    return from_to((matrix.now.of(kind, key), matrix.future.of(kind, key))) if _either(matrix, kind, key) else MISSING


def _change(matrix: Matrix, kind: str, keys: list[Key]) -> float:
    return sum(matrix.future.of(kind, key) - matrix.now.of(kind, key) for key in keys)


def _heat_map(matrix: Matrix, kinds: list[str], own: list[Key], weakest: str) -> "Figure":
    """The change of the hours, as the number and the colour of each cell; what stays the same has no row."""
    kept = [kind for kind in kinds if any(abs(_change(matrix, kind, [key])) >= 1 for key in own)] or kinds
    change = [[_change(matrix, kind, [key]) for key in own] for kind in kept]
    most = max([1.0, *(abs(value) for row in change for value in row)])
    gaps = {gap.now.role: gap for gap in matrix.gaps() if not gap.partner}
    heads = [_head(gaps[role]) for role, _ in own]
    tall = max(head.count("\n") for head in heads) + 1
    figure = new_figure(1.4 + 0.15 * tall + 0.25 * len(kept), width=PAGE)
    axes = figure.subplots()
    coloured = [[value if abs(value) >= 1 else nan for value in row] for row in change]
    fewer = any(value <= -1 for row in change for value in row)
    # Purple and orange stay apart for every kind of colour vision; what does not change is white.
    axes.imshow(coloured, aspect="auto", cmap="PuOr_r" if fewer else "Oranges", vmin=-most if fewer else 0, vmax=most)
    for y, row in enumerate(change):
        for x, value in enumerate(row):
            if abs(value) >= 1:
                ink = "white" if abs(value) > 0.7 * most else BLACK
                axes.text(x, y, signed(value, 0), ha="center", va="center", fontsize=SMALL, color=ink)
    axes.set_xticks(range(len(own)), heads, fontsize=SMALL)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(kept)), [shorten(kind, _WIDE_LABEL, placeholder=" …") for kind in kept], fontsize=SMALL)
    axes.tick_params(length=0)
    under = [
        f"more hours a year in {matrix.future.label} than in {matrix.now.label}, as number and colour",
        *([f"not shown: {len(kinds) - len(kept)} kinds of work that stay the same"] if len(kept) < len(kinds) else []),
        f"lacking: for work to take no more than {number(100 * WANTED_LOAD, 0)} % of the time; the council's own posts",
    ]  # fmt: skip
    basis = f"arithmetic, not simulated · weakest evidence: {weakest}"
    dress_for_page(figure, _CHANGES, under, basis=basis)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return figure


def _head(gap: Gap) -> str:
    """The name of a column: the role, its posts, and what it lacks."""
    lacks = f"{number(gap.posts, 1)} lacking" if gap.posts > 0 else "enough"
    return "\n".join([*wrap(gap.label, 14), f"{number(gap.future.posts, 0)} posts", lacks])
