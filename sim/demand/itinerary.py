"""Where cases go: whole paths with their forks, drawn a step of every case at a time."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.branches import Branches
from sim.demand.draws import Draws, People, Visits
from sim.demand.paths import (
    LAST_BIT,
    MAIN,
    MOST_FORKS,
    MOST_STEPS,
    MOST_WALKERS,
    OWN_REROUTE,
    Beyond,
    Paths,
    endless_forks,
    endless_path,
)  # fmt: skip
from sim.demand.pathways import CLOSED, Pathways
from sim.demand.walkers import Starts, Walkers, set_out, together

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = tuple[Ints | Floats, ...]


class _Frontier:
    """Every walker of a generation at the place it has come to."""

    def __init__(self, pathways: Pathways, draws: Draws, walkers: Walkers, prefixes: list[str]) -> None:
        self.pathways, self.draws, self.walkers = pathways, draws, walkers
        self.people = People(tuple(prefixes), walkers.group, walkers.number)
        certain = np.append(pathways.certain, True)  # the last stands for -1, no distribution
        self.size_varies = ~certain[pathways.size] | (pathways.deferred > 0)[:, :, None]
        self.total_varies = ~certain[pathways.total]

    def arrive(self, which: Ints) -> Visits:
        """Count a visit of each walker to the node it is at."""
        self.walkers.visits[which, self.walkers.node[which]] += 1
        node, visit = self.walkers.place(which)
        return Visits(self.people, which, node, visit, self.pathways.nodes)

    def draw_list(self, which: Ints, here: Visits) -> Ints:
        """The list of the node each walker is at (-1 if it has none); the case takes the team it gives."""
        net, walkers = self.pathways, self.walkers
        row = net.by[walkers.epoch[which], walkers.node[which]]
        drawn = np.full(len(which), -1, dtype=np.int64)
        some = row >= 0
        if not some.any():
            return drawn
        u = here.draw(self.draws, "list", some & net.lists.open[row])
        drawn[some] = net.lists.pick(row[some], u[some])
        team_row = np.where(some & ~walkers.keeps_team[which], net.team_of_list[drawn], -1)
        given = team_row >= 0
        if given.any():
            u = here.draw(self.draws, "team", given & net.teams.open[team_row])
            walkers.team[which[given]] = net.teams.pick(team_row[given], u[given])
        return drawn

    def enter_work_types(self, active: Ints) -> tuple[Ints, Ints]:
        """Walkers on the way to a work type take it up, and stand where it begins; cases and kinds of work."""
        walkers = self.walkers
        which = active[walkers.node[active] >= self.pathways.activities]
        kind = walkers.node[which] - self.pathways.activities
        if len(which):
            here = self.arrive(which)
            epoch = walkers.epoch[which]
            drawn = self.draw_list(which, here)
            walkers.skill_list[which] = np.where(drawn >= 0, drawn, walkers.skill_list[which])
            walkers.total_u[which] = here.draw(self.draws, "size", self.total_varies[epoch, kind])
            row = self.pathways.priority_of_work[epoch, kind]
            walkers.priority_row[which] = np.where(row >= 0, row, walkers.priority_row[which])
            walkers.work_type[which] = kind
            walkers.node[which] = self.pathways.begins[epoch, kind]
        jumping = active[walkers.jump[active] >= 0]
        walkers.node[jumping] = walkers.jump[jumping]
        walkers.jump[jumping] = -1
        return walkers.case[which], kind

    def step(self, which: Ints) -> tuple[Columns, Visits, Ints]:
        """Walkers at activities make their step there; returns its columns, and the nodes that follow."""
        net, walkers = self.pathways, self.walkers
        here = self.arrive(which)
        epoch, activity, kind = walkers.epoch[which], walkers.node[which], walkers.work_type[which] + 1
        own = self.draw_list(which, here)
        by_somebody = net.work[epoch, activity] | net.features.place[epoch, activity]
        lists = np.where(by_somebody, np.where(own >= 0, own, walkers.skill_list[which]), -1)
        size_u = here.draw(self.draws, "size", self.size_varies[epoch, activity, kind])
        route = net.route[epoch, activity, kind]
        route_u = here.draw(self.draws, "next", net.routes.open[route])
        onward = net.routes.pick(route, route_u)
        u = np.where(net.sized_alone[epoch, activity, kind], size_u, walkers.total_u[which])
        size_row = np.ravel_multi_index((epoch, activity, kind), net.size.shape).astype(np.int64)
        return (which, activity, lists, walkers.team[which], size_row, u, route_u), here, onward


class _Record:
    """The steps made, generation by generation of walkers."""

    def __init__(self) -> None:
        self.steps = 0
        self.walkers = 0
        self.levels: list[Columns] = []
        self.further: list[Columns] = []
        self.entered: list[tuple[Ints, Ints]] = []
        self.case: list[Ints] = []
        self.parted_at: list[Ints] = []
        self.work_type: list[Ints] = []
        self.priority_row: list[Ints] = []

    def add(self, columns: Columns, further: Columns | None) -> None:
        self.levels.append((columns[0] + self.walkers, *columns[1:]))
        if further is not None:
            self.further.append(further)
        self.steps += len(columns[0])

    def close(self, walkers: Walkers, parted_at: Ints) -> None:
        """A generation has come to its end."""
        self.case.append(walkers.case)
        self.parted_at.append(parted_at)
        self.work_type.append(walkers.work_type)
        self.priority_row.append(walkers.priority_row)
        self.walkers += len(walkers)


def follow_together(pathways: Pathways, draws: Draws, starts: Starts) -> Paths:
    """Draw the whole path of every case, with its forks and the cases that begin beside it.

    A generation of walkers goes to its end before those that parted from it set out. One that parts
    takes the state at the fork along, so both ways meet the same chances at the same places.

    Raises
    ------
    RunFault
        If a path goes on, or forks, without end.
    """
    walkers = set_out(pathways, draws, starts)
    branches = Branches(pathways, draws, list(starts.people.prefixes), len(walkers))
    record = _Record()
    frontier = _Frontier(pathways, draws, walkers, branches.prefixes)
    turning = np.flatnonzero(starts.reroute >= 0)
    _walk(frontier, branches, record, (turning, starts.reroute[turning]))
    record.close(walkers, np.full(len(walkers), MAIN, dtype=np.int64))
    depth, most = 0, MOST_WALKERS * (len(walkers) + 1)
    while branches.waiting:
        waiting, branches.waiting = branches.waiting, []
        walkers = together([parted for parted, _ in waiting])
        depth += 1
        if depth > MOST_FORKS or record.walkers > most:
            name = pathways.nodes[int(walkers.node[0])]
            raise endless_forks(name)
        _walk(_Frontier(pathways, draws, walkers, branches.prefixes), branches, record, None)
        record.close(walkers, np.concatenate([steps for _, steps in waiting]))
    return _collect(branches, record)


def _walk(frontier: _Frontier, branches: Branches, record: _Record, turning: tuple[Ints, Ints] | None) -> None:
    """Take a generation to its end; ``turning`` are walkers whose case may turn to a node from its first step."""
    walkers, branching = frontier.walkers, frontier.pathways.features.branching
    active = np.arange(len(walkers), dtype=np.int64)
    made = 0
    while len(active):
        if made == MOST_STEPS:
            name = frontier.pathways.nodes[int(walkers.node[active[0]])]
            raise endless_path(name)
        record.entered.append(frontier.enter_work_types(active))
        columns, here, onward = frontier.step(active)
        steps = np.arange(record.steps, record.steps + len(active), dtype=np.int64)
        further = branches.part(walkers, active, here, steps) if branching else None
        if made == 0 and turning is not None:
            which, node = turning
            branches.fork(walkers, which, np.full(len(which), OWN_REROUTE, dtype=np.int64), node)
        record.add(columns, further)
        walkers.node[active] = onward
        active = active[onward != CLOSED]
        made += 1


def _collect(branches: Branches, record: _Record) -> Paths:
    """The steps in order of case, walker and the order they were made in."""
    case_of, parted_at = np.concatenate(record.case), np.concatenate(record.parted_at)
    columns = [np.concatenate(parts) for parts in zip(*record.levels, strict=True)]
    if not columns:
        none = np.zeros(0, dtype=np.int64)
        columns = [none, none, none, none, none, none.astype(float), none.astype(float)]
    walker = columns[0]
    order = np.argsort(case_of[walker] * len(case_of) + walker, kind="stable")
    walker, activity, lists, team, size_row, u, route_u = (column[order] for column in columns)
    n = len(order)
    # The last entry answers for steps that are none.
    place = np.full(n + 1, -1, dtype=np.int64)
    place[order] = np.arange(n)
    begins = np.flatnonzero(np.diff(walker, prepend=-1))
    ends = np.append(begins[1:], n)[: len(begins)] - 1
    onward = np.arange(1, n + 1, dtype=np.int64)
    onward[ends] = -1
    otherwise = np.full(n, -1, dtype=np.int64)
    fork = np.full(n, MAIN, dtype=np.int64)
    reroute = np.full(branches.cases, -1, dtype=np.int64)
    main = parted_at == MAIN
    if not main.all():
        parted = parted_at[walker[begins]]
        otherwise[place[parted[parted >= 0]]] = begins[parted >= 0]
        reroute[case_of[walker[begins[parted == OWN_REROUTE]]]] = begins[parted == OWN_REROUTE]
        fork = np.where(parted_at >= 0, place[parted_at], parted_at)[walker]
    case = case_of[walker]
    further = [np.concatenate(parts)[order] for parts in zip(*record.further, strict=True)]
    entered = np.zeros(branches.cases, dtype=np.int64)
    for cases, kind in record.entered:
        np.bitwise_or.at(entered, cases, 1 << np.minimum(kind, LAST_BIT))
    of_case = np.empty((2, branches.cases), dtype=np.int64)
    of_case[:, case_of[main]] = np.concatenate(record.work_type)[main], np.concatenate(record.priority_row)[main]
    return Paths(
        first=np.concatenate([[0], np.cumsum(np.bincount(case, minlength=branches.cases))]),
        origin=np.concatenate(branches.origin),
        root=np.concatenate(branches.root),
        after=np.concatenate(branches.after),
        after_step=place[np.concatenate(branches.after_step)],
        reroute=reroute,
        work_type=of_case[0],
        entered=entered,
        priority_row=of_case[1],
        case=case,
        activity=activity,
        onward=onward,
        otherwise=otherwise,
        fork=fork,
        skill_list=lists,
        team=team,
        size_row=size_row,
        u=u,
        route_u=route_u,
        beyond=_beyond(*further) if further else None,
    )


def _beyond(
    awaits: Ints, days: Ints, days_u: Floats, expiry: Ints, second_list: Ints, size: Ints, size_u: Floats, joins: Ints
) -> Beyond:
    """What few steps have is kept for these alone."""
    patient, joint = np.flatnonzero(days >= 0), second_list >= 0
    return Beyond(
        awaits, expiry, second_list, joins, patient, days[patient], days_u[patient], size[joint], size_u[joint]
    )
