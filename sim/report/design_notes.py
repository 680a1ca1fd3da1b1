"""Remarks that comparisons and sweeps make under their tables: what is not known of all, pairing, and precision."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite, isnan
from statistics import median

from sim.experiment.design_row import OptionRow
from sim.experiment.pairing import Paired
from sim.experiment.precision import PrecisionReport
from sim.report.design_cells import PARTIAL, is_partial
from sim.report.figures import number

NAMED = 6
"""How many goals or designs are named before the others are only counted."""

_SHARED, _ENOUGH, _SEVERAL, _ALIKE = 0.2, 10, 3, 2.0
"""Pairing looks broken if the middle correlation is below this, over so many replications of so many designs.

Of designs only whose figure varies about as much as the baseline's, by at most this factor of its standard deviation:
one that ends a queue leaves of the baseline's chance nothing that could rise and fall with it, and that is its merit.
"""

Names = Callable[[OptionRow], str]


def escaped(text: str) -> str:
    """A text of a file, with nothing in it that the console takes for markup."""
    from rich.markup import escape

    return escape(text)


def listed(names: Sequence[str]) -> str:
    """Names, the first few of them if they are many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def fine(text: str, value: float) -> str:
    """A number as it is written, unless so few digits make nothing of something."""
    nothing = not any(digit in text for digit in "123456789")
    return f"{value:.1g}" if nothing and value and isfinite(value) else text


def replications_told(needed: float | None) -> str:
    """How many replications something takes."""
    if needed is None:
        return "no number of replications"
    return f"about {needed:,.0f} replications" if isfinite(needed) else "more than a million replications"


# --- What is not known of all


def partial_notes(
    rows: Sequence[OptionRow], shown: Callable[[OptionRow], Mapping[str, int]], replications: int, *, name: Names
) -> Iterator[str]:
    """Where figures exist in some of the replications only; ``shown`` says of a row in how many each does."""
    told = []
    for row in rows:
        some = [f"{what} in {n}" for what, n in shown(row).items() if is_partial(n, replications)]
        if some:
            told.append(escaped(f"{name(row)} ({', '.join(some)})"))
    if told:
        yield f"{PARTIAL} in some of the {replications} futures only: {listed(told)}."


def unjudged_notes(rows: Sequence[OptionRow], *, called: str, name: Names) -> Iterator[str]:
    """Targets that nobody could be judged on, in which designs (``called`` so)."""
    labels = dict.fromkeys(target.label for row in rows for target in row.targets)
    for label in labels:
        having = [row for row in rows if any(target.label == label for target in row.targets)]
        without = [row for row in having if any(t.label == label and not t.share.n for t in row.targets)]
        if without:
            where = (
                f"in any {called}" if len(without) == len(having) else f"in {listed([name(row) for row in without])}"
            )
            yield escaped(
                f'Nobody could be judged on the target "{label}" {where}: it counts as not met, and is left out of the'
                " share of futures."
            )


# --- Pairing


def pairing_notes(rows: Sequence[OptionRow], replications: int, *, called: str, name: Names) -> Iterator[str]:
    """What common random numbers were worth: the middle of the designs (``called`` so) and the least."""
    first = [row.differences[0] for row in rows if row.differences]
    known = [
        (row.differences[0].variance_ratio, name(row))
        for row in rows
        if row.differences and not isnan(row.differences[0].variance_ratio)
    ]
    if not known:
        return
    middle, (least, lowest) = median(ratio for ratio, _ in known), min(known)
    correlations = [paired.correlation for paired in first if not isnan(paired.correlation)]
    shared = f" Correlation with no change: {number(median(correlations), 2)} (the middle)." if correlations else ""
    yield (
        f"Common random numbers: without pairing it would take {_times(middle)} as many replications (the middle"
        f" {called}; least: {_times(least)}, {escaped(lowest)}).{shared}"
    )
    alike = [paired.correlation for paired in first if _is_alike(paired)]
    if replications >= _ENOUGH and len(alike) >= _SEVERAL and median(alike) < _SHARED:
        yield (
            f"[bold]Pairing looks broken[/bold]: of the {len(alike)} {called}s that vary as no change does, the middle"
            f" one hardly rises and falls with it (correlation {number(median(alike), 2)})."
        )


def _is_alike(paired: Paired) -> bool:
    """Whether the option varies about as much as its baseline, so that the two can be expected to move together."""
    return paired.n >= _ENOUGH and 1 / _ALIKE <= paired.spread_ratio <= _ALIKE


def _times(ratio: float) -> str:
    if ratio > 1000:
        return "over 1,000 times"
    return f"{number(ratio, 0 if ratio >= 10 else 1)} times"


# --- Precision


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
        half, wanted = (fine(number(value, 2), value) for value in (goal.half_width, goal.wanted))
        yield escaped(
            f"  {goal.goal.figure.label or goal.goal.figure.measure}, {names[goal.design]}: ±{half} where ±{wanted} is"
            f" wanted; it takes {replications_told(goal.needed)}."
        )
    if len(missed) > NAMED:
        yield f"  and {len(missed) - NAMED} more."
