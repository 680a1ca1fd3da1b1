"""Replicate services: the results store, and running on every core or on a cluster."""

from sim.experiment.campaign import Done, Interrupted, Progress, replicate_designs
from sim.experiment.option import OptionResult, run_option
from sim.experiment.replicate import TABLES_KEPT, Replication, replicate
from sim.experiment.running import Running, in_order, running_for
from sim.experiment.store import Columns, Store

__all__ = [
    "TABLES_KEPT",
    "Columns",
    "Done",
    "Interrupted",
    "OptionResult",
    "Progress",
    "Replication",
    "Running",
    "Store",
    "in_order",
    "replicate",
    "replicate_designs",
    "run_option",
    "running_for",
]
