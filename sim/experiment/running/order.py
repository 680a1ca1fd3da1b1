"""Running in this process, one replication after the other."""

from collections.abc import Iterable, Iterator

from sim.experiment.running.interface import Made, Running, Task
from sim.experiment.running.make import make


class InOrder(Running):
    """Make each replication here and now."""

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """See :class:`Running`."""
        return ((task, make(task)) for task in tasks)

    @property
    def workers(self) -> int:
        """One."""
        return 1


in_order = InOrder()
