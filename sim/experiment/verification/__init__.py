"""The model against exact results: worlds with known answers, closed forms, and a verdict on each figure."""

from sim.experiment.verification.agreement import MOST_Z, Agreement
from sim.experiment.verification.oracle import Oracle
from sim.experiment.verification.verify import (
    AGREES,
    AGREES_AT_SECOND_LOOK,
    DEFAULT_SEED,
    DIFFERS,
    Finding,
    all_oracles,
    verify,
)

__all__ = [
    "AGREES",
    "AGREES_AT_SECOND_LOOK",
    "DEFAULT_SEED",
    "DIFFERS",
    "MOST_Z",
    "Agreement",
    "Finding",
    "Oracle",
    "all_oracles",
    "verify",
]
