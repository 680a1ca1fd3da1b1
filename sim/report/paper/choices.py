"""Which options a council can choose, which are better, and which are worth their money."""

from collections.abc import Sequence
from math import isfinite

from sim.report.paper.found import Found, Row
from sim.report.paper.kept import scenario_label

_IN_PERIOD = "cost_difference_mean_gbp_in_period"
_COMES = ("demand", "pressure")
"""Kinds of options that nobody chooses."""


def scenarios(found: Found) -> list[tuple[str, str]]:
    """Name and label of each demand scenario of a comparison; one of no name if there are none."""
    names = dict.fromkeys(row.text("scenario") for row in found.rows("options"))
    return [(name, scenario_label(found, name)) for name in names]


def of_scenario(found: Found, scenario: str) -> list[Row]:
    """The designs under a demand scenario, its baseline first."""
    return list(found.rows("options", scenario=scenario))


def choices(rows: Sequence[Row]) -> list[Row]:
    """The options that a council can choose."""
    return [row for row in rows if row.text("against") and row.text("kind") not in _COMES]


def all_choices(found: Found) -> list[Row]:
    """The options that a council can choose, under every demand scenario."""
    return choices(list(found.rows("options")))


def what_comes(rows: Sequence[Row]) -> list[Row]:
    """The options that it cannot: demand, and what goes wrong."""
    return [row for row in rows if row.text("against") and row.text("kind") in _COMES]


def better_ones(rows: Sequence[Row]) -> list[Row]:
    """Those that can be chosen and are clearly better than no change, if they tell by how much."""
    return [row for row in choices(rows) if row.text("verdict") == "better" and isfinite(row.number("difference_mean"))]


def value_ones(rows: Sequence[Row], *, sign: float) -> list[Row]:
    """Of some options, those that improve the first figure, the most for a pound first; savings before all others.

    Parameters
    ----------
    sign
        1 if less of the figure is better, else -1.
    """
    able = [row for row in rows if sign * row.number("difference_mean") < 0 and isfinite(more_cost(row))]

    def order(row: Row) -> tuple[bool, float]:
        return more_cost(row) > 0, sign * row.number("difference_mean") / max(more_cost(row), 1.0)

    return sorted(able, key=order)


def cost_column(row: Row) -> str:
    """The column of what an option costs more than no change: in the period of the figures, without what is paid once.

    Where that is not known, because the period is no year or the results are of an earlier version, a year on average
    over the run.
    """
    here = isfinite(row.number(_IN_PERIOD))
    return _IN_PERIOD if here else "cost_difference_mean_gbp_per_year"


def more_cost(row: Row) -> float:
    """What an option costs more than no change [GBP], by :func:`cost_column`; NaN if it is not known."""
    return row.number(cost_column(row))


def cost_when(found: Found) -> str:
    """When an option costs what it is told to cost: "in 2016/17", or "a year"."""
    return (
        f"in {found.period_words}"
        if any(isfinite(row.number(_IN_PERIOD)) for row in found.rows("options"))
        else "a year"
    )
