"""A grid, a list or a hypercube of settings: what each point gives, what it costs, and which are worth a look."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import InputFault, Problem
from sim.experiment.campaign import Progress
from sim.experiment.compare import asked_of, rows_of
from sim.experiment.design_row import OptionRow
from sim.experiment.figure_table import FigureTable
from sim.experiment.frontier import non_dominated
from sim.experiment.headline import Headline
from sim.experiment.points import points_of
from sim.experiment.precision import PrecisionReport
from sim.experiment.replicated import Means, goals_of, replicated
from sim.experiment.running import Running
from sim.experiment.store import Store
from sim.experiment.wanted_cells import for_sweep
from sim.scenario.experiments import Design, Experiment, point_design

Point = OptionRow
"""A point of a sweep has what an option has; ``settings`` are the factors' values."""


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What a sweep found.

    Attributes
    ----------
    experiment, headlines
        What was asked.
    baseline, points
        The service as it is, and each point, in order.
    frontier
        Positions of the points that no other beats in cost and the first headline (by means), by rising cost.
    tables
        The figures that reports need, by the design's name.
    numbers, precision, seconds, run, kept, seed, engine
        As of a comparison.
    """

    experiment: Experiment
    headlines: tuple[Headline, ...]
    baseline: Point
    points: tuple[Point, ...]
    frontier: tuple[int, ...]
    tables: Mapping[str, FigureTable]
    numbers: tuple[int, ...]
    precision: PrecisionReport | None
    seconds: float
    run: int
    kept: int
    seed: int
    engine: str


def run_sweep(
    experiment: Experiment, *, store: Store, running: Running, engine: str, progress: Progress | None = None
) -> Response:
    """Run what the store lacks of a sweep's points and of its baseline, and set them side by side.

    Every point is loaded and checked before anything is run.

    Raises
    ------
    InputFault
        If a point is no service that can be run, or a figure or a name in it is unknown.
    RunFault
        If a replication cannot be made or kept.
    Interrupted
        If stopped from the keyboard; what is done is kept.
    """
    begun = time.perf_counter()
    points = designs_of(experiment)
    designs = (experiment.baseline, *points)
    asked = asked_of(experiment, compared=len(points))
    goals = goals_of(experiment)
    cells = asked.cells(designs) | {goal.cell for goal in goals}
    means = Means(store, running, engine, progress)
    done = replicated(experiment, designs, goals, wanted=for_sweep(cells, asked.period), by=means)
    baseline, *rows = rows_of(designs, done.tables, asked)
    return Response(
        experiment=experiment,
        headlines=asked.headlines,
        baseline=baseline,
        points=tuple(rows),
        frontier=frontier_of(rows, better=asked.headlines[0].better),
        tables=done.tables,
        numbers=done.numbers,
        precision=done.precision,
        seconds=time.perf_counter() - begun,
        run=done.run,
        kept=done.kept,
        seed=experiment.seed,
        engine=engine,
    )


def designs_of(experiment: Experiment) -> tuple[Design, ...]:
    """The design of every point of a sweep, in order.

    Raises
    ------
    InputFault
        With what is wrong at every point.
    """
    assert experiment.sweep is not None, "a sweep has a sweep"
    found: list[Design] = []
    problems: list[Problem] = []
    for number, values in enumerate(points_of(experiment.sweep, seed=experiment.seed), start=1):
        try:
            found.append(point_design(experiment, number, values))
        except InputFault as fault:
            problems += fault.problems
    if problems:
        raise InputFault(list(dict.fromkeys(problems)))
    return tuple(found)


def frontier_of(points: Sequence[Point], *, better: int) -> tuple[int, ...]:
    """Positions of the points that none beats in cost and first headline, by rising cost; points that tie stay.

    A point is beaten by one that is at least as good in both, by their means, and better in one. Empty where the
    headline has no better.
    """
    if not better:
        return ()
    found = [(place, row.cost.mean, -better * row.figures[0].mean) for place, row in enumerate(points)]
    known = [each for each in found if not (math.isnan(each[1]) or math.isnan(each[2]))]
    best = non_dominated([(cost, figure) for _, cost, figure in known])
    return tuple(known[place][0] for place in best)
