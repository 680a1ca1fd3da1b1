"""From an experiment to a staffing problem: levers, requirements, costs, and the services that plans are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.experiment.figure_table import Cell
from sim.experiment.replicated import Means
from sim.experiment.staffing.layout import Layout, layout_of
from sim.experiment.staffing.obstacles import RULES
from sim.experiment.staffing.problem import Lever, Plan, Problem, Requirement
from sim.experiment.staffing.services import Figure, Services
from sim.measures.load import OfferedLoad, offered_load
from sim.measures.money import MIDDLE, yearly_pay
from sim.scenario.experiments import Design, Experiment, Staffing, VaryingPosts, with_posts, with_rule
from sim.scenario.layers import Reading
from sim.scenario.timeline import Service, minute_of

AMPLE = 2.0
"""Posts there may be of a role without a bound, as a multiple of those that its work takes."""

SPARE_POSTS = 4
"""Beyond that."""

FULL = 0.95
"""The load at which a search first looks for the least posts of a role."""

GROWTH_SCALE = 5.0
"""Growth of a list [cases a week] that counts as much as missing a target altogether."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A search under one demand scenario.

    Attributes
    ----------
    design
        The baseline.
    problem, layout, services
        What is sought, how plans are spread over teams, and their futures.
    without
        Futures in which a rule of the service is switched off, with the rule in words.
    posts_now
        Posts of today, those of each lever and of each entry that follows.
    pay
        What a post of each role costs in a year [GBP].
    """

    design: Design
    problem: Problem
    layout: Layout
    services: Services
    without: tuple[tuple[str, Services], ...]
    posts_now: tuple[int, ...]
    pay: Mapping[str, float]

    @property
    def cost_now(self) -> float:
        """What the posts of today cost [GBP a year]."""
        return _cost(self.layout, self.posts_now, self.pay)


def setup_of(experiment: Experiment, design: Design, *, by: Means) -> Setup:
    """The problem of an experiment under the demand scenario of one of its baselines."""
    staffing, service = experiment.staffing, design.service
    assert staffing is not None, "a staffing search has one"
    years = [_year(service, period) for period in staffing.periods]
    load = offered_load(service, max(years))
    layout = layout_of(staffing, load)
    pay = _pay_by_role(service, staffing)
    requirements, figures = _required(staffing, service)
    reading = experiment.readings[design.name]

    def services_of(reading: Reading, mark: str = "") -> Services:
        def service_of(plan: Plan) -> Service:
            built = with_posts(reading, layout.posts(plan), from_=staffing.from_, file=experiment.file)
            return replace(built, name=f"{experiment.name}{mark}-{'-'.join(map(str, plan))}")

        return Services(service_of, figures, seed=experiment.seed, by=by)

    without = tuple(
        (words, services_of(with_rule(reading, rule, off, file=experiment.file), f"-without-{rule.partition('.')[2]}"))
        for rule, (off, words) in RULES.items()
    )

    def cost(plan: Plan) -> float:
        return _cost(layout, layout.totals(plan), pay)

    def allows(plan: Plan) -> bool:
        return staffing.most_posts is None or sum(layout.totals(plan)) <= staffing.most_posts

    problem = Problem(tuple(_lever(item, load) for item in layout.varying), requirements, cost, allows)
    return Setup(
        design, problem, layout, services_of(reading), without, tuple(sum(item.now) for item in layout.entries), pay
    )


def _cost(layout: Layout, totals: Sequence[int], pay: Mapping[str, float]) -> float:
    return sum(number * pay[item.role] for item, number in zip(layout.entries, totals, strict=True))


def _year(service: Service, period: str) -> int:
    years = range(len(service.year_starts) - 1)
    return next(year for year in years if service.year_label(year) == period)


def _pay_by_role(service: Service, staffing: Staffing) -> dict[str, float]:
    """What a post costs in a year [GBP], with on-costs, by the terms of the day from which posts differ."""
    minute = 0 if staffing.from_ is None else minute_of(service.start_date, staffing.from_)
    return dict(zip(service.roles, yearly_pay(service, minute, MIDDLE), strict=True))


def _lever(item: VaryingPosts, load: OfferedLoad) -> Lever:
    """The lever of some posts, with bounds from the work there is where none are given."""
    cells = [cell for cell in load.cells if cell.role == item.role and cell.team in item.teams]
    hours = sum(cell.work_hours + cell.block_hours for cell in cells)
    posts, capacity = sum(cell.posts for cell in cells), sum(cell.capacity_hours for cell in cells)
    taken = hours * posts / capacity if capacity > 0 else float(sum(item.now))
    most = item.most if item.most is not None else max(math.ceil(AMPLE * taken) + SPARE_POSTS, item.least)
    return Lever(item.name, item.label, item.least, most, min(max(item.least, round(taken / FULL)), most))


def _required(staffing: Staffing, service: Service) -> tuple[tuple[Requirement, ...], tuple[Figure, ...]]:
    """Every target in every period, and no list of a role that varies growing for good."""
    found: list[tuple[Requirement, Figure]] = []
    several = len(staffing.periods) > 1
    levels = {target.label: target.share.value for target in service.base.target}
    for period in staffing.periods:
        for label in staffing.targets:
            name = f"{label}, {period}" if several else label
            level = levels[label]
            requirement = Requirement(name, level, staffing.assurance, scale=max(1 - level, 0.01))
            found.append((requirement, Figure(_cell("target_share", period, "share", activity=label))))
    if staffing.growth_per_week is not None:
        for role in dict.fromkeys(item.role for item in (*staffing.roles, *staffing.tied)):
            reported = service.base.role[role].reports_as or role
            label = (service.base.role[reported].label or reported).lower()
            name, level = f"List of {label} does not grow", -staffing.growth_per_week
            cell = _cell("waiting_cases_growth_per_week", staffing.periods[-1], "cases per week", role=reported)
            found.append((Requirement(name, level, scale=GROWTH_SCALE, bounded=False), Figure(cell, sign=-1)))
    return tuple(requirement for requirement, _ in found), tuple(figure for _, figure in found)


def _cell(measure: str, period: str, unit: str, *, activity: str = "", role: str = "") -> Cell:
    return (measure, "", "", activity, role, "", period, unit)
