"""The same volumes as most people would write them in SimPy: the yardstick of the benchmark.

A process for each case, a PriorityResource for each role in each team, and a draw from one NumPy
generator wherever a number is needed. Activities, routes, efforts, delays, priorities and volumes
are read from the loaded service. The laws of the engine are left out: no timetables, no own worker,
no in-trays, no allocation, no caseload places, no hand-back. A pool is open day and night, and its
efforts are stretched so that over a year it delivers the casework hours that its posts would. Side
work runs as a process of its own; places are always found, nobody gives up, calls or comes back of their own
(the volumes count those who do), and a second worker is left out.
"""

from bisect import bisect, bisect_left
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
import simpy

from sim.measures.load import offered_load
from sim.scenario import Service
from sim.scenario.meetings import gate_meetings
from sim.scenario.pathway import CLOSE, Activity
from sim.scenario.shares import WorkList
from sim.scenario.timeline import parse_who
from sim.scenario.values import Distribution
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce import expected_capacity

Visit = tuple[int, str, float, float, float]
"""Case, activity, and the minutes at which it was ready, started and finished."""

HOURS_PER_YEAR = DAYS_PER_YEAR * 24


class Pick:
    """One name of several, by share."""

    def __init__(self, shares: Mapping[str, Any]) -> None:
        self.names = list(shares)
        self.upto = list(accumulate(float(share) for share in shares.values()))

    def draw(self, rng: np.random.Generator) -> str:
        return self.names[min(bisect(self.upto, rng.random()), len(self.names) - 1)]


def sampler(given: Distribution, rng: np.random.Generator) -> Callable[[], float]:
    """One draw after another from a distribution."""
    mean, cv, low, mode, high = (
        given.mean or 0.0,
        given.cv or 0.0,
        given.min or 0.0,
        given.mode or 0.0,
        given.max or 0.0,
    )
    match given.distribution:
        case "exponential":
            return lambda: rng.exponential(mean)
        case "lognormal":
            variance = float(np.log1p(cv * cv))
            mu, sigma = float(np.log(mean)) - variance / 2, variance**0.5
            return lambda: rng.lognormal(mu, sigma)
        case "gamma":
            return lambda: rng.gamma(1 / (cv * cv), mean * cv * cv)
        case "uniform":
            return lambda: rng.uniform(low, high)
        case "triangular":
            return lambda: rng.triangular(low, mode, high)
        case "pert":
            a = 1 + 4 * (mode - low) / (high - low)
            return lambda: low + (high - low) * rng.beta(a, 6 - a)
        case _:
            return lambda: given.average


@dataclass
class Case:
    """What a case carries along its path."""

    number: int
    priority: str
    work_type: str = ""
    team: str = ""
    by: WorkList | None = None
    effort: float = 0.0


class PooledService:
    """The service as pools of staff. Call :meth:`run` once; the visits are in ``visits``."""

    def __init__(self, service: Service, seed: int) -> None:
        self.service = service
        self.scenario = service.base
        self.rng = np.random.default_rng(seed)
        self.env = simpy.Environment()
        self.visits: list[Visit] = []
        self.cases = 0
        self.samplers: dict[int, Callable[[], float]] = {}
        self.picks: dict[int, Pick] = {}
        self.choices: dict[tuple[int, str], list[tuple[str, str]]] = {}
        self.pools: dict[tuple[str, str], simpy.PriorityResource] = {}
        self.stretch: dict[tuple[str, str], float] = {}
        for cell in expected_capacity(service):
            name = (service.roles[cell.role], service.teams[cell.team])
            posts = max(1, round(cell.posts))
            if cell.free_hours <= 0:
                continue
            self.pools[name] = simpy.PriorityResource(self.env, capacity=posts)
            self.stretch[name] = posts * HOURS_PER_YEAR / cell.free_hours
        self.holders = {
            warrant: role
            for team in self.scenario.team.values()
            for role, posts in team.posts.items()
            for warrant in posts.warrants
        }
        """A role whose posts hold each warrant."""
        self.loads = [offered_load(service, year) for year in range(len(service.year_starts) - 1)]
        self.meetings = {
            name: gate_meetings(service, activity.gate)
            for name, activity in self.scenario.activity.items()
            if activity.gate is not None
        }

    def run(self) -> None:
        for name in self.scenario.demand:
            self.env.process(self.arrivals(name))
        for stock in (self.scenario.day_one.waiting, self.scenario.day_one.open):
            if (
                stock is not None
                and stock.cases is not None
                and stock.work_types is not None
                and stock.reached is not None
            ):
                for _ in range(int(stock.cases.value)):
                    case = self.new_case(stock.priorities)
                    self.enter(case, self.pick(stock.work_types))
                    self.env.process(self.pathway(case, self.pick(stock.reached)))
        self.env.run(until=self.service.horizon)

    # People come.

    def arrivals(self, name: str) -> Generator[simpy.Event, Any, None]:
        """As many a year as the check expects, at random."""
        stream = self.scenario.demand[name]
        ends = self.service.year_starts[1:]
        for end, load in zip(ends, self.loads, strict=True):
            while self.env.now < end and load.streams.get(name, 0.0) > 0:
                yield self.env.timeout(self.rng.exponential(DAYS_PER_YEAR * MINUTES_PER_DAY / load.streams[name]))
                case = self.new_case(stream.priorities)
                self.env.process(self.pathway(case, self.enter(case, stream.begins_at)))
            if self.env.now < end:
                yield self.env.timeout(end - self.env.now)

    def new_case(self, priorities: Mapping[str, Any] | None) -> Case:
        priority = self.pick(priorities) if priorities else next(iter(self.scenario.priority))
        self.cases += 1
        return Case(self.cases - 1, priority)

    def beside(self, case: Case) -> Case:
        """Side work of a case, which has its kind of work, team and urgency."""
        self.cases += 1
        return replace(case, number=self.cases - 1)

    def enter(self, case: Case, name: str) -> str:
        """Take up a work type, if the name is one's; the activity to go on at."""
        work_type = self.scenario.work_type.get(name)
        if work_type is None:
            return name
        case.work_type = name
        if work_type.priorities:
            case.priority = self.pick(work_type.priorities)
        if work_type.by:
            case.by = self.list_of(work_type.by, case)
        if work_type.effort_hours is not None:
            case.effort = self.sample(work_type.effort_hours)
        return work_type.begins_at

    # A case goes from step to step.

    def pathway(self, case: Case, place: str) -> Generator[simpy.Event, Any, None]:
        env = self.env
        while place != CLOSE:
            activity = self.scenario.activity[place]
            ready = start = env.now
            if activity.alongside is not None:
                env.process(self.pathway(self.beside(case), activity.alongside))
            if activity.delay_days is not None:
                factor = (
                    1.0 if activity.same_delay_for_all else self.scenario.priority[case.priority].delay_factor.value
                )
                yield env.timeout(self.sample(activity.delay_days) * factor * MINUTES_PER_DAY)
                start = ready
            elif activity.gate is not None:
                joined = ready + activity.gate.cut_off_days.value * MINUTES_PER_DAY
                meetings = self.meetings[place]
                meeting = bisect_left(meetings, joined)
                while self.rng.random() < activity.gate.deferred_share.value:
                    meeting += 1
                yield env.timeout((meetings[meeting] if meeting < len(meetings) else self.service.horizon) - ready)
                start = env.now
            elif activity.kind == "work":
                pool = self.pool(self.list_of(activity.by, case) if activity.by else case.by, case)
                effort = self.hours(activity, place, case) * MINUTES_PER_HOUR * self.stretch[pool]
                urgency = self.scenario.priority[activity.priority or case.priority].number
                with self.pools[pool].request(priority=urgency) as request:
                    yield request
                    start = env.now
                    yield env.timeout(effort)
            self.visits.append((case.number, place, ready, start, env.now))
            at = self.scenario.work_type[case.work_type].at.get(place) if case.work_type else None
            place = self.enter(case, self.pick(at.next if at is not None and at.next is not None else activity.next))

    def hours(self, activity: Activity, place: str, case: Case) -> float:
        at = self.scenario.work_type[case.work_type].at.get(place) if case.work_type else None
        if at is not None and at.effort_hours is not None:
            hours = self.sample(at.effort_hours)
        elif activity.effort_hours is not None:
            hours = self.sample(activity.effort_hours)
        else:
            assert activity.effort_share is not None
            hours = case.effort * activity.effort_share.value
        if activity.held and case.by is not None:
            role = self.scenario.role.get(parse_who(case.by.who[0])[0])
            hours *= 1 + (role.direct_work_share.value if role is not None else 0.0)
        return hours

    # Who does it.

    def list_of(self, by: tuple[WorkList, ...], case: Case) -> WorkList:
        place = bisect(self.upto(by), self.rng.random())
        chosen = by[min(place, len(by) - 1)]
        if chosen.teams:
            case.team = self.pick(chosen.teams)
        return chosen

    def pool(self, chosen: WorkList | None, case: Case) -> tuple[str, str]:
        """Of the pools that the list allows the one with the fewest cases for its posts."""
        assert chosen is not None
        key = (id(chosen), case.team)
        if key not in self.choices:
            self.choices[key] = self.pools_of(chosen, case.team)
        pools = self.choices[key]
        return pools[0] if len(pools) == 1 else min(pools, key=self.fullness)

    def pools_of(self, chosen: WorkList, own: str) -> list[tuple[str, str]]:
        found = []
        for name, given in map(parse_who, chosen.who):
            role = self.holders.get(name, name)
            team = given or own
            lender = self.scenario.team[team].borrows.get(role, "") if team in self.scenario.team else ""
            serving = [(role, name) for name in (team, lender) if (role, name) in self.pools]
            found += serving if team != "any" and team else [pool for pool in self.pools if pool[0] == role]
        # Where a case's team has nobody, any team's people will do.
        first = parse_who(chosen.who[0])[0]
        return found or [pool for pool in self.pools if pool[0] == self.holders.get(first, first)]

    def fullness(self, name: tuple[str, str]) -> float:
        pool = self.pools[name]
        return (pool.count + len(pool.queue)) / pool.capacity

    # Draws.

    def sample(self, given: Distribution) -> float:
        if id(given) not in self.samplers:
            self.samplers[id(given)] = sampler(given, self.rng)
        return self.samplers[id(given)]()

    def pick(self, shares: Mapping[str, Any]) -> str:
        if id(shares) not in self.picks:
            self.picks[id(shares)] = Pick(shares)
        return self.picks[id(shares)].draw(self.rng)

    def upto(self, by: tuple[WorkList, ...]) -> list[float]:
        if id(by) not in self.picks:
            self.picks[id(by)] = Pick({str(place): item.share for place, item in enumerate(by)})
        return self.picks[id(by)].upto
