"""Real services whose least staffing is known exactly: random coming, exponential work, workers always there.

Of two pools in a row the second is like the first, since people leave M/M/c at random (Burke 1956), and the time in the
first and the wait for the second are independent. So the share that is through both within a limit is an integral.
"""

import math
from itertools import product
from pathlib import Path

import pytest
from exact_staffing import erlang_c, within
from scipy.integrate import quad

from sim.experiment import Store, in_order
from sim.experiment.replicated import Means
from sim.experiment.staffing import Solved, solve
from sim.scenario.experiments import load_experiment

SERVICE = """
title = "Two pools in a row"

[clock]
start_date = 2097-01-01 # 2100 has no leap day, so every day has the same rate
years = {years}
warm_up_days = 60

[priority.standard]
number = 1

[demand.people]
per_year = {per_year}
begins_at = "first"

[activity.first]
by = ["one"]
effort_hours = {{ distribution = "exponential", mean = {first} }}
reaches_at_start = "response"
next = "{then}"

[activity.second]
by = ["other"]
effort_hours = {{ distribution = "exponential", mean = {second} }}
reaches_at_start = "support"
next = "close"

[role.one]
annual_pay_gbp = {pay_one}
contract_hours_per_week = 168
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
hours = "00:00-24:00"

[role.other]
annual_pay_gbp = {pay_other}
contract_hours_per_week = 168
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
hours = "00:00-24:00"

[team.all]
posts = {{ one = 6, other = 4 }}

[[target]]
label = "In time"
clock = "{clock}"
hours = {limit}
share = {share}
"""

SEARCH = """
baseline = "pools.toml"
seed = {seed}
period = "{period}"

[staffing]
growth_per_week = false

[staffing.search]
most = 64
largest = 256

[staffing.certificate]
looks = [50, 100, 200, 400]
"""

LEVER = '\n[[staffing.role]]\nname = "{role}"\nrole = "{role}"\nmost = 20\n'


def solved(folder: Path, roles: tuple[str, ...], *, seed: int, **service: object) -> Solved:
    """Search for the posts of some roles of a service with these terms."""
    terms = {"years": 1, "pay_one": 10, "pay_other": 10, "second": 3.1, "then": "close"} | service
    (folder / "pools.toml").write_text(SERVICE.format(**terms), encoding="utf-8")
    text = SEARCH.format(seed=seed, period="2097") + "".join(LEVER.format(role=role) for role in roles)
    (folder / "search.toml").write_text(text, encoding="utf-8")
    with Store(folder / f"{seed}.sqlite") as store:
        means = Means(store, in_order, "auto")
        return solve(load_experiment(folder / "search.toml"), by=means, stage=lambda *told: None).solved[0]


HOURS_A_YEAR = 8_760


@pytest.mark.parametrize(
    ("load", "limit", "share", "workers"), [(5, 1.0, 0.95, 7), pytest.param(10, 1.0, 0.95, 13, marks=pytest.mark.slow)]
)
def test_one_pool_is_staffed_as_erlang_says(
    tmp_path: Path, load: int, limit: float, share: float, workers: int
) -> None:
    """The limit is in mean efforts, of five hours."""
    assert (
        within(workers, rate=load, pace=1, limit=limit) >= share > within(workers - 1, rate=load, pace=1, limit=limit)
    )
    found = solved(
        tmp_path, ("one",), seed=1, first=5, per_year=load / 5 * HOURS_A_YEAR, clock="contact_to_response",
        limit=5 * limit, share=share,
    )  # fmt: skip
    assert found.answer.plan == (workers,)
    assert found.answer.certificate.met


RATE, FIRST, SECOND, LIMIT, SHARE = 0.8, 5.2, 3.1, 16.0, 0.93
"""People an hour, mean hours of work in the pools, and the share to be through in a number of hours."""


def through(one: int, other: int) -> float:
    """Share of people whose work in the second pool begins within the limit of their coming."""
    pace, pace_other = 1 / FIRST, 1 / SECOND
    if one * pace <= RATE or other * pace_other <= RATE:
        return 0.0
    waits, slack = erlang_c(one, RATE / pace), one * pace - RATE

    def stay(hours: float) -> float:
        """The density of the time in the first pool: its wait, if there is one, and its work."""
        both = pace * slack / (pace - slack) * (math.exp(-slack * hours) - math.exp(-pace * hours))
        return (1 - waits) * pace * math.exp(-pace * hours) + waits * both

    def density(hours: float) -> float:
        return stay(hours) * within(other, rate=RATE, pace=pace_other, limit=LIMIT - hours)

    return float(quad(density, 0, LIMIT)[0])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("pay", [(10, 7), (7, 10)])
def test_two_pools_in_a_row_get_the_cheapest_mix_which_is_not_the_least_of_each(
    tmp_path: Path, seed: int, pay: tuple[int, int]
) -> None:
    plans = [plan for plan in product(range(5, 13), range(3, 13)) if through(*plan) >= SHARE]
    best = min(plans, key=lambda plan: plan[0] * pay[0] + plan[1] * pay[1])
    least = tuple(min(plan[place] for plan in plans) for place in range(2))
    assert through(*least) < SHARE
    found = solved(
        tmp_path, ("one", "other"), seed=seed, first=FIRST, second=SECOND, per_year=RATE * HOURS_A_YEAR, then="second",
        clock="contact_to_support", limit=LIMIT, share=SHARE, pay_one=pay[0] * 1_000, pay_other=pay[1] * 1_000,
    )  # fmt: skip
    assert found.answer.plan == best
    assert found.answer.certificate.met
