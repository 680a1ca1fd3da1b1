"""The forms a number may be written in, what is refused, and the register of what stands behind each."""

from pathlib import Path

import pytest
from small import SMALL, altered, problems, write
from whole import WHOLE

from sim.scenario import load_service
from sim.scenario.register import evidence_register, grade_counts, weakest_grade
from sim.scenario.values import Distribution, Quantity

RATE = 'per_year = { value = 500, low = 400, high = 600, unit = "a year", source = "plan", grade = "seed" }'
EFFORT = "effort_hours = 3\n"


def rate(folder: Path, written: str) -> Quantity:
    stream = load_service(write(folder, altered(RATE, f"per_year = {written}"))).base.demand["referral"]
    assert stream.per_year is not None
    return stream.per_year


def effort(folder: Path, written: str) -> Distribution:
    activity = load_service(write(folder, altered(EFFORT, f"effort_hours = {written}\n"))).base.activity["visit"]
    assert activity.effort_hours is not None
    return activity.effort_hours


@pytest.mark.parametrize("written", ["500", "500.0", "5_00", "{ value = 500 }", "5e2"])
def test_a_number_may_be_bare_or_a_table(tmp_path: Path, written: str) -> None:
    number = rate(tmp_path, written)
    assert number == Quantity(value=500.0)
    assert (number.low, number.high, number.grade) == (None, None, "assumption")


def test_a_number_carries_its_range_and_its_evidence(tmp_path: Path) -> None:
    number = rate(tmp_path, '{ value = 5, low = 4, high = 6.5, unit = "a year", source = "plan", grade = "seed" }')
    assert (number.low, number.high, number.unit, number.source, number.grade) == (4, 6.5, "a year", "plan", "seed")


def test_a_bare_effort_is_fixed_and_its_range_is_that_of_the_mean(tmp_path: Path) -> None:
    assert effort(tmp_path, "3") == Distribution(distribution="fixed", value=3.0)
    ranged = effort(tmp_path, "{ value = 3, low = 2, high = 4 }")
    assert (ranged.average, ranged.mean_low, ranged.mean_high) == (3, 2, 4)


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ('{ distribution = "lognormal", mean = 9, cv = 0.7 }', 9),
        ('{ distribution = "exponential", mean = 2.5 }', 2.5),
        ('{ distribution = "uniform", min = 1, max = 4 }', 2.5),
        ('{ distribution = "triangular", min = 1, mode = 2, max = 6 }', 3),
        ('{ distribution = "pert", min = 3, mode = 4.5, max = 21 }', 7),
        ('{ distribution = "empirical", values = [1, 3], shares = [0.75, 0.25] }', 1.5),
        ('{ distribution = "empirical", values = [1, 3] }', 2),
    ],
)
def test_a_distribution_knows_its_mean(tmp_path: Path, written: str, mean: float) -> None:
    assert effort(tmp_path, written).average == pytest.approx(mean, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"500"', ": a number is wanted, or a table with value, low, high, unit, source, grade (found '500')."),
        ("true", ": a number is wanted, not true or false (found true)."),
        ("[500]", ": a number is wanted, or a table with value, low, high, unit, source, grade (found a list)."),
        ("-1", ": value must be at least 0, not -1."),
        ("nan", ".value: a number below a million million is wanted (found nan)."),
        ("inf", ".value: a number below a million million is wanted."),
        ("-inf", ".value: a number below a million million is wanted (found -inf)."),
        ("1e300", ".value: a number below a million million is wanted."),
        (f"1{'0' * 400}", ".value: a number below a million million is wanted."),
        ("1e9", ": must be at most 10,000,000 (found 1e+09)."),
        ("{ low = 4 }", ".value: this setting is needed."),
        ("{ value = 5, low = 6 }", ": low (6) may not be above value (5)."),
        ("{ value = 5, high = 4 }", ": high (4) may not be below value (5)."),
        ("{ value = 5, low = -4 }", ": low must be at least 0, not -4."),
        ('{ value = "5" }', ".value: a number is wanted (found '5')."),
        ("{ value = true }", ".value: a number is wanted (found true)."),
        ("{ value = 5, hihg = 9 }", ".hihg: there is no such setting. Did you mean 'high'?"),
        ("{ value = 5, grade = 'guess' }", ".grade: seed, published, derived, measured or assumption is wanted"
         " (found 'guess')."),
        ("{ value = 5, source = 'plam' }", ".source: there is no source of this name (found 'plam')."
         " Did you mean 'plan'?"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(tmp_path: Path, written: str, told: str) -> None:
    file = write(tmp_path, altered(RATE, f"per_year = {written}"))
    assert problems(file) == [f"small.toml: demand.referral.per_year{told}"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"3"', ': a number is wanted, or a table such as { distribution = "lognormal", mean = 9, cv = 0.7 } (found'
         " '3')."),
        ('{ distribution = "lognormal", mean = "9", cv = 0.7 }', ".mean: a number is wanted (found '9')."),
        ('{ distribution = "lognormal", mean = 9 }', ": lognormal takes mean, cv; missing cv."),
        ('{ distribution = "lognormal", mean = 9, cv = 1, max = 3 }', ": lognormal takes mean, cv; not used max."),
        ('{ distribution = "lognormal", mean = 9, cv = 1e-9 }', ".cv: must be between 0.001 and 100 (found 1e-09)."),
        ('{ distribution = "log-normal", mean = 9, cv = 1 }', ".distribution: fixed, exponential, lognormal, gamma,"
         " uniform, triangular, pert or empirical is wanted (found 'log-normal'). Did you mean 'lognormal'?"),
        ('{ distribution = "uniform", min = 4, max = 1 }', ": min, mode and max must be in rising order and not all"
         " equal."),
        ('{ distribution = "empirical", values = [] }', ": values needs at least one number, none negative."),
        ('{ distribution = "empirical", values = [1], shares = [0.5] }', ": shares needs one share for each of values,"
         " summing to one."),
        ("-2", ": value may not be negative (-2)."),
        ("20_000", ": must be at most 10,000 (found 20000)."),
    ],
)  # fmt: skip
def test_what_is_no_distribution_is_refused(tmp_path: Path, written: str, told: str) -> None:
    file = write(tmp_path, altered(EFFORT, f"effort_hours = {written}\n"))
    assert problems(file) == [f"small.toml: activity.visit.effort_hours{told}"]


def test_the_register_lists_the_numbers_given_and_no_defaults(tmp_path: Path) -> None:
    register = evidence_register(load_service(write(tmp_path, SMALL)))
    entries = {entry.path: entry for entry in register}
    assert list(entries) == [
        "demand.referral.per_year",
        "demand.referral.priorities.urgent",
        "demand.referral.priorities.standard",
        "activity.front_door.effort_hours",
        "activity.front_door.next.visit",
        "activity.front_door.next.close",
        "activity.visit.effort_hours",
        "role.planner.casework_share",
        "role.planner.caseload",
        "team.north.posts.planner",
        "team.north.posts.nurse",
    ]
    rate_of_referrals = entries["demand.referral.per_year"]
    assert (rate_of_referrals.value, rate_of_referrals.low, rate_of_referrals.high) == (500, 400, 600)
    assert (rate_of_referrals.unit, rate_of_referrals.source, rate_of_referrals.grade) == ("a year", "plan", "seed")
    front_door = entries["activity.front_door.effort_hours"]
    assert (front_door.value, front_door.low, front_door.high, front_door.grade) == (0.5, 0.25, 1, "published")
    nurses = entries["team.north.posts.nurse"]
    assert (nurses.value, nurses.low, nurses.high, nurses.unit) == (2, 1, 3, "posts")


def test_a_run_stands_on_its_weakest_grade(tmp_path: Path) -> None:
    register = evidence_register(load_service(write(tmp_path, SMALL)))
    assert grade_counts(register) == {"seed": 1, "published": 1, "assumption": 9}
    assert weakest_grade(register) == "assumption"
    assert weakest_grade(register[:1]) == "seed"
    assert weakest_grade(()) == "assumption"


def test_the_register_reaches_every_number_of_every_part(tmp_path: Path) -> None:
    register = evidence_register(load_service(write(tmp_path, WHOLE)))
    values = {entry.path: entry.value for entry in register}
    wanted = {
        "population.carers.people": 10_000,
        "clients.long_term.supported": 100,
        "clients.long_term.join_share": 0.4,
        "priority.urgent.due_days": 2,
        "demand.referral.patience.days": 20,
        "demand.referral.patience.then.withdraw": 0.5,
        "demand.referral.returns.share": 0.1,
        "demand.referral.returns.after_days": 30,
        "demand.referral.deaths_per_year": 0.1,
        "demand.carer.uptake.per_person_per_year": 0.05,
        "demand.transition.batches[0].cases": 20,
        "demand.transition.batches[0].over_days": 30,
        "demand.review.from_clients.review_after_days": 365,
        "demand.change_of_need.from_clients.per_client_per_year": 0.2,
        "work_type.assessment.at.visit.patience.days": 9,
        "activity.advice.patience.days": 10,
        "activity.visit.joint.effort_hours": 2,
        "role.planner.slice_hours": 2,
        "team.north.posts.planner": 4,
        "team.north.posts.planner.warrants.amhp": 2,
        "productivity_dip[0].drop_share": 0.2,
        "productivity_dip[0].weeks": 12,
        "day_one.places.coordinated.cases": 5,
    }
    assert {path: values.get(path) for path in wanted} == wanted


def test_a_source_of_a_warrant_is_looked_for(tmp_path: Path) -> None:
    text = WHOLE.replace("amhp = 2 }", 'amhp = { value = 2, source = "guess" } }')
    assert problems(write(tmp_path, text)) == [
        "small.toml: team.north.posts.planner.warrants.amhp.source: there is no source of this name (found 'guess')."
    ]
