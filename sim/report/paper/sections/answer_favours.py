"""What the figures favour, in words and as a short table: what to read of an options appraisal in one minute."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.report.figures import MISSING, number, shown_in, signed
from sim.report.labels import capital, lowered
from sim.report.paper.blocks import Column, Grid, Name, Strong, Words, say
from sim.report.paper.choices import choices, cost_column, cost_when, more_cost
from sim.report.paper.favours import (
    Favoured,
    favoured,
    growth_years,
    list_grows,
    may_be_small,
    still_grows,
    worth_showing,
)
from sim.report.paper.found import Found, Row
from sim.report.paper.kept import first_day
from sim.report.paper.ranges import DAYS, ranged, whole
from sim.report.paper.speech import counted, days, lesser, listed, pounds, pounds_text
from sim.report.paper.standing import just_met

WAIT = "contact_to_assessment_mean_days"
_NAMED = 3
"""Options that a sentence names before it counts the others."""
_GROWTH = "waiting_list_growth_mean_cases_per_week"


def in_days(found: Found) -> bool:
    """Whether the first figure of a comparison is the mean wait for an assessment, of everybody in its period."""
    first, *_ = found.manifest.get("figures") or [{}]
    whose = [str(first.get(name, "")) for name in ("stream", "priority", "activity", "role", "team")]
    return first.get("measure") == WAIT and not any(whose) and first.get("period", found.period) == found.period


def favoured_bullets(found: Found, rows: Sequence[Row]) -> Iterator[Words]:
    """The favoured options one by one."""
    able, favours = choices(rows), favoured(found, rows)
    if not able:
        return
    if not favours.able:
        yield _none_helps(found, len(able), favours)
    yield from _named(found, rows, favours)


def further_bullets(found: Found, rows: Sequence[Row]) -> Iterator[Words]:
    """What makes no difference, what harms, and the targets."""
    favours = favoured(found, rows)
    yield from _useless(favours)
    yield from _harmful(favours)
    yield from _targets(found, rows)


def _none_helps(found: Found, able: int, favours: Favoured) -> Words:
    if favours.other:
        return ("None of the options clearly improves the first figure without making something else clearly worse.",)
    return say(
        "Of {able}, none is clearly better than no change in the {n} futures simulated. That is not to say that none"
        " helps: more futures would tell smaller differences.",
        able=counted(able, "option"), n=str(found.replications),
    )  # fmt: skip


def _named(found: Found, rows: Sequence[Row], favours: Favoured) -> Iterator[Words]:
    """Each favoured option once, with all that it is favoured for."""
    base = next(row for row in rows if not row.text("against"))
    for this in favours.named:
        reasons = listed(_reasons(favours, this, first=True))
        yield (
            Strong(f"{capital(reasons)}: "),
            *_told(found, this, what=this is favours.value),
            *_list_then(this, base, steady=this is favours.steady),
            *_beside(favours, this),
        )


def _beside(favours: Favoured, row: Row) -> Words:
    """What the option that helps most gives beyond the cheapest without clear growth, for how much more."""
    other = favours.steady
    if row is not favours.most or other is None or other is row or not isfinite(more_cost(row) - more_cost(other)):
        return ()
    days = abs(row.number("difference_mean") - other.number("difference_mean"))
    cost = pounds_text(more_cost(row) - more_cost(other), more=True)
    return (f" Beside the cheapest without clear growth: {number(days, 1)} days, for {cost}; not tested.",)


def _reasons(favours: Favoured, row: Row, *, first: bool = False) -> list[str]:
    """What an option is favoured for."""
    option = row.text("option")
    named = (
        (favours.value, "most for the money"),
        (
            favours.steady,
            "cheapest with which the waiting list no longer clearly grows"
            if first
            else "cheapest without clear growth",
        ),
        (favours.most, "helps most"),
    )
    return [words for each, words in named if each is not None and each.text("option") == option]


def _told(found: Found, row: Row, *, what: bool) -> Words:
    """An option, what it is if that is wanted, what it changes and with which range, and what it costs."""
    said = say("“{option}”. ", option=row.text("label"))
    mechanism = row.text("mechanism")
    if what and mechanism:
        said += say("{mechanism} ", mechanism=(row.cite("mechanism"), "" if mechanism.endswith(".") else "."))
    if isfinite(row.number("wait_mean_days")):
        said += say("People wait {wait}: ", wait=days(row, "wait_{}_days"))
    said += change(found, row)
    if isfinite(more_cost(row)):
        said += say(", for {cost} {when}", cost=pounds(row, cost_column(row), more=True), when=cost_when(found))
    return (*said, ".")


def change(found: Found, row: Row) -> Words:
    """A difference with its range, as "25 days shorter (8 to 42)", or in the words of the figure."""
    mean, low, high = (row.number(f"difference_{name}") for name in ("mean", "low_simultaneous", "high_simultaneous"))
    if not in_days(found):
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


def _list_then(row: Row, base: Row, *, steady: bool) -> Words:
    """What becomes of a waiting list that grows without the option."""
    if not list_grows(base) or not isfinite(row.number("waiting_list_grows")):
        return ()
    if not list_grows(row):
        return () if steady else (" With it the waiting list no longer clearly grows.",)
    return say(
        " But the waiting list goes on growing, by about {then} cases a week instead of {now}.",
        then=row.cite(_GROWTH, lesser), now=base.cite(_GROWTH, lesser),
    )  # fmt: skip


def _useless(favours: Favoured) -> Iterator[Words]:
    """What makes no difference worth having, the dearest first."""
    if favours.useless:
        yield (
            Strong("No difference worth having was found in: "),
            *_with_costs(favours.useless[:_NAMED]),
            *_others(favours.useless),
            ". More futures might still show a small effect.",
        )


def _harmful(favours: Favoured) -> Iterator[Words]:
    if favours.harmful:
        yield (
            Strong("Clearly worse than no change: "),
            *_with_costs(favours.harmful[:_NAMED], waits=True),
            *_others(favours.harmful),
            ".",
        )


def _others(rows: Sequence[Row]) -> Words:
    return (f" and {counted(len(rows) - _NAMED, 'other')}",) if len(rows) > _NAMED else ()


def _with_costs(rows: Sequence[Row], *, waits: bool = False) -> Words:
    """Options with their cost a year, and what people then wait."""
    said: list[Words] = []
    for row in rows:
        inner: list[Words] = []
        if waits and isfinite(row.number("wait_mean_days")):
            inner.append((row.cite("wait_mean_days", lambda value: f"{lesser(value)} days"),))
        if isfinite(more_cost(row)):
            inner.append(pounds(row, cost_column(row), more=True) if more_cost(row) else ("at no cost",))
        said.append((*say("“{option}”", option=row.text("label")), *_in_brackets(inner)))
    return tuple(piece for place, words in enumerate(said) for piece in ((", ",) if place else ()) + words)


def _in_brackets(parts: Sequence[Words]) -> Words:
    if not parts:
        return ()
    return (" (", *(piece for place, words in enumerate(parts) for piece in ((", ",) if place else ()) + words), ")")


def _targets(found: Found, rows: Sequence[Row]) -> Iterator[Words]:
    able = [row for row in rows if row.number("targets") > 0]
    if not able:
        return
    most = max(able, key=lambda row: row.number("targets_met"))
    base = next((row for row in able if not row.text("against")), None)
    no_more = base is not None and base.number("targets_met") == most.number("targets_met")
    met, of = (most.cite(name, lambda value: f"{value:.0f}") for name in ("targets_met", "targets"))
    if most.number("targets_met") >= most.number("targets"):
        said = say("“{option}” meets all {of} targets on average", option=most.text("label"), of=of)
    elif most.number("targets_met") == 0:
        said = say("No option meets any of the {of} targets on average", of=of)
    elif no_more:
        said = say("No option meets more targets than no change does, which is {met} of {of}", of=of, met=met)
    else:
        said = say(
            "No option meets all {of} targets; the most are met by “{option}”, {met} of them",
            of=of, met=met, option=most.text("label"),
        )  # fmt: skip
    just = just_met(found, most.text("option"))
    yield (Strong("Targets: "), *said, *((f", {just} of these only just",) if just else ()), ".")


def favoured_lead(found: Found, rows: Sequence[Row]) -> Words:
    """How many options there are of each kind, which adds up; nothing if there are none."""
    able, favours = len(choices(rows)), favoured(found, rows)
    if not able:
        return ()
    better = "clearly shortens waits" if in_days(found) else "clearly improves the first figure"
    kinds = (
        (len(favours.able), f"{better}, with no longer list and no fewer targets met"),
        (len(favours.other), "is better in something else only, or at a price elsewhere"),
        (len(favours.useless), "makes no clear difference worth having"),
        (len(favours.harmful), "is clearly worse than no change"),
    )
    rest = able - sum(count for count, _ in kinds)
    told = [f"{count} {_of_many(words, count)}" for count, words in (*kinds, (rest, "is of another kind")) if count]
    which = f" Of {counted(able, 'option')} that the council can choose, {listed(told)}."
    return (Strong("What the figures favour."), which, " It is the board that decides.")


def _of_many(words: str, count: int) -> str:
    """What one of a kind does, for as many."""
    if count == 1:
        return words
    plural = {"is": "are", "makes": "make", "shortens": "shorten", "improves": "improve"}
    return " ".join(plural.get(word, word) for word in words.split())


def favoured_grid(found: Found, rows: Sequence[Row], label: str) -> Grid | None:
    """No change and the options worth a board's minute, the cheapest first; None if none helps."""
    favours = favoured(found, rows)
    shown = worth_showing(found, rows)
    if not shown or not in_days(found):
        return None
    base = next(row for row in rows if not row.text("against"))
    columns = (
        Column("Option"), Column("Mean wait, days", figures=True), Column("Days shorter", figures=True),
        Column("List grows", figures=True), Column("Targets met"),
        Column(f"£ thousand more {cost_when(found)}", figures=True), Column("What the figures say"),
    )  # fmt: skip
    years = growth_years(base)
    note = say(
        "No change first, then the cheapest. Costs are without what is paid once (section 6).{early}"
        " The list: cases by which it grows a week, in {years}. Just: the range holds what the target asks for."
        " Not shown: what another option beats in both cost and days, and what shows nothing clear.",
        years=years,
        early=_early(found, shown),
    )
    lines = tuple(_line(found, row, favours) for row in (base, *shown))
    return Grid("What the figures favour" + (f": {label}" if label else ""), columns, lines, note)


def _early(found: Found, shown: Sequence[Row]) -> Words:
    """Which of the options are simulated from the first day, if others begin later."""
    first = {row.text("option"): first_day(found, row.text("option")) for row in shown}
    run = str(found.manifest.get("start_date"))
    early = [row for row in shown if str(first[row.text("option")]) == run]
    if not early or len(early) == len(shown):
        return ()
    named = tuple(piece for row in early for piece in ("“", Name(row.text("label")), "”, "))[:-1]
    return (" From the first day, so for longer than the others: ", *named, "”.")


def _line(found: Found, row: Row, favours: Favoured) -> tuple[Words, ...]:
    chosen = bool(row.text("against"))
    just = just_met(found, row.text("option"))
    met = (row.cite("targets_met", whole), " of ", row.cite("targets", whole), *((f" ({just} just)",) if just else ()))
    return (
        (Name(row.text("label")),),
        ranged(row, DAYS, "wait_{}_days"),
        _shorter(row) if chosen else (MISSING,),
        _list_told(row),
        met,
        (row.cite(cost_column(row), lambda value: signed(value / 1000, 0)),) if chosen else (MISSING,),
        (_verdict(found, row, favours) if chosen else MISSING,),
    )


def _shorter(row: Row) -> Words:
    """Days saved, with the interval for all options together."""
    columns = ("difference_mean", "difference_high_simultaneous", "difference_low_simultaneous")
    mean, low, high = (row.cite(column, lambda value: lesser(-value)) for column in columns)
    return (mean,) if MISSING in (low, high) else (mean, " (", low, " to ", high, ")")


def _list_told(row: Row) -> Words:
    if not isfinite(row.number("waiting_list_grows")):
        return (MISSING,)
    if not list_grows(row):
        return (row.cite(_GROWTH, lambda value: number(value, 1)), f" ({still_grows(row)})")
    return (row.cite(_GROWTH, lambda value: number(value, 1)),)


def _verdict(found: Found, row: Row, favours: Favoured) -> str:
    words = listed(_reasons(favours, row)) or "clearly shorter"
    words = capital(words)
    return f"{words}; perhaps by little" if may_be_small(found, row) else words
