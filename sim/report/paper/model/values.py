"""Values of a config in the words of its documentation."""

import datetime as dt
from typing import Any, Final

from sim.report.figures import MISSING, number
from sim.scenario.staffing import Posts
from sim.scenario.stock import StockCase
from sim.scenario.values import PARAMETERS, Distribution, Quantity

_UNITS: Final = {
    "_hours": "hours", "_days": "days", "_weeks": "weeks", "_gbp": "GBP", "_per_year": "a year", "share": "share",
    "posts": "posts", "cases": "cases",
}  # fmt: skip
_MOST_VALUES = 8
"""Of an empirical distribution more values than this are counted."""


def exact(value: float | None) -> str:
    """A number as it was written, thousands separated; a dash for none."""
    return MISSING if value is None else f"{value:,.12g}"


def unit_of(setting: str, unit: str) -> str:
    """The unit of a number: as given, or as the name of its setting says."""
    return unit or next((said for ending, said in _UNITS.items() if setting.endswith(ending)), "")


def shape_of(item: object) -> str:
    """What the value and the range of a number do not say: the family of a distribution, posts that are part time."""
    if isinstance(item, Posts):
        return f"part time: {', '.join(map(exact, item.part_time))}" if item.part_time else ""
    if not isinstance(item, Distribution) or item.distribution == "fixed":
        return ""
    if item.values is not None:
        return (
            f"empirical, {number(len(item.values), 0)} values" if len(item.values) > _MOST_VALUES else _empirical(item)
        )
    named = [name for name in PARAMETERS[item.distribution] if name != "mean"]
    return ", ".join((item.distribution, *(f"{name} {exact(getattr(item, name))}" for name in named)))


def _empirical(item: Distribution) -> str:
    values = item.values or ()
    shares = item.shares or (1 / len(values),) * len(values)
    return "empirical: " + ", ".join(f"{exact(a)} ({b:.3g})" for a, b in zip(values, shares, strict=True))


def as_text(value: Any, unit: str = "") -> str:
    """Any value of a setting on one line, a number with its unit, if that is wanted, and its range."""
    match value:
        case Quantity():
            return _ranged(exact(value.value), value.low, value.high, unit)
        case Distribution():
            shape = f", {shape_of(value)}" if shape_of(value) else ""
            return _ranged(exact(value.average), value.mean_low, value.mean_high, unit) + shape
        case Posts():
            held = [f"{exact(held.value)} with {name}" for name, held in value.warrants.items()]
            more = "".join(f", {words}" for words in (shape_of(value), *held) if words)
            return _ranged(exact(value.number), value.low, value.high, unit) + more
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return exact(value)
        case dt.date():
            return value.isoformat()
        case StockCase():
            return as_text(tuple(vars(value).values()))
        case tuple() if value and isinstance(value[0], StockCase):
            return "; ".join(map(as_text, value))
        case tuple():
            inner = (" + ".join(item) if isinstance(item, tuple) else as_text(item) for item in value)
            return ", ".join(inner) or MISSING
        case _:
            return str(value) or MISSING


def _ranged(value: str, low: float | None, high: float | None, unit: str) -> str:
    named = f"{value} {unit}" if unit else value
    return named if low is None and high is None else f"{named} ({exact(low)} to {exact(high)})"
