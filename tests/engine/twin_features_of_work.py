"""How often what engines do with work and workers happened in a run."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from twin_facts import Facts, Features, Held, Visit, grouped, step_clock

from sim.demand.tables import Bools, Ints
from sim.eventlog.log import ASSISTED, ENDED, FINISHED, HANDED_BACK, LEFT, SET_ASIDE
from sim.scenario.pathway import WORK
from sim.scenario.timeline import OWN_TEAM
from sim.units import NEVER

FEATURES = Features()


# Dispatch.


Columns = tuple[Ints, Ints, Ints]
"""Rank, ready minute and case of some steps."""


def _waiting_with(facts: Facts, differs: Callable[[Columns, Columns], Bools]) -> int:
    """Shared steps begun while another of the list waited that differs so."""
    count = 0
    for rows in facts.on_list.values():
        of_rows = np.array([(v.rank, v.ready, v.case, v.start, min(v.start, v.finish)) for v in rows], dtype=np.int64).T
        rank, ready, case, start, until = (column[:, None] for column in of_rows)
        waits = (start > ready.T) & (start < until.T) & (start < NEVER)
        count += (waits & differs((rank, ready, case), (rank.T, ready.T, case.T))).any(axis=1).sum()
    return int(count)


@FEATURES.called("dispatch: urgent before older")
def _(facts: Facts) -> int:
    if facts.network.pathway.due is not None:
        return 0
    return _waiting_with(facts, lambda one, other: (one[0] < other[0]) & (other[1] < one[1]))


@FEATURES.called("dispatch: by due date, less urgent first")
def _(facts: Facts) -> int:
    return 0 if facts.network.pathway.due is None else _waiting_with(facts, lambda one, other: one[0] > other[0])


@FEATURES.called("dispatch: tied in rank and minute")
def _(facts: Facts) -> int:
    return _waiting_with(facts, lambda one, other: (one[0] == other[0]) & (one[1] == other[1]) & (one[2] < other[2]))


@FEATURES.called("dispatch: own tray before older shared work (held_first)")
def _(facts: Facts) -> int:
    if facts.network.pathway.oldest_first:
        return 0
    count = 0
    for v in (v for v in facts.visits if v.held and v.worker >= 0 and v.status != ASSISTED):
        for number, rows in facts.on_list.items():
            if any(v.worker in group for group in facts.network.lists[number]):
                count += any(
                    u.rank == v.rank and u.ready < v.ready and u.ready < v.start < min(u.start, u.finish) for u in rows
                )
    return count


@FEATURES.called("dispatch: older shared work before own tray (oldest_first)")
def _(facts: Facts) -> int:
    if not facts.network.pathway.oldest_first:
        return 0
    held = grouped((v.worker, v) for v in facts.visits if v.held and v.worker >= 0 and v.status != ASSISTED)
    shared = (v for v in facts.visits if not v.held and v.worker >= 0)
    return sum(
        any(
            u.rank <= v.rank and u.ready < v.start < u.start and facts.holder(u.case, v.start) == v.worker
            for u in held.get(v.worker, [])
        )
        for v in shared
    )


@FEATURES.called("dispatch: cover by a later group")
def _(facts: Facts) -> int:
    return sum(not v.held and v.worker >= 0 and facts.preference(v) > 0 for v in facts.visits)


@FEATURES.called("dispatch: several starts in a minute")
def _(facts: Facts) -> int:
    return sum(n > 1 for n in Counter(v.start for v in facts.visits if v.worker >= 0).values())


@FEATURES.called("dispatch: several free for one step")
def _(facts: Facts) -> int:
    count = 0
    for v in (v for v in facts.visits if v.worker >= 0 and not v.held):
        group = facts.network.lists[v.list][facts.preference(v)]
        count += any(w != v.worker and facts.present(w, v.start) and not facts.busy(w, v.start) for w in group)
    return count


# Who may do what.


def _of_another_team(facts: Facts) -> int:
    of_lists = facts.service.lists
    serves, team, skill = facts.workforce.serves, facts.demand.team, facts.demand.skill_list
    return sum(
        v.worker >= 0
        and v.status != ASSISTED
        and skill[v.step] >= 0
        and all(who.team == OWN_TEAM for who in of_lists[skill[v.step]].who)
        and team[v.step] >= 0
        and int(team[v.step]) not in serves[v.worker]
        for v in facts.visits
    )


@FEATURES.called("teams: pooled")
def _(facts: Facts) -> int:
    return _of_another_team(facts) if facts.rules.teams == "pooled" else 0


@FEATURES.called("teams: of a pooled group")
def _(facts: Facts) -> int:
    return _of_another_team(facts) if facts.rules.pooled_teams and facts.rules.teams != "pooled" else 0


@FEATURES.called("teams: lent staff")
def _(facts: Facts) -> int:
    serves, team = facts.workforce.serves, facts.demand.team
    return sum(v.worker >= 0 and int(team[v.step]) in serves[v.worker][1:] for v in facts.visits)


@FEATURES.called("teams: nobody may do it")
def _(facts: Facts) -> int:
    return sum(v.kind == WORK and v.list >= 0 and not facts.network.lists[v.list] for v in facts.visits)


@FEATURES.called("teams: by warrant")
def _(facts: Facts) -> int:
    lists, skill, role = facts.service.lists, facts.demand.skill_list, facts.workforce.role
    return sum(
        v.worker >= 0
        and v.status != ASSISTED
        and skill[v.step] >= 0
        and int(role[v.worker]) not in [who.role for who in lists[skill[v.step]].who]
        for v in facts.visits
    )


# Held work.


def _allocated(facts: Facts) -> Iterator[tuple[Held, Visit]]:
    """Allocations from an allocation list, with the stay at the step for which the case needed a worker."""
    for row in facts.allocations:
        if row.worker >= 0 and row.allocated < NEVER:
            low, high = np.searchsorted(facts.log.case, [row.case, row.case + 1])
            for v in facts.visits[low:high]:
                if v.held and v.ready == row.joined and v.start >= row.allocated > 0:
                    if any(row.worker in group for group in facts.network.lists[v.list]):
                        yield row, v
                    break


@FEATURES.called("allocation: waited for a worker")
def _(facts: Facts) -> int:
    return sum(row.allocated > row.joined for row, _ in _allocated(facts))


@FEATURES.called("allocation: none by the end")
def _(facts: Facts) -> int:
    return sum(row.worker < 0 and row.released == NEVER for row in facts.allocations)


@FEATURES.called("allocation: left the list")
def _(facts: Facts) -> int:
    return sum(row.worker < 0 and row.released < NEVER for row in facts.allocations)


@FEATURES.called("allocation: to a later group")
def _(facts: Facts) -> int:
    return sum(row.worker not in facts.network.lists[v.list][0] for row, v in _allocated(facts))


def _rivals(facts: Facts) -> Iterator[tuple[int, list[int]]]:
    """Of each allocation the worker, and the others of their group who were in."""
    for row, v in _allocated(facts):
        group = next(group for group in facts.network.lists[v.list] if row.worker in group)
        yield row.allocated, [w for w in group if facts.present(w, row.allocated)]


@FEATURES.called("allocation: tie of fullness")
def _(facts: Facts) -> int:
    places = facts.workforce.places.tolist()
    count = 0
    for minute, group in _rivals(facts):
        held = {w: facts.cases_of(w, minute) for w in group}
        full = sorted(
            held[w] / places[w] if places[w] > 0 else held[w] for w in group if places[w] < 0 or held[w] < places[w]
        )
        count += len(full) > 1 and full[0] == full[1]
    return count


@FEATURES.called("allocation: a full worker passed over")
def _(facts: Facts) -> int:
    places = facts.workforce.places.tolist()
    return sum(any(0 <= places[w] <= facts.cases_of(w, minute) for w in group) for minute, group in _rivals(facts))


@FEATURES.called("allocation: a worker under notice passed over")
def _(facts: Facts) -> int:
    notice, ends = facts.network.pathway.leaving_notice, facts.workforce.employed_to.tolist()
    places = facts.workforce.places.tolist()
    return sum(
        any(ends[w] < NEVER and ends[w] - notice <= minute and facts.cases_of(w, minute) < places[w] for w in group)
        for minute, group in _rivals(facts)
    )


@FEATURES.called("allocation: to somebody without a limit")
def _(facts: Facts) -> int:
    return sum(facts.workforce.places[row.worker] < 0 for row, _ in _allocated(facts))


@FEATURES.called("allocation: to somebody busy")
def _(facts: Facts) -> int:
    return sum(
        any(u.start < row.allocated < u.finish for u in facts.done_by[row.worker])
        for row, _ in _allocated(facts)
        if row.worker in facts.done_by
    )


@FEATURES.called("allocation: released before the case closed")
def _(facts: Facts) -> int:
    closed = facts.log.closed
    return sum(row.worker >= 0 and row.released < closed[row.case] for row in facts.allocations)


# Slices.


@FEATURES.called("slices: straight on")
def _(facts: Facts) -> int:
    most, second = facts.workforce.slice_minutes, facts.demand.second_list
    return sum(
        v.worker >= 0 and second[v.step] < 0 and 0 < most[v.worker] < v.minutes and v.status != ASSISTED
        for v in facts.visits
    )


@FEATURES.called("slices: shared step set aside")
def _(facts: Facts) -> int:
    return sum(v.status == SET_ASIDE and not v.held for v in facts.visits)


@FEATURES.called("slices: shared step set aside, gone on with by another")
def _(facts: Facts) -> int:
    return sum(
        one.status == SET_ASIDE and not one.held and two.worker >= 0 and two.worker != one.worker
        for rows in facts.at_step.values()
        for one, two in itertools.pairwise(rows)
    )


@FEATURES.called("slices: left while set aside or in hand")
def _(facts: Facts) -> int:
    return sum(
        v.status == LEFT and v.kind == WORK and (v.start < NEVER or len(facts.at_step[v.step]) > 1)
        for v in facts.visits
    )


# Joint steps.


def _ends_at(facts: Facts, worker: int, minute: int) -> bool:
    return any(v.finish == minute for v in facts.done_by.get(worker, []))


@FEATURES.called("joint: second at once")
def _(facts: Facts) -> int:
    return sum(not _ends_at(facts, two.worker, two.start) for _, two in facts.joint)


@FEATURES.called("joint: second promised for later")
def _(facts: Facts) -> int:
    return sum(
        _ends_at(facts, two.worker, two.start)
        and not _ends_at(facts, one.worker, one.start)
        and not facts.opens(one.worker, one.start)
        and one.ready < one.start
        for one, two in facts.joint
    )


@FEATURES.called("joint: nobody to be had, other work first")
def _(facts: Facts) -> int:
    count = 0
    for one, _ in facts.joint:
        count += any(
            max(one.ready, row.allocated) < v.start < one.start and (v.rank, v.ready) > (one.rank, one.ready)
            for row in facts.of_case[one.case]
            if row.worker == one.worker
            for v in facts.done_by[one.worker]
            if v.status != ASSISTED
        )
    return count


@FEATURES.called("joint: second has more to do")
def _(facts: Facts) -> int:
    return sum(one.status == FINISHED and NEVER > two.finish > one.finish for one, two in facts.joint)


@FEATURES.called("joint: second of a later group")
def _(facts: Facts) -> int:
    lists = facts.network.second_list_of_step
    return sum(two.worker not in facts.network.lists[lists[two.step]][0] for _, two in facts.joint)


@FEATURES.called("joint: several seconds at hand")
def _(facts: Facts) -> int:
    count = 0
    for one, two in facts.joint:
        groups = facts.network.lists[facts.network.second_list_of_step[two.step]]
        group = next(group for group in groups if two.worker in group)
        count += sum(facts.present(w, two.start) and not facts.busy(w, two.start) for w in group if w != one.worker) > 0
    return count


@FEATURES.called("joint: broken off")
def _(facts: Facts) -> int:
    return sum(one.status == HANDED_BACK for one, _ in facts.joint)


@FEATURES.called("joint: second called away")
def _(facts: Facts) -> int:
    away = {*facts.long_absences, *facts.leavers}
    return sum((two.worker, two.finish) in away and one.status != HANDED_BACK for one, two in facts.joint)


@FEATURES.called("joint: in hand at the end")
def _(facts: Facts) -> int:
    return sum(two.finish == NEVER for _, two in facts.joint)


@FEATURES.called("joint: holder changes before it begins")
def _(facts: Facts) -> int:
    second = facts.demand.second_list
    count = 0
    for v in (v for v in facts.visits if second[v.step] >= 0 and v.status != ASSISTED):
        begun = min(v.start, v.finish)
        count += sum(v.ready <= row.released < begun for row in facts.of_case.get(v.case, [])) > 0
    return count


def _left_joint(facts: Facts) -> list[Visit]:
    second = facts.demand.second_list
    return [v for v in facts.unstarted if second[v.step] >= 0 and facts.holder(v.case, v.finish) >= 0]


@FEATURES.called("joint: died or left before it begins")
def _(facts: Facts) -> int:
    return sum(facts.log.outcome[v.case] == ENDED and facts.log.closed[v.case] == v.finish for v in _left_joint(facts))


@FEATURES.called("joint: out of patience before it begins")
def _(facts: Facts) -> int:
    return sum(step_clock(facts, v) == v.finish for v in _left_joint(facts))


@FEATURES.called("joint: escalated before it begins")
def _(facts: Facts) -> int:
    second = facts.demand.second_list
    standing = (facts.standing(case, at) for case, at in facts.escalations)
    return sum(v is not None and second[v.step] >= 0 for v in standing)
