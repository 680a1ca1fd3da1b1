"""A service of two teams and tables written by hand, minute by minute."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.demand.tables import CONTACT, STAY, Demand
from sim.eventlog.log import COMPLETED, FINISHED, FORMS, OPEN, EventLog
from sim.measures import Record, Trace, measure_run
from sim.measures.quantiles import key_bits
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service, build_service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce.tables import Workforce

DAY = MINUTES_PER_DAY
YEAR = 365 * DAY
HORIZON = YEAR + 366 * DAY
SHARED, PAUSE, VISIT, PANEL, PLAN, ASK, WAIT_FOR, FORM = range(8)
URGENT, STANDARD = range(2)
ADVISER, SOCIAL_WORKER, STUDENT = range(3)

CONFIG = {
    "title": "Written by hand",
    "clock": {"start_date": dt.date(2014, 4, 1), "years": 2},
    "priority": {"urgent": {"number": 1}, "standard": {"number": 2}},
    "demand": {
        "referral": {"per_year": 1, "begins_at": "desk"},
        "review": {"per_year": 1, "begins_at": "desk"},
    },
    "work_type": {"full": {"assessment": True, "begins_at": "visit"}, "task": {"begins_at": "visit"}},
    "activity": {
        "desk": {"by": ["adviser@north"], "effort_hours": 1, "reaches_at_start": "response", "next": "pause"},
        "pause": {"delay_days": 1, "next": "visit"},
        "visit": {"by": ["social_worker"], "held": True, "effort_hours": 1, "reaches": "assessment", "next": "panel"},
        "panel": {"gate": {"day": "wed"}, "next": "plan"},
        "plan": {"by": ["social_worker"], "held": True, "effort_hours": 1, "reaches": "support", "next": "close"},
        "ask": {"by": ["social_worker"], "place": {"if_full": "visit"}, "next": "pause"},
        "wait_for": {"awaits": "pause", "next": "close"},
        "form": {"delay_days": 1, "online": True, "price_gbp": 50, "next": "close"},
    },
    "role": {
        "adviser": {"annual_pay_gbp": 20_000},
        "social_worker": {"annual_pay_gbp": 30_000},
        "student": {"annual_pay_gbp": 10_000, "reports_as": "social_worker"},
    },
    "team": {"north": {}, "south": {}},
    "cost": {"on_cost_share": 0.25},
}


def service(**more: object) -> Service:
    """The service, with tables of the config replaced."""
    scenario = Scenario.model_validate({**CONFIG, **more})
    return build_service("hand", (), (), [(0, scenario)])


@dataclass
class Case:
    """A case: activities on its path; the visits (step, ready, start, finish, status, worker, minutes) it made.

    ``turns`` are the paths that follow the main one: (the step it turns off from, or -2 for the case's own reroute;
    its activities). A case that is closed went its way to the end unless ``outcome`` says otherwise.
    """

    received: int
    path: tuple[int, ...]
    stream: int = 0
    priority: int = STANDARD
    work_type: int = 0
    team: int = 0
    closed: int = NEVER
    visits: tuple[tuple[int, ...], ...] = ()
    allocations: tuple[tuple[int, int, int, int], ...] = ()
    strip: int = 0
    begins: int | None = None
    holder_list: int = -1
    turns: tuple[tuple[int, tuple[int, ...]], ...] = ()
    outcome: int | None = None
    origin: int = CONTACT
    number: int | None = None
    episode: int = 0
    after: int = -1
    gap: int = 0
    client: int = -1
    joins: tuple[int, int] | None = None
    escalations: tuple[tuple[int, int], ...] = ()

    @property
    def activities(self) -> list[int]:
        return [*self.path, *(activity for _, path in self.turns for activity in path)]

    @property
    def became(self) -> int:
        if self.outcome is not None:
            return self.outcome
        return OPEN if self.closed == NEVER else COMPLETED


@dataclass
class Client:
    """Somebody in support: minute of joining (None: there on day one, NEVER: not joined), and for how long."""

    tenure: int
    joined: int | None = None


def ints(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def demand_of(cases: list[Case], clients: tuple[Client, ...] = ()) -> Demand:
    """The demand tables of cases."""
    path = [activity for case in cases for activity in case.activities]
    first = np.cumsum([0, *(len(case.activities) for case in cases)])
    lists = {SHARED: 0, VISIT: 1, PLAN: 2, ASK: 3}
    steps = len(path)
    onward, otherwise, fork = ints(range(1, steps + 1)), ints([-1] * steps), ints([-1] * steps)
    reroute, joins = ints([-1] * len(cases)), ints([-1] * steps)
    for number, case in enumerate(cases):
        begin = int(first[number]) + len(case.path)
        onward[begin - 1 : begin if case.path else begin - 1] = -1
        for turn, activities in case.turns:
            if turn == -2:
                reroute[number] = begin
            else:
                otherwise[first[number] + turn] = begin
            fork[begin : begin + len(activities)] = turn if turn == -2 else first[number] + turn
            begin += len(activities)
            onward[begin - 1] = -1
        if case.joins is not None:
            joins[first[number] + case.joins[0]] = case.joins[1]
    return Demand(
        stream=ints([case.stream for case in cases]),
        strip=ints([case.strip for case in cases]),
        number=ints([place if case.number is None else case.number for place, case in enumerate(cases)]),
        episode=ints([case.episode for case in cases]),
        origin=ints([case.origin for case in cases]),
        received=ints([case.received if case.origin == CONTACT else NEVER for case in cases]),
        begins=ints([
            NEVER if case.origin != CONTACT else case.received if case.begins is None else case.begins for case in cases
        ]),
        after=ints([case.after for case in cases]),
        after_step=ints([-1 for _ in cases]),
        gap=ints([case.gap for case in cases]),
        client=ints([case.client for case in cases]),
        priority=ints([case.priority for case in cases]),
        work_type=ints([case.work_type for case in cases]),
        holder_list=ints([case.holder_list for case in cases]),
        holder_team=ints([-1 for _ in cases]),
        ends=ints([NEVER for _ in cases]),
        patience=ints([NEVER for _ in cases]),
        expiry=ints([STAY for _ in cases]),
        reroute=reroute,
        first=ints(first),
        activity=ints(path),
        onward=onward,
        otherwise=otherwise,
        fork=fork,
        skill_list=ints([lists.get(activity, -1) for activity in path]),
        team=ints([case.team for case in cases for _ in case.activities]),
        effort=ints([60 if activity in lists else 0 for activity in path]),
        delay=ints([DAY if activity == PAUSE else 0 for activity in path]),
        deferrals=ints([0 for _ in path]),
        second_list=ints([-1 for _ in path]),
        second_effort=ints([0 for _ in path]),
        awaits=ints([-1 for _ in path]),
        step_patience=ints([NEVER for _ in path]),
        step_expiry=ints([STAY for _ in path]),
        joins=joins,
        client_kind=ints([0 for _ in clients]),
        client_here=np.array([client.joined is None for client in clients], dtype=np.bool_),
        client_tenure=ints([client.tenure for client in clients]),
    )  # fmt: skip


def log_of(cases: list[Case], clients: tuple[Client, ...] = (), horizon: int = HORIZON) -> EventLog:
    """The event log of cases; a visit may leave out status (finished), worker (none) and minutes (0)."""
    visits = []
    for number, case in enumerate(cases):
        for step, ready, start, finish, *rest in case.visits:
            status, worker, minutes = (*rest, *(FINISHED, -1, 0)[len(rest) :])
            visits.append((number, step, worker, ready, start, finish, minutes, status))
    places = [(number, *row) for number, case in enumerate(cases) for row in case.allocations]
    escalations = [(number, *row) for number, case in enumerate(cases) for row in case.escalations]
    columns = [column.astype(form) for form, column in zip(FORMS.values(), ints(visits).reshape(-1, 8).T, strict=True)]
    held = ints(places).reshape(-1, 5).T
    return EventLog(
        *columns, *held,
        received=ints([case.received for case in cases]), closed=ints([case.closed for case in cases]),
        outcome=ints([case.became for case in cases]), **dict(zip(
            ("escalated_case", "escalated_at", "escalated_to"), ints(escalations).reshape(-1, 3).T, strict=True)),
        client_joined=ints([0 if client.joined is None else client.joined for client in clients]), horizon=horizon,
    )  # fmt: skip


def workforce_of(
    *slots: tuple[int, int, int, int, int], roles: tuple[int, ...] = (ADVISER, SOCIAL_WORKER)
) -> Workforce:
    """Workers in team north, there throughout, with slots (worker, opening, closing, minutes, blocks)."""
    workers = len(roles)
    rows = ints(sorted(slots)).reshape(-1, 5)
    return Workforce(
        post_team=ints([0] * workers), post_role=ints(roles), post_number=ints(range(1, workers + 1)),
        post_fte=np.ones(workers), funded_from=ints([0] * workers), funded_to=ints([NEVER] * workers),
        names=tuple(f"north/worker/{k + 1}" for k in range(workers)), post=ints(range(workers)),
        role=ints(roles), team=ints([0] * workers), turn=ints([1] * workers), serves=((0,),) * workers,
        warrants=((),) * workers, slice_minutes=ints([0] * workers),
        places=ints([-1] * workers), employed_from=ints([0] * workers), employed_to=ints([NEVER] * workers),
        first_slot=ints(np.searchsorted(rows[:, 0], range(workers + 1))),
        opening=rows[:, 1].copy(), closing=rows[:, 2].copy(), minutes=rows[:, 3].copy(), blocks=rows[:, 4].copy(),
        absence_worker=ints([]), absence_from=ints([]), absence_to=ints([]),
    )  # fmt: skip


def replication(
    cases: list[Case], *slots: tuple[int, int, int, int, int], people: tuple[Client, ...] = (), **more: object
) -> Trace:
    """Tables of cases, slots and people in support, together."""
    return Trace(service(**more), demand_of(cases, people), workforce_of(*slots), log_of(cases, people))


def figures(run: Trace) -> dict[tuple[str, ...], float]:
    """Values by measure, the non-empty dimensions, and period."""
    return {cell(record): record.value for record in measure_run(run)}


def waits(run: Trace, clock: str) -> list[int]:
    """Minutes of the waits of a clock that have begun, by case."""
    return (run.clock(clock).begun >> key_bits(len(run.cohorts.cells)) + 1).tolist()


def cell(record: Record) -> tuple[str, ...]:
    """(measure, each dimension that applies, period)."""
    dimensions = (record.stream, record.priority, record.activity, record.role, record.team)
    return (record.measure, *(name for name in dimensions if name), record.period)
