"""The work itself, the same wherever it is done."""

from typing import TYPE_CHECKING

from sim.errors import RunFault
from sim.experiment.replicate import replicate
from sim.experiment.running.interface import Task

if TYPE_CHECKING:
    from sim.experiment.store import Packed

# What it takes is loaded by whoever does the work, not by the process that only starts those who do.


def ready() -> None:
    """Load what takes long to load and is loaded when it is first used."""
    import scipy.special  # noqa: F401

    import sim.demand
    import sim.experiment.store
    import sim.measures
    import sim.workforce  # noqa: F401
    from sim.engine import compiled_before, why_not_compiled

    if compiled_before():
        why_not_compiled()  # it is loaded, too


def make(task: Task) -> "Packed":
    """Make the replication that a task asks for, and pack it: other processes shall have little to do with it.

    Raises
    ------
    RunFault
        If it breaks an identity, or memory runs out; says which replication of what.
    """
    from sim.experiment.store import packed

    try:
        made = replicate(
            task.service, seed=task.seed, replication=task.number, engine=task.engine, tables=task.tables,
            measured=task.measured,
        )  # fmt: skip
        return packed(made)
    except RunFault as fault:
        raise RunFault(f"{task.title}: {fault}") from fault
    except MemoryError:
        raise RunFault(f"{task.title}: memory ran out. Fewer at once (--jobs) need less.") from None
