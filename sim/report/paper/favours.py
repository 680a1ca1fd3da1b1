"""What the figures of a comparison favour, by a rule that is written down in docs/report.md; a board decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Final

from sim.report.paper.choices import better_ones, choices, more_cost, value_ones
from sim.report.paper.found import Cited, Found, Row

_GROWTH: Final = "waiting_list_growth_{}_cases_per_week"
_MOST: Final = 7
"""Options that a reader takes in at once."""
_NO_USE: Final = ("no clear difference", "no difference worth caring about")
"""What an option that makes no difference is told to be."""


@dataclass(frozen=True, slots=True)
class Favoured:
    """Options of one demand scenario that the council can choose, sorted by what the figures say of them.

    Attributes
    ----------
    able
        That clearly improve the first figure and make nothing else clearly worse; the most for a pound first.
    value
        The first of them.
    steady
        The cheapest of them with which the waiting list does not clearly grow; None if it does not without them.
    most
        That which improves the first figure most.
    other
        Clearly better than no change, and not among ``able``: in another figure, or with a drawback.
    useless
        That cannot be told from no change, or differ from it by nothing worth having; the dearest first.
    harmful
        Clearly worse than no change; the worst first.
    """

    able: tuple[Row, ...]
    value: Row | None
    steady: Row | None
    most: Row | None
    other: tuple[Row, ...]
    useless: tuple[Row, ...]
    harmful: tuple[Row, ...]

    @property
    def named(self) -> tuple[Row, ...]:
        """``value``, ``steady`` and ``most``, each option once."""
        rows = (row for row in (self.value, self.steady, self.most) if row is not None)
        return tuple({row.text("option"): row for row in rows}.values())


def favoured(found: Found, rows: Sequence[Row]) -> Favoured:
    """What the figures favour of the designs of one demand scenario, its baseline among them."""
    base = next(row for row in rows if not row.text("against"))
    sign = sign_of(found)
    good = better_ones(rows)
    able = [row for row in good if _surely_gained(row, sign) > 0 and not _drawback(row, base)]
    by_value = value_ones(able, sign=sign)
    ours = choices(rows)
    harmful = [row for row in ours if row.text("verdict") == "worse"]
    return Favoured(
        able=(*by_value, *(row for row in able if row not in by_value)),
        value=by_value[0] if by_value else None,
        steady=_steady(by_value) if list_grows(base) else None,
        most=min(able, key=lambda row: sign * row.number("difference_mean"), default=None),
        other=tuple(row for row in good if row not in able),
        useless=tuple(sorted((row for row in ours if row.text("verdict") in _NO_USE), key=lambda row: -_cost(row))),
        harmful=tuple(sorted(harmful, key=lambda row: -sign * row.number("difference_mean"))),
    )


def sign_of(found: Found) -> float:
    """1 if less of the first figure is better, else -1."""
    figures = found.manifest.get("figures") or [{}]
    return -1.0 if "within" in str(figures[0].get("measure", "")) else 1.0


def list_grows(row: Row) -> bool:
    """Whether the waiting list of a design grows beyond doubt."""
    return row.number("waiting_list_grows") == 1


def still_grows(row: Row) -> str:
    """Whether the waiting list of a design grows: "yes", "no", or "unclear" where it may as well not."""
    if list_grows(row):
        return "yes"
    return "unclear" if row.number(_GROWTH.format("mean")) > 0 else "no"


def growth_years(row: Row) -> Cited | str:
    """The years that growth of the waiting list is told of; results of earlier versions have that of the whole run."""
    return (
        row.cite("waiting_list_growth_period") if row.text("waiting_list_growth_period") else "all the years simulated"
    )


def may_be_small(found: Found, row: Row) -> bool:
    """Whether the interval of a gain holds gains that the experiment says are not worth having."""
    worth = found.manifest.get("worth") or 0.0
    return _surely_gained(row, sign_of(found)) < float(worth)


def worth_showing(found: Found, rows: Sequence[Row]) -> list[Row]:
    """The favoured, then those that none beats in both gain and cost, seven at the most; the cheapest first."""
    favours, sign = favoured(found, rows), sign_of(found)
    unbeaten = [row for row in favours.able if not _beaten(row, favours.able, sign)]
    shown = list({row.text("option"): row for row in (*favours.named, *unbeaten, *favours.able)}.values())[:_MOST]
    return sorted(shown, key=_cost)


def _beaten(row: Row, by: Sequence[Row], sign: float) -> bool:
    gain = -sign * row.number("difference_mean")
    return any(
        _cost(other) <= _cost(row) and -sign * other.number("difference_mean") > gain for other in by if other != row
    )


def _steady(able: Sequence[Row]) -> Row | None:
    return min((row for row in able if row.number("waiting_list_grows") == 0), key=_cost, default=None)


def _surely_gained(row: Row, sign: float) -> float:
    """The least that the interval for all options together leaves of a gain; without one, its mean."""
    ends = [row.number(f"difference_{end}_simultaneous") for end in ("low", "high")]
    if not all(map(isfinite, ends)):
        return -sign * row.number("difference_mean")
    return min(-sign * end for end in ends)


def _drawback(row: Row, base: Row) -> bool:
    """Whether the list clearly grows faster than with no change, or fewer targets are met."""
    faster = list_grows(row) and row.number(_GROWTH.format("low")) > base.number(_GROWTH.format("high"))
    return faster or row.number("targets_met") < base.number("targets_met")


def _cost(row: Row) -> float:
    cost = more_cost(row)
    return cost if isfinite(cost) else inf
