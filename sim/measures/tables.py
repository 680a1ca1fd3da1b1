"""Tables of a replication with names and dates in place of numbers: cases, visits, the monthly series."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import OPEN_STRIP, Demand, Ints
from sim.eventlog.log import STATUSES, EventLog
from sim.measures.lists import all_lists
from sim.measures.monthly import monthly_records
from sim.measures.rows import first_of
from sim.measures.trace import Trace
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce.tables import Workforce

Table = dict[str, NDArray[Any]]
"""Equally long columns by name; a moment that has not come is NaT, a name that does not apply empty."""

MILESTONES = ("response", "allocation", "assessment", "support")


def cases_table(service: Service, demand: Demand, workforce: Workforce, log: EventLog) -> Table:
    """One row a case: who, how urgent, about what, and when each milestone came.

    ``source`` is ``arrival``, ``day_one_waiting`` or ``day_one_open``; (stream, strip, number) is the
    identity of the person's episode in every option. ``days_in_system`` counts up to the
    horizon for cases not closed. ``status`` is ``closed``, ``open`` (with a worker) or ``pending``.
    """
    run = Trace(service, demand, workforce, log)
    holder = first_of(log.released >= NEVER, log.allocation_case, demand.cases)
    now_with = np.where(holder >= 0, log.allocated_to[holder], -1) if len(log.joined) else holder
    end = np.minimum(log.closed, log.horizon)
    status = np.where(log.closed < NEVER, "closed", np.where(now_with >= 0, "open", "pending"))
    on_day_one = np.where(demand.strip == OPEN_STRIP, "day_one_open", "day_one_waiting")
    source = np.where(demand.strip < 0, on_day_one, "arrival")
    return {
        "case": np.arange(demand.cases),
        "source": source.astype(object),
        "stream": _named(service.streams, demand.stream),
        "strip": demand.strip,
        "number": demand.number,
        "priority": _named(service.priorities, demand.priority),
        "work_type": _named(service.work_types, demand.work_type),
        "team": _named(service.teams, run.case_team),
        "worker": _named(workforce.names, now_with),
        "received": _dates(service, demand.received),
        **{name: _dates(service, run.milestones[name].minute) for name in MILESTONES},
        "closed": _dates(service, log.closed),
        "days_in_system": (end - demand.received) / MINUTES_PER_DAY,
        "status": status.astype(object),
    }


def visits_table(service: Service, demand: Demand, workforce: Workforce, log: EventLog) -> Table:
    """One row a visit of a case to a step: the event log in words."""
    run = Trace(service, demand, workforce, log)
    step = run.visit_step
    role = workforce.role[log.worker] if workforce.workers else np.full(len(step), -1)
    return {
        "case": log.case,
        "step": log.step,
        "activity": _named(service.activities, demand.activity[step]),
        "stream": _named(service.streams, demand.stream[log.case]),
        "priority": _named(service.priorities, demand.priority[log.case]),
        "work_type": _named(service.work_types, demand.work_type[log.case]),
        "team": _named(service.teams, demand.team[step]),
        "worker": _named(workforce.names, log.worker),
        "role": _named(service.roles, np.where(log.worker >= 0, role, -1)),
        "ready": _dates(service, log.ready),
        "start": _dates(service, log.start),
        "finish": _dates(service, log.finish),
        "minutes": log.minutes,
        "status": _named(STATUSES, log.status),
    }


def monthly_table(service: Service, demand: Demand, workforce: Workforce, log: EventLog) -> Table:
    """One row a month and series: ``month``, ``measure``, ``role``, ``team``, ``value``, ``unit``."""
    run = Trace(service, demand, workforce, log)
    records = monthly_records(run, all_lists(run)) if len(run.months) else []
    table: Table = {"month": np.array([item.period for item in records], dtype=object)}
    for name in ("measure", "role", "team"):
        table[name] = np.array([getattr(item, name) for item in records], dtype=object)
    table["value"] = np.array([item.value for item in records], dtype=np.float64)
    table["unit"] = np.array([item.unit for item in records], dtype=object)
    return table


def _named(names: tuple[str, ...], number: Ints) -> NDArray[np.object_]:
    """Names of numbers; empty for -1."""
    return np.array([*names, ""], dtype=object)[number]


def _dates(service: Service, minutes: Ints) -> NDArray[np.datetime64]:
    """Calendar moments; NaT for NEVER."""
    known = minutes < NEVER
    whole = np.where(known, minutes, 0).astype("timedelta64[m]")
    dates = np.datetime64(service.start_date, "m") + whole
    dates[~known] = np.datetime64("NaT")
    return dates
