"""The futures of a real service: every plan is a service, replicated through the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

    ``sign`` is -1 for what is better low.
    """

    cells: tuple[Cell, ...]
    sign: int = 1
    largest: bool = False

    def of(self, table: FigureTable) -> Floats:
        """Its values; NaN where there is none. Shape [replications]."""
        values = table.columns(self.cells)
        found: Floats = np.fmax.reduce(values, axis=1) if self.largest else values.sum(axis=1)
        return self.sign * found

    @property
    def unit(self) -> str:
        """Of the cells."""
        return self.cells[0][-1]


class Services:
    """Futures that are replications of services; the store keeps them, so nothing is simulated twice.

    Parameters
    ----------
    service_of
        Builds the service of a plan.
    figures
        In the order of requirements.
    seed
        Of all chance; the number of a future is that of a replication.
    by
        Where replications are made and kept.
    """

    def __init__(
        self, service_of: Callable[[Plan], Service], figures: Sequence[Figure], *, seed: int, by: Means
    ) -> None:
        self._service_of, self._figures, self._seed, self._by = service_of, tuple(figures), seed, by
        self._services: dict[Plan, Service] = {}
        self.run = self.kept = 0

    def service(self, plan: Plan) -> Service:
        """The service of a plan."""
        if plan not in self._services:
            self._services[plan] = self._service_of(plan)
        return self._services[plan]

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of :class:`Futures`; replications that the store lacks are made, those of all plans together."""
        services = [self.service(plan) for plan in plans]
        measured = [self._measured(service, numbers) for service in services]
        by = self._by
        done = replicate_designs(
            [service for service, which in zip(services, measured, strict=True) if which is Measured.PROMISES], numbers,
            seed=self._seed, engine=by.engine, store=by.store, running=by.running, measured=Measured.PROMISES,
        )  # fmt: skip
        self.run += done.run
        self.kept += done.kept + measured.count(Measured.ALL) * len(numbers)
        cells = frozenset(cell for figure in self._figures for cell in figure.cells)
        found = []
        for service, which in zip(services, measured, strict=True):
            table = by.store.figures(self._key(service, which), numbers, cells.__contains__)
            found.append(np.stack([figure.of(table) for figure in self._figures], axis=1))
        return found

    def _measured(self, service: Service, numbers: Sequence[int]) -> Measured:
        """What is measured of the replications to read: of whole ones, if all of them are kept, else for promises."""
        kept = self._by.store.kept(self._key(service, Measured.ALL))
        return Measured.ALL if kept.issuperset(numbers) else Measured.PROMISES

    def _key(self, service: Service, measured: Measured) -> str:
        return self._by.store.key(service, seed=self._seed, measured=measured)
