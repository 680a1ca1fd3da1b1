"""The formulas against values of tables and of independent calculations, to the digits given."""

import pytest
from queueing import (
    discrete_moments,
    dm1_root,
    dmc,
    drain,
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
