"""When simulation and theory agree in a test: the rule of verification, and a width that means something."""

from collections.abc import Callable, Mapping, Sequence

from sim.experiment.verification.agreement import LEAST_REPLICATIONS, SECOND_LOOK, compare

Figures = Mapping[str, float]
Sample = Callable[[Sequence[int]], list[Figures]]


def assert_agrees(
    sample: Sample, theory: Figures, *, replications: int, width: float, loose: Sequence[str] = ()
) -> None:
    """Assert that the means of a sample's figures are those of theory.

    Parameters
    ----------
    sample
        Gives the figures of each of the replications whose numbers it is given.
    theory
        The exact figures.
    replications
        How many to take at first.
    width
        Most that the 95 % half-width may be, as a share of the exact figure.
    loose
        Figures too variable for the width; their z value counts all the same.
    """
    assert replications >= LEAST_REPLICATIONS
    rows = sample(range(replications))
    report = {name: compare([row[name] for row in rows], exact) for name, exact in theory.items()}
    wide = {name: look.half / abs(theory[name]) for name, look in report.items() if name not in loose}
    assert max(wide.values()) <= width, f"too few replications for a half-width of {width:.0%}: {wide}"
    missed = [name for name, look in report.items() if not look.agrees]
    if missed:
        rows = sample(range(replications, (1 + SECOND_LOOK) * replications))
        twice = {name: compare([row[name] for row in rows], theory[name]) for name in missed}
        assert all(look.agrees for look in twice.values()), f"first {report}, then {twice}; theory {theory}"
