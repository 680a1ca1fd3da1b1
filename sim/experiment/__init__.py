"""Replicate services: the results store, and running on every core or on a cluster.

A name is loaded when it is asked for: commands start their processes before they load what they need themselves.
"""

import importlib
from typing import TYPE_CHECKING, Any

# Loads little, and as a module it has the name of its function: nobody shall find that in place of this.
from sim.experiment.replicate import TABLES_KEPT, Replication, replicate

if TYPE_CHECKING:
    from sim.experiment.campaign import Done, Interrupted, Progress, replicate_designs
    from sim.experiment.option import OptionResult, run_option
    from sim.experiment.running import Running, in_order, running_for
    from sim.experiment.store import Columns, Store

_MODULE_OF = {
    **dict.fromkeys(("Done", "Interrupted", "Progress", "replicate_designs"), "campaign"),
    **dict.fromkeys(("OptionResult", "run_option"), "option"),
    **dict.fromkeys(("Running", "in_order", "running_for"), "running"),
    **dict.fromkeys(("Columns", "Store"), "store"),
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


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
