"""How the figures of requirements are told: as people count them, though a search wants every figure high.

A share within a limit has to be so high *at least*. A list counts below nought in a search, and is told as cases that
there may be *at most*. Where the baseline sets the level, both are told as what they are beyond what it has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sim.experiment.staffing import Requirement
from sim.report.design_rows import Row
from sim.report.figures import number, percent, signed

BEYOND = " beyond "
"""In the units of figures that are differences from the baseline's."""


@dataclass(frozen=True, slots=True)
class Sense:
    """How the figures of a requirement are told.

    Attributes
    ----------
    wanted
        Whether they are to be so high at least or at most.
    unit
        Of them, as tables have it.
    form
        What they look like: a share, percentage points, or a number.
    """

    wanted: Literal["at least", "at most"]
    unit: str
    form: Literal["share", "points", "number"]

    def told(self, figure: float) -> float:
        """A figure of the search, as people count it; never a minus nought."""
        return figure if self.wanted == "at least" else 0.0 - figure

    def ends(self, low: float, high: float) -> tuple[float, float]:
        """The ends of an interval, the lower one first."""
        return (low, high) if self.wanted == "at least" else (self.told(high), self.told(low))

    def row(self, wanted: float, mean: float, low: float, high: float) -> Row:
        """What is wanted and what comes, as the columns of a table."""
        ends = self.ends(low, high)
        figures = {"wanted": self.told(wanted), "mean": self.told(mean), "low": ends[0], "high": ends[1]}
        return {"sense": self.wanted, **figures, "unit": self.unit}

    def text(self, told: float) -> str:
        """A figure that is told so, in words."""
        if self.form == "share":
            return percent(told, 1)
        return f"{signed(100 * told, 1)} points" if self.form == "points" else number(told, 1)

    def phrase(self, told: float) -> str:
        """A figure that is told so, with what it is of."""
        if self.form == "number":
            return f"{self.text(told)} {self.unit}"
        return f"{self.text(told)}{self.unit.removeprefix('share')}"

    def level(self, wanted: float) -> str:
        """What is wanted of the search's figure, in words; with its unit, unless that takes a sentence."""
        told = self.told(wanted)
        return f"{self.wanted} {self.text(told) if BEYOND in self.unit else self.phrase(told)}"

    def change(self, told: float) -> str:
        """A difference of two figures, in words."""
        return signed(told, 1) if self.form == "number" else f"{signed(100 * told, 1)} points"

    def half(self, width: float) -> str:
        """Half the width of an interval, in words."""
        return number(100 * width, 1) if self.form in {"share", "points"} else number(width, 1)


def sense_of(item: Requirement) -> Sense:
    """How the figures of a requirement are told."""
    if item.futures is not None:
        return Sense("at least", "share of futures", "share")
    if item.bounded:
        return Sense("at least", item.unit, "share")
    if item.share:
        return Sense("at least", f"{item.unit}{BEYOND}{_times(item.against)}the baseline's", "points")
    beyond = f"{item.unit}{BEYOND}{_times(item.against)}the baseline's" if item.against else item.unit
    return Sense("at most", beyond, "number")


def _times(against: float) -> str:
    return "" if against == 1 else f"{against:g} times "


def senses_of(items: Iterable[Requirement]) -> dict[str, Sense]:
    """How the figures of each requirement are told, by its name."""
    return {item.name: sense_of(item) for item in items}
