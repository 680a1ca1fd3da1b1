"""The work itself, the same wherever it is done."""

from sim.errors import RunFault
from sim.experiment.replicate import replicate
from sim.experiment.running.interface import Task
from sim.experiment.store import Packed, packed


def ready() -> None:
    """Load what takes long to load and is loaded when it is first used."""
    import scipy.special  # noqa: F401

    from sim.engine import compiled_before, why_not_compiled

    if compiled_before():
        why_not_compiled()  # it is loaded, too


def make(task: Task) -> Packed:
    """Make the replication that a task asks for, and pack it: other processes shall have little to do with it.

    Raises
    ------
    RunFault
        If it breaks an identity, or memory runs out; says which replication of what.
    """
    try:
        made = replicate(task.service, seed=task.seed, replication=task.number, engine=task.engine, tables=task.tables)
        return packed(made)
    except RunFault as fault:
        raise RunFault(f"{task.title}: {fault}") from fault
    except MemoryError:
        raise RunFault(f"{task.title}: memory ran out. Fewer at once (--jobs) need less.") from None
