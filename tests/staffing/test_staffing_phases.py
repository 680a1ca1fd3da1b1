"""Posts that start at different dates: limits, what a plan comes to in teams, and the latest dates that will do."""

import datetime as dt
from itertools import product

import pytest
from exact_staffing import Noisy

from sim.experiment.staffing import Effort, Lever, Plan, Problem, Requirement, search
from sim.experiment.staffing.layout import Layout, spread, spread_on
from sim.experiment.staffing.phases import advertised, limits_of, starting
from sim.scenario.experiments import Staffing, load_experiment
from tiny import tiny_config

DATES = (dt.date(2015, 4, 1), dt.date(2015, 7, 1), dt.date(2015, 10, 1))
SEARCH = """
baseline = "tiny.toml"
period = "2015/16"
years = 2

[staffing]
from = 2015-04-01

[staffing.phases]
months = 3
until = 2015-10-01
hires = 2

[[staffing.role]]
name = "workers"
role = "social_worker"

[[staffing.role]]
name = "advisers"
role = "adviser"
temporary = true
"""


@pytest.fixture
def staffing(tmp_path) -> Staffing:
    tiny_config(tmp_path)
    (tmp_path / "phases.toml").write_text(SEARCH, encoding="utf-8")
    found = load_experiment(tmp_path / "phases.toml").staffing
    assert found is not None
    return found


@pytest.fixture
def layout(staffing: Staffing) -> Layout:
    return Layout(staffing.roles, staffing.tied, ((1.0,), (1.0,)), staffing.dates)


def keeps(staffing: Staffing, layout: Layout, plan: Plan) -> bool:
    """Whether a plan keeps to all limits."""
    return all(limit.holds(plan) for limit in limits_of(layout, staffing))


def test_dates_come_every_so_many_months_up_to_the_last(staffing: Staffing) -> None:
    assert staffing.dates == DATES


def test_posts_that_are_not_temporary_stay(staffing: Staffing, layout: Layout) -> None:
    assert keeps(staffing, layout, (1, 2, 2, 1, 3, 1))
    assert not keeps(staffing, layout, (1, 2, 1, 1, 3, 1))


def test_so_many_start_at_a_date_at_most_temporary_ones_not_counted(staffing: Staffing, layout: Layout) -> None:
    """There is one social worker today."""
    assert keeps(staffing, layout, (3, 5, 7, 9, 9, 9))
    assert not keeps(staffing, layout, (4, 5, 5, 1, 1, 1))
    assert not keeps(staffing, layout, (3, 6, 6, 1, 1, 1))


def test_a_plan_to_begin_with_comes_to_what_is_needed_as_early_as_may_be(staffing: Staffing, layout: Layout) -> None:
    assert starting(layout, staffing, (6, 4)) == (3, 5, 6, 4, 4, 4)
    assert keeps(staffing, layout, starting(layout, staffing, (6, 4)))


def test_a_plan_has_numbers_by_lever_and_then_by_date(layout: Layout) -> None:
    plan = (1, 2, 3, 7, 8, 9)
    assert [layout.at(plan, phase) for phase in range(3)] == [(1, 7), (2, 8), (3, 9)]
    assert layout.named(plan)["advisers 2015-07-01"] == 8
    assert [posts["north", "social_worker"] for _, posts in layout.schedule(plan)] == [1, 2, 3]


@pytest.mark.parametrize("shares", [(6.0, 6.0, 2.0), (5.0, 3.0, 1.0), (1.0, 1.0, 1.0, 0.2)])
def test_no_team_loses_a_post_when_its_role_gains_one(shares: tuple[float, ...]) -> None:
    """By largest remainder it may: 6, 6 and 2 of 14 shares are 4, 4 and 2 of ten posts, and 5, 5 and 1 of eleven."""
    numbers = spread(len(shares), shares)
    for total in range(len(shares) + 1, 40):
        later = spread_on(numbers, total, shares)
        assert sum(later) == total
        assert all(after >= before for before, after in zip(numbers, later, strict=True))
        assert max(abs(after - total * share / sum(shares)) for after, share in zip(later, shares, strict=True)) < 2
        numbers = later


def test_a_post_is_advertised_weeks_before_its_date() -> None:
    assert advertised(dt.date(2015, 4, 1), 16) == dt.date(2014, 12, 10)


NEEDED = (4, 6, 7)
"""Posts that each of three dates takes."""


def phased(hires: int | None = None) -> Problem:
    """A role with a number for each of three dates, which rise."""
    from sim.experiment.staffing.problem import Limit

    limits = [Limit({0: 1, 1: -1}, 0), Limit({1: 1, 2: -1}, 0)]
    if hires is not None:
        limits += [Limit({0: 1}, 3 + hires), Limit({1: 1, 0: -1}, hires), Limit({2: 1, 1: -1}, hires)]
    return Problem(
        tuple(Lever(name, name, 0, 12, 5) for name in "abc"),
        tuple(Requirement(name, 0.9) for name in "abc"),
        lambda plan: float(sum(plan)) / 3,
        limits=tuple(limits),
    )


def reached(plan: Plan) -> list[float]:
    """Shares at the three dates: 0.9 with what is needed, and more or less with each post more or less."""
    return [0.9 + 0.05 * (posts - needed) + 0.01 for posts, needed in zip(plan, NEEDED, strict=True)]


@pytest.mark.parametrize("seed", range(3))
def test_posts_start_as_late_as_they_may(seed: int) -> None:
    found = search(phased(), Noisy(reached, seed=seed, spread=0.01), start=(7, 7, 7))
    assert found.plan == NEEDED
    assert found.certificate.met
    # A post fewer at the first or second date is a post that starts a date later.
    assert [item.verdict for item in found.certificate.fewer] == ["needed"] * 3


def test_limits_on_hires_make_posts_start_earlier_than_they_are_needed() -> None:
    """At most two start at a date, of three today: five by the second date if two start at the first."""
    asked = phased(hires=2)
    futures = Noisy(lambda plan: [1.0, *reached(plan)[1:]], seed=1, spread=0.01)
    best = min(
        (
            plan
            for plan in product(range(13), repeat=3)
            if asked.has(plan) and plan[1] >= NEEDED[1] and plan[2] >= NEEDED[2]
        ),
        key=asked.cost,
    )
    found = search(asked, futures, start=(5, 7, 9), effort=Effort(first=8, most=16))
    assert found.plan == best == (4, 6, 7)
