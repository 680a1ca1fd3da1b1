"""The work itself, the same wherever it is done."""

from sim.errors import RunFault
from sim.experiment.replicate import Replication, replicate
from sim.experiment.running.interface import Task


def make(task: Task) -> Replication:
    """Make the replication that a task asks for.

    Raises
    ------
    RunFault
        If it breaks an identity, or memory runs out; says which replication of what.
    """
    try:
        return replicate(task.service, seed=task.seed, replication=task.number, engine=task.engine, tables=task.tables)
    except RunFault as fault:
        raise RunFault(f"{task.title}: {fault}") from fault
    except MemoryError:
        raise RunFault(f"{task.title}: memory ran out. Fewer at once (--jobs) need less.") from None
