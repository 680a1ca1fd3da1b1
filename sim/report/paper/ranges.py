"""Means with their ranges, in the cells of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from sim.report.figures import number, percent
from sim.report.paper.blocks import Words
from sim.report.paper.found import Row
from sim.report.paper.speech import lesser


@dataclass(frozen=True, slots=True)
class Way:
    """How values of a kind are written: a mean, and the ends of its range."""

    mean: Callable[[float], str]
    end: Callable[[float], str]


def whole(value: float) -> str:
    """A number without a fraction."""
    return number(value, 0)


def _hundredths(value: float) -> str:
    return number(value, 2)


# The end of an interval may pass the bounds of a share, since it comes from a formula.
SHARE = Way(percent, lambda value: number(100 * min(value, 1.0), 0))
FINE_SHARE = Way(lambda value: percent(value, 1), lambda value: number(100 * min(value, 1.0), 1))
MONEY = Way(lambda value: f"£{whole(value)}", whole)
DAYS = Way(lesser, lesser)
COUNT, TENTHS, HUNDREDTHS = Way(whole, whole), Way(number, number), Way(_hundredths, _hundredths)


def ranged(row: Row | None, way: Way, columns: str = "{}") -> Words:
    """A mean and the ends of its interval; ``columns`` is like "{}_share". Nothing measured here falls below nought."""
    if row is None:
        return ("-",)
    low, high = (columns.format(end) for end in ("low", "high"))
    mean = row.cite(columns.format("mean"), way.mean)
    if not (isfinite(row.number(low)) and isfinite(row.number(high))):
        return (mean,)
    return (mean, " (", row.cite(low, lambda value: way.end(max(value, 0.0))), " to ", row.cite(high, way.end), ")")


def apart(row: Row | None, other: Row | None) -> str:
    """What another mean is beside one, as far as their intervals tell; "no clear difference" where they overlap.

    Means of the same futures are closer related than this supposes, so it errs on the side of no clear difference.
    """
    if row is None or other is None or not (isfinite(row.number("low")) and isfinite(other.number("low"))):
        return ""
    if other.number("low") > row.number("high"):
        return "higher"
    if other.number("high") < row.number("low"):
        return "lower"
    return "no clear difference"
