"""Tables of a replication with names and dates in place of numbers: cases, visits, the monthly series."""

import re
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import CONTACT, OPEN_STRIP, ORIGINS, WAITING_STRIP, Ints
from sim.eventlog.log import FINISHED, OUTCOMES, STATUSES
from sim.measures.record import Record, Records
from sim.measures.rows import Whole, first_of, last_of, picked
from sim.measures.trace import Trace
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER

Table = dict[str, NDArray[Any]]
"""Equally long columns by name; a moment that has not come is NaT, a name that does not apply empty."""

MILESTONES = ("response", "allocation", "assessment", "support")

_MONTH: Final = re.compile(r"\d{4}-\d\d")


def cases_table(run: Trace) -> Table:
    """One row a case that came: who, how urgent, about what, and when each milestone came.

    ``source`` is ``day_one_waiting`` or ``day_one_open`` for the cases found on the first morning and
    ``arrival`` for those that come later, be it to the same people; (stream, strip, number) is the
    identity of the person in every option, and ``episode`` counts their further cases. ``days_in_system``
    counts up to the horizon for cases not closed. ``status`` is ``closed``, ``open`` (with a worker) or
    ``pending``. ``origin`` says what made the case come and ``outcome`` what became of it; ``client`` numbers
    the person in support whose case it is, -1 for none, and ``joined_with`` is the case with which that person came
    into support, -1 for whoever was there on day one; ``escalated_to`` is the priority last given to a case that
    became more urgent.
    """
    service, demand, log = run.service, run.demand, run.log
    holder = first_of((log.released >= NEVER) & (log.allocated < NEVER), log.allocation_case, demand.cases)
    now_with = picked(log.allocated_to, holder, -1)
    end = np.minimum(log.closed, log.horizon)
    status = np.where(log.closed < NEVER, "closed", np.where(now_with >= 0, "open", "pending"))
    found = {OPEN_STRIP: "day_one_open", WAITING_STRIP: "day_one_waiting"}
    first = demand.origin == CONTACT
    source = np.select([first & (demand.strip == strip) for strip in found], list(found.values()), "arrival")
    last = last_of(np.ones(len(log.escalated_case), dtype=np.bool_), log.escalated_case, demand.cases)
    table: Table = {
        "case": np.arange(demand.cases),
        "source": source.astype(object),
        "stream": _named(service.streams, demand.stream),
        "strip": demand.strip.astype(np.int64),
        "number": demand.number,
        "priority": _named(service.priorities, demand.priority),
        "work_type": _named(service.work_types, run.course.work.work_type),
        "team": _named(service.teams, run.course.path.team),
        "worker": _named(run.workforce.names, now_with),
        "received": _dates(service, run.received),
        **{name: _dates(service, run.milestones[name].minute) for name in MILESTONES},
        "closed": _dates(service, log.closed),
        "days_in_system": (end - run.received) / MINUTES_PER_DAY,
        "status": status.astype(object),
        "origin": _named(ORIGINS, demand.origin),
        "outcome": _named(OUTCOMES, log.outcome),
        "episode": demand.episode.astype(np.int64),
        "client": demand.client.astype(np.int64),
        "joined_with": picked(_joined_with(run), demand.client, -1).astype(np.int64),
        "escalated_to": _named(service.priorities, picked(log.escalated_to, last, -1)),
    }
    return {name: column[run.came] for name, column in table.items()}


def _joined_with(run: Trace) -> Ints:
    """The case with which each person came into support in the run, -1 for none [clients]."""
    demand, log = run.demand, run.log
    client = np.where(log.status == FINISHED, demand.joins[run.step(np.arange(len(log.case)))], -1)
    # Whoever had the step done before the run joined in its first minute; of several cases the first brought them in.
    joined = np.maximum(log.finish, 0) == picked(log.client_joined, client, NEVER)
    visit = first_of((client >= 0) & joined, client, demand.clients)
    return picked(log.case, visit, -1)


def visits_table(run: Trace) -> Table:
    """One row a visit of a case to a step: the event log in words."""
    service, demand, workforce, log = run.service, run.demand, run.workforce, run.log
    step = run.step(np.arange(len(log.case)))
    role = workforce.role[log.worker] if workforce.workers else np.full(len(step), -1)
    return {
        "case": log.case.astype(np.int64),
        "step": log.step.astype(np.int64),
        "activity": _named(service.activities, demand.activity[step]),
        "stream": _named(service.streams, demand.stream[log.case]),
        "priority": _named(service.priorities, demand.priority[log.case]),
        "work_type": _named(service.work_types, run.course.work.work_type[log.case]),
        "team": _named(service.teams, demand.team[step]),
        "worker": _named(workforce.names, log.worker),
        "role": _named(service.roles, np.where(log.worker >= 0, role, -1)),
        "ready": _dates(service, log.ready),
        "start": _dates(service, log.start),
        "finish": _dates(service, log.finish),
        "minutes": log.minutes.astype(np.int64),
        "status": _named(STATUSES, log.status),
    }


def monthly_of(records: Iterable[Record]) -> Table:
    """One row a month and series of some records: ``month``, ``measure``, ``role``, ``team``, ``value``, ``unit``."""
    series = Records.of([record for record in records if _MONTH.fullmatch(record.period)])
    measure, _, _, _, role, team, month, unit = series.columns()
    return {"month": month, "measure": measure, "role": role, "team": team, "value": series.values, "unit": unit}


def _named(names: tuple[str, ...], number: Whole) -> NDArray[np.object_]:
    """Names of numbers; empty for -1."""
    return np.array([*names, ""], dtype=object)[number]


def _dates(service: Service, minutes: Ints) -> NDArray[np.datetime64]:
    """Calendar moments; NaT for NEVER."""
    known = minutes < NEVER
    whole = np.where(known, minutes, 0).astype("timedelta64[m]")
    dates = np.datetime64(service.start_date, "m") + whole
    dates[~known] = np.datetime64("NaT")
    return dates
