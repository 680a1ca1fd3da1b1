"""A story, and a choice of stories, on the terminal."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.report.figures import percent
from sim.report.labels import capital
from sim.report.layout import make_console, make_table, print_table
from sim.report.story import BESIDE, Story
from sim.report.story_read import Results, Row, moment, person_of
from sim.report.story_words import long


@dataclass(frozen=True, slots=True)
class Pick:
    """A case worth reading, and why."""

    case: int
    why: str
    stream: str
    priority: str
    received: str
    days: float


def print_story(story: Story) -> None:
    """Print a story: title, sentences in order (side work set in), totals, and where the time went."""
    console = make_console()
    console.print(story.title, markup=False, soft_wrap=True)
    console.print()
    for event in story.events:
        inset = "" if event.case == story.case else f"  [beside it, case {event.case}] "
        console.print(f"{inset}{event.sentence}", markup=False, soft_wrap=True)
    console.print()
    for text in story.closing:
        console.print(text, markup=False, soft_wrap=True)
    whole = sum(story.minutes.values())
    table = make_table("Where the time went", "time", "share")
    for what, minutes in story.minutes.items():
        table.add_row(capital(what), long(minutes), percent(minutes / whole))
    print_table(console, table)


def picks(results: Results) -> list[Pick]:
    """A handful of cases to begin with: a typical one, the longest wait, an urgent one, a carer's, and others."""
    everybody = list(results.cases.items())
    came = [item for item in everybody if item[1]["source"] == "arrival"] or everybody
    main = [item for item in came if item[1].get("origin") not in BESIDE]
    assessed = [item for item in main if item[1]["assessment"]] or main
    carers = {name for name, stream in results.config.get("demand", {}).items() if stream.get("person") == "carer"}
    numbers = {name: entry.get("number", 0) for name, entry in results.config.get("priority", {}).items()}
    most_urgent = min(numbers, key=lambda name: numbers[name], default="")
    wanted: list[tuple[str, list[tuple[int, Row]], Callable[[list[tuple[int, Row]]], int]]] = [
        ("typical: the middle of all waits for an assessment", assessed, _middle),
        ("the longest wait for an assessment", assessed, _longest),
        ("an urgent one", [item for item in assessed if item[1]["priority"] == most_urgent], _middle),
        ("a carer", [item for item in assessed if item[1]["stream"] in carers], _middle),
        ("with side work beside it", _with_side_work(results, assessed), _middle),
        ("came back", [item for item in main if item[1].get("origin") == "return"], _middle),
        ("gave up waiting", [item for item in main if item[1].get("outcome") == "withdrawn"], _longest),
        ("still waiting when the run ended", [item for item in main if item[1]["status"] == "pending"], _longest),
    ]
    found = [(choose(items), why) for why, items, choose in wanted if items]
    return [_pick(results, number, why) for number, why in found]


def _with_side_work(results: Results, cases: Sequence[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Cases of people who have side work too."""
    have = {person_of(row) for row in results.cases.values() if row.get("origin") == "side_work"}
    return [item for item in cases if person_of(item[1]) in have]


def _days(row: Row) -> float:
    received, assessed = moment(row["received"]), moment(row["assessment"])
    if received is None or assessed is None:
        return float(row["days_in_system"])
    return (assessed - received) / dt.timedelta(days=1)


def _longest(items: Sequence[tuple[int, Row]]) -> int:
    return max(items, key=lambda item: (_days(item[1]), -item[0]))[0]


def _middle(items: Sequence[tuple[int, Row]]) -> int:
    ordered = sorted(items, key=lambda item: (_days(item[1]), item[0]))
    return ordered[(len(ordered) - 1) // 2][0]


def _pick(results: Results, number: int, why: str) -> Pick:
    row = results.cases[number]
    stream, priority = results.label("demand", row["stream"]), results.label("priority", row["priority"])
    return Pick(number, why, stream, priority, row["received"], round(_days(row), 1))


def picks_records(found: Sequence[Pick]) -> list[dict[str, Any]]:
    """One record a case."""
    return [asdict(pick) for pick in found]


def print_picks(results: Results, found: Sequence[Pick]) -> None:
    """Print the cases to choose from, and how to go on."""
    console = make_console()
    table = make_table("Cases to begin with", "stream", "priority", "contact", "case", "days", texts=4)
    for pick in found:
        contact = pick.received.replace("T", " ")
        table.add_row(pick.why, pick.stream, pick.priority, contact, str(pick.case), f"{pick.days:.1f}")
    console.print(table)
    console.print()
    console.print("Days are from contact to assessment, or in the system where there was none.")
    last = max(results.cases)
    console.print(f"Read one with: carecap story {results.folder} CASE   (0 to {last})", markup=False, soft_wrap=True)
