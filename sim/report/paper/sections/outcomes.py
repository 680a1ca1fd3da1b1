"""Section 4 of the plan: targets, waits of different people, lists, the performance framework, and outcomes A to F."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.report.drawing import month_in_words
from sim.report.figures import number
from sim.report.labels import label_of
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.choices import choices, of_scenario
from sim.report.paper.favours import favoured, growth_years
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.framework import framework, plan_outcomes, with_options
from sim.report.paper.kept import kept_service
from sim.report.paper.ranges import DAYS, ranged, whole
from sim.report.paper.sections.journey import journey
from sim.report.paper.target_tables import target_tables

_WAIT = "contact_to_assessment_mean_days"


def outcomes(material: Material) -> Section | None:
    """The section, of a comparison."""
    found = material.main
    base = found.row("options", option=found.baseline)
    if found.kind != "compare" or base is None:
        return None
    rows = of_scenario(found, base.text("scenario"))
    ours = choices(rows)
    best = favoured(found, rows).named
    parts = (
        Section("targets", "Targets met and missed", tuple(target_tables(found, base))),
        Section("people", "Waits of different people", tuple(_people(found, best))),
        Section("lists", "The waiting list over time", tuple(_lists(found, base))),
        Section("framework", "The performance framework", tuple(framework(found, ours, best))),
        Section("outcomes-a-to-f", "Outcomes A to F of the plan", tuple(plan_outcomes(found, best))),
        journey(material),
    )
    told = tuple(part for part in parts if part is not None and part.blocks)
    return Section("outcomes", "4. Impact on care and support outcomes", (), told)


def _people(found: Found, best: Sequence[Row]) -> Iterator[Block]:
    """Waits for an assessment by kind of people, for carers among them: now, and with what the figures favour."""
    service = kept_service(found, found.baseline)
    if service is None:
        return
    named = [*(("group", name) for name in service.base.group), *(("stream", name) for name in service.streams)]
    once = {label_of(service, kind, name): (kind, name) for kind, name in reversed(named)}
    rows = []
    for label, (kind, name) in reversed(once.items()):
        key = f"{name} (group)" if kind == "group" and name in service.streams else name
        row = found.figure(found.baseline, _WAIT, stream=key)
        if row is None or not isfinite(row.number("mean")):
            continue
        others = (found.figure(option.text("option"), _WAIT, stream=key) for option in best)
        rows.append(((Name(label),), ranged(row, DAYS), *(ranged(other, DAYS) for other in others)))
    if not rows:
        return
    yield Paragraph(("Different people wait differently long, and an option need not help all of them alike.",))
    note: Words = say("People received in {period}. In brackets: 95 % range of the mean.", period=found.period_words)
    if best:
        note += (
            " Of the same futures, so that a difference may be clear although the ranges overlap; it was not tested.",
        )
    columns = (Column("People"), Column("If nothing changes", figures=True), *with_options(best))
    yield Grid("Mean wait from contact to completed assessment, days", columns, tuple(rows), note)


def _lists(found: Found, base: Row) -> Iterator[Block]:
    months = list(found.rows("monthly", option=found.baseline, measure="waiting_cases_end"))
    if not months:
        return
    first, last = months[0], months[-1]
    grows = base.text("waiting_list_grows") == "1"
    said = say(
        "If nothing changes, {cases} people's cases wait for a worker at the end of {month}.",
        cases=last.cite("mean", whole), month=month_in_words(last.text("month")),
    )  # fmt: skip
    if grows:
        said += say(
            " In {years} the list grows by about {n} cases a week; at the end of {start} {before} waited.",
            years=growth_years(base),
            n=base.cite("waiting_list_growth_mean_cases_per_week", lambda value: number(value, 0 if value >= 2 else 1)),
            start=month_in_words(first.text("month")), before=first.cite("mean", whole),
        )  # fmt: skip
    yield Paragraph(said)
