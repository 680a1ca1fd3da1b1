"""Options against their baseline: paired differences, intervals that hold together, and a verdict in words."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.best import Best, best_of
from sim.experiment.campaign import Progress
from sim.experiment.design_row import OptionRow, TargetRow, Verdict
from sim.experiment.figure_table import FigureTable
from sim.experiment.headline import Headline, headlines, usual_headlines
from sim.experiment.journey import Step, journeys
from sim.experiment.precision import PrecisionReport
from sim.experiment.replicated import Means, goals_of, replicated
from sim.experiment.row_of_design import Asked, row_of
from sim.experiment.running import Running
from sim.experiment.store import Store
from sim.experiment.wanted_cells import for_comparison
from sim.scenario.experiments import Design, Experiment

__all__ = ["Comparison", "OptionRow", "TargetRow", "Verdict", "asked_of", "run_comparison"]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """An experiment's options, compared.

    Attributes
    ----------
    experiment, headlines
        What was asked.
    rows
        A row a design, in the experiment's order.
    tables
        The figures that reports need, by the design's name.
    numbers
        The replications that entered, the same for all designs.
    precision
        Where replications were run until precise.
    best
        Of the first headline, one for each demand scenario; empty if it has no better, or with one replication.
    seconds, run, kept
        Wall time of this comparison; replications run, and found in the store.
    seed, engine
        What it takes to make them again.
    journey
        One person's way, under no change and under the option that is best on average.
    """

    experiment: Experiment
    headlines: tuple[Headline, ...]
    rows: tuple[OptionRow, ...]
    tables: Mapping[str, FigureTable]
    numbers: tuple[int, ...]
    precision: PrecisionReport | None
    best: tuple[Best, ...]
    seconds: float
    run: int
    kept: int
    seed: int
    engine: str
    journey: Sequence[Step]


def run_comparison(
    experiment: Experiment, *, store: Store, running: Running, engine: str, progress: Progress | None = None
) -> Comparison:
    """Run what the store lacks of an experiment, and compare its options with their baselines.

    Names are checked before anything is run. The figures depend on the experiment and its seed, not on where
    replications are run, how many were kept, or how many run at a time.

    Raises
    ------
    InputFault
        If a figure or a name in it is unknown.
    RunFault
        If a replication cannot be made or kept.
    Interrupted
        If stopped from the keyboard; what is done is kept.
    """
    begun = time.perf_counter()
    designs = experiment.designs
    asked = asked_of(experiment, compared=sum(bool(design.against) for design in designs))
    goals = goals_of(experiment)
    cells = asked.cells(designs) | {goal.cell for goal in goals}
    means = Means(store, running, engine, progress)
    done = replicated(experiment, designs, goals, wanted=for_comparison(cells, asked.period), by=means)
    rows = rows_of(designs, done.tables, asked)
    first = asked.headlines[0]
    return Comparison(
        experiment=experiment,
        headlines=asked.headlines,
        rows=rows,
        tables=done.tables,
        numbers=done.numbers,
        precision=done.precision,
        best=best_by_scenario(designs, done.tables, asked),
        seconds=time.perf_counter() - begun,
        run=done.run,
        kept=done.kept,
        seed=experiment.seed,
        engine=engine,
        journey=journeys(
            rows, better=first.better, period=asked.period, seed=experiment.seed, engine=engine, running=running
        ),
    )


def asked_of(experiment: Experiment, *, compared: int) -> Asked:
    """What is told of an experiment's designs, so many of which are compared with a baseline.

    Raises
    ------
    InputFault
        If a figure or a name in it is unknown.
    """
    service = experiment.baseline.service
    asked = headlines(experiment, service)
    usual = usual_headlines(experiment, service)
    return Asked(asked, usual, usual[0].ref.period, experiment.worth, compared)


def rows_of(designs: Sequence[Design], tables: Mapping[str, FigureTable], asked: Asked) -> tuple[OptionRow, ...]:
    """The row of each design, compared with the one it names."""
    by_name = {design.name: design for design in designs}
    return tuple(
        row_of(
            design,
            tables[design.name],
            asked,
            against=(by_name[design.against], tables[design.against]) if design.against else None,
        )
        for design in designs
    )


def best_by_scenario(designs: Sequence[Design], tables: Mapping[str, FigureTable], asked: Asked) -> tuple[Best, ...]:
    """The best in the first headline under each demand scenario, where there is one to be found."""
    headline = asked.headlines[0]
    found = []
    for scenario in dict.fromkeys(design.scenario for design in designs):
        names = [design.name for design in designs if design.scenario == scenario]
        values = np.stack([tables[name].column(headline.cell) for name in names])
        found.append(best_of(values, designs=names, better=headline.better, worth=asked.worth, scenario=scenario))
    return tuple(best for best in found if best is not None)
