"""The figures of a run, found by what they are figures of, and put into words."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from sim.measures import Summary
from sim.measures.registry import WHOLE_RUN

_SIGNED = "cases per week"

MISSING = "-"
"""What stands where there is no figure."""


class Figures:
    """Rows of the summary by measure and dimensions."""

    def __init__(self, summary: Iterable[Summary]) -> None:
        self._rows = {
            (row.measure, row.stream, row.priority, row.activity, row.role, row.team, row.period): row
            for row in summary
        }

    def get(
        self,
        measure: str,
        *,
        stream: str = "",
        priority: str = "",
        activity: str = "",
        role: str = "",
        team: str = "",
        period: str = WHOLE_RUN,
    ) -> Summary | None:
        """The row of a measure for one cell; None if the run has no such figure."""
        return self._rows.get((measure, stream, priority, activity, role, team, period))

    def __len__(self) -> int:
        return len(self._rows)


def number(value: float, digits: int = 1) -> str:
    """A number with thousands separated; a dash for what is missing; never a minus zero."""
    if not isfinite(value):
        return MISSING
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, as differences are given; nothing before a nought."""
    text = number(value, digits)
    return text if text == MISSING or text.startswith("-") or not any(c in "123456789" for c in text) else f"+{text}"


@dataclass(frozen=True, slots=True)
class Shown:
    """How values of a unit are shown: divided by ``scale``, with so many digits, and what the unit is then called."""

    scale: float
    digits: int
    unit: str

    def value(self, value: float) -> str:
        """A value, without its unit."""
        return number(value / self.scale, self.digits)

    def margin(self, row: Summary) -> str:
        """A mean and half the width of its interval."""
        return margin(row, self.digits, scale=self.scale)

    def change(self, mean: float, low: float, high: float) -> str:
        """A difference and its interval, if it has one."""
        middle, *ends = (signed(each / self.scale, self.digits) for each in (mean, low, high))
        return middle if MISSING in ends else f"{middle} ({ends[0]} to {ends[1]})"


_THOUSANDS = 10_000


def shown_in(unit: str, values: Iterable[float], *, difference: bool = False) -> Shown:
    """How values of a unit are shown: shares as percentages, their differences in points, much money in thousands."""
    largest = max((abs(value) for value in values if isfinite(value)), default=0.0)
    if unit == "share":
        return Shown(0.01, 0 if largest >= 0.095 and not difference else 1, "points" if difference else "%")
    if unit == "GBP" and largest >= _THOUSANDS:
        return Shown(1000.0, 0, "GBP thousand")
    return Shown(1.0, 0 if largest >= 1000 else 1 if largest >= 1 else 2, unit)


def percent(value: float, digits: int = 0) -> str:
    """A share as a percentage."""
    return f"{number(100 * value, digits)} %" if isfinite(value) else MISSING


def from_to(values: tuple[float, float], digits: int = 0) -> str:
    """A number at the start and at the end; one if it stays the same."""
    return " to ".join(dict.fromkeys(number(value, digits) for value in values))


def margin(row: Summary | None, digits: int = 1, *, scale: float = 1.0) -> str:
    """The mean of a figure, divided by ``scale``, and half the width of its interval."""
    if row is None or not isfinite(row.mean):
        return MISSING
    middle = number(row.mean / scale, digits)
    if not (isfinite(row.low) and isfinite(row.high)):
        return middle
    return f"{middle} ±{number((row.high - row.low) / 2 / scale, digits)}"


def share_margin(row: Summary | None, digits: int = 0) -> str:
    """The mean of a share and half the width of its interval, as percentages."""
    text = margin(row, digits, scale=0.01)
    return text if text == MISSING else f"{text} %"


def spread(row: Summary | None, digits: int = 1) -> str:
    """The mean of a figure with its interval."""
    if row is None or not isfinite(row.mean):
        return MISSING
    if not (isfinite(row.low) and isfinite(row.high)):
        return number(row.mean, digits)
    # An interval from Student's t does not know that waits and counts are never below zero.
    low = row.low if row.mean < 0 or row.unit == _SIGNED else max(row.low, 0.0)
    return f"{number(row.mean, digits)} ({number(low, digits)} to {number(row.high, digits)})"


def share_spread(row: Summary | None, digits: int = 0) -> str:
    """The mean of a share with its interval, as percentages."""
    if row is None or not isfinite(row.mean):
        return MISSING
    if not (isfinite(row.low) and isfinite(row.high)):
        return percent(row.mean, digits)
    # An interval from Student's t knows nothing of the bounds of a share.
    low, high = max(row.low, 0.0), min(row.high, 1.0)
    return f"{percent(row.mean, digits)} ({number(100 * low, digits)} to {number(100 * high, digits)})"
