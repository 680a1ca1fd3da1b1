"""The event log in the layout of the Python package vidigi, which animates queues and draws process maps.

References
----------
vidigi 2.0: "Populating event logs", and the fields of ``vidigi.logging.BaseEvent``.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.eventlog.layouts import Columns, Field, persons, rows_of

VIDIGI_FIELDS = (
    Field("entity_id", "whole"),
    Field("person", "text"),
    Field("pathway", "text"),
    Field("event_type", "text"),
    Field("event", "text"),
    Field("time", "whole"),
    Field("timestamp", "moment"),
    Field("resource_id", "whole"),
    Field("run_number", "whole"),
    Field("worker", "text"),
    Field("work_minutes", "whole"),
    Field("priority", "text"),
    Field("origin", "text"),
)
"""vidigi's own eight, and five that it passes through."""

ARRIVAL_DEPARTURE, QUEUE, RESOURCE_USE, RESOURCE_USE_END = (
    "arrival_departure", "queue", "resource_use", "resource_use_end",
)  # fmt: skip

_BEGINS, _USES, _STOPS = range(3)
_IN_A_VISIT = 3
"""Order of what a case does in one minute at one step."""

Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Events:
    """Some of the rows: which row of the cases they are of, their place among what the case does, and their content."""

    case: Minutes
    order: Minutes
    event_type: str
    event: Texts
    moment: NDArray[np.datetime64]
    worker: Texts
    minutes: NDArray[np.float64]


def vidigi_log(cases: Columns, visits: Columns, start: np.datetime64) -> dict[str, NDArray[Any]]:
    """Every arrival, wait, piece of work and departure as an event, in order of time.

    A visit to a step that workers do is a ``queue`` event (``visit: wait``), a ``resource_use`` (``visit: work``, or
    ``visit: assist`` for the second worker of a joint step) and a ``resource_use_end`` that says how it ended
    (``visit: finished``). A step that came back to the list waits from then on. A delay is a ``queue`` event too
    (``screening: delay``), and so is the wait for a meeting, a place or side work; they last until the case's next one.

    Parameters
    ----------
    cases, visits
        The tables of a run, with moments as datetime64 (NaT for none) and empty texts for no name.
    start
        The minute that is time 0.

    Returns
    -------
    dict of str to ndarray
        The columns of :data:`VIDIGI_FIELDS` [events]: ``time`` in minutes from ``start``, below 0 for what was before
        the run; ``work_minutes`` of a ``resource_use`` the casework in it [minutes], which is less than its length, as
        nobody works at night.
    """
    row = rows_of(cases["case"], visits["case"])
    worked = visits["worker"] != ""
    second = visits["status"] == "assisted"
    begun = _joined(visits, second)
    place = _places(row, begun, visits)
    parts = [_bounds(cases, "received", "arrival", -1), _bounds(cases, "closed", "depart", len(row))]

    def visiting(kind: str, chosen: Bools, word: Texts, moment: NDArray[np.datetime64], step: int) -> None:
        event = visits["activity"][chosen] + ": " + word[chosen]
        with_worker = kind in (RESOURCE_USE, RESOURCE_USE_END)
        names = visits["worker"][chosen] if with_worker else _same("", chosen.sum())
        minutes = visits["minutes"][chosen].astype(np.float64) if kind == RESOURCE_USE else _none(chosen.sum())
        parts.append(
            _Events(row[chosen], place[chosen] * _IN_A_VISIT + step, kind, event, moment[chosen], names, minutes)
        )

    waits = np.where(np.isin(visits["activity"], list(_delays(visits))), "delay", "wait").astype(object)
    works = np.where(second, "assist", "work").astype(object)
    visiting(QUEUE, ~second, waits, begun, _BEGINS)
    visiting(RESOURCE_USE, worked & ~np.isnat(visits["start"]), works, visits["start"], _USES)
    visiting(RESOURCE_USE_END, worked & ~np.isnat(visits["finish"]), visits["status"], visits["finish"], _STOPS)
    return _table(parts, cases, start)


def workers_in_order(names: NDArray[Any]) -> list[str]:
    """The workers named, by team, role and number of the post; number n in the log is the n-th of them, from 1."""
    known = sorted({str(name) for name in names} - {""})
    return sorted(
        known, key=lambda name: [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
    )


def _joined(visits: Columns, second: Bools) -> NDArray[np.datetime64]:
    """When each visit's wait began: a step handed back or set aside waits on from when its last worker stopped."""
    begun: NDArray[np.datetime64] = visits["ready"].copy()
    own = np.flatnonzero(~second)
    own = own[np.lexsort((visits["start"][own], visits["step"][own], visits["case"][own]))]
    before, after = own[:-1], own[1:]
    again = (visits["case"][before] == visits["case"][after]) & (visits["step"][before] == visits["step"][after])
    begun[after[again]] = np.fmax(visits["ready"][after[again]], visits["finish"][before[again]])
    return begun


def _delays(visits: Columns) -> set[str]:
    """Activities that only take time: nobody works, and the time begins with the visit."""
    takes_time = np.isnat(visits["finish"]) | (visits["finish"] > visits["start"])
    return set(visits["activity"][(visits["worker"] == "") & ~np.isnat(visits["start"]) & takes_time])


def _places(row: Minutes, begun: NDArray[np.datetime64], visits: Columns) -> Minutes:
    """Place of each visit among all, in the order of each case's doings."""
    order = np.lexsort((visits["step"], visits["finish"], visits["start"], begun, row))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _bounds(cases: Columns, moment: str, event: str, place: int) -> _Events:
    """The arrivals or the departures."""
    row = np.flatnonzero(~np.isnat(cases[moment]))
    count = len(row)
    order = np.full(count, place * _IN_A_VISIT, dtype=np.int64)
    return _Events(
        row, order, ARRIVAL_DEPARTURE, _same(event, count), cases[moment][row], _same("", count), _none(count)
    )


def _table(parts: list[_Events], cases: Columns, start: np.datetime64) -> dict[str, NDArray[Any]]:
    row, order, moment, event, worker, minutes = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("case", "order", "moment", "event", "worker", "minutes")
    )
    event_type = np.concatenate([_same(part.event_type, len(part.case)) for part in parts])
    number = {name: place + 1 for place, name in enumerate(workers_in_order(worker))}
    time = (moment - start).astype("timedelta64[m]").astype(np.int64)
    columns = {
        "entity_id": cases["case"][row],
        "person": persons(cases)[row],
        "pathway": cases["stream"][row],
        "event_type": event_type,
        "event": event,
        "time": time,
        "timestamp": moment,
        "resource_id": np.array([number.get(name, np.nan) for name in worker], dtype=np.float64),
        "run_number": np.zeros(len(row), dtype=np.int64),
        "worker": worker,
        "work_minutes": minutes,
        "priority": cases["priority"][row],
        "origin": cases["origin"][row],
    }
    in_order = np.lexsort((order, row, time))
    return {name: column[in_order] for name, column in columns.items()}


def _same(text: str, times: int) -> Texts:
    return np.full(times, text, dtype=object)


def _none(times: int) -> NDArray[np.float64]:
    return np.full(times, np.nan)
