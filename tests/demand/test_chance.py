"""The generators by name and the inverse distribution functions."""

import numpy as np
import pytest

from sim.chance import generator, quantile, uniforms
from sim.scenario.values import Distribution

FAMILIES = [
    Distribution(distribution="fixed", value=3),
    Distribution(distribution="exponential", mean=3),
    Distribution(distribution="lognormal", mean=3, cv=0.7),
    Distribution(distribution="gamma", mean=3, cv=0.7),
    Distribution(distribution="uniform", min=1, max=5),
    Distribution(distribution="triangular", min=1, mode=2, max=6),
    Distribution(distribution="pert", min=3, mode=4.5, max=21),
    Distribution(distribution="pert", min=3, mode=3, max=9),
    Distribution(distribution="empirical", values=(5, 1, 3)),
    Distribution(distribution="empirical", values=(5, 1, 3), shares=(0.5, 0.5, 0)),
]


def test_uniforms_lie_strictly_between_nought_and_one() -> None:
    u = uniforms(1, 0, "some name", 100_000)
    assert 0 < u.min() < u.max() < 1
    assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(u))


def test_a_longer_vector_only_adds_to_the_end() -> None:
    whole = uniforms(1, 0, "some name", 1001)
    for n in (0, 1, 2, 3, 5, 1000):
        assert (uniforms(1, 0, "some name", n) == whole[:n]).all()


def test_seed_replication_and_name_each_change_the_draws() -> None:
    base = uniforms(1, 0, "a", 8)
    assert (base == uniforms(1, 0, "a", 8)).all()
    for other in (uniforms(2, 0, "a", 8), uniforms(1, 1, "a", 8), uniforms(1, 0, "b", 8)):
        assert not np.isin(other, base).any()


def test_a_name_gives_the_same_numbers_on_every_machine() -> None:
    # The numbers of record: if these move, every published result moves with them.
    drawn = uniforms(1, 0, "demand/adults/0/gaps", 3)
    assert drawn.tolist() == [0.7443039849113954, 0.2865486720255549, 0.3820345624057796]
    assert generator(1, 0, "order").permutation(6).tolist() == [0, 2, 3, 5, 1, 4]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.distribution)
def test_quantiles_rise_with_u_and_average_to_the_mean(family: Distribution) -> None:
    n = 200_000
    x = quantile(family, (np.arange(n) + 0.5) / n)
    assert (np.diff(x) >= 0).all()
    assert x.mean() == pytest.approx(family.average, rel=2e-3)
    if family.cv is not None:
        assert x.std() / x.mean() == pytest.approx(family.cv, rel=1e-2)


@pytest.mark.parametrize(
    ("family", "u", "x"),
    [
        (Distribution(distribution="exponential", mean=2), 1 - np.exp(-1.5), 3.0),
        (Distribution(distribution="lognormal", mean=5, cv=1), 0.5, 5 / np.sqrt(2)),
        (Distribution(distribution="gamma", mean=2, cv=1), 1 - np.exp(-1), 2.0),
        (Distribution(distribution="uniform", min=2, max=6), 0.25, 3.0),
        (Distribution(distribution="triangular", min=0, mode=2, max=4), 0.5, 2.0),
        (Distribution(distribution="triangular", min=0, mode=1, max=4), 0.25, 1.0),
        (Distribution(distribution="pert", min=2, mode=5, max=8), 0.5, 5.0),
        (Distribution(distribution="empirical", values=(9, 1), shares=(0.25, 0.75)), 0.75, 1.0),
        (Distribution(distribution="empirical", values=(9, 1), shares=(0.25, 0.75)), 0.7501, 9.0),
    ],
)
def test_quantiles_known_by_hand(family: Distribution, u: float, x: float) -> None:
    assert float(quantile(family, np.array([u]))[0]) == pytest.approx(x)
