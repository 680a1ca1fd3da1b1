"""The formulas against values of tables and of independent calculations, to the digits given."""

import math

import pytest

from sim.experiment.verification.populations import (
    expected_count,
    in_support,
    present_in_growth,
    present_in_steps,
    reviews_due,
    share_up_to,
)
from sim.experiment.verification.queueing import (
    discrete_moments,
    dm1_root,
    dmc,
    drain,
    erlang_a,
    erlang_b,
    erlang_c,
    gamma_moments,
    jackson_flows,
    lognormal_moments,
    mdc,
    mg1_wait,
    mmc_in_system,
    mmc_wait,
    mmc_wait_beyond,
    mmc_wait_quantile,
    priority_waits,
    transient_mmc,
)

approx = pytest.approx
NINE_DIGITS = 1e-8


@pytest.mark.parametrize(
    ("workers", "load", "chance", "wait", "p95"),
    [
        (1, 0.8, 0.8, 4.0, 13.862943611),
        (2, 1.8, 0.852631579, 4.263157895, 14.181522683),
        (5, 4.5, 0.762493221, 1.524986441, 5.449141224),
        (10, 9.0, 0.668731524, 0.668731524, 2.593359665),
    ],
)
def test_erlang_c(workers: int, load: float, chance: float, wait: float, p95: float) -> None:
    assert erlang_c(workers, load) == approx(chance, rel=NINE_DIGITS)
    assert mmc_wait(workers, load) == approx(wait, rel=NINE_DIGITS)
    assert mmc_wait_quantile(0.95, workers, load) == approx(p95, rel=NINE_DIGITS)


def test_waits_beyond_a_time() -> None:
    assert mmc_wait_beyond(5, 1, 0.8) == approx(0.294303553, rel=NINE_DIGITS)
    assert mmc_wait_beyond(1, 5, 4.5) == approx(0.462475516, rel=NINE_DIGITS)
    assert mmc_wait(3, 0.2, 0.1) == approx(40 / 9)
    assert mmc_in_system(1, 0.8) == approx(4.0)


@pytest.mark.parametrize(
    ("moments", "wait", "variance"),
    [
        (lognormal_moments(1, 1.5), 6.5, 88.020833),
        (gamma_moments(1, 0.5), 2.5, 8.75),
        (gamma_moments(1, 1.0), 4.0, 24.0),
        (discrete_moments([0.5, 3], [0.8, 0.2]), 4.0, 23.333333),
    ],
)
def test_pollaczek_khinchine(moments: list[float], wait: float, variance: float) -> None:
    assert mg1_wait(0.8, moments) == approx((wait, variance), rel=1e-7)


@pytest.mark.parametrize(
    ("workers", "arrivals", "chance", "wait"),
    [(1, 0.8, 0.8, 2.0), (2, 1.8, 0.847107643, 2.146923215), (5, 4.5, 0.747828546, 0.776695158),
     (10, 9, 0.646861284, 0.344582050)],
)  # fmt: skip
def test_crommelin(workers: int, arrivals: float, chance: float, wait: float) -> None:
    assert mdc(workers, arrivals) == approx((chance, wait), rel=NINE_DIGITS)


def test_takacs() -> None:
    root = dm1_root(1 / 0.9)
    assert root == approx(0.806899833, rel=NINE_DIGITS)
    assert dmc(1, 1 / 0.9) == approx((root, root / (1 - root)), rel=NINE_DIGITS)
    assert dmc(5, 1 / 4.5) == approx((0.634080142, 0.656737021), rel=NINE_DIGITS)


def test_priorities_share_out_the_wait_of_one_list() -> None:
    arrivals = [0.5, 1.5, 2.5]
    waits = priority_waits(5, arrivals)
    assert waits == approx([0.169442938, 0.282404897, 2.541644069], rel=NINE_DIGITS)
    assert sum(a * w for a, w in zip(arrivals, waits, strict=True)) / 4.5 == approx(mmc_wait(5, 4.5))


def test_jackson() -> None:
    flows = jackson_flows([6, 0, 0], [[0, 0.7, 0], [0, 0.1, 0.5], [0, 0.2, 0]])
    assert flows == approx([6, 5.25, 2.625])
    present = [mmc_in_system(c, f, mu) for c, f, mu in zip((4, 7, 6), flows, (2, 1, 0.5), strict=True)]
    assert present == approx([4.528301887, 6.411385740, 10.016215726], rel=NINE_DIGITS)


def test_transient_number_present() -> None:
    means = transient_mmc(5, 4.0, 50, (5, 10, 20, 50, 100))
    assert means == approx([45.000000, 40.000139, 30.130890, 11.372862, 6.462523], abs=1e-5)


def test_drain() -> None:
    assert drain(5, 50) == approx((11.283333333, 4.6), rel=NINE_DIGITS)


def test_erlang_a() -> None:
    assert erlang_a(10, 12, 0.5) == approx((0.850384948, 4.695742656, 0.195655944), rel=NINE_DIGITS)
    assert erlang_a(5, 4.5, 0.1) == approx((0.647777929, 2.414989833, 0.053666441), rel=NINE_DIGITS)


def test_erlang_b() -> None:
    # One place: a / (1 + a). Two: a^2 / 2 over 1 + a + a^2 / 2.
    assert erlang_b(1, 3) == approx(3 / 4)
    assert erlang_b(2, 3) == approx(4.5 / 8.5)
    assert erlang_b(10, 8) == approx(0.1216610643, rel=NINE_DIGITS)


def test_people_who_wait_for_nobody() -> None:
    means = [present_in_steps(t, [0], [5], 4, 4) for t in (1, 4, 8, 10**6)]
    assert means == approx([4.844669014, 13.544141943, 17.462460180, 20], rel=NINE_DIGITS)
    assert share_up_to(25, [20]) == approx(0.887815027, rel=NINE_DIGITS)


def test_people_who_wait_for_nobody_and_are_more_every_week() -> None:
    means = [present_in_growth(t, 10, 0.1, 6, 6) for t in (10, 52, 104)]
    assert means == approx([53.127574673, 87.434637078, 118.789360996], rel=NINE_DIGITS)
    weeks = range(104)
    steps = present_in_steps(104, list(weeks), [10.05 + 0.1 * week for week in weeks], 6, 6)
    assert steps == approx(118.789360996, rel=1e-4)


def test_a_rate_that_grows_and_steps() -> None:
    assert expected_count([0, 52], 104, [10, 12], math.log(1.05) / 52) == approx(1204.341100308, rel=1e-11)


def test_annual_reviews_in_the_long_run() -> None:
    assert reviews_due((5200, 5252), 7.2, 749, 52, 104) / 52 == approx(11.098757394, rel=NINE_DIGITS)
    assert in_support(5200, 7.2, 0, 104) == approx(748.8)


def test_annual_reviews_in_the_first_year() -> None:
    # Two people, reviewed 13 and 39 weeks ago: they are due after 39 and 13 weeks, if they stay so long.
    due = reviews_due((0, 52), 0, 2, 52, 104)
    assert due == approx(math.exp(-39 / 104) + math.exp(-13 / 104))
