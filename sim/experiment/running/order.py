"""Running in this process, one replication after the other."""

from collections.abc import Iterable, Iterator

from sim.experiment.running.interface import Made, Running, Task
from sim.experiment.running.interrupts import told_as_such
from sim.experiment.running.make import make


class InOrder(Running):
    """Make each replication here and now."""

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """See :class:`Running`."""
        for task in tasks:
            with told_as_such():
                made = make(task)
            yield task, made

    @property
    def workers(self) -> int:
        """One."""
        return 1


in_order = InOrder()
