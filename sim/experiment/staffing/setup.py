"""From an experiment to a staffing problem: levers, requirements, costs, and the services that plans are."""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.errors import InputFault
from sim.experiment.staffing.compared import Compared
from sim.experiment.staffing.futures import Futures
from sim.experiment.staffing.layout import Layout, layout_of
from sim.experiment.staffing.obstacles import RULES
from sim.experiment.staffing.phases import limits_of, weights_of
from sim.experiment.staffing.problem import Lever, Plan, Problem, with_more
from sim.experiment.staffing.required import Wanted, required
from sim.experiment.staffing.services import Replications, Services
from sim.measures.load import OfferedLoad, offered_load
from sim.measures.money import MIDDLE, yearly_pay
from sim.scenario.experiments import Design, Experiment, Staffing, VaryingPosts, by_team, with_posts, with_rule
from sim.scenario.layers import Reading
from sim.scenario.timeline import Service, minute_of

AMPLE = 2.0
"""Posts there may be of a role without a bound, as a multiple of those that its work takes."""

SPARE_POSTS = 4
"""Beyond that."""

FULL = 0.95
"""The load at which a search first looks for the least posts of a role."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A search under one demand scenario.

    Attributes
    ----------
    design
        The baseline.
    problem, layout, services
        What is sought, how plans are spread over teams, and their futures.
    wanted
        The requirements with their figures.
    today
        The services' counterpart with the posts of today.
    reference
        What requirements that compare compare with: the baseline with its own posts, without the demand scenario.
    of
        Futures of plans laid over a config, whose services bear a mark in their names; and those of one service.
    without
        Futures in which a rule of the service is switched off, with the rule in words.
    posts_now
        Posts of today, those of each lever and of each entry that follows.
    pay
        What a post costs in a year [GBP], by the name of the entry.
    """

    design: Design
    problem: Problem
    layout: Layout
    wanted: tuple[Wanted, ...]
    services: Services
    today: Services
    reference: Services
    of: Callable[[Reading, str], Services]
    always: Callable[[Service], Services]
    without: tuple[tuple[str, Services], ...]
    posts_now: tuple[int, ...]
    pay: Mapping[str, float]

    @property
    def futures(self) -> Futures:
        """The futures of plans, as requirements take them."""
        return self.compared(self.services)

    def compared(self, services: Services) -> Futures:
        """Futures of services, as requirements take them."""
        if not any(item.against for item in self.problem.requirements):
            return services
        return Compared(services, self.reference, self.problem.requirements)

    @property
    def cost_now(self) -> float:
        """What the posts of today cost [GBP a year]."""
        return _cost(self.layout, self.posts_now, self.pay)

    def fte(self, plan: Plan | None = None) -> dict[tuple[str, str], float]:
        """FTE by team and role: of a plan from the last of its dates on, or of the posts of today."""
        service = self.design.service if plan is None else self.services.service(plan)
        date = self.layout.dates[-1]
        teams = service.epoch_at(0 if date is None else minute_of(service.start_date, date)).scenario.team
        cells = [(team, item.role) for item in self.layout.entries for team in item.teams]
        return {
            (team, role): float(teams[team].posts[role].fte if role in teams[team].posts else 0) for team, role in cells
        }


Apart = Literal["", "dates", "teams"]
"""Whether the posts of different dates, or of different teams, have levers of their own."""


def setup_of(experiment: Experiment, design: Design, *, by: Replications, apart: Apart = "") -> Setup:
    """The problem of an experiment under the demand scenario of one of its baselines."""
    staffing, service = experiment.staffing, design.service
    assert staffing is not None, "a staffing search has one"
    years = [year_of(service, period) for period in staffing.periods]
    load = offered_load(service, max(years))
    varied = by_team(staffing, service) if apart == "teams" else staffing
    layout = layout_of(varied, load, phased=apart == "dates")
    pay = _pay(service, varied)
    wanted = required(staffing, service)
    figures = tuple(item.figure for item in wanted)
    reading = experiment.readings[design.name]

    def services_of(reading: Reading, mark: str = "") -> Services:
        def service_of(plan: Plan) -> Service:
            built = with_posts(reading, layout.schedule(plan), file=experiment.file)
            return replace(built, name=f"{experiment.name}{mark}-{'-'.join(map(str, plan))}")

        return Services(service_of, figures, by=by)

    def always(built: Service) -> Services:
        return Services(lambda _: built, figures, by=by)

    assert experiment.plain is not None, "an experiment that was read has one"
    without = tuple(
        (words, services_of(with_rule(reading, rule, off, file=experiment.file), f"-without-{rule.partition('.')[2]}"))
        for rule, (off, words) in RULES.items()
    )

    weights = weights_of(layout, service)

    def cost(plan: Plan) -> float:
        costs = [_cost(layout, layout.totals(layout.at(plan, phase)), pay) for phase in range(len(weights))]
        return sum(weight * each for weight, each in zip(weights, costs, strict=True))

    def allows(plan: Plan) -> bool:
        most = staffing.most_posts
        return most is None or all(sum(layout.totals(layout.at(plan, phase))) <= most for phase in range(len(weights)))

    services = services_of(reading)
    levers = _possible([lever for item in layout.varying for lever in _levers(item, load, layout.dates)], services)
    problem = Problem(
        levers, tuple(item.requirement for item in wanted), cost, allows, tuple(limits_of(layout, varied)),
        f"staffing.most_posts = {staffing.most_posts}", (_of_today(layout, levers),),
    )  # fmt: skip
    now = tuple(sum(item.now) for item in layout.entries)
    return Setup(
        design, problem, layout, wanted, services, always(service), always(experiment.plain),
        services_of, always, without, now, pay,
    )  # fmt: skip


def _of_today(layout: Layout, levers: Sequence[Lever]) -> Plan:
    """The posts of today, as far as the bounds of levers allow."""
    now = [sum(item.now) for item in layout.varying for _ in layout.dates]
    return tuple(min(max(number, lever.least), lever.most) for number, lever in zip(now, levers, strict=True))


def _possible(levers: Sequence[Lever], services: Services) -> tuple[Lever, ...]:
    """The levers with least numbers that a service can have: some work takes people with a warrant, say."""
    found = list(levers)
    ample = tuple(lever.most for lever in levers)
    for place, lever in enumerate(levers):
        least = lever.least
        while least < lever.most and not _is_service(with_more(ample, place, least - lever.most), services):
            least += 1
        found[place] = replace(lever, least=least, guess=max(lever.guess, least))
    return tuple(found)


def _is_service(plan: Plan, services: Services) -> bool:
    """Whether a service may have these posts."""
    try:
        services.service(plan)
    except InputFault:
        return False
    return True


def _cost(layout: Layout, totals: Sequence[int], pay: Mapping[str, float]) -> float:
    return sum(number * pay[item.name] for item, number in zip(layout.entries, totals, strict=True))


def year_of(service: Service, period: str) -> int:
    """The number of a year of the run, from 0, by its label."""
    years = range(len(service.year_starts) - 1)
    return next(year for year in years if service.year_label(year) == period)


def _pay(service: Service, staffing: Staffing) -> dict[str, float]:
    """What a post costs in a year [GBP], with on-costs, by the terms of the day from which posts differ."""
    minute = 0 if staffing.from_ is None else minute_of(service.start_date, staffing.from_)
    by_role = dict(zip(service.roles, yearly_pay(service, minute, MIDDLE), strict=True))
    entries = (*staffing.roles, *staffing.tied)
    return {item.name: by_role[item.role] if item.gbp_per_year is None else item.gbp_per_year for item in entries}


def _levers(item: VaryingPosts, load: OfferedLoad, dates: Sequence[dt.date | None]) -> Iterator[Lever]:
    """The lever of some posts for each date, with bounds from the work there is where none are given."""
    taken = posts_taken(item, load)
    most = item.most if item.most is not None else max(math.ceil(AMPLE * taken) + SPARE_POSTS, item.least)
    guess = min(max(item.least, round(taken / FULL)), most)
    if len(dates) == 1:
        yield Lever(item.name, item.label, item.least, most, guess)
        return
    # A plan of whom to recruit when dismisses nobody, to fill the post again a little later.
    least = item.least if item.temporary else max(item.least, min(sum(item.now), most))
    for date in dates:
        assert date is not None, "with several dates none is the first day of the run"
        label = f"{item.label} from {date.day} {date:%B %Y}"
        yield Lever(f"{item.name} from {date}", label, least, most, max(guess, least))


def posts_taken(item: VaryingPosts, load: OfferedLoad) -> float:
    """The posts that the work of some posts would fill; those of today, where they have no time."""
    cells = [cell for cell in load.cells if cell.role == item.role and cell.team in item.teams]
    hours = sum(cell.work_hours + cell.block_hours for cell in cells)
    posts, capacity = sum(cell.posts for cell in cells), sum(cell.capacity_hours for cell in cells)
    return hours * posts / capacity if capacity > 0 else float(sum(item.now))
