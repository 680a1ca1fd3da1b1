"""An experiment's designs, replicated together: a fixed number of times, or until their figures are precise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.campaign import Progress, replicate_designs
from sim.experiment.figure_table import FigureTable
from sim.experiment.headline import Headline, resolved
from sim.experiment.precision import PrecisionReport, Watched, until_precise
from sim.experiment.running import Running
from sim.experiment.store import Store
from sim.experiment.wanted_cells import Wanted
from sim.measures.rows import Floats
from sim.scenario.experiments import Design, Experiment


@dataclass(frozen=True, slots=True)
class Means:
    """Where replications are made and kept.

    Attributes
    ----------
    store, running, engine
        The store, where its gaps are filled, and by which engine.
    progress
        Told of every finished replication.
    """

    store: Store
    running: Running
    engine: str
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Replicated:
    """The figures of designs, all in the same replications.

    Attributes
    ----------
    tables
        By the design's name.
    numbers
        Of the replications.
    precision
        Where they were run until precise.
    run, kept
        Replications run, and found in the store; designs of the same content count once.
    """

    tables: Mapping[str, FigureTable]
    numbers: tuple[int, ...]
    precision: PrecisionReport | None
    run: int
    kept: int


def goals_of(experiment: Experiment) -> tuple[Headline, ...]:
    """The figures of an experiment's goals, in order; none if its replications are fixed.

    Raises
    ------
    InputFault
        If a measure or a name is unknown.
    """
    if experiment.precision is None:
        return ()
    goals = experiment.precision.goals
    refs = [(f"precision.goal[{place}]", goal.figure) for place, goal in enumerate(goals)]
    return resolved(experiment, experiment.baseline.service, refs)


def replicated(
    experiment: Experiment, designs: Sequence[Design], goals: Sequence[Headline], *, wanted: Wanted, by: Means
) -> Replicated:
    """Run what the store lacks, and read the figures that are wanted.

    Parameters
    ----------
    experiment
        Says how many replications, of which seed.
    designs
        All move together: each has the same replications, whose chance they share.
    goals
        Those of :func:`goals_of`.
    wanted
        Which figures to read.
    by
        Where replications are made and kept.
    """
    work = _Work(experiment, designs, by)
    report = None
    if experiment.precision is not None:
        report = work.until_precise(goals)
        number = report.n
    else:
        assert experiment.replications is not None, "without goals the number is fixed"
        number = experiment.replications
        work.ask_for(number)
    numbers = range(number)
    tables = by.store.figures_of([work.key(design) for design in designs], numbers, wanted)
    by_name = {design.name: table for design, table in zip(designs, tables, strict=True)}
    return Replicated(by_name, tuple(numbers), report, work.run, work.distinct - work.run)


class _Work:
    """Replications that are asked for step by step."""

    def __init__(self, experiment: Experiment, designs: Sequence[Design], by: Means) -> None:
        self._experiment, self._designs, self._by = experiment, designs, by
        self.run, self.distinct = 0, 0

    def key(self, design: Design) -> str:
        """The key of a design's replications."""
        return self._by.store.key(design.service, seed=self._experiment.seed)

    def ask_for(self, number: int) -> None:
        """Have the first so many replications of all designs."""
        by = self._by
        done = replicate_designs(
            [design.service for design in self._designs],
            range(number),
            seed=self._experiment.seed,
            engine=by.engine,
            store=by.store,
            running=by.running,
            progress=by.progress,
        )
        self.run += done.run
        self.distinct = done.run + done.kept

    def until_precise(self, goals: Sequence[Headline]) -> PrecisionReport:
        """Have as many replications as the goals take."""
        precision = self._experiment.precision
        assert precision is not None
        watched = [Watched(goal, design.name) for design in self._designs for goal in precision.goals]
        cells = frozenset(headline.cell for headline in goals)
        parts = [np.zeros((0, len(watched)))]

        def values_of(number: int) -> Floats:
            self.ask_for(number)
            had = sum(len(part) for part in parts)
            new = range(had, number)
            keys = [self.key(design) for design in self._designs]
            tables = self._by.store.figures_of(keys, new, cells.__contains__)
            columns = [table.column(headline.cell) for table in tables for headline in goals]
            parts.append(np.stack(columns, axis=1))
            return np.concatenate(parts)

        return until_precise(watched, values_of, least=precision.least, most=precision.most)
