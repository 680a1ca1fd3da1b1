"""Hours worked beyond the contract, which are paid by the hour."""

from dataclasses import replace

import numpy as np

from sim.demand.tables import Ints
from sim.measures.rows import Floats
from sim.measures.trace import Trace
from sim.scenario.staffing import Starter
from sim.scenario.table import Table
from sim.scenario.timeline import Epoch, Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.capacity import presence
from sim.workforce.grid import Grid, grid_of, overtime_minutes, years_of
from sim.workforce.posts import Post
from sim.workforce.tables import Workforce
from sim.workforce.timetable import role_days


def overtime_hours(run: Trace, edges: Ints) -> Floats:
    """Overtime that each worker does between each edge and the next [workers, edges - 1] [hours].

    It is done on days at work only, by starters as by others, and its hours count whatever they yield: a
    starter's or those of a dip are as long as any. Where absence is spread evenly a day has the part of it
    that somebody is expected to be in post and at work.
    """
    service, workforce = run.service, run.workforce
    hours = np.zeros((workforce.workers, len(edges) - 1))
    if not _any_overtime(service):
        return hours
    grid = grid_of(service, years_of(service) + 1)
    days = {role: role_days(service, grid, service.roles[role]) for role in np.unique(workforce.role).tolist()}
    even = _at_full_productivity(service) if service.base.rules.absence == "even" else None
    for worker in range(workforce.workers):
        post, opening = _post(workforce, worker), days[workforce.role[worker]].opening
        each = overtime_minutes(service, grid, service.teams[post.team], service.roles[post.role], post.number)
        if not each.any():
            continue
        each *= _at_work(workforce, worker, opening) if even is None else presence(even, grid, post)
        each[~_employed(service, grid, workforce, worker)] = 0
        hours[worker] = np.histogram(opening, bins=edges, weights=each)[0] / MINUTES_PER_HOUR
    return hours


def _at_work(workforce: Workforce, worker: int, opening: Ints) -> Floats:
    """Whether each of a worker's days is none of absence: not whether there is a slot, for a day may yield nothing."""
    mine = workforce.absence_worker == worker
    begun = np.searchsorted(opening, workforce.absence_from[mine])
    over = np.searchsorted(opening, workforce.absence_to[mine])
    change = np.zeros(len(opening) + 1)
    np.add.at(change, begun, 1)
    np.add.at(change, over, -1)
    there: Floats = (np.cumsum(change[:-1]) == 0).astype(np.float64)
    return there


def _employed(service: Service, grid: Grid, workforce: Workforce, worker: int) -> np.ndarray:
    """Whether each day of the grid is one of a worker's employment that the run touches. Shape [days]."""
    midnight = np.arange(grid.days, dtype=np.int64) * MINUTES_PER_DAY
    employed: np.ndarray = (midnight >= workforce.employed_from[worker]) & (midnight < workforce.employed_to[worker])
    employed[service.days :] = False
    return employed


def _post(workforce: Workforce, worker: int) -> Post:
    """The post of a worker. Which spell it is of the post alters nothing here."""
    place = workforce.post[worker]
    numbers = (workforce.post_team, workforce.post_role, workforce.post_number)
    team, role, number = (int(column[place]) for column in numbers)
    funded = int(workforce.funded_from[place]), int(workforce.funded_to[place])
    return Post(team, role, number, 1, float(workforce.post_fte[place]), *funded)


def _at_full_productivity(service: Service) -> Service:
    """The service without starters' ramps and dips, so that presence is being in post and at work."""

    def plain(epoch: Epoch) -> Epoch:
        scenario = epoch.scenario
        roles = {name: role.model_copy(update={"starter": Starter()}) for name, role in scenario.role.items()}
        return replace(epoch, scenario=scenario.model_copy(update={"role": Table(roles), "productivity_dip": ()}))

    return replace(service, epochs=tuple(plain(epoch) for epoch in service.epochs))


def _any_overtime(service: Service) -> bool:
    roles = (role for epoch in service.epochs for role in epoch.scenario.role.values())
    return any(role.overtime_hours_per_week.value > 0 for role in roles)
