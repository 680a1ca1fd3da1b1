"""The answer first: what it comes to if nothing changes, what helps, for how much money, and how sure that is."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.report.figures import shown_in
from sim.report.labels import limit_in_words, lowered
from sim.report.paper.blocks import Block, Bullets, Name, Paragraph, Section, Strong, Words, say
from sim.report.paper.choices import (
    better_ones,
    choices,
    of_scenario,
    saved_per_pound,
    scenarios,
    value_ones,
    what_comes,
)
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.kept import scenario_label
from sim.report.paper.speech import days, lesser, percent_of, pounds

_WAIT = "contact_to_assessment_mean_days"


def answer(material: Material) -> Section | None:
    """The first section: of a comparison what its options do, and of a search for posts what it found."""
    blocks: list[Block] = []
    for found in material.of("compare"):
        for name, label in scenarios(found):
            blocks += _compared(found, name, label)
    blocks += _staffing(material)
    if material.main.kind == "compare":
        blocks.append(Paragraph(_how_sure(material.main)))
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


def _compared(found: Found, scenario: str, label: str) -> Iterator[Block]:
    """What it comes to under one demand scenario: if nothing changes, with the options, and with what may come."""
    rows = of_scenario(found, scenario)
    base = next((row for row in rows if not row.text("against")), None)
    if base is None:
        return
    under = say("With {label}: ", label=lowered(label)) if label else ()
    yield Paragraph((*under, *_unchanged(found, base)), lead=True)
    helps = tuple(_what_helps(found, rows))
    if helps:
        yield Bullets(helps)


def _unchanged(found: Found, base: Row) -> Words:
    sentence = (
        "If nothing changes, people who come in {period} wait {wait} on average from contact to a completed assessment"
    )
    limit = limit_in_words(str(found.manifest.get("over_limit", ""))) or "the limit"
    said = say(sentence, period=found.period, wait=days(base, "wait_{}_days"))
    if isfinite(base.number("over_limit_mean_share")):
        said += say(
            ", and {over} of them longer than {limit}", over=percent_of(base, "over_limit_mean_share"), limit=limit
        )
    if base.number("waiting_list_grows") == 1:
        said += say(
            ". The list of those who wait grows by about {growth} cases a week, so waits go on rising",
            growth=base.cite("waiting_list_growth_mean_cases_per_week", lambda value: f"{value:,.0f}"),
        )
    return (*said, ".")


def _what_helps(found: Found, rows: Sequence[Row]) -> Iterator[Words]:
    able, good = choices(rows), better_ones(rows)
    n = str(found.replications)
    if able and not good:
        yield say(
            "Of {able} options that the council can choose, none is clearly better than no change in the {n} futures"
            " simulated. That is not to say that none helps: more futures would tell smaller differences.",
            able=str(len(able)), n=n,
        )  # fmt: skip
    if good:
        best = min(good, key=lambda row: row.number("difference_mean") * _sign(found))
        yield (Strong("What helps most: "), *_told(found, best))
        cheap = value_ones(good, sign=_sign(found))
        if cheap and cheap[0] is not best:
            yield (Strong("Best value for money: "), *_told(found, cheap[0]))
        clearly = "is clearly better than no change" if len(good) == 1 else "are clearly better than no change"
        yield say(
            "Of {able} options that the council can choose, {good} " + clearly + ".",
            able=str(len(able)),
            good=str(len(good)),
        )
    yield from _targets(rows)
    yield from _pressures(found, rows)


def _sign(found: Found) -> float:
    """1 if less of the first figure is better, else -1."""
    figures = found.manifest.get("figures") or [{}]
    return -1.0 if "within" in str(figures[0].get("measure", "")) else 1.0


def _told(found: Found, row: Row) -> Words:
    """An option, what it changes and with which range, and what it costs."""
    said = say("“{option}”. ", option=row.text("label"))
    if isfinite(row.number("wait_mean_days")):
        said += say("People wait {wait}: ", wait=days(row, "wait_{}_days"))
    said += _change(found, row)
    cost = row.number("cost_difference_mean_gbp_per_year")
    if isfinite(cost):
        said += say(", for {cost} a year", cost=pounds(row, "cost_difference_mean_gbp_per_year", more=True))
    per = saved_per_pound(row, sign=_sign(found))
    if isfinite(per) and per > 0 and _in_days(found):
        said += (f" (about {10_000 * per:,.1f} days saved for each £10,000 a year)",)
    return (*said, ".")


def _in_days(found: Found) -> bool:
    figures = found.manifest.get("figures") or [{}]
    return str(figures[0].get("measure", "")) == _WAIT


def _change(found: Found, row: Row) -> Words:
    """A difference with its range, as "25 days shorter (8 to 42)", or in the words of the figure."""
    mean, low, high = (row.number(f"difference_{name}") for name in ("mean", "low_simultaneous", "high_simultaneous"))
    if not _in_days(found):
        shown = shown_in(row.text("headline_unit"), [mean], difference=True)
        text = row.cite("difference_mean", lambda value: f"{shown.change(value, low, high)} {shown.unit}")
        return say("{change} in {figure}", change=text, figure=lowered(row.text("headline")))
    words = row.cite(
        "difference_mean", lambda value: f"{lesser(abs(value))} days {'shorter' if value < 0 else 'longer'}"
    )
    if not (isfinite(low) and isfinite(high)):
        return (words,)
    ends = sorted(((abs(low), "low"), (abs(high), "high")))
    if low < 0 < high:
        return (words, f" (from {lesser(-low)} shorter to {lesser(high)} longer)")
    first, last = (row.cite(f"difference_{name}_simultaneous", lambda value: lesser(abs(value))) for _, name in ends)
    return (words, " (", first, " to ", last, ")")


def _targets(rows: Sequence[Row]) -> Iterator[Words]:
    able = [row for row in rows if row.number("targets") > 0]
    if not able:
        return
    most = max(able, key=lambda row: row.number("targets_met"))
    met, of = (most.cite(name, lambda value: f"{value:.0f}") for name in ("targets_met", "targets"))
    if most.number("targets_met") >= most.number("targets"):
        yield say("“{option}” meets all {of} targets on average.", option=most.text("label"), of=of)
    elif most.number("targets_met") == 0:
        yield say("No option meets any of the {of} targets on average.", of=of)
    else:
        yield say(
            "No option meets all {of} targets; the most are met by “{option}”, {met} of them.",
            of=of,
            met=met,
            option=most.text("label"),
        )


def _pressures(found: Found, rows: Sequence[Row]) -> Iterator[Words]:
    """What may come whether the council wants it or not: the worst of it that is clear."""
    worse = [row for row in what_comes(rows) if row.text("verdict") == "worse"]
    if worse:
        worst = max(worse, key=lambda row: row.number("difference_mean") * _sign(found))
        yield (
            Strong("What may come: "),
            *say("“{option}”. People then wait {wait}: ", option=worst.text("label"), wait=days(worst, "wait_{}_days")),
            *_change(found, worst),
            ".",
        )


def _how_sure(found: Found) -> Words:
    grades = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    whole, weak = sum(grades.values()), grades.get("assumption", 0)
    if found.replications > 1:
        said = say(
            "How sure this is: each figure is the mean of {n} simulated futures, and the ranges behind it are 95 %"
            " intervals; those of changes hold for all options together.",
            n=str(found.replications),
        )
    else:
        said = say(
            "How sure this is: one future was simulated, so nothing can be said of chance: these are no"
            " grounds for a decision."
        )
    if weak:
        said += say(
            " They tell how far chance goes, not how far the inputs are right: {weak} of the {whole} numbers that"
            " describe the service are assumptions. Differences between options stand on firmer ground than the waits"
            " themselves.",
            weak=f"{weak:,}",
            whole=f"{whole:,}",
        )
    return said
