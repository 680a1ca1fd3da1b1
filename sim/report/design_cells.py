"""What cells of a comparison's and of a sweep's table have in common: changes, posts, and marks that they bear."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

from sim.experiment.design_row import OptionRow
from sim.report.figures import Shown, signed

PARTIAL = "†"
"""Marks a figure that exists in some of the replications only."""

_ORDER: Final = ("baseline", "better", "mixed", "no clear difference", "worse", "unknown")


def reading_place(verdict: str, change: float, better: int) -> tuple[int, float]:
    """Where a design stands among others for those who ask what to do, whatever kind of measure it is.

    The baseline first; then what helps, what cannot be told from no change, and what harms, and among those the largest
    gain in the first figure first.

    Parameters
    ----------
    verdict
        In a word.
    change, better
        Of the first figure, and whether less (-1) or more (+1) of it is better.
    """
    gain = change * (better or -1)
    return _ORDER.index(verdict) if verdict in _ORDER else len(_ORDER), -gain if isfinite(gain) else 0.0


def family_of(rows: Sequence[OptionRow]) -> int:
    """How many differences the simultaneous intervals are for."""
    return sum(len(row.differences) for row in rows)


def posts_digits(rows: Sequence[OptionRow]) -> int:
    """Posts are counted, unless they come or go within the run."""
    return 0 if all(abs(row.posts.mean - round(row.posts.mean)) < 0.05 for row in rows) else 1


def is_partial(n: int, replications: int) -> bool:
    """Whether a figure exists, but not in all replications."""
    return 0 < n < replications


def marked(text: str, n: int, replications: int) -> str:
    """A cell, with a mark if its figure exists in some of the replications only."""
    return f"{text}{PARTIAL}" if is_partial(n, replications) else text


def change_text(row: OptionRow, place: int, how: Shown, *, replications: int) -> str:
    """How a figure differs from the baseline's, with the interval that holds together; empty for a baseline."""
    if not row.differences:
        return ""
    paired = row.differences[place]
    return marked(how.change(paired.mean, paired.low_all, paired.high_all), paired.n, replications)


def cost_change_text(row: OptionRow) -> str:
    """What a design costs more a year than its baseline [GBP thousand]; empty for a baseline."""
    return signed(row.cost_difference.mean / 1000, 0) if row.cost_difference is not None else ""
