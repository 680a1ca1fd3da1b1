"""What may come whatever a council chooses, and how sure the answer is: what chance does, and what is assumed."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sim.report.paper.blocks import Piece, Strong, Words, say
from sim.report.paper.choices import choices, of_scenario, scenarios, what_comes
from sim.report.paper.favours import favoured
from sim.report.paper.found import Found, Row
from sim.report.paper.speech import counted, days, lesser

_GRADE: Final = re.compile(r"(\w+) (\d+)")
"""A part of "derived 4, assumption 8"."""


_WORST = 2
"""Pressures that a sentence names before it counts the others."""


def what_may_come(found: Found, rows: Sequence[Row]) -> Iterator[Piece]:
    """Waits under each demand, and under each pressure that is clear; nothing if none was simulated."""
    comes = [row for row in what_comes(rows) if row.text("kind") == "demand" or row.text("verdict") == "worse"]
    if not comes:
        return
    yield Strong("What may come, whatever is chosen. ")
    yield "If the council changes nothing, people wait: "
    demand = sorted((row for row in comes if row.text("kind") == "demand"), key=_wait)
    worst = sorted((row for row in comes if row.text("kind") != "demand"), key=lambda row: -_wait(row))
    for place, row in enumerate([*demand, *worst[:_WORST]]):
        yield from ("; ",) if place else ()
        wait = days(row, "wait_{}_days") if row.text("kind") == "demand" else (row.cite("wait_mean_days", _in_days),)
        yield from say("{wait} with “{label}”", wait=wait, label=row.text("label"))
    yield f"; {counted(len(worst) - _WORST, 'other')} lengthen it by less." if len(worst) > _WORST else "."
    if len(scenarios(found)) == 1:
        yield " Each option was simulated by itself and with none of this: what it does then is not known."


def how_sure(found: Found) -> Iterator[Words]:
    """One paragraph on chance, one on what is assumed."""
    if found.replications > 1:
        yield say(
            "{sure} Each figure is the mean of {n} simulated futures, and in brackets stands where that mean lies with"
            " 95 % confidence. Ranges of changes, such as days shorter, hold for all options at once.",
            sure=Strong("How sure: chance."), n=str(found.replications),
        )  # fmt: skip
    else:
        yield (
            Strong("How sure: chance. "),
            "One future was simulated, so nothing can be said of chance: these are no grounds for a decision.",
        )
    assumed = tuple(_assumed(found))
    if assumed:
        yield (Strong("How sure: assumptions. "), *assumed)


def _assumed(found: Found) -> Iterator[Piece]:
    """How much of the service, and of what options change, is assumed."""
    grades = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    every, weak = sum(grades.values()), grades.get("assumption", 0)
    if weak:
        yield f"{weak:,} of the {every:,} numbers that describe the service are assumptions. "
    rows = of_scenario(found, scenarios(found)[0][0])
    ours = [_by_grade(row) for row in choices(rows)]
    changed, guessed = sum(sum(each.values()) for each in ours), sum(each.get("assumption", 0) for each in ours)
    if guessed:
        yield f"What an option changes and costs is itself assumed: {guessed:,} of the {changed:,} numbers of options"
        yield from _of_the_favoured(found, rows)
        yield ". A difference is only as firm as that, and no range says how far an assumption may be out."
    if not grades.get("measured") and weak:
        yield " No wait was checked against the council's records."


def _of_the_favoured(found: Found, rows: Sequence[Row]) -> Iterator[Piece]:
    best = favoured(found, rows).value if any(not row.text("against") for row in rows) else None
    grades = _by_grade(best) if best is not None else {}
    if best is not None and grades.get("assumption"):
        weak, every = grades["assumption"], sum(grades.values())
        count = f"all {every}" if weak == every else f"{weak} of {every}"
        yield from say(", and {count} of “{label}”", count=(count,), label=best.text("label"))


def _by_grade(row: Row) -> dict[str, int]:
    return {grade: int(count) for grade, count in _GRADE.findall(row.text("numbers_changed_by_grade"))}


def _in_days(value: float) -> str:
    return f"{lesser(value)} days"


def _wait(row: Row) -> float:
    return row.number("wait_mean_days")
