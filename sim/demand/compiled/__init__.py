"""The paths of cases in compiled code: one case after another, where the NumPy way takes a step of all at a time."""

from sim.demand.compiled.follow import follow_each

__all__ = ["follow_each"]
