"""The answer first: what it comes to if nothing changes, what the figures favour, what may come, and how sure it is."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite

from sim.report.figures import shown_in
from sim.report.labels import limit_in_words, lowered
from sim.report.paper.blocks import Block, Bullets, Name, Paragraph, Section, Strong, Words, say
from sim.report.paper.choices import of_scenario, scenarios
from sim.report.paper.favours import growth_years
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.kept import scenario_label
from sim.report.paper.sections.answer_favours import (
    favoured_bullets,
    favoured_grid,
    favoured_lead,
    further_bullets,
    in_days,
)
from sim.report.paper.sections.answer_run import answer_of_run
from sim.report.paper.sections.answer_sure import how_sure, what_may_come
from sim.report.paper.speech import days, percent_of

_TO_DO = (
    Strong("To do"),
    ": whoever presents this paper writes here which decision is asked of the board: to approve, to try out, to refuse,"
    " or to find out more first.",
)


_OF_A_SWEEP = (
    "These are results of a sweep, which answers no question by itself: how waits, targets and costs follow from the"
    " settings stands under Assumptions and limits. A paper with an answer is made of what carecap compare wrote.",
)


def answer(material: Material) -> Section | None:
    """The first section: what the options of a comparison do, what a run came to, what a search for posts found."""
    blocks: list[Block] = []
    for found in material.of("compare"):
        for place, (name, label) in enumerate(scenarios(found)):
            rows = of_scenario(found, name)
            blocks += _favoured(found, rows, label)
            if found is material.main and place == 0:
                blocks += map(Paragraph, how_sure(found))
            blocks += _further(found, rows)
    if material.main.kind == "run":
        blocks += answer_of_run(material.main)
    if material.main.kind == "sweep":
        blocks.append(Paragraph(_OF_A_SWEEP))
    blocks += _staffing(material)
    if material.main.kind == "compare":
        blocks.append(Paragraph(_TO_DO))
    return Section("answer", "The answer", tuple(blocks)) if blocks else None


def _staffing(material: Material) -> Iterator[Block]:
    """What `carecap staff` wrote of each demand scenario, in its own words."""
    for found in material.of("staff"):
        for each in found.manifest.get("staffing", ()):
            said = " ".join(str(sentence) for sentence in each.get("sentences", ()))
            label = scenario_label(found, str(each.get("scenario", "")))
            if said:
                under = say(" with {scenario}", scenario=lowered(label)) if label else ()
                yield Paragraph((Strong("Posts needed"), *under, ": ", Name(said)), lead=material.main is found)


def _favoured(found: Found, rows: Sequence[Row], label: str) -> Iterator[Block]:
    """What it comes to under one demand scenario if nothing changes, and what the figures favour."""
    base = next((row for row in rows if not row.text("against")), None)
    if base is None:
        return
    under = say("With {label}: ", label=lowered(label)) if label else ()
    yield Paragraph((*under, *_unchanged(found, base)), lead=True)
    lead = favoured_lead(found, rows)
    if lead:
        yield Paragraph(lead)
        yield from _list(favoured_bullets(found, rows))
    grid = favoured_grid(found, rows, label)
    if grid is not None:
        yield grid


def _further(found: Found, rows: Sequence[Row]) -> Iterator[Block]:
    """What of it makes no difference or harm, which targets are met, and what may come."""
    if any(not row.text("against") for row in rows):
        comes = tuple(what_may_come(found, rows))
        yield from _list((*further_bullets(found, rows), *((comes,) if comes else ())))


def _list(items: Iterable[Words]) -> Iterator[Block]:
    listed = tuple(items)
    if listed:
        yield Bullets(listed)


def _unchanged(found: Found, base: Row) -> Words:
    sentence = (
        "If nothing changes, people who come in {period} wait {wait} on average from contact to a completed assessment"
    )
    limit = limit_in_words(str(found.manifest.get("over_limit", ""))) or "the limit"
    said = say(sentence, period=found.period_words, wait=days(base, "wait_{}_days"))
    if isfinite(base.number("over_limit_mean_share")):
        said += say(
            ", and {over} of them longer than {limit}", over=percent_of(base, "over_limit_mean_share"), limit=limit
        )
    if not in_days(found) and isfinite(base.number("headline_mean")):
        shown = shown_in(base.text("headline_unit"), [base.number("headline_mean")])
        said += say(
            ". The options are compared by another figure, {figure}: {value} if nothing changes",
            figure=lowered(base.text("headline")),
            value=base.cite("headline_mean", lambda value: f"{shown.value(value)} {shown.unit}"),
        )
    if base.number("waiting_list_grows") == 1:
        said += say(
            ". In {years} the list of those who wait grows by about {growth} cases a week, so waits go on rising",
            years=growth_years(base),
            growth=base.cite("waiting_list_growth_mean_cases_per_week", lambda value: f"{value:,.0f}"),
        )
    return (*said, ".")
