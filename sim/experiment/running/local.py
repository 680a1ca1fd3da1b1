"""Running in several processes of this computer."""

from collections.abc import Callable, Iterable, Iterator

from sim.experiment.running.hands import Like
from sim.experiment.running.interface import Made, Piece, Result, Running, Task
from sim.experiment.running.make import make, ready
from sim.experiment.running.pool import Pool
from sim.experiment.running.practice import HALVES, practise


class Processes(Running):
    """So many processes, by default one for each core."""

    def __init__(self, jobs: int | None = None) -> None:
        self._pool = Pool(jobs, ready=ready)

    @property
    def workers(self) -> int:
        """The processes asked for."""
        return self._pool.jobs

    def prepare(self, load: Callable[[], object] | None = None) -> None:
        """See :class:`Running`."""
        self._pool.prepare(load)

    def practise(self) -> None:
        """See :class:`Running`."""
        for _ in self.each(practise, HALVES, title=lambda half: f"Compiling {half}"):
            pass

    def each(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece], *, title: Callable[[Piece], str]
    ) -> Iterator[tuple[Piece, Result]]:
        """See :class:`Running`."""
        return self._pool.each(work, pieces, title=title)

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """See :class:`Running`. A single task is not worth a process."""
        return self._pool.each(make, tasks, title=lambda task: task.title, like=people_of)

    def close(self) -> None:
        """End the processes, whatever they do."""
        self._pool.close()


def people_of(task: Task) -> Like | None:
    """Equal for tasks that meet the same people: the process that has drawn them for one has them for the others.

    The second half is that of one future. Whoever has drawn its people for one service knows most of those of others.
    """
    future = task.seed, task.number
    return ((task.demand, *future), future) if task.demand else None
