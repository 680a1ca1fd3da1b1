"""How surely a target is kept: met or missed on average, and whether only just."""

from math import isfinite

from sim.report.paper.found import Found, Row


def standing(row: Row) -> str:
    """Whether a row of targets.csv is met; "just" where the interval of the mean holds what is asked for."""
    met = row.text("met_on_average") == "1"
    low, high, asked = (row.number(name) for name in ("low_share", "high_share", "level_share"))
    near = isfinite(low) and isfinite(high) and low < asked <= high
    return f"{'just ' if near else ''}{'met' if met else 'missed'}"


def just_met(found: Found, option: str) -> int:
    """How many targets an option meets only just."""
    rows = found.rows("targets", option=option, period=found.period)
    return sum(standing(row) == "just met" for row in rows)
