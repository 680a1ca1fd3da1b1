"""How often people left, came back, fell ill or ran out of patience in a run."""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from twin_facts import Count, Facts, Features, Held, Visit, grouped, step_clock, where_it_waits

from sim.demand.tables import ESCALATE, REROUTE, RETURN, WITHDRAW
from sim.eventlog.log import ASSISTED, CANCELLED, DELAYED, ENDED, FINISHED, HANDED_BACK, IN_HAND, LEFT, OPEN, WAITING
from sim.scenario.pathway import AWAIT, DELAY, GATE, PLACE, WORK
from sim.units import NEVER

FEATURES = Features()


# Patience.


def _patience_of_steps(expiry: int, where: str) -> Count:
    def count(facts: Facts) -> int:
        expiries = facts.demand.step_expiry
        return sum(
            expiries[v.step] == expiry and step_clock(facts, v) == v.finish and where_it_waits(facts, v) == where
            for v in facts.unstarted
        )

    return count


for _place in ("on a list", "in a tray", "on an allocation list"):
    FEATURES[f"patience with a step: withdrawn {_place}"] = _patience_of_steps(WITHDRAW, _place)
    FEATURES[f"patience with a step: goes elsewhere {_place}"] = _patience_of_steps(REROUTE, _place)


def _escalated_by_step(facts: Facts) -> list[Visit]:
    standing = [(at, facts.standing(case, at)) for case, at in facts.escalations]
    return [v for at, v in standing if v is not None and v.kind == WORK and step_clock(facts, v) == at]


@FEATURES.called("patience with a step: escalated on a list")
def _(facts: Facts) -> int:
    return sum(not v.held for v in _escalated_by_step(facts))


@FEATURES.called("patience with a step: escalated in a tray")
def _(facts: Facts) -> int:
    return sum(v.held and facts.holder(v.case, step_clock(facts, v)) >= 0 for v in _escalated_by_step(facts))


@FEATURES.called("patience with a step: escalated on an allocation list")
def _(facts: Facts) -> int:
    return sum(v.held and facts.holder(v.case, step_clock(facts, v)) < 0 for v in _escalated_by_step(facts))


def _patience_of_cases(expiry: int) -> Count:
    def count(facts: Facts) -> int:
        expiries, outcome = facts.demand.expiry, facts.log.outcome
        return sum(
            expiries[v.case] == expiry
            and step_clock(facts, v) != v.finish
            and not (outcome[v.case] in (ENDED, CANCELLED) and facts.log.closed[v.case] == v.finish)
            for v in facts.unstarted
        )

    return count


FEATURES["patience with the service: withdrawn"] = _patience_of_cases(WITHDRAW)
FEATURES["patience with the service: goes elsewhere"] = _patience_of_cases(REROUTE)


@FEATURES.called("patience with the service: escalated")
def _(facts: Facts) -> int:
    by_step = {(v.case, step_clock(facts, v)) for v in _escalated_by_step(facts)}
    expiry = facts.demand.expiry
    return sum(expiry[case] == ESCALATE and (case, at) not in by_step for case, at in facts.escalations)


@FEATURES.called("patience with the service: the clock stood still")
def _(facts: Facts) -> int:
    expiries, patience, received = facts.demand.expiry, facts.demand.patience, facts.log.received
    return sum(
        expiries[v.case] in (WITHDRAW, REROUTE)
        and facts.log.outcome[v.case] not in (ENDED, CANCELLED)
        and step_clock(facts, v) != v.finish
        and v.finish > received[v.case] + patience[v.case]
        and received[v.case] >= 0
        for v in facts.unstarted
    )


@FEATURES.called("patience: several at once")
def _(facts: Facts) -> int:
    ends = Counter(v.finish for v in facts.unstarted if step_clock(facts, v) == v.finish)
    return sum(n > 1 for n in ends.values())


@FEATURES.called("patience: ends as somebody comes free")
def _(facts: Facts) -> int:
    free = {(v.worker, v.finish) for v in facts.visits if v.worker >= 0}
    return sum(
        (w, v.finish) in free or facts.opens(w, v.finish)
        for v in facts.unstarted
        if not v.held and facts.log.outcome[v.case] != ENDED
        for group in facts.network.lists[v.list]
        for w in group
    )


# Deaths, leaving support, coming back.


def _ended_at(where: Callable[[Facts, Visit], bool]) -> Count:
    def count(facts: Facts) -> int:
        outcome, closed = facts.log.outcome, facts.log.closed
        return sum(
            v.status == LEFT and outcome[v.case] == ENDED and closed[v.case] == v.finish and where(facts, v)
            for v in facts.visits
        )

    return count


for _kind, _place in (
    (DELAY, "in a delay"),
    (GATE, "at a gate"),
    (AWAIT, "at an await"),
    (PLACE, "while asking for a place"),
):
    FEATURES[f"ended {_place}"] = _ended_at(lambda facts, v, kind=_kind: v.kind == kind)
for _place in ("on a list", "in a tray", "on an allocation list"):
    FEATURES[f"ended {_place}"] = _ended_at(
        lambda facts, v, place=_place: v.kind == WORK and v.start == NEVER and where_it_waits(facts, v) == place
    )
FEATURES["ended with work in hand"] = _ended_at(lambda facts, v: v.kind == WORK and v.start < NEVER)


@FEATURES.called("ended by leaving support")
def _(facts: Facts) -> int:
    log, demand = facts.log, facts.demand
    mine = np.flatnonzero((log.outcome == ENDED) & (demand.client >= 0))
    client = demand.client[mine]
    return (log.closed[mine] >= log.client_joined[client] + demand.client_tenure[client]).sum()


@FEATURES.called("clients: joined during the run")
def _(facts: Facts) -> int:
    return ((facts.log.client_joined > 0) & (facts.log.client_joined < NEVER)).sum()


@FEATURES.called("clients: two cases at a time")
def _(facts: Facts) -> int:
    log, client = facts.log, facts.demand.client
    open_at = grouped(
        (int(client[c]), (int(log.received[c]), int(log.closed[c])))
        for c in np.flatnonzero((client >= 0) & (log.received < NEVER))
    )
    return sum(any(one[0] < two[0] < one[1] for one in spans for two in spans) for spans in open_at.values())


@FEATURES.called("return: in the minute of closing")
def _(facts: Facts) -> int:
    log, demand = facts.log, facts.demand
    back = np.flatnonzero((demand.origin == RETURN) & (log.received < NEVER) & (demand.after >= 0))
    return (log.received[back] == log.closed[demand.after[back]]).sum()


@FEATURES.called("return: received when the office opens")
def _(facts: Facts) -> int:
    log, demand = facts.log, facts.demand
    back = np.flatnonzero((demand.origin == RETURN) & (log.received < NEVER) & (demand.after >= 0))
    return (log.received[back] > log.closed[demand.after[back]] + demand.gap[back]).sum()


# Absence and leaving.


@FEATURES.called("absence: step in hand goes back")
def _(facts: Facts) -> int:
    away = set(facts.long_absences)
    return sum(v.status == HANDED_BACK and (v.worker, v.finish) in away for v in facts.visits)


@FEATURES.called("absence: urgent cases given up")
def _(facts: Facts) -> int:
    away = set(facts.long_absences)
    return sum((row.worker, row.released) in away for row in facts.allocations)


@FEATURES.called("absence: less urgent cases kept")
def _(facts: Facts) -> int:
    return sum(
        row.allocated < begins < row.released
        for worker, begins in facts.long_absences
        for row in facts.of_worker.get(worker, [])
    )


@FEATURES.called("absence: short, nothing handed back")
def _(facts: Facts) -> int:
    work = facts.workforce
    spans = zip(work.absence_worker.tolist(), work.absence_from.tolist(), strict=True)
    long = set(facts.long_absences)
    return sum(
        span not in long and any(row.allocated < span[1] < row.released for row in facts.of_worker.get(span[0], []))
        for span in spans
    )


@FEATURES.called("leaver: cases given up")
def _(facts: Facts) -> int:
    gone = set(facts.leavers)
    return sum((row.worker, row.released) in gone for row in facts.allocations)


@FEATURES.called("leaver: step in hand goes back")
def _(facts: Facts) -> int:
    gone = set(facts.leavers)
    return sum(v.status == HANDED_BACK and (v.worker, v.finish) in gone for v in facts.visits)


@FEATURES.called("hand-back: of a shared step")
def _(facts: Facts) -> int:
    return sum(v.status == HANDED_BACK and not v.held for v in facts.visits)


@FEATURES.called("hand-back: the person had died or withdrawn")
def _(facts: Facts) -> int:
    closed = facts.log.closed
    return sum(v.status == HANDED_BACK and closed[v.case] == v.finish for v in facts.visits)


def _given_up(facts: Facts) -> Iterator[tuple[Held, Visit | None]]:
    gone = {*facts.long_absences, *facts.leavers}
    for row in facts.allocations:
        if (row.worker, row.released) in gone:
            low, high = np.searchsorted(facts.log.case, [row.case, row.case + 1])
            yield row, next((v for v in facts.visits[low:high] if v.ready <= row.released < v.finish), None)


@FEATURES.called("given up in a delay, at a gate or an await")
def _(facts: Facts) -> int:
    return sum(v is not None and v.kind in (DELAY, GATE, AWAIT) for _, v in _given_up(facts))


@FEATURES.called("given up with a shared step under way")
def _(facts: Facts) -> int:
    return sum(v is not None and v.kind == WORK and not v.held for _, v in _given_up(facts))


@FEATURES.called("read again by the new worker")
def _(facts: Facts) -> int:
    if not facts.network.pathway.reread:
        return 0
    effort = facts.demand.effort
    used = Counter({step: sum(v.minutes for v in rows if v.status != ASSISTED) for step, rows in facts.at_step.items()})
    return sum(rows[-1].kind == WORK and used[step] > effort[step] for step, rows in facts.at_step.items())


# Terms, sizes, ties, the end.


@FEATURES.called("staff: overtime")
def _(facts: Facts) -> int:
    states = [epoch.scenario.role for epoch in facts.service.epochs]
    paid = {
        number
        for number, name in enumerate(facts.service.roles)
        if any(name in state and state[name].overtime_hours_per_week.value > 0 for state in states)
    }
    return sum(v.worker >= 0 and int(facts.workforce.role[v.worker]) in paid for v in facts.visits)


@FEATURES.called("staff: somebody new at work")
def _(facts: Facts) -> int:
    return sum(v.worker >= 0 and facts.workforce.employed_from[v.worker] > 0 for v in facts.visits)


@FEATURES.called("terms: cases of a later date")
def _(facts: Facts) -> int:
    later = [epoch.start for epoch in facts.service.epochs[1:]]
    return ((facts.log.received >= later[0]) & (facts.log.received < NEVER)).sum() if later else 0


@FEATURES.called("size: a delay of nought")
def _(facts: Facts) -> int:
    return sum(v.kind == DELAY and v.start == v.finish for v in facts.visits)


@FEATURES.called("size: a minute of effort")
def _(facts: Facts) -> int:
    return sum(v.kind == WORK and v.minutes == 1 and facts.demand.effort[v.step] == 1 for v in facts.visits)


@FEATURES.called("tie: several received in a minute")
def _(facts: Facts) -> int:
    return sum(n > 1 for minute, n in Counter(facts.log.received.tolist()).items() if minute < NEVER)


@FEATURES.called("tie: several finish in a minute")
def _(facts: Facts) -> int:
    return sum(
        n > 1 for minute, n in Counter(v.finish for v in facts.visits if v.worker >= 0).items() if minute < NEVER
    )


@FEATURES.called("tie: work finished as its worker leaves or falls ill")
def _(facts: Facts) -> int:
    away = {*facts.long_absences, *facts.leavers}
    return sum(v.status == FINISHED and (v.worker, v.finish) in away for v in facts.visits)


@FEATURES.called("the end cuts work, waits and delays")
def _(facts: Facts) -> int:
    status = set(facts.log.status.tolist())
    return {IN_HAND, WAITING, DELAYED} <= status and bool((facts.log.outcome == OPEN).any())
