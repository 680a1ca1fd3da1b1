"""The futures of a real service: every plan is a service, replicated through the store."""

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import product

import numpy as np

from sim.experiment.campaign import replicate_designs
from sim.experiment.figure_table import Cell, FigureTable
from sim.experiment.replicate import Measured
from sim.experiment.replicated import Means
from sim.experiment.staffing.problem import Plan
from sim.measures.rows import Floats
from sim.scenario.timeline import Service


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a replication as a requirement takes it: the sum of some cells, or the largest; higher is better.

    ``sign`` is -1 for what is better low; ``none`` stands where there is no figure.
    """

    cells: tuple[Cell, ...]
    sign: int = 1
    largest: bool = False
    none: float = math.nan

    def of(self, table: FigureTable) -> Floats:
        """Its values; NaN where there is none. Shape [replications]."""
        values = table.columns(self.cells)
        found: Floats = np.fmax.reduce(values, axis=1) if self.largest else values.sum(axis=1)
        return self.sign * np.where(np.isnan(found), self.none, found)


class Replications:
    """The replications that a search reads, made where the store lacks them; each counts once, however often read.

    Parameters
    ----------
    by
        Where they are made and kept.
    seed
        Of all chance; the number of a future is that of a replication.

    Attributes
    ----------
    run
        How many were made.
    """

    def __init__(self, by: Means, *, seed: int) -> None:
        self._by, self._seed = by, seed
        self._read: set[tuple[str, int]] = set()
        self.run = 0

    @property
    def looked_at(self) -> int:
        """How many were read."""
        return len(self._read)

    @property
    def kept(self) -> int:
        """How many of them were in the store before."""
        return self.looked_at - self.run

    def tables(self, services: Sequence[Service], numbers: Sequence[int], cells: Set[Cell]) -> list[FigureTable]:
        """Some figures of every service in some futures; what the store lacks of them is made together."""
        by, measured = self._by, [self._measured(service, numbers) for service in services]
        done = replicate_designs(
            [service for service, which in zip(services, measured, strict=True) if which is Measured.PROMISES], numbers,
            seed=self._seed, engine=by.engine, store=by.store, running=by.running, measured=Measured.PROMISES,
        )  # fmt: skip
        self.run += done.run
        keys = [self._key(service, which) for service, which in zip(services, measured, strict=True)]
        self._read.update(product(keys, numbers))
        return by.store.figures_of(keys, numbers, cells.__contains__)

    def _measured(self, service: Service, numbers: Sequence[int]) -> Measured:
        """What is measured of the replications to read: of whole ones, if all of them are kept, else for promises."""
        kept = self._by.store.kept(self._key(service, Measured.ALL))
        return Measured.ALL if kept.issuperset(numbers) else Measured.PROMISES

    def _key(self, service: Service, measured: Measured) -> str:
        return self._by.store.key(service, seed=self._seed, measured=measured)


class Services:
    """Futures that are replications of services; the store keeps them, so nothing is simulated twice.

    Parameters
    ----------
    service_of
        Builds the service of a plan.
    figures
        In the order of requirements.
    by
        Where replications come from.
    """

    def __init__(self, service_of: Callable[[Plan], Service], figures: Sequence[Figure], *, by: Replications) -> None:
        self._service_of, self._figures, self._by = service_of, tuple(figures), by
        self._services: dict[Plan, Service] = {}

    def service(self, plan: Plan) -> Service:
        """The service of a plan."""
        if plan not in self._services:
            self._services[plan] = self._service_of(plan)
        return self._services[plan]

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of :class:`Futures`."""
        return self.others(plans, numbers, self._figures)

    def others(self, plans: Sequence[Plan], numbers: Sequence[int], figures: Sequence[Figure]) -> list[Floats]:
        """Other figures of the same futures, for each plan. Each of shape [numbers, figures]."""
        cells = frozenset(cell for figure in figures for cell in figure.cells)
        tables = self._by.tables([self.service(plan) for plan in plans], numbers, cells)
        return [np.stack([figure.of(table) for figure in figures], axis=1) for table in tables]
