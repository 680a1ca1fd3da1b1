"""One person's journey in sentences: what happened, who did it, and how long each wait was and for what."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import InputFault, Problem
from sim.report.story_events import Event, Telling, hand_overs
from sim.report.story_read import Results, Row, Visit, moment, person_of
from sim.report.story_words import days, hours, on, sentence, who

BESIDE = ("side_work", "chaser")
"""Origins of cases that go on beside another case of the same person."""

CAME = {
    "contact": "Contact was made {when}",
    "return": "The person came back {when}",
    "side_work": "Side work began {when}",
    "chaser": "The person might call to ask what was happening from {from_then}",
    "review": "A review fell due {when}",
    "change_of_need": "The person's needs had changed, and contact was made {when}",
}
"""How a case comes."""

MILESTONES = {
    "response": "The first response was made",
    "assessment": "The assessment was complete",
    "support": "Support was in place",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A case told: its title, events in order (side work among them), and where its time went [minutes]."""

    case: int
    title: str
    events: tuple[Event, ...]
    closing: tuple[str, ...]
    minutes: Mapping[str, int]


def tell(results: Results, case: int) -> Story:
    """The story of a case, with the side work that went on beside it."""
    row = results.cases[case]
    beside = _beside(results, case)
    visits: dict[int, list[Visit]] = {case: [], **{number: [] for number in beside}}
    for visit in results.visits(visits):
        visits[visit.case].append(visit)
    own = [_came(results, case), *Telling(results, case, visits[case]).events()]
    side = [
        event
        for number in beside
        for event in (_came(results, number), *Telling(results, number, visits[number]).events())
    ]
    done = {event.until for event in own}
    milestones = _milestones(results, case)
    events = sorted([*own, *milestones, *_end(results, case, own), *side], key=lambda event: _order(event, done))
    return Story(
        case=case,
        title=_title(results, case),
        events=tuple(_shortened(results, events)),
        closing=(*_totals(results, row, own, visits[case]), *_others(results, case, beside)),
        minutes=_where_time_went(own),
    )


def case_number(results: Results, text: str) -> int:
    """The number of a case as somebody typed it.

    Raises
    ------
    InputFault
        If there is no such case, or it never came.
    """
    last = max(results.cases)
    number = int(text) if text.isascii() and text.isdigit() else -1
    if number in results.cases:
        return number
    if 0 <= number < last:
        nearest = min(results.cases, key=lambda known: (abs(known - number), known))
        rule, hint = "what would have brought this case about did not happen", f"The nearest that came is {nearest}."
    else:
        rule, hint = f"there is no such case; the cases of {results.folder} are numbered 0 to {last}", ""
    raise InputFault([Problem("CASE", "", rule, text, hint)])


def _order(event: Event, done: set[dt.datetime | None]) -> tuple[dt.datetime, int]:
    """Events in order of time; in one minute what is done comes first, then what begins, then the end.

    A milestone reached when work is done stands before what begins then, one reached at the start after it.
    """
    of_milestone = 1 if event.at in done else 3
    return event.at, {"came": 0, "milestone": of_milestone, "closed": 4, "open": 4}.get(event.event, 2)


def _title(results: Results, case: int) -> str:
    row = results.cases[case]
    about = results.label("work_type", row["work_type"]) if row["work_type"] else ""
    parts = [results.label("demand", row["stream"]), about, f"{results.label('priority', row['priority'])} priority"]
    parts.append(results.label("team", row["team"]) if row["team"] else "")
    return f"Case {case}: " + ", ".join(part for part in parts if part)


def _came(results: Results, case: int) -> Event:
    row = results.cases[case]
    at = _received(row)
    if row["source"].startswith("day_one"):
        held = "was with a worker" if row["source"] == "day_one_open" else "was on a waiting list"
        text = f"Contact had been made {on(at)}, before the run begins: the case {held} on the first morning"
    else:
        text = CAME[row.get("origin") or "contact"].format(when=on(at), from_then=on(at).removeprefix("on "))
    return Event(at, case, "came", sentence(text))


def _milestones(results: Results, case: int) -> list[Event]:
    row = results.cases[case]
    since, events = _received(row), []
    for name, words in MILESTONES.items():
        reached = moment(row[name])
        if reached is not None:
            text = f"{words} {on(reached)}, {days(reached - since)} after contact"
            events.append(Event(reached, case, "milestone", sentence(text), activity=name))
    return events


def _end(results: Results, case: int, own: Sequence[Event]) -> list[Event]:
    row = results.cases[case]
    closed = moment(row["closed"])
    if closed is None:
        with_worker = "with a worker" if row["status"] == "open" else "without a worker"
        return [Event(results.ends, case, "open", sentence(f"When the run ended the case was open, {with_worker}"))]
    told = own[-1].event == "left" and own[-1].at == closed
    why = {
        "withdrawn": "The person withdrew, and the case was closed",
        "ended": "The person died or left support, and the case was closed",
        "cancelled": "It was called off, and the case was closed",
    }.get("" if told else row.get("outcome", ""), "The case was closed")
    return [Event(closed, case, "closed", sentence(f"{why} {on(closed)}"))]


def _shortened(results: Results, events: Sequence[Event]) -> Iterator[Event]:
    """The events, with a worker who was named last, alone, as "the same worker"."""
    last = ""
    for event in events:
        if event.worker and event.worker == last:
            text = event.sentence.replace(who(results, event.worker), "the same worker", 1)
            yield replace(event, sentence=sentence(text))
        else:
            yield event
        if event.worker or event.event == "allocated":
            last = "" if event.second else event.worker


def _totals(results: Results, row: Row, own: Sequence[Event], visits: Sequence[Visit]) -> list[str]:
    since = _received(row)
    reached = {name: moment(row[name]) for name in ("assessment", "support")}
    said = [f"{days(at - since)} from contact to {name}" for name, at in reached.items() if at is not None]
    said.append(f"{float(row['days_in_system']):.1f} days in all")
    people = len({visit.worker for visit in visits if visit.worker and visit.minutes})
    worked = sum(event.worked for event in own)
    workers = "1 worker" if people == 1 else f"{people} workers"
    staff = f"{hours(worked)} of staff time by {workers}" if worked else "no staff time"
    changes = hand_overs(visits)
    told = [sentence(", ".join(said) + f"; {staff}")]
    if changes:
        told.append(f"The work changed hands {'once' if changes == 1 else f'{changes} times'} before it was done.")
    if row.get("escalated_to"):
        became = results.label("priority", row["escalated_to"])
        told.append(f"While it waited the case became more urgent: {became} priority.")
    return told


def _others(results: Results, case: int, beside: Sequence[int]) -> list[str]:
    """The person's other cases, and the case beside which this one went on."""
    row = results.cases[case]
    others = [number for number in results.of_person[person_of(row)] if number != case and number not in beside]
    told = []
    if row.get("origin") in BESIDE:
        whose = [n for n in others if results.cases[n].get("origin") not in BESIDE and _spans(results, n, row)]
        if whose:
            others.remove(whose[-1])
            told.append(f"This went on beside case {whose[-1]}.")
    others = [number for number in others if results.cases[number].get("origin") not in BESIDE]
    if others:
        told.append(
            "The same person's other cases: " + "; ".join(_in_short(results, number) for number in others) + "."
        )
    if results.older:
        told.append(
            "(These results were written by an older carecap: they do not say how cases came and ended, or who came"
            " back. Run the config again to have that too.)"
        )
    return told


def _in_short(results: Results, case: int) -> str:
    row = results.cases[case]
    came = (row.get("origin") or "contact").replace("_", " ")
    closed = moment(row["closed"])
    until = f"closed {on(closed)}" if closed else "open when the run ended"
    return f"case {case} ({results.label('demand', row['stream'])}, {came}, {on(_received(row))}, {until})"


def _beside(results: Results, case: int) -> list[int]:
    """Side work and chasers that went on during a case."""
    row = results.cases[case]
    if results.older or row.get("origin") in BESIDE:
        return []
    return [
        number
        for number in results.of_person[person_of(row)]
        if results.cases[number].get("origin") in BESIDE and _spans(results, case, results.cases[number])
    ]


def _spans(results: Results, case: int, inner: Row) -> bool:
    row = results.cases[case]
    return _received(row) <= _received(inner) <= (moment(row["closed"]) or results.ends)


def _received(row: Row) -> dt.datetime:
    at = moment(row["received"])
    assert at is not None, "a case that came"
    return at


def _where_time_went(own: Sequence[Event]) -> dict[str, int]:
    spent: Counter[str] = Counter()
    for event in own:
        for what, minutes in ((event.waited_for, event.waited), (event.lasted_as, event.lasted)):
            if what and minutes:
                spent[what] += minutes
    return dict(spent.most_common())


def story_records(story: Story) -> list[dict[str, Any]]:
    """One record an event, in order."""
    return [
        {
            "case": event.case,
            "at": event.at.isoformat(timespec="minutes"),
            "event": event.event,
            "activity": event.activity,
            "worker": event.worker,
            "second_worker": event.second,
            "until": event.until.isoformat(timespec="minutes") if event.until else None,
            "waited_minutes": event.waited,
            "waited_for": event.waited_for,
            "lasted_minutes": event.lasted,
            "staff_minutes": event.worked,
            "sentence": event.sentence,
        }
        for event in story.events
    ]
