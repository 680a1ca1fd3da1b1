"""What happened to a case, visit by visit, as events told in sentences."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.report.story_read import Results, Row, Visit, moment
from sim.report.story_words import hours, long, on, sentence, who

FOR_WORKER, IN_TRAY = "waiting for a worker", "in a worker's tray"
WORKED_ON, SIDE_WORK = "being worked on", "waiting for side work"

OUTCOMES = {
    "withdrawn": "the person had waited long enough and withdrew",
    "ended": "the person died or left support",
    "cancelled": "it was called off",
}
"""How a case ends before its path does."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case at a moment, in a sentence.

    ``waited`` and ``lasted`` are minutes before it and of it; ``waited_for`` and ``lasted_as`` say what
    that time was. ``worked`` is the staff time of the worker and of the ``second`` one, in a joint step.
    """

    at: dt.datetime
    case: int
    event: str
    sentence: str
    activity: str = ""
    worker: str = ""
    until: dt.datetime | None = None
    waited: int = 0
    waited_for: str = ""
    lasted: int = 0
    lasted_as: str = ""
    worked: int = 0
    second: str = ""


class Telling:
    """The events of one case, from its row and its visits."""

    def __init__(self, results: Results, case: int, visits: Sequence[Visit]) -> None:
        self._results = results
        self._case = case
        self._row: Row = results.cases[case]
        self._seconds = {(v.step, v.start): v for v in visits if v.status == "assisted"}
        self._visits = [visit for visit in visits if visit.status != "assisted"]
        self._allocated = moment(self._row["allocation"])
        self._holder = ""

    def events(self) -> list[Event]:
        """The visits in order, with the moment at which a worker first took the case."""
        told: list[Event] = []
        before: Visit | None = None
        following = [*(visit for visit in self._visits[1:]), None]
        for visit, after in zip(self._visits, following, strict=True):
            told += self._of_visit(visit, before, after)
            before = visit
        return told

    def _of_visit(self, visit: Visit, before: Visit | None, after: Visit | None) -> Iterator[Event]:
        kind = self._kind(visit.activity)
        again = before is not None and before.step == visit.step
        since = visit.ready
        if again and before is not None and before.finish is not None:
            since = max(since, before.finish)
        if visit.status == "left":
            yield from self._left(visit, since, after)
        elif kind == "work":
            yield from self._work(visit, before if again else None, since)
        elif visit.status != "full" and visit.finish == visit.ready and kind != "place":
            return  # a delay of no time, or side work done long before
        else:
            yield {"delay": self._delay, "gate": self._gate, "place": self._place, "await": self._await}[kind](
                visit, after
            )

    def _kind(self, activity: str) -> str:
        settings = self._results.activity(activity)
        keys = {"gate": "gate", "place": "place", "awaits": "await", "delay_days": "delay"}
        return next((kind for key, kind in keys.items() if key in settings), "work")

    def _label(self, activity: str) -> str:
        return self._results.label("activity", activity)

    def _work(self, visit: Visit, before: Visit | None, since: dt.datetime) -> Iterator[Event]:
        held = bool(self._settings(visit).get("held", False))
        if held and not self._holder:
            taken = list(self._taken(visit, since, until=visit.start or self._results.ends))
            yield from taken
            since = taken[0].at if taken else since
        waited_for = IN_TRAY if held and self._holder and visit.worker in (self._holder, "") else FOR_WORKER
        if visit.start is None:
            yield self._waiting(visit, since, waited_for)
            return
        wait, second = _minutes(since, visit.start), self._second(visit)
        yield Event(
            at=visit.start,
            case=self._case,
            event="work",
            sentence=sentence(f"{self._label(visit.activity)}: {self._done(visit, before, wait, waited_for)}"),
            activity=visit.activity,
            worker=visit.worker,
            until=visit.finish,
            waited=wait,
            waited_for=waited_for if wait else "",
            lasted=_minutes(visit.start, visit.finish or self._results.ends),
            lasted_as=WORKED_ON,
            worked=visit.minutes + (second.minutes if second else 0),
            second=second.worker if second else "",
        )
        if held:
            self._holder = visit.worker
        if visit.status == "handed_back" or (visit.status == "finished" and self._settings(visit).get("releases")):
            # When the next worker takes the case is not in the tables.
            self._holder, self._allocated = "", None

    def _taken(self, visit: Visit, since: dt.datetime, *, until: dt.datetime) -> Iterator[Event]:
        """The case becomes a worker's own, if the tables say when (and, after the end, whose)."""
        holder, taken = visit.worker or self._row["worker"], self._allocated
        if taken is None or taken > until:
            return
        self._holder = holder
        wait = _minutes(since, taken)
        how = f"took the case {on(taken)}, after {long(wait)} on the allocation list" if wait else "took it at once"
        if taken < since:
            how = f"had taken the case {on(taken)}"
        if self._row["source"] == "day_one_open":
            how = "had the case on the first morning"
        yield Event(
            at=max(taken, since),
            case=self._case,
            event="allocated",
            sentence=sentence(f"{self._who(holder)} {how}"),
            activity=visit.activity,
            worker=holder,
            waited=wait,
            waited_for=FOR_WORKER if wait else "",
        )

    def _settings(self, visit: Visit) -> Mapping[str, Any]:
        return self._results.activity(visit.activity)

    def _who(self, worker: str) -> str:
        return who(self._results, worker) if worker else "a worker"

    def _done(self, visit: Visit, before: Visit | None, wait: int, waited_for: str) -> str:
        assert visit.start is not None, "begun"
        began = self._began(visit, visit.start, before, wait=long(wait) if wait else "", waited_for=waited_for)
        second = self._second(visit)
        if second:
            began += f", together with {who(self._results, second.worker)}"
        work = f"{hours(visit.minutes)} of work" if visit.minutes else "no work yet"
        if visit.finish is None:
            return f"{began}, and had it in hand when the run ended ({work})"
        ended = on(visit.finish, after=visit.start)
        how = {
            "handed_back": f"handed it back unfinished {ended}",
            "set_aside": f"set it aside {ended} for something more urgent",
        }.get(visit.status, f"finished {ended}")
        return f"{began}, and {how} ({work}){self._second_done(second, visit.finish)}"

    def _began(self, visit: Visit, start: dt.datetime, before: Visit | None, *, wait: str, waited_for: str) -> str:
        worker, when = self._who(visit.worker), on(start)
        if before is not None:
            how = "took it up again" if before.worker == visit.worker else "took it over"
            return f"{worker} {how} {when}" + (f", {wait} later" if wait else "")
        if not wait:
            return f"{worker} began at once, {when}"
        return f"after {wait} {'in the tray' if waited_for == IN_TRAY else waited_for}, {worker} began {when}"

    def _second(self, visit: Visit) -> Visit | None:
        return self._seconds.get((visit.step, visit.start)) if visit.start is not None else None

    def _second_done(self, second: Visit | None, first_done: dt.datetime) -> str:
        if second is None or second.finish is None:
            return ""
        return f"; the second worker was done {on(second.finish, after=first_done)} ({hours(second.minutes)} of work)"

    def _waiting(self, visit: Visit, since: dt.datetime, waited_for: str) -> Event:
        wait = _minutes(since, self._results.ends)
        where = f"in the tray of {self._who(self._holder)}" if waited_for == IN_TRAY else waited_for
        label = self._label(visit.activity)
        text = f"{label}: still {where} when the run ended, {long(wait)} after it could have begun"
        return Event(since, self._case, "waiting", sentence(text), visit.activity, waited=wait, waited_for=waited_for)

    def _left(self, visit: Visit, since: dt.datetime, after: Visit | None) -> Iterator[Event]:
        kind, ended, label = self._kind(visit.activity), visit.finish or self._results.ends, self._label(visit.activity)
        tray = bool(self._holder)
        if self._settings(visit).get("held", False) and not self._holder and visit.start is None:
            taken = list(self._taken(visit, since, until=ended))
            yield from taken
            since, tray = (taken[0].at, True) if taken else (since, False)
        begun = visit.start is not None
        wait = 0 if begun and kind != "work" else _minutes(since, visit.start or ended)
        lasted = _minutes(visit.start, ended) if visit.start else 0
        if after is not None:
            why = f"the person's patience ended {on(ended)}, and the case went on to {self._label(after.activity)}"
        else:
            why = f"{OUTCOMES.get(self._row.get('outcome', ''), 'the case was closed')} {on(ended)}"
        state = f"nobody had begun after {long(wait)}"
        if kind != "work":
            state = "it was not over"
        elif begun:
            state = f"{self._who(visit.worker)} had begun {on(visit.start or ended)}, and broke off"
        waited_for = IN_TRAY if tray else FOR_WORKER
        yield Event(
            at=ended,
            case=self._case,
            event="left",
            sentence=sentence(f"{label}: {state} when {why}"),
            activity=visit.activity,
            worker=visit.worker,
            waited=wait,
            waited_for="" if not wait else waited_for if kind == "work" else f"before {label}",
            lasted=lasted,
            lasted_as="" if not lasted else WORKED_ON if kind == "work" else label,
            worked=visit.minutes,
        )

    def _delay(self, visit: Visit, after: Visit | None) -> Event:
        label, finish = self._label(visit.activity), visit.finish
        lasted = _minutes(visit.ready, finish or self._results.ends)
        if finish is None:
            text = f"{label}: from {on(visit.ready).removeprefix('on ')}, and not over when the run ended"
        else:
            until = on(finish, after=visit.ready).removeprefix("on ").removeprefix("at ")
            text = f"{label}: {long(lasted)}, until {until}"
        return Event(
            visit.ready,
            self._case,
            "delay",
            sentence(text),
            visit.activity,
            until=finish,
            lasted=lasted,
            lasted_as=label,
        )

    def _gate(self, visit: Visit, after: Visit | None) -> Event:
        label, finish = self._label(visit.activity), visit.finish
        wait = _minutes(visit.ready, finish or self._results.ends)
        if finish is None:
            text = f"{label}: still waiting for the meeting when the run ended, {long(wait)} after joining"
        else:
            text = f"{label}: after {long(wait)} of waiting, the meeting {on(finish)} passed it"
        waited_for = f"before {label}"
        return Event(
            finish or visit.ready,
            self._case,
            "meeting",
            sentence(text),
            visit.activity,
            waited=wait,
            waited_for=waited_for,
        )

    def _place(self, visit: Visit, after: Visit | None) -> Event:
        label = self._label(visit.activity)
        if visit.status == "full":
            on_to = f"went on to {self._label(after.activity)}" if after else "was closed"
            text, event = f"{label}: no place was free {on(visit.ready)}, and the case {on_to}", "no_place"
        else:
            text, event = f"{label}: a place was free, and was given at once, {on(visit.ready)}", "place"
        return Event(visit.ready, self._case, event, sentence(text), visit.activity)

    def _await(self, visit: Visit, after: Visit | None) -> Event:
        label, finish = self._label(visit.activity), visit.finish
        wait = _minutes(visit.ready, finish or self._results.ends)
        if finish is None:
            text = f"{label}: still waiting for the side work when the run ended, after {long(wait)}"
        else:
            text = f"{label}: after {long(wait)} the side work was done, {on(finish)}"
        return Event(
            finish or visit.ready, self._case, "side_work_awaited", sentence(text), visit.activity, waited=wait,
            waited_for=SIDE_WORK,
        )  # fmt: skip


def hand_overs(visits: Sequence[Visit]) -> int:
    """How often a step went from one worker to another before it was finished."""
    worked = [visit for visit in visits if visit.status != "assisted"]
    return sum(a.step == b.step and a.worker != b.worker and a.status == "handed_back" for a, b in pairwise(worked))


def _minutes(begin: dt.datetime, end: dt.datetime) -> int:
    return max(0, round((end - begin).total_seconds() / 60))
