"""Replicate an option: the results store, and running on every core."""

from sim.experiment.option import (
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    Interrupted,
    OptionResult,
    Progress,
    run_option,
)
from sim.experiment.replicate import TABLES_KEPT, Replication, replicate
from sim.experiment.store import Columns

__all__ = [
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "TABLES_KEPT",
    "Columns",
    "Interrupted",
    "OptionResult",
    "Progress",
    "Replication",
    "replicate",
    "run_option",
]
