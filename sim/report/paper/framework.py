"""What the plan would measure success by: its performance framework, and its outcomes A to F with their proxies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.report.labels import capital
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Section, Strong, Words, say
from sim.report.paper.found import Found, Row
from sim.report.paper.ranges import COUNT, FINE_SHARE, HUNDREDTHS, MONEY, SHARE, TENTHS, Way, apart, ranged

_NAMED = 1
"""Options named in a cell each way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A measure of the performance framework: what the plan calls it, and what it is here."""

    measure: str
    name: str
    meaning: str
    way: Way
    better: str = "higher is better"


FRAMEWORK = (
    Kept("prevention_share", "Prevention", "share of people not in support helped without an assessment", FINE_SHARE),
    Kept("online_share", "Channel shift", "share of cases that use an online form or tool", FINE_SHARE),
    Kept("cost_per_case_gbp", "Cost per case", "cost of staff and of work paid by the piece, for a completed case",
         MONEY, "lower is better"),
    Kept("hours_per_case", "Hours per case", "the plan's productivity: staff hours for a case closed, however it ended",
         HUNDREDTHS, "lower is better if as many are helped"),
    Kept("repeat_contact_share", "Repeat contacts", "share of contacts of people who come back or ask again",
         FINE_SHARE, "lower is better"),
    Kept("reviewed_within_12_months_share", "Reviews", "share of people in support reviewed within a year", SHARE),
)  # fmt: skip
"""What section 6.2 of the plan would measure success by, as far as a simulation has it."""


def framework(found: Found, ours: Sequence[Row], best: Sequence[Row]) -> Iterator[Block]:
    """What each measure is now and with what the figures favour, what clearly alters it, and in the appendix all."""
    measures = [kept for kept in FRAMEWORK if found.figure(found.baseline, kept.measure) is not None]
    if not measures:
        return
    yield Paragraph((
        "The plan's section 6.2 would judge success by prevention, channel shift, cost and productivity. This is what"
        " the simulation has of them, and of repeat contacts and reviews, which a board will ask for.",
    ))  # fmt: skip
    yield _in_short(found, measures, ours, best)
    columns = (Column("Option"), *(Column(kept.name, figures=True) for kept in measures))
    rows = [(("No change",), *(ranged(found.figure(found.baseline, kept.measure), kept.way) for kept in measures))]
    rows += [
        (
            (Name(row.text("label")),),
            *(ranged(found.figure(row.text("option"), kept.measure), kept.way) for kept in measures),
        )
        for row in ours
    ]
    note = say("{period}. In brackets: 95 % range of the mean over all futures.", period=capital(found.period_words))
    title = "The performance framework, by option"
    yield Appended(Section("framework-by-option", title, (Grid(title, columns, tuple(rows), note),)))


def _in_short(found: Found, measures: Sequence[Kept], ours: Sequence[Row], best: Sequence[Row]) -> Grid:
    """Each measure: what it is now and with what the figures favour, and what clearly alters it most."""
    columns = (
        Column("Measure"), Column("If nothing changes", figures=True), *with_options(best),
        Column("Clearly altered most by"),
    )  # fmt: skip
    lines = []
    for kept in measures:
        base = found.figure(found.baseline, kept.measure)
        sides = _sides(found, kept, ours)
        cells: list[Words] = [(Strong(kept.name), f": {kept.meaning}; {kept.better}"), ranged(base, kept.way)]
        cells += [ranged(found.figure(row.text("option"), kept.measure), kept.way) for row in best]
        lines.append((*cells, _altered_most(sides, kept)))
    note = (
        "In brackets: 95 % range of the mean over all futures. Clearly: chance does not explain the difference. Of"
        " the options that the council can choose those are named that do most each way, with the measure then.",
    )
    return Grid("The performance framework in short", columns, tuple(lines), note)


def _sides(found: Found, kept: Kept, ours: Sequence[Row]) -> dict[str, list[tuple[Row, Row]]]:
    """The options that clearly raise or lower a measure, with its figures, those that do most first."""
    base = found.figure(found.baseline, kept.measure)
    others = [(row, figure) for row in ours if (figure := found.figure(row.text("option"), kept.measure)) is not None]
    sides = {side: [item for item in others if _side(found, base, item[1]) == side] for side in ("higher", "lower")}
    for side, there in sides.items():
        there.sort(key=lambda item: item[1].number("mean"), reverse=side == "higher")
    return sides


def _side(found: Found, base: Row | None, figure: Row) -> str:
    """Where an option's figure lies: by the paired difference where that was asked for, else by the two intervals."""
    where = {name: figure.text(name) for name in ("option", "measure", "period")}
    paired = found.row("differences", **where, stream="", priority="", activity="", role="", team="")
    if paired is None:
        return apart(base, figure)
    if paired.number("difference_low_simultaneous") > 0:
        return "higher"
    return "lower" if paired.number("difference_high_simultaneous") < 0 else "no clear difference"


def with_options(options: Sequence[Row]) -> tuple[Column, ...]:
    """A column for each of some options, after that of no change."""
    return tuple(Column(f"With: {row.text('label')}", figures=True) for row in options)


def _altered_most(sides: Mapping[str, Sequence[tuple[Row, Row]]], kept: Kept) -> Words:
    """The options that clearly raise a measure, and those that lower it."""
    told = [(f"{capital(side)}: ", *_first_of(there, kept), ". ") for side, there in sides.items() if there]
    return tuple(piece for words in told for piece in words) or ("none",)


def _first_of(there: Sequence[tuple[Row, Row]], kept: Kept) -> Words:
    """The first few options with their figures, and how many more there are."""
    said: Words = ()
    for place, (row, figure) in enumerate(there[:_NAMED]):
        said += ("; " if place else "", Name(row.text("label")), " (", figure.cite("mean", kept.way.mean), ")")
    more = len(there) - _NAMED
    return (*said, f"; and {more} more") if more > 0 else said


@dataclass(frozen=True, slots=True)
class Proxy:
    """An outcome of the plan, the figures that come nearest to it, and what no simulation can say of it."""

    letter: str
    outcome: str
    measures: tuple[Kept, ...]
    cannot: str


OUTCOMES = (
    Proxy(
        "A", "I feel I have choice and am in control of the services I receive and they meet my needs.",
        (Kept("assessment_to_support_mean_days", "Days from assessment to support", "", TENTHS),
         Kept("assessment_to_support_within_28_days", "Support within 28 days of the assessment", "", SHARE)),
        "whether people have choice, and whether the support meets their needs",
    ),
    Proxy(
        "B", "I feel I have been listened to and understood and am in control of the assessment process.",
        (Kept("contact_to_assessment_mean_days", "Days from contact to completed assessment", "", TENTHS),
         Kept("withdrawn", "People who give up waiting, a year", "", COUNT)),
        "whether people feel listened to",
    ),
    Proxy(
        "C", "I feel confident that social care staff know what they are doing. Social care policies are clear and"
        " understood by everyone.",
        (),
        "anything about it: in the model everybody knows their work",
    ),
    Proxy(
        "D", "I feel all relevant information about me is shared appropriately and with my knowledge.", (),
        "anything about it: nothing in the model comes near it",
    ),
    Proxy(
        "E", "I understand what is available to me both in my community and from health and social care.",
        (Kept("prevention_share", "Helped without an assessment", "", FINE_SHARE),
         Kept("chasing_calls", "Calls to ask what is happening, a year", "", COUNT)),
        "whether people understand what there is; it sees only where they go",
    ),
    Proxy(
        "F", "I feel recognised as an individual, able to make decisions for myself and my own contribution to"
        " society.",
        (Kept("reviewed_within_12_months_share", "People in support reviewed within twelve months", "", SHARE),),
        "whether anybody feels recognised; a review on time is only an occasion for it",
    ),
)  # fmt: skip
"""The outcomes of section 5.2 of the plan, in its words."""


def plan_outcomes(found: Found, best: Sequence[Row]) -> Iterator[Block]:
    """Outcomes A to F: what comes nearest, now and with what the figures favour, and what cannot be said."""
    rows: list[tuple[Words, ...]] = []
    for proxy in OUTCOMES:
        there = [kept for kept in proxy.measures if found.figure(found.baseline, kept.measure) is not None]
        for place, kept in enumerate(there or [None]):
            head = f"{proxy.letter}. {proxy.outcome}" if place == 0 else f"{proxy.letter}, also"
            rows.append(((head,), *_proxy(found, kept, best), (proxy.cannot if place == 0 else "",)))
    yield Paragraph((
        "The plan's outcomes are what people feel. A simulation cannot tell whether people feel listened to; it can"
        " tell how long they wait, who gives up and who comes back. These figures stand beside an outcome, not for it.",
    ))  # fmt: skip
    columns = (
        Column("Outcome"), Column("What comes nearest"), Column("If nothing changes", figures=True),
        *with_options(best),
        Column("What a simulation cannot tell"),
    )  # fmt: skip
    yield Grid("Outcomes A to F", columns, tuple(rows))


def _proxy(found: Found, kept: Kept | None, best: Sequence[Row]) -> Iterator[Words]:
    options = [found.baseline, *(row.text("option") for row in best)]
    yield ("nothing" if kept is None else kept.name,)
    for option in options:
        yield ("-",) if kept is None else ranged(found.figure(option, kept.measure), kept.way)
