"""The store of finished replications: an interrupted command loses nothing, and no command runs one twice."""

from sim.experiment.store.checking import Checked, check_store
from sim.experiment.store.columns import Columns
from sim.experiment.store.database import Store
from sim.experiment.store.keys import key_of
from sim.experiment.store.packed import Packed, packed
from sim.experiment.store.runs import OF_PROMISES, SHORT_KEY, StoredRun, find_run

__all__ = [
    "OF_PROMISES",
    "SHORT_KEY",
    "Checked",
    "Columns",
    "Packed",
    "Store",
    "StoredRun",
    "check_store",
    "find_run",
    "key_of",
    "packed",
]
