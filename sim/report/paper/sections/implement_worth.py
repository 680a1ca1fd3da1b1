"""Whether the benefit of an option justifies its cost: pounds for a day of wait, and for a point of those in time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

from sim.report.figures import MISSING, number, signed
from sim.report.labels import day_in_words, limit_in_words
from sim.report.paper.blocks import Column, Grid, Name, Words, say
from sim.report.paper.choices import all_choices, cost_column, cost_when, more_cost
from sim.report.paper.found import Found, Row
from sim.report.paper.kept import first_day, kept_service, scenario_label
from sim.report.paper.speech import counted, pounds_text

_NONE = "no clear benefit"
_OF_ALL = dict.fromkeys(("stream", "priority", "activity", "role", "team"), "")
_LOW, _HIGH = "difference_low_simultaneous", "difference_high_simultaneous"


@dataclass(frozen=True, slots=True)
class Rate:
    """Pounds for one unit of benefit, and for as much benefit as there surely is and as there may be.

    ``each`` is at the mean, ``most`` at the least benefit of the interval, ``least`` at the greatest.
    """

    each: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What an option gives for its cost.

    Attributes
    ----------
    row
        Of options.csv.
    start, scenario
        Its first day, and the demand it was simulated under; empty if that is not said.
    days, points
        Pounds for a day of the mean wait, and for a point more of the share that is complete in time; None where there
        is no clear benefit.
    limit
        The time of ``points``, in words.
    from_first
        Whether it is simulated from the first day of the run.
    """

    row: Row
    start: str
    scenario: str
    days: Rate | None
    points: Rate | None
    limit: str
    from_first: bool = False

    @property
    def cost(self) -> float:
        """More cost [GBP]."""
        return more_cost(self.row)

    @property
    def name(self) -> Words:
        """What the option is called, and under which demand it was simulated if there are several."""
        told = Name(self.row.text("label"))
        return (told, " (", Name(self.scenario), ")") if self.scenario else (told,)


def options_worth(found: Found) -> list[Worth]:
    """The options that the council can choose: those with a clear benefit first, the cheapest day of wait on top."""
    measure = next((str(item["measure"]) for item in found.manifest.get("figures", []) if _is_share(item)), "")
    return sorted((_worth(found, row, measure) for row in all_choices(found)), key=_order)


def _is_share(item: dict[str, str]) -> bool:
    """Whether a figure of the comparison is the share of all cases within a limit."""
    of_all = not any(item.get(name) for name in _OF_ALL)
    return of_all and item["unit"] == "share" and "_within_" in item["measure"]


def _order(item: Worth) -> tuple[bool, float]:
    return item.days is None, item.days.each if item.days is not None else item.cost


def _worth(found: Found, row: Row, measure: str) -> Worth:
    cost, option = more_cost(row), row.text("option")
    saved = tuple(-row.number(column) for column in ("difference_mean", _HIGH, _LOW))
    days = _rate(cost, saved) if row.text("headline_unit") == "days" and row.text("verdict") == "better" else None
    scenario = scenario_label(found, row.text("scenario"))
    start, first = _start(found, option), kept_service(found, found.baseline)
    from_first = first is not None and start == day_in_words(first.start_date)
    points = _points(found, row, measure)
    return Worth(row, start, scenario, days, points, limit_in_words(measure), from_first)


def _points(found: Found, row: Row, measure: str) -> Rate | None:
    """The rate for a point more of the share that is complete in time."""
    change = found.row("differences", option=row.text("option"), measure=measure, period=found.period, **_OF_ALL)
    if change is None:
        return None
    gained = tuple(100 * change.number(column) for column in ("difference_mean", _LOW, _HIGH))
    return _rate(more_cost(row), gained)


def _rate(cost: float, benefit: tuple[float, ...]) -> Rate | None:
    """Cost over benefit (mean, least, greatest); None unless the least is above nought."""
    mean, least, greatest = benefit
    if not (isfinite(cost) and least > 0):
        return None
    return Rate(cost / mean, cost / greatest, cost / least)


def _start(found: Found, option: str) -> str:
    """The first day of an option, as its sheet or its first change has it."""
    first = first_day(found, option)
    return day_in_words(first) if first is not None else ""


def worth_words(found: Found, worth: Sequence[Worth]) -> Words:
    """Which options cost least for what they save, and how many show no clear benefit."""
    clear = [item for item in worth if item.days is not None]
    if not clear:
        return ("No option can be told from no change, so none can be said to be worth its cost.",)
    paid = [item for item in clear if item.cost > 0 and item.days is not None]
    free = len(clear) - len(paid)
    said: Words = (f"Of {len(worth)} options, {len(clear)} clearly shorten the mean wait.", *_otherwise(worth))
    if free:
        said = (*said, f" {free} of them cost nothing more.")
    if paid and paid[0].days is not None and paid[-1].days is not None:
        said = (
            *said,
            *say(
                " One day less of wait costs least with “{cheap}”, about {low} {when}, and most with “{dear}”,"
                " about {high}.",
                when=cost_when(found),
                cheap=paid[0].row.text("label"),
                low=(pounds_text(paid[0].days.each),),
                dear=paid[-1].row.text("label"),
                high=(pounds_text(paid[-1].days.each),),
            ),
        )
    return (
        *said,
        " Whether a day is worth that is for the board to say. Gains of several options must not be added up: where two"
        " relieve the same people's work, the second finds less to do.",
    )


def _otherwise(worth: Sequence[Worth]) -> Words:
    """Options that are clearly better by another figure than the mean wait."""
    others = [item.row.text("label") for item in worth if item.days is None and item.row.text("verdict") == "better"]
    if not others:
        return ()
    named = tuple(piece for label in others for piece in ("“", Name(label), "”, "))[:-1]
    verb = "is" if len(others) == 1 else "are"
    return (f" {len(others)} more {verb} clearly better by another figure, not by the mean wait: ", *named, "”.")


def worth_grid(found: Found, worth: Sequence[Worth], *, others: bool = False) -> Grid:
    """Costs and what they buy, an option a row; ``others`` if they are those that are not clearly better."""
    limit = next((item.limit for item in worth if item.limit), "")
    when, length = cost_when(found), _years(found)
    columns = (
        Column("Option"), Column("Once, £ thousand", figures=True),
        Column(f"More {when}, £ thousand", figures=True),
        Column(f"More in {counted(length, 'year')}, £ thousand", figures=True),
        Column("Days of wait saved", figures=True), Column(f"£ {when} for a day less (range)", figures=True),
        *([Column(f"£ {when} for a point more within {limit} (range)", figures=True)] if limit else []),
    )  # fmt: skip
    note = (
        f"What is spent once is in the cost of the {counted(length, 'year')} simulated, and in no other; an option that"
        " begins late or ends early costs nothing before and after. Ranges come from how surely the benefit is known;"
        " where one is very wide, the benefit may be next to nothing. Each option by itself, against no change.",
    )
    title = "Costs and benefits of the other options" if others else "What each option costs and what it gives"
    return Grid(title, columns, tuple(_line(item, limit, length) for item in worth), note)


def _years(found: Found) -> int:
    """Years simulated."""
    first, after = (dt.date.fromisoformat(str(found.manifest[name])) for name in ("start_date", "end_date"))
    return round((after - first).days / 365.25)


def _line(item: Worth, limit: str, length: int) -> tuple[Words, ...]:
    row = item.row
    saved = "difference_mean" if row.text("headline_unit") == "days" else ""
    cells: list[Words] = [
        item.name,
        (row.cite("one_off_gbp", lambda value: number(value / 1000, 0)),),
        (row.cite(cost_column(row), lambda value: signed(value / 1000, 0)),),
        (row.cite("cost_difference_mean_gbp_per_year", lambda value: signed(length * value / 1000, 0)),),
        (row.cite(saved, lambda value: number(-value, 1)),) if saved else (MISSING,),
        (_rate_text(item.days, row),),
    ]
    if limit:
        cells.append((_rate_text(item.points, row),))
    return tuple(cells)


def owners_grid(worth: Sequence[Worth], *, others: bool = False) -> Grid:
    """Who owns each option, from when it runs, and what has to be known before its figures can be relied on."""
    columns = (Column("Option"), Column("Owner"), Column("Simulated from"), Column("What has to be known first"))
    lines = tuple(
        (item.name, (Name(item.row.text("owner")),), (item.start or MISSING,), (Name(item.row.text("asks")),))
        for item in worth
    )
    note = (
        "How lists are shared between teams and worked cannot begin part-way in the model, so such options are"
        " simulated from the first day. Their figures have had longer to show than those of options that begin later.",
    )
    from_first = any(item.from_first for item in worth)
    title = (
        "Who owns the other options, and what they ask for" if others else "Who owns each option, and what it asks for"
    )
    return Grid(title, columns, lines, note if from_first else ())


def _rate_text(rate: Rate | None, row: Row) -> str:
    if rate is None:
        return "waits grow" if row.text("verdict") == "worse" else _NONE
    if rate.each <= 0:
        return "costs nothing more"
    return f"{_near(rate.each)} ({_near(rate.least)} to {_near(rate.most)})"


def _near(value: float) -> str:
    """Two figures that count: nobody knows a third."""
    return number(float(f"{value:.2g}") if isfinite(value) else nan, 0)
