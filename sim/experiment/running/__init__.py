"""Where replications are made: in this process, in several, or on a Dask cluster; the figures are the same."""

from collections.abc import Callable

from sim.errors import InputFault, Problem
from sim.experiment.running.interface import Made, Running, Task
from sim.experiment.running.order import in_order

Say = Callable[[str], None]


def processes(jobs: int | None = None) -> Running:
    """So many processes, by default one for each core that may be used; 1 is this process."""
    if jobs == 1:
        return in_order
    # loky takes a while to load, and help must not wait for it.
    from sim.experiment.running.local import Processes

    made = Processes(jobs)
    return in_order if made.workers == 1 else made


def cluster(address: str, *, say: Say | None = None) -> Running:
    """The workers of the Dask scheduler at an address, such as tcp://scheduler:8786.

    ``say`` is told what a person waits for.

    Raises
    ------
    InputFault
        If the library ``distributed`` is not installed, or no scheduler answers there.
    """
    # distributed takes a second to load, and need not be installed.
    from sim.experiment.running.dask_cluster import Cluster

    return Cluster(address, say or (lambda text: None))


def running_for(jobs: int | None, cluster_address: str | None = None, *, say: Say | None = None) -> Running:
    """Where to run, given what was asked for: a cluster, so many processes, or (None) one process for each core.

    Raises
    ------
    InputFault
        If both are given, or the cluster cannot be used.
    """
    if cluster_address is None:
        return processes(jobs)
    if jobs is not None:
        rule = "with --cluster its workers decide how many replications run at once"
        raise InputFault([Problem("--jobs", "", rule, str(jobs), "Leave out one of the two.")])
    return cluster(cluster_address, say=say)


__all__ = ["Made", "Running", "Say", "Task", "cluster", "in_order", "processes", "running_for"]
