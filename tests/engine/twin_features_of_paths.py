"""How often what engines do with cases on their way happened in a run."""

import itertools
from collections import Counter
from collections.abc import Iterator

import numpy as np
from twin_facts import Facts, Features, Held, Visit, grouped

from sim.demand.tables import CHASER, OPEN_STRIP, SIDE, WAITING_STRIP
from sim.eventlog.log import CANCELLED, COMPLETED, FINISHED, FULL, LEFT
from sim.scenario.pathway import AWAIT, DELAY, GATE, PLACE
from sim.units import MINUTES_PER_DAY, NEVER

FEATURES = Features()


# Day one.


@FEATURES.called("day one: open, with a holder")
def _(facts: Facts) -> int:
    return sum(row.allocated == 0 and facts.demand.holder_list[row.case] >= 0 for row in facts.allocations)


@FEATURES.called("day one: waiting, served")
def _(facts: Facts) -> int:
    return sum(facts.demand.strip[v.case] == WAITING_STRIP and v.worker >= 0 and v.ready < 0 for v in facts.visits)


@FEATURES.called("day one: in a place, in a delay")
def _(facts: Facts) -> int:
    strip, holder = facts.demand.strip, facts.demand.holder_list
    return sum(
        v.ready == 0 and v.kind == DELAY and strip[v.case] == OPEN_STRIP and holder[v.case] >= 0 for v in facts.visits
    )


@FEATURES.called("day one: a client's case")
def _(facts: Facts) -> int:
    return ((facts.demand.client >= 0) & (facts.demand.strip == OPEN_STRIP)).sum()


@FEATURES.called("day one: more cases than places")
def _(facts: Facts) -> int:
    places = facts.workforce.places.tolist()
    return sum(0 <= places[w] < sum(row.allocated == 0 for row in rows) for w, rows in facts.of_worker.items())


# Gates.


def _at_gates(facts: Facts) -> Iterator[tuple[Visit, tuple[int, ...], int]]:
    """Stays at gates, with the gate's meetings and cut-off."""
    rules = {rule.activity: rule for rule in facts.network.pathway.gates}
    for v in facts.visits:
        if v.kind == GATE:
            yield v, rules[v.activity].meetings, rules[v.activity].cut_off


@FEATURES.called("gate: passed")
def _(facts: Facts) -> int:
    return sum(v.start in meetings and v.ready < v.start for v, meetings, _ in _at_gates(facts))


@FEATURES.called("gate: too late for the next meeting")
def _(facts: Facts) -> int:
    return sum(
        any(meeting - cut_off < v.ready <= meeting < v.start for meeting in meetings)
        for v, meetings, cut_off in _at_gates(facts)
        if cut_off
    )


@FEATURES.called("gate: over capacity")
def _(facts: Facts) -> int:
    count = 0
    stays = grouped((v.activity, v) for v, _, _ in _at_gates(facts))
    for rule in facts.network.pathway.gates:
        if rule.capacity is not None:
            for meeting in rule.meetings:
                rows = [v for v in stays.get(rule.activity, []) if v.ready <= meeting - rule.cut_off]
                count += sum(min(v.start, v.finish) >= meeting for v in rows if v.start != v.ready) > rule.capacity
    return count


@FEATURES.called("gate: deferred")
def _(facts: Facts) -> int:
    return sum(facts.demand.deferrals[v.step] > 0 and v.start in meetings for v, meetings, _ in _at_gates(facts))


@FEATURES.called("gate: skipped")
def _(facts: Facts) -> int:
    return sum(v.start == v.ready and v.start not in meetings for v, meetings, _ in _at_gates(facts))


@FEATURES.called("gate: two gates in a minute")
def _(facts: Facts) -> int:
    passing = {(v.activity, v.start) for v, meetings, _ in _at_gates(facts) if v.start in meetings}
    return sum(n > 1 for n in Counter(minute for _, minute in passing).values())


@FEATURES.called("gate: from one to the next in a minute")
def _(facts: Facts) -> int:
    passed = {(v.case, v.start) for v, meetings, _ in _at_gates(facts) if v.start in meetings and v.ready < v.start}
    return sum(v.ready == v.start in meetings and (v.case, v.start) in passed for v, meetings, _ in _at_gates(facts))


@FEATURES.called("gate: moved by a bank holiday")
def _(facts: Facts) -> int:
    count = 0
    for _, meetings, _ in _at_gates(facts):
        days = [meeting // MINUTES_PER_DAY % 7 for meeting in meetings]
        count += len(set(days)) > 1
    return count


# Places asked for.


@FEATURES.called("place: given")
def _(facts: Facts) -> int:
    return sum(v.kind == PLACE and v.status == FINISHED and facts.holder(v.case, v.start) < 0 for v in facts.visits)


@FEATURES.called("place: has a worker already")
def _(facts: Facts) -> int:
    return sum(v.kind == PLACE and v.status == FINISHED and facts.holder(v.case, v.start) >= 0 for v in facts.visits)


def _given(facts: Facts) -> list[Held]:
    asked = {(v.case, v.start) for v in facts.visits if v.kind == PLACE and v.status == FINISHED}
    return [row for row in facts.allocations if (row.case, row.allocated) in asked]


@FEATURES.called("place: with somebody away")
def _(facts: Facts) -> int:
    return sum(not facts.present(row.worker, row.allocated) for row in _given(facts))


@FEATURES.called("place: freed in that minute")
def _(facts: Facts) -> int:
    freed = {(row.worker, row.released) for row in facts.allocations}
    return sum((row.worker, row.allocated) in freed for row in _given(facts))


@FEATURES.called("place: beyond the limit")
def _(facts: Facts) -> int:
    places = facts.workforce.places.tolist()
    return sum(0 <= places[row.worker] <= facts.cases_of(row.worker, row.allocated) for row in _given(facts))


@FEATURES.called("place: several ask in a minute")
def _(facts: Facts) -> int:
    asked = Counter(v.finish for v in facts.visits if v.kind == PLACE and v.ready == v.finish)
    return sum(n > 1 for n in asked.values())


@FEATURES.called("place: full, and on elsewhere")
def _(facts: Facts) -> int:
    return sum(v.status == FULL and facts.demand.otherwise[v.step] >= 0 for v in facts.visits)


@FEATURES.called("place: left in the minute of asking")
def _(facts: Facts) -> int:
    return sum(v.kind == PLACE and v.status == LEFT for v in facts.visits)


@FEATURES.called("place: brings a new worker, who reads again")
def _(facts: Facts) -> int:
    asked = {(row.case, row.allocated) for row in _given(facts)}
    given_up = {*facts.long_absences, *facts.leavers}
    count = 0
    for case, rows in facts.of_case.items():
        for one, two in itertools.pairwise(rows):
            count += (one.worker, one.released) in given_up and (case, two.allocated) in asked
    return count


# Side work and calls.


@FEATURES.called("await: waited")
def _(facts: Facts) -> int:
    return sum(v.kind == AWAIT and v.status == FINISHED and v.start > v.ready for v in facts.visits)


@FEATURES.called("await: already done")
def _(facts: Facts) -> int:
    awaits = facts.demand.awaits
    return sum(v.kind == AWAIT and v.start == v.ready and awaits[v.step] >= 0 for v in facts.visits)


@FEATURES.called("await: never begun")
def _(facts: Facts) -> int:
    return sum(v.kind == AWAIT and facts.demand.awaits[v.step] < 0 for v in facts.visits)


@FEATURES.called("side work: called off")
def _(facts: Facts) -> int:
    return ((facts.demand.origin == SIDE) & (facts.log.outcome == CANCELLED)).sum()


@FEATURES.called("side work: of side work")
def _(facts: Facts) -> int:
    origin, after = facts.demand.origin, facts.demand.after
    side = np.flatnonzero((origin == SIDE) & (facts.log.received < NEVER))
    return (origin[after[side]] == SIDE).sum()


@FEATURES.called("side work: held")
def _(facts: Facts) -> int:
    return sum(facts.demand.origin[row.case] == SIDE for row in facts.allocations)


@FEATURES.called("call: called off")
def _(facts: Facts) -> int:
    return ((facts.demand.origin == CHASER) & (facts.log.outcome == CANCELLED)).sum()


@FEATURES.called("call: finished first when called off")
def _(facts: Facts) -> int:
    origin, outcome = facts.demand.origin, facts.log.outcome
    return sum(
        v.worker >= 0
        and origin[v.case] == CHASER
        and outcome[v.case] == CANCELLED
        and facts.log.closed[v.case] == v.finish
        for v in facts.visits
    )


@FEATURES.called("side work: done in the minute in which its whole ends")
def _(facts: Facts) -> int:
    log, demand = facts.log, facts.demand
    awaited = {int(demand.awaits[v.step]) for v in facts.visits if v.kind == AWAIT}
    done = np.flatnonzero((demand.origin == SIDE) & (log.outcome == COMPLETED))
    return sum(int(part) not in awaited and log.closed[part] == log.closed[demand.after[part]] for part in done)
