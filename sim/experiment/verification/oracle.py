"""An oracle: a world whose figures are known exactly, and how to read them off a run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.experiment.verification.running import Play, play, world

Figures = Mapping[str, float]
"""Figures of one replication by what they measure."""


@dataclass(frozen=True)
class Oracle:
    """A system with an exact answer.

    ``worlds`` are the configs it takes and ``read`` gets one run of each, all of the same
    replication. ``replications`` and ``years`` (of each run; None for the world's own) are sized so that
    all oracles together take less than a minute. ``reference`` says where the answer comes from;
    ``note`` what a reader must know beside it.
    """

    name: str
    label: str
    worlds: tuple[str, ...]
    exact: Figures
    read: Callable[..., Figures]
    replications: int
    years: float | None = None
    reference: str = ""
    note: str = ""

    def sample(self, seed: int, replication: int) -> Figures:
        """The figures of one replication, as the engine has them."""
        plays: list[Play] = [play(world(name, self.years), seed=seed, replication=replication) for name in self.worlds]
        return self.read(*plays)
