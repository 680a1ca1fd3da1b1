"""What the answers depend on: sweeps over settings, and numbers of the config at the ends of their ranges."""

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sim.report.drawing import BLACK, ORANGE, SKY, dress, new_figure
from sim.report.figures import number, signed
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Picture, Section, Words, say
from sim.report.paper.found import Cited, Found, Material, Row
from sim.report.paper.ground import grade_words
from sim.report.paper.kept import scenario_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS = 30
"""Points of a sweep that are shown; where there are more, those on the frontier."""


def sensitivities(material: Material) -> Section | None:
    """A part for each sweep, and for each staffing search that tried the config's numbers at their ends."""
    parts = [_sweep(found, place) for place, found in enumerate(material.of("sweep"), start=1)]
    for place, found in enumerate(material.of("staff"), start=1):
        scenarios = dict.fromkeys(row.text("scenario") for row in found.rows("tornado"))
        parts += [_tornado(found, scenario, f"{place}-{n}") for n, scenario in enumerate(scenarios, start=1)]
    return Section("sensitivities", "What the answers depend on", parts=tuple(parts)) if parts else None


# --- Sweeps


def _sweep(found: Found, place: int) -> Section:
    every = list(found.rows("points"))
    points, told = every, "every case that was tried"
    if len(every) > _POINTS:
        points = [every[0], *(row for row in every if row.text("on_frontier") == "1")]
        told = "the service as it is, and the cases that no other beats both in the first figure and in cost"
    settings = [str(factor["name"]) for factor in found.manifest.get("sweep", {}).get("factors", [])]
    settings = [name if name in every[0].cells else f"setting_{name}" for name in settings]
    labels = [str(factor["label"] or factor["name"]) for factor in found.manifest["sweep"]["factors"]]
    figures = found.manifest.get("figures", [])
    columns = (
        Column("Case"),
        *(Column(label, figures=True) for label in labels),
        *(
            Column(f"{item['label']}, {'%' if item['unit'] == 'share' else item['unit']}", figures=True)
            for item in figures
        ),
        Column("Targets met", figures=True),
        Column("More cost a year, GBP thousand", figures=True),
    )
    grid = Grid(
        f"{found.title}: {told}", columns, tuple(_point(row, settings, figures) for row in points),
        ("In brackets: 95 % range of the mean over all futures.",),
    )  # fmt: skip
    lead = (
        say("{question}", question=found.question) if found.question else ("What other settings do to waits and cost.",)
    )
    return Section(f"sweep-{place}", found.title, (Paragraph(lead), grid))


def _point(row: Row, settings: Sequence[str], figures: Sequence[dict[str, Any]]) -> tuple[Words, ...]:
    cost = "cost_difference_mean_gbp_per_year"
    met: Words = (
        row.cite("targets_met", lambda value: number(value, 0)), " of ",
        row.cite("targets_judged", lambda value: number(value, 0)),
    )  # fmt: skip
    return (
        (Name(row.text("point")),),
        *((row.cite(name),) for name in settings),
        *(_with_range(row, str(item["columns"]), str(item["unit"])) for item in figures),
        met,
        (row.cite(cost, lambda value: signed(value / 1000, 0)),),
    )


def _with_range(row: Row, columns: str, unit: str) -> Words:
    def show(value: float) -> str:
        return number(100 * min(value, 1.0), 0) if unit == "share" else number(value, 1)

    # An interval of Student's t knows nothing of bounds: nothing measured falls below nought.
    mean, high = (row.cite(f"{columns}_{name}", show) for name in ("mean", "high"))
    low = row.cite(
        f"{columns}_low", lambda value: show(max(value, 0.0) if row.number(f"{columns}_mean") >= 0 else value)
    )
    return (mean, " (", low, " to ", high, ")")


# --- Numbers at the ends of their ranges


def _tornado(found: Found, scenario: str, name: str) -> Section:
    swings: dict[str, dict[str, Row]] = {}
    for row in found.rows("tornado", scenario=scenario):
        swings.setdefault(row.text("setting"), {})[row.text("end")] = row
    first = next(iter(next(iter(swings.values())).values()))
    plan = first.number("posts_needed") - first.number("posts_more_than_plan")
    case = scenario_label(found, scenario) if scenario else found.title
    grid = _tornado_grid(list(swings.values()), plan)
    blocks: list[Block] = [
        Paragraph(
            (
                f"The plan has {number(plan, 0)} posts. This many would be needed instead if one number that describes"
                " the service were as low or as high as it may be. Each was tried in a few futures only, so these"
                " numbers of posts are estimates.",
            )
        ),
        Picture(
            f"posts-depend-on-{name}", f"What the number of posts depends on: {case}",
            _alt(list(swings.values()), plan), _tornado_chart(list(swings.values()), plan, found, case), grid,
        ),
    ]  # fmt: skip
    return Section(f"posts-depend-on-{name}", f"What the posts depend on: {case}", tuple(blocks))


def _alt(swings: Sequence[dict[str, Row]], plan: float) -> str:
    ends = [(end, row) for end, row in swings[0].items()]
    told = " and ".join(f"{number(row.number('posts_needed'), 0)} at its {end} value" for end, row in ends)
    return (
        f"Bars to both sides of the plan's {number(plan, 0)} posts. They depend most on {ends[0][1].text('label')}:"
        f" {told}."
    )


def _tornado_grid(swings: Sequence[dict[str, Row]], plan: float) -> Grid:
    columns = (
        Column("Number"), Column("Grade"), Column("Believed", figures=True), Column("Low", figures=True),
        Column("Posts then", figures=True), Column("High", figures=True), Column("Posts then", figures=True),
    )  # fmt: skip

    def short_of(posts: Cited | str, row: Row) -> Words:
        most = row.text("falls_short_of")
        return (posts, " are not enough", *((": ", Name(most)) if most else ()))

    def end(row: Row | None) -> tuple[Words, Words]:
        if row is None:
            return ("-",), ("-",)
        posts = row.cite("posts_needed", lambda value: number(value, 0))
        return (row.cite("value"),), (posts,) if row.text("enough") == "1" else short_of(posts, row)

    lines = []
    for ends in swings:
        first = next(iter(ends.values()))
        head: tuple[Words, ...] = (
            (Name(first.text("label")),),
            (Name(grade_words(first.text("grade"))),),
            (first.cite("believed"),),
        )
        lines.append((*head, *end(ends.get("low")), *end(ends.get("high"))))
    return Grid(f"Posts needed if a number is otherwise (the plan: {number(plan, 0)})", columns, tuple(lines))


def _tornado_chart(swings: Sequence[dict[str, Row]], plan: float, found: Found, case: str) -> "Figure":
    from matplotlib.ticker import MaxNLocator

    figure = new_figure(1.7 + 0.5 * len(swings))
    axes = figure.subplots()
    # Both ends may lie on one side of the plan, so each has a bar of its own.
    for end, colour, above in (("low", SKY, -0.18), ("high", ORANGE, 0.18)):
        for place, ends in enumerate(swings):
            if end not in ends:
                continue
            more = ends[end].number("posts_more_than_plan")
            enough = ends[end].text("enough") == "1"
            axes.barh(
                place + above, more, left=plan, color=colour if enough else "none", edgecolor=colour, height=0.34,
                hatch=None if enough else "///",
            )  # fmt: skip
            told = f"{end}: {ends[end].number('value'):,.6g}{'' if enough else ' (not enough)'}"
            axes.annotate(
                told, (plan + more, place + above), xytext=(4 if more >= 0 else -4, 0), textcoords="offset points",
                ha="left" if more >= 0 else "right", va="center", fontsize=8,
            )  # fmt: skip
    axes.axvline(plan, color=BLACK, linewidth=1)
    labels = ["\n".join(wrap(next(iter(ends.values())).text("label"), 36)) for ends in swings]
    axes.set_yticks(range(len(swings)), labels, fontsize=8.5)
    axes.invert_yaxis()
    axes.margins(x=0.25)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"Posts needed; the plan has {number(plan, 0)}")
    futures = next(iter(swings[0].values())).text("replications")
    under = (
        f"{case}\none number at a time, as low or as high as it may be; up to {futures} futures, an estimate;"
        f" weakest evidence: {found.weakest}"
    )
    dress(figure, "What the number of posts depends on", under)
    return figure
