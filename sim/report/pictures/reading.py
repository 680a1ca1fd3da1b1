"""A comparison as its charts read it: one demand scenario, its rows in the order in which a board reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Final

from sim.measures.registry import measure_named
from sim.report.design_cells import marked, reading_place
from sim.report.figures import Shown, shown_in, signed
from sim.report.labels import limit_in_words
from sim.report.paper.blocks import Name, Words
from sim.report.paper.choices import choices, of_scenario, scenarios, what_comes
from sim.report.paper.favours import Favoured, favoured
from sim.report.paper.found import Found, Row
from sim.report.paper.kept import scenario_label

CHANGE: Final = ("difference_low_simultaneous", "difference_mean", "difference_high_simultaneous")
"""The columns with an option's change of the first figure, and the interval that holds together with all others."""


@dataclass(frozen=True)
class Compared:
    """One demand scenario of a comparison.

    Attributes
    ----------
    found
        The results.
    scenario
        Its name; empty if the experiment has none.
    base
        The row of ``options.csv`` with the baseline.
    options
        The rows of the others: what helps first, and what harms last.
    """

    found: Found
    scenario: str
    base: Row
    options: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The baseline and the options."""
        return (self.base, *self.options)

    @property
    def choices(self) -> list[Row]:
        """The options that the council can choose."""
        return choices(self.options)

    @property
    def pressures(self) -> list[Row]:
        """Those that come of themselves."""
        return what_comes(self.options)

    @property
    def headline(self) -> str:
        """The first figure in words."""
        return self.base.text("headline")

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.base.text("headline_unit")

    @property
    def better(self) -> int:
        """-1 if less of it is better, +1 if more is, 0 if neither."""
        return better_of(self.found)

    @property
    def limit(self) -> str:
        """The limit of the share that waits longer, in words."""
        return limit_in_words(str(self.found.manifest.get("over_limit", ""))) or "the limit"

    @property
    def scenario_label(self) -> str:
        """The demand scenario in words for people; empty if there is none."""
        return scenario_label(self.found, self.scenario)

    @property
    def heading(self) -> str:
        """The experiment, and the demand scenario if there are any."""
        parts = [short(self.found.title, 70), *([short(self.scenario_label, 60)] if self.scenario else [])]
        return " · ".join(parts)

    @cached_property
    def favours(self) -> Favoured:
        """What the figures favour."""
        return favoured(self.found, self.rows)

    def named(self, name: str) -> str:
        """The name of a chart of this scenario."""
        return f"{name}-{self.scenario}" if self.scenario else name

    def titled(self, title: str) -> str:
        """The title of such a chart."""
        return f"{title} ({short(self.scenario_label, 60)})" if self.scenario else title

    def shown_change(self) -> Shown:
        """How changes of the first figure are shown."""
        return shown_in(self.unit, [row.number("difference_mean") for row in self.options], difference=True)

    def change_text(self, row: Row, how: Shown) -> str:
        """How the first figure differs from the baseline's, with the interval that holds together."""
        low, mean, high = (row.number(column) for column in CHANGE)
        return self.marked(how.change(mean, low, high), row, "difference_n")

    def marked(self, text: str, row: Row, column: str) -> str:
        """A cell, with a mark if its figure exists in some of the replications only, whose number is in a column."""
        n = row.number(column)
        return marked(text, int(n), self.found.replications) if isfinite(n) else text

    def with_interval(self, words: str) -> str:
        """Words about the intervals; none if there are none."""
        return words if self.found.replications > 1 else ""

    def basis(self, *, together: bool = False, interval: bool = True, period: bool = True) -> str:
        """What a chart stands on: replications, level of the intervals, period, weakest grade of evidence."""
        n, found = self.found.replications, self.found
        family = len(found.tables.get("differences", ()))
        level = f"intervals: 95 % for all {family} comparisons together" if together else "intervals: 95 %"
        parts = [
            f"{n} paired replications" if n > 1 else "one replication, so no interval",
            *([level] if n > 1 and interval else []),
            *([found.period_words] if period else ["by month"]),
            *([f"weakest evidence: {found.weakest}"] if found.weakest else []),
        ]
        return " · ".join(parts)

    @cached_property
    def lists(self) -> dict[str, list[Row]]:
        """The rows of the waiting list by month, in order of time, by option."""
        found: dict[str, list[Row]] = {}
        for row in self.found.rows("monthly", measure="waiting_cases_end", scenario=self.scenario):
            found.setdefault(row.text("option"), []).append(row)
        return {name: sorted(rows, key=lambda row: row.text("month")) for name, rows in found.items()}

    @cached_property
    def targets(self) -> dict[str, dict[str, Row]]:
        """The rows of the targets, by option and label."""
        found: dict[str, dict[str, Row]] = {}
        for row in self.found.rows("targets", scenario=self.scenario):
            found.setdefault(row.text("option"), {})[row.text("target")] = row
        return found


def compared_of(found: Found) -> list[Compared]:
    """The demand scenarios of a comparison, in order; none for one that has no baseline."""
    made = []
    for scenario, _ in scenarios(found):
        rows = of_scenario(found, scenario)
        base = next((row for row in rows if not row.text("against")), None)
        if base is not None:
            options = sorted((row for row in rows if row.text("against")), key=lambda row: _place(row, found))
            made.append(Compared(found, scenario, base, tuple(options)))
    return made


def better_of(found: Found) -> int:
    """Whether less (-1) or more (+1) of the first figure of a comparison is better; 0 if neither is, or none knows."""
    first = found.row("differences")
    try:
        return measure_named(first.text("measure")).better if first is not None else 0
    except KeyError:  # of another version
        return 0


def _place(row: Row, found: Found) -> tuple[int, float]:
    return reading_place(row.text("verdict"), row.number("difference_mean"), better_of(found))


def short(label: str, most: int) -> str:
    """A label of at most so many characters, cut between words where that is possible."""
    whole = " ".join(label.split())
    if len(whole) <= most:
        return whole
    cut = whole[: most - 1]
    words = cut.rsplit(" ", 1)[0]
    return f"{words if len(words) > most // 2 else cut} …"


def label_of(row: Row, most: int = 60) -> str:
    """An option's label, shortened."""
    return short(row.text("label"), most)


def named(row: Row) -> Words:
    """An option's label, as the first cell of a row of a table."""
    return (Name(row.text("label")),)


def cell(row: Row, column: str, show: Callable[[float], str] | None = None) -> Words:
    """A figure of a row, as a cell of the table behind a chart."""
    return (row.cite(column, show),)


def changed(row: Row, how: Shown) -> tuple[Words, ...]:
    """An option, its change of the first figure, and the ends of that, as cells of the table behind a chart."""

    def show(value: float) -> str:
        return signed(value / how.scale, how.digits)

    low, mean, high = CHANGE
    return (named(row), cell(row, mean, show), cell(row, low, show), cell(row, high, show))


def counted(rows: Sequence[Row], kind: str) -> list[Row]:
    """The rows with a verdict."""
    return [row for row in rows if row.text("verdict") == kind]
