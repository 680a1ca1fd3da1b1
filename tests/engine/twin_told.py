"""The first difference between two engines in words, and what is left of the scenario in which they differ."""

from collections.abc import Iterable, Iterator

from twin_scenarios import Scenario
from twin_shrink import Engine, logs

from sim.demand.tables import ORIGINS, Demand
from sim.engine.network import NO_LIST, build_network
from sim.eventlog.log import OUTCOMES, STATUSES, EventLog
from sim.scenario.pathway import Rules
from sim.units import NEVER
from sim.workforce.tables import Workforce
from worlds import moment

Row = tuple[int, ...]

VISITS = ("case", "step", "worker", "ready", "start", "finish", "minutes", "status")
ALLOCATIONS = ("allocation_case", "joined", "allocated", "allocated_to", "released")
ESCALATIONS = ("escalated_case", "escalated_at", "escalated_to")
CASES = ("received", "closed", "outcome")
CLIENTS = ("client_joined",)
TABLES = {"visit": VISITS, "allocation": ALLOCATIONS, "escalation": ESCALATIONS, "case": CASES, "client": CLIENTS}
"""Parts of the log, with their columns; cases and clients are numbered by position."""


def rows_of(log: EventLog, table: str) -> list[Row]:
    """The rows of a part of a log."""
    columns = [getattr(log, name).tolist() for name in TABLES[table]]
    if table in ("case", "client"):
        columns.insert(0, list(range(len(columns[0]))))
    return list(zip(*columns, strict=True))


def told(scenario: Scenario, one: Engine, other: Engine) -> str:
    """The first difference in words, both stories of the case, and what is left of the scenario."""
    first, second = logs(scenario, one, other)
    head = f"The engines differ in the scenario of seed {scenario.seed}."
    if isinstance(second, Exception):
        return "\n".join((head, f"The second failed: {second!r}", *_what_is_left(scenario)))
    found = sorted(_differences(first, second))
    assert found, "the engines agree"
    at, table, row, whose = found[0]
    lines = [head, f"The first difference is at {moment(at)}: only the {whose} engine has this {table}:"]
    lines += [f"  {_in_words(scenario, table, row)}", ""]
    case = row[0] if table != "client" else None
    for name, log in (("first", first), ("second", second)):
        lines.append(f"The {name} engine's story" + (f" of case {case}:" if case is not None else ":"))
        lines += [
            f"  {part} {_in_words(scenario, part, row)}"
            for part in TABLES
            for row in rows_of(log, part)
            if case is None or (part != "client" and row[0] == case)
        ]
    return "\n".join((*lines, "", *_what_is_left(scenario)))


def _differences(first: EventLog, second: EventLog) -> Iterator[tuple[int, str, Row, str]]:
    for table in TABLES:
        rows, others = rows_of(first, table), rows_of(second, table)
        for mine, theirs, whose in ((rows, others, "first"), (others, rows, "second")):
            there = set(theirs)
            of_number = {row[0]: row for row in theirs} if table in ("case", "client") else {}
            for row in mine:
                if row not in there:
                    yield _moment_of(table, row, of_number.get(row[0], ())), table, row, whose


def _moment_of(table: str, row: Row, other: Row) -> int:
    """The minute by which a row says something that the other log's row of that number does not."""
    times = {"visit": (4, 5), "allocation": (2, 4), "case": (1, 2)}.get(table, (1,))
    return min([row[at] for at in times if at >= len(other) or row[at] != other[at]], default=row[times[-1]])


def _in_words(scenario: Scenario, table: str, row: Row) -> str:
    if table == "visit":
        case, step, worker, ready, start, finish, minutes, status = row
        activity = scenario.service.activities[scenario.demand.activity[scenario.demand.first[case] + step]]
        times = f"ready {moment(ready)}, start {moment(start)}, finish {moment(finish)}"
        return f"{case}.{step} {activity}: {_who(scenario, worker)}, {times}, {minutes} minutes, {STATUSES[status]}"
    if table == "allocation":
        case, joined, allocated, worker, released = row
        times = f"joined {moment(joined)}, allocated {moment(allocated)}, released {moment(released)}"
        return f"of {case}: {_who(scenario, worker)}, {times}"
    if table == "case":
        return f"{row[0]}: received {moment(row[1])}, closed {moment(row[2])}, {OUTCOMES[row[3]]}"
    if table == "escalation":
        return f"of {row[0]} at {moment(row[1])} to {scenario.service.priorities[row[2]]}"
    return f"{row[0]} joined {moment(row[1])}"


def _who(scenario: Scenario, worker: int) -> str:
    return scenario.workforce.names[worker] if worker >= 0 else "nobody"


def _what_is_left(scenario: Scenario) -> Iterable[str]:
    service, demand, workforce = scenario.service, scenario.demand, scenario.workforce
    network = build_network(service, demand, workforce)
    usual = dict(Rules())
    rules = {name: getattr(value, "value", value) for name, value in service.base.rules if value != usual[name]}
    yield f"What is left ends at {moment(service.horizon)}. Rules other than the usual:"
    yield from (f"  {name} = {value}" for name, value in rules.items())
    list_of_step = network.list_of_step
    yield f"Cases ({demand.cases}), with their steps:"
    for case in range(demand.cases):
        yield f"  {case}: {_case_in_words(scenario, case)}"
        for step in sorted(_reachable(demand, case)):
            yield f"    {_step_in_words(scenario, case, step, list_of_step[step])}"
    yield "Lists of workers, by preference:"
    for number in sorted({*network.list_of_pair.tolist()} - {NO_LIST}):
        groups = network.lists[number]
        yield f"  {number}: " + " then ".join(", ".join(workforce.names[w] for w in group) for group in groups)
    yield "Workers who come in, or go:"
    for worker in range(workforce.workers):
        slots = range(int(workforce.first_slot[worker]), int(workforce.first_slot[worker + 1]))
        away = workforce.absence_from[workforce.absence_worker == worker].tolist()
        if slots or away or workforce.employed_to[worker] < NEVER:
            yield _worker_in_words(workforce, worker, slots, away)


def _reachable(demand: Demand, case: int) -> set[int]:
    """The steps that a case may come to."""
    found: set[int] = set()
    frontier = [int(demand.first[case]), int(demand.reroute[case])]
    while frontier:
        step = frontier.pop()
        if step >= 0 and step not in found:
            found.add(step)
            frontier += [int(demand.onward[step]), int(demand.otherwise[step])]
    return found


def _case_in_words(scenario: Scenario, case: int) -> str:
    demand = scenario.demand
    words = [ORIGINS[demand.origin[case]], scenario.service.priorities[demand.priority[case]]]
    words.append(f"begins {moment(demand.begins[case])}")
    for name in ("after", "after_step", "client", "holder_list"):
        if getattr(demand, name)[case] >= 0:
            words.append(f"{name} {getattr(demand, name)[case]}")
    words += [
        f"{name} {getattr(demand, name)[case]}" for name in ("ends", "patience") if getattr(demand, name)[case] < NEVER
    ]
    words += [f"{name} {getattr(demand, name)[case]}" for name in ("gap", "expiry") if getattr(demand, name)[case]]
    return ", ".join(words)


def _step_in_words(scenario: Scenario, case: int, step: int, waits_in: int) -> str:
    demand = scenario.demand
    here = int(demand.first[case])
    words = [f"{case}.{step - here} (step {step}) {scenario.service.activities[demand.activity[step]]}"]
    words.append(f"then {demand.onward[step] - here}" if demand.onward[step] >= 0 else "then closes")
    if demand.otherwise[step] >= 0:
        words.append(f"otherwise {demand.otherwise[step] - here}")
    if waits_in >= 0:
        words.append(f"list {waits_in}")
    for name in ("effort", "delay", "deferrals", "second_effort", "step_expiry"):
        if getattr(demand, name)[step]:
            words.append(f"{name} {getattr(demand, name)[step]}")
    if demand.step_patience[step] < NEVER:
        words.append(f"patience {demand.step_patience[step]}")
    words += [
        f"{name} {getattr(demand, name)[step]}" for name in ("awaits", "joins") if getattr(demand, name)[step] >= 0
    ]
    return ", ".join(words)


def _worker_in_words(workforce: Workforce, worker: int, slots: range, away: list[int]) -> str:
    words = [f"  {worker} {workforce.names[worker]}: places {workforce.places[worker]}"]
    if workforce.slice_minutes[worker]:
        words.append(f"slices of {workforce.slice_minutes[worker]} minutes")
    if workforce.employed_to[worker] < NEVER:
        words.append(f"leaves {moment(workforce.employed_to[worker])}")
    words += [f"falls ill {moment(at)}" for at in away]
    for slot in slots:
        span = f"{moment(workforce.opening[slot])} to {moment(workforce.closing[slot])}"
        words.append(f"in {span} for {workforce.minutes[slot]} minutes")
    return ", ".join(words)
