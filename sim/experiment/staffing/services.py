"""The futures of a real service: every plan is a service, replicated through the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.campaign import replicate_designs
from sim.experiment.figure_table import Cell
from sim.experiment.replicated import Means
from sim.experiment.staffing.problem import Plan
from sim.measures.rows import Floats
from sim.scenario.timeline import Service


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a replication as a requirement takes it: higher is better."""

    cell: Cell
    sign: int = 1


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
        by = self._by
        done = replicate_designs(
            services, numbers, seed=self._seed, engine=by.engine, store=by.store, running=by.running,
        )  # fmt: skip
        self.run += done.run
        self.kept += done.kept
        cells = frozenset(figure.cell for figure in self._figures)
        found = []
        for service in services:
            table = by.store.figures(by.store.key(service, seed=self._seed), numbers, cells.__contains__)
            columns = [figure.sign * table.column(figure.cell) for figure in self._figures]
            found.append(np.stack(columns, axis=1))
        return found
