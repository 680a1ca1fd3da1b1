"""The service on its first morning: cases that wait in lists, and cases that a worker holds."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.demand.clocks import draw_ends, draw_patience, patience_minutes, turning
from sim.demand.cutting import cut
from sim.demand.draws import Draws, Visits
from sim.demand.episodes import Drawn, Identity, assemble, draw_priorities
from sim.demand.follow import follow
from sim.demand.lots import Lot, no_chances
from sim.demand.paths import Paths
from sim.demand.pathways import Pathways
from sim.demand.stock import StockBatch, stock_batch, stock_of_numbers
from sim.demand.tables import OPEN_STRIP, WAITING_STRIP, Demand
from sim.demand.walkers import Starts
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER_ON_PATH = np.iinfo(np.int64).max


def draw_day_one(service: Service, pathways: Pathways, draws: Draws) -> Iterator[Lot]:
    """The cases of day one, with the rest of their paths: those that wait, those in hand, those in places."""
    batch = stock_batch(service, pathways, draws, "waiting")
    demand, starts, _, _ = _from_the_reached(service, pathways, draws, batch, (WAITING_STRIP, 0))
    yield _lot(service, demand, starts)
    batch = stock_batch(service, pathways, draws, "open")
    demand, starts, whole, at = _from_the_reached(service, pathways, draws, batch, (OPEN_STRIP, 0))
    yield _lot(service, _in_hand(draws, demand, starts, _holders(service, pathways, batch, whole)), starts)
    open_so_far = len(at)
    for name, stock in service.base.day_one.places.items():
        batch = stock_of_numbers(service, pathways, draws, stock, f"demand/day_one/places/{name}")
        strip = OPEN_STRIP, open_so_far
        demand, starts, whole, at = _from_the_reached(service, pathways, draws, batch, strip, straight=True)
        holders = _place_givers(service, pathways, draws, batch, starts, whole)
        yield _lot(service, _in_hand(draws, demand, starts, holders), starts)
        open_so_far += len(at)


def _lot(service: Service, demand: Demand, starts: Starts) -> Lot:
    n = len(starts.node)
    nobody = np.full((n, len(service.clients)), -1, dtype=np.int64)
    return Lot(demand, no_chances(demand), starts, starts.people, np.zeros(n, dtype=np.int64), nobody)


def _in_hand(draws: Draws, demand: Demand, starts: Starts, holders: tuple[Ints, Ints]) -> Demand:
    """Cases with a worker, who have a part of their step left."""
    n = len(starts.node)
    left = starts.people.draw(draws, "left", np.ones(n, dtype=np.bool_))
    effort, second, delay = demand.effort.copy(), demand.second_effort.copy(), demand.delay.copy()
    begins, holder_list, holder_team = demand.begins.copy(), demand.holder_list.copy(), demand.holder_team.copy()
    head = demand.first[:n]
    for minutes in (effort, second):
        minutes[head] = np.where(minutes[head] > 0, np.maximum(1, np.rint(minutes[head] * left)), 0).astype(np.int64)
    delay[head] = np.rint(delay[head] * left).astype(np.int64)
    begins[:n] = 0
    holder_list[:n], holder_team[:n] = holders
    return replace(
        demand,
        begins=begins,
        effort=effort,
        second_effort=second,
        delay=delay,
        holder_list=holder_list,
        holder_team=holder_team,
    )


def _from_the_reached(
    service: Service,
    pathways: Pathways,
    draws: Draws,
    batch: StockBatch,
    strip: tuple[int, int],
    *,
    straight: bool = False,
) -> tuple[Demand, Starts, Paths, Ints]:
    """The cases from the activity reached on, their starts and whole paths, and the step that they are at.

    Parameters
    ----------
    strip
        Strip of the cases, and the number of the first.
    straight
        Whether all are put at the activity reached, whichever way chance would have sent them.
    """
    n = len(batch.starts.node)
    clock = draw_patience(pathways, draws, batch.starts, batch.ready_days)
    starts = turning(batch.starts, clock)
    paths = follow(pathways, draws, starts)
    at = _first_step_at(paths, batch.reached)
    off = np.full(n, fill_value=True) if straight else (at < 0) & batch.given
    if off.any():
        # The draw took another way than the real case did: put the case where the file says it is.
        starts = _jumping(pathways, batch, paths, off)
        starts = turning(starts, clock)
        paths = follow(pathways, draws, starts)
        at = _first_step_at(paths, batch.reached)
    at = np.where(at < 0, paths.first[:n], at)
    drawn = draw_priorities(draws, starts, paths.priority_row[:n], pathways.priorities)
    received = np.minimum(-1, -np.rint(batch.days * MINUTES_PER_DAY)).astype(np.int64)
    begins = np.minimum(-1, -np.rint(batch.ready_days * MINUTES_PER_DAY)).astype(np.int64)
    numbers = np.arange(strip[1], strip[1] + n, dtype=np.int64)
    identity = Identity(np.full(n, strip[0], dtype=np.int64), numbers, received, begins)
    priority = np.where(batch.priority >= 0, batch.priority, drawn)
    ends = draw_ends(pathways, draws, starts, received)
    waits = np.full(n, strip[0] == WAITING_STRIP)
    running = waits & ~_worked_before(pathways, paths, at)
    whole = assemble(pathways, starts, identity, paths, Drawn(priority, clock.only(running), ends))
    whole = _patient_so_far(pathways, whole, paths, at, np.where(waits, batch.ready_days, 0.0))
    # Whoever has been seen to has no way left to turn to out of patience with not being seen to.
    turned = (whole.fork == -2) & ~np.append(running, np.zeros(whole.cases - n, dtype=np.bool_))[paths.case]
    reroute = np.where(whole.expiry > 0, whole.reroute, -1)
    return cut(replace(whole, reroute=reroute), at, without=turned), starts, paths, at


def _worked_before(pathways: Pathways, paths: Paths, at: Ints) -> Flags:
    """Whether the main path of each case holds work before the step that it is at. Shape [cases of the stock]."""
    worked = np.concatenate([[0], np.cumsum(pathways.work[0, paths.activity])])
    before: Flags = worked[at] > worked[paths.first[: len(at)]]
    return before


def _patient_so_far(pathways: Pathways, whole: Demand, paths: Paths, at: Ints, waited: NDArray[np.float64]) -> Demand:
    """Patience at the steps that cases are at, beyond the days that they have stood there already."""
    if paths.beyond is None:
        return whole
    patience, beyond = whole.step_patience.copy(), paths.beyond
    place = np.searchsorted(beyond.patient, at)
    some = np.append(beyond.patient, -1)[place] == at
    place, at = place[some], at[some]
    patience[at] = patience_minutes(pathways.sizes, beyond.patience_days[place], beyond.patience_u[place], waited[some])
    return replace(whole, step_patience=patience)


def _first_step_at(paths: Paths, reached: Ints) -> Ints:
    """The first step at the most preferred activity that is on the main path; -1 if none is. Shape [cases]."""
    found = np.full(len(reached), -1, dtype=np.int64)
    main = np.flatnonzero((paths.fork == -1) & (paths.case < len(reached)))
    for column in range(reached.shape[1]):
        hit = main[paths.activity[main] == reached[paths.case[main], column]]
        first = np.full(len(reached), NEVER_ON_PATH, dtype=np.int64)
        np.minimum.at(first, paths.case[hit], hit)
        found = np.where((found < 0) & (first < NEVER_ON_PATH), first, found)
    return found


def _jumping(pathways: Pathways, batch: StockBatch, paths: Paths, off: Flags) -> Starts:
    """Starts at which the cases that are off their path go straight to the activity reached."""
    kinds_at: dict[str, list[str]] = {}
    for activity, kind in pathways.ways.onward:
        kinds_at.setdefault(activity, []).append(kind)
    node = batch.starts.node.copy()
    jump = np.where(off, batch.reached[:, 0], -1)
    for case in np.flatnonzero(off).tolist():
        if node[case] >= pathways.activities:
            continue
        kinds = kinds_at.get(pathways.nodes[int(jump[case])], [])
        if paths.work_type[case] >= 0:
            node[case] = pathways.activities + paths.work_type[case]
        elif kinds and "" not in kinds:
            node[case] = pathways.node(kinds[0])
    return replace(batch.starts, node=node, jump=jump)


def _holders(service: Service, pathways: Pathways, batch: StockBatch, paths: Paths) -> tuple[Ints, Ints]:
    """List and team of the worker of each open case: those of the first held step or place of its whole path."""
    n = len(batch.role)
    holding = pathways.held[0, paths.activity] | pathways.features.place[0, paths.activity]
    steps = np.flatnonzero(holding & (paths.fork == -1) & (paths.case < n))
    first = np.full(n, NEVER_ON_PATH, dtype=np.int64)
    np.minimum.at(first, paths.case[steps], steps)
    some = first < NEVER_ON_PATH
    lists = np.full(n, -1, dtype=np.int64)
    teams = lists.copy()
    lists[some] = paths.skill_list[first[some]]
    teams[some] = paths.team[first[some]]
    for case in np.flatnonzero(some & (batch.role >= 0)).tolist():
        lists[case] = _list_with(service, int(lists[case]), int(batch.role[case]))
    return lists, teams


def _place_givers(
    service: Service, pathways: Pathways, draws: Draws, batch: StockBatch, starts: Starts, paths: Paths
) -> tuple[Ints, Ints]:
    """List and team of the workers who hold the cases of a stock of places.

    They are those of the place, or held work, through which a case comes to the activity reached;
    failing that, of the first held step that follows.
    """
    lists, teams = _holders(service, pathways, batch, paths)
    before = {name: _held_by_way_of(service, pathways, name) for name in np.unique(batch.reached).tolist()}
    node = np.array([before[name] for name in batch.reached[:, 0].tolist()], dtype=np.int64)
    entered = np.where(starts.node >= pathways.activities, starts.node, -1)
    row = np.where(node >= 0, pathways.by[0, node], -1)
    # Held work without lists of its own is done by those of the case's work type.
    node = np.where((node >= 0) & (row < 0), entered, node)
    row = np.where(node >= 0, pathways.by[0, node], -1)
    some = np.flatnonzero(row >= 0)
    if not len(some):
        return lists, teams
    row, once = row[some], np.ones(len(some), dtype=np.int64)
    here = Visits(starts.people, some, node[some], once, pathways.nodes)
    lists[some] = pathways.lists.pick(row, here.draw(draws, "list", pathways.lists.open[row]))
    team_row = pathways.team_of_list[lists[some]]
    given = team_row >= 0
    # Only rows that are there are looked up: where no list of the service names a team, there is none at all.
    uncertain, drawn = np.zeros(len(some), dtype=np.bool_), np.full(len(some), -1, dtype=np.int64)
    uncertain[given] = pathways.teams.open[team_row[given]]
    drawn[given] = pathways.teams.pick(team_row[given], here.draw(draws, "team", uncertain)[given])
    own = paths.team[paths.first[some]]
    teams[some] = np.where(given & (starts.team[some] < 0), drawn, own)
    return lists, teams


def _held_by_way_of(service: Service, pathways: Pathways, reached: int) -> int:
    """The nearest place or held work at or before an activity; -1 if none leads to it."""
    onward = pathways.ways.onward
    frontier, seen = [pathways.nodes[reached]], {pathways.nodes[reached]}
    while frontier:
        for name in frontier:
            activity = service.base.activity[name]
            if activity.held or activity.place is not None:
                return pathways.node(name)
        before = [place[0] for place, following in onward.items() if {name for name, _ in following} & set(frontier)]
        frontier = [name for name in dict.fromkeys(before) if name not in seen]
        seen.update(frontier)
    return -1


def _list_with(service: Service, drawn: int, role: int) -> int:
    """The drawn list, or the first list beside it that names the role."""
    owner = service.lists[drawn].owner
    first = service.epochs[0].first_list[owner]
    beside = [drawn, *range(first, first + len(getattr(service.base, owner[0])[owner[1]].by))]
    return next((item for item in beside if any(who.role == role for who in service.lists[item].who)), drawn)
