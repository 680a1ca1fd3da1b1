"""Remarks that comparisons and sweeps make under their tables: what pairing was worth, and whether it was precise."""

from collections.abc import Callable, Iterator, Sequence
from math import isnan
from statistics import median

from sim.experiment.design_row import OptionRow
from sim.experiment.precision import PrecisionReport
from sim.report.figures import number

NAMED = 6
"""How many goals are named before the others are only counted."""

_PAIRED, _ENOUGH = 1.2, 10
"""Pairing that saves less than this, over so many replications, looks broken."""

Names = Callable[[OptionRow], str]


def escaped(text: str) -> str:
    """A text of a file, with nothing in it that the console takes for markup."""
    from rich.markup import escape

    return escape(text)


def pairing_notes(rows: Sequence[OptionRow], replications: int, *, called: str, name: Names) -> Iterator[str]:
    """What common random numbers were worth: the middle of the designs (``called`` so) and the least."""
    known = [
        (row.differences[0].variance_ratio, name(row))
        for row in rows
        if row.differences and not isnan(row.differences[0].variance_ratio)
    ]
    if not known:
        return
    middle, (least, lowest) = median(ratio for ratio, _ in known), min(known)
    yield (
        f"Common random numbers: without pairing it would take {_times(middle)} as many replications (the middle"
        f" {called}; least: {_times(least)}, {escaped(lowest)})."
    )
    if middle < _PAIRED and replications >= _ENOUGH:
        yield "[bold]Pairing looks broken[/bold]: differences vary as much as those of unpaired runs."


def _times(ratio: float) -> str:
    if ratio > 1000:
        return "over 1,000 times"
    return f"{number(ratio, 0 if ratio >= 10 else 1)} times"


def precision_notes(report: PrecisionReport | None, names: dict[str, str], *, each: str) -> Iterator[str]:
    """Whether the replications were enough in ``each`` of the designs, and where not."""
    if report is None:
        return
    if report.met:
        steady = "" if report.settled else ", though not steadily"
        yield f"Precise enough after {report.n} replications{steady}: every goal is met {each}."
        return
    missed = [goal for goal in report.goals if not goal.met]
    yield f"[bold]Not precise enough[/bold] after {report.n} replications:"
    for goal in missed[:NAMED]:
        needed = f"about {goal.needed:,} replications" if goal.needed is not None else "no number of replications"
        yield escaped(
            f"  {goal.goal.figure.label or goal.goal.figure.measure}, {names[goal.design]}:"
            f" ±{number(goal.half_width, 2)} where ±{number(goal.wanted, 2)} is wanted; it takes {needed}."
        )
    if len(missed) > NAMED:
        yield f"  and {len(missed) - NAMED} more."
