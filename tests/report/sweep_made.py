"""Sweeps made by hand: figures that are plain functions of the settings, so that every cell is known."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim.experiment.design_row import TargetRow, Verdict
from sim.experiment.figure_table import FigureTable
from sim.experiment.headline import Headline
from sim.experiment.pairing import Paired
from sim.experiment.sweep import Point, Response
from sim.measures import Summary
from sim.scenario import Service, load_service
from sim.scenario.experiments import Design, Experiment, Factor, FigureRef, Setting, Sweep, Value
from tiny import tiny_config

WITHIN = "contact_to_assessment_within_28_days"
MEAN = "contact_to_assessment_mean_days"
TARGET = "Assessed within 28 days"
REPLICATIONS = 5

Figures = Callable[..., tuple[float, float, float]]
"""From the values of the factors: share within 28 days, mean days, cost a year [GBP]."""


@cache
def service() -> Service:
    with TemporaryDirectory() as folder:
        return load_service(str(tiny_config(Path(folder))))


def summary(measure: str, mean: float, unit: str, half: float, *, activity: str = "") -> Summary:
    return Summary(measure, "", "", activity, "", "", "all", mean, mean - half, mean + half, REPLICATIONS, unit)


def headline(measure: str, label: str, unit: str, better: int) -> Headline:
    cell = (measure, "", "", "", "", "", "all", unit)
    return Headline(FigureRef(measure, label=label), cell, label, unit, better)


SHARE = headline(WITHIN, "Complete within 28 days", "share", 1)
DAYS = headline(MEAN, "Mean days to a completed assessment", "days", -1)


def point(
    name: str, settings: Sequence[Setting], found: tuple[float, float, float], base: tuple[float, float, float] | None
) -> Point:
    within, days, cost = found
    design = Design(name, name, "", "baseline" if base else "", service(), ("tiny.toml",), (), tuple(settings))
    share = summary("target_share", within, "share", 0.02, activity=TARGET)
    met = summary("target_met", round(within * REPLICATIONS) / REPLICATIONS, "share", 0.2, activity=TARGET)
    holds = within >= 0.8
    money = summary("cost", cost, "GBP", 0.0)
    differences = () if base is None else (difference(within - base[0], 0.01), difference(days - base[1], 0.5))
    return Point(
        design=design,
        figures=(summary(WITHIN, within, "share", 0.02), summary(MEAN, days, "days", 1.5)),
        wait=summary(MEAN, days, "days", 1.5),
        over=summary("over", 1 - within, "share", 0.02),
        growth=summary("waiting_cases_growth_per_week", 3.0 if within < 0.3 else 0.0, "cases per week", 0.2),
        targets=(TargetRow(TARGET, share, 0.8, holds, met),),
        targets_met=int(holds),
        judged=1,
        met_share=met,
        posts=summary("posts_funded", cost / 50_000, "posts", 0.0),
        fte=summary("fte_funded", cost / 50_000, "FTE", 0.0),
        cost=money,
        cost_low=money,
        cost_high=money,
        differences=differences,
        cost_difference=None if base is None else difference(cost - base[2], 0.0),
        verdict=Verdict("unknown" if base else "baseline", ""),
    )


def difference(mean: float, half: float) -> Paired:
    return Paired(
        mean, mean - half, mean + half, mean - 2 * half, mean + 2 * half, REPLICATIONS, 4.0, math.nan, 0.7, 1.0
    )


def response(
    factors: Sequence[Factor],
    points: Sequence[Sequence[Value]],
    figures: Figures,
    *,
    at_present: Sequence[Value],
    method: str = "grid",
    frontier: Sequence[int] = (),
) -> Response:
    sweep = Sweep(method, tuple(factors), tuple(tuple(each) for each in points), len(points), None)  # type: ignore[arg-type]
    base = figures(*at_present)
    baseline = point("tiny", (), base, None)
    names = [factor.name for factor in factors]
    made = tuple(
        point(f"point-{at + 1:03}", list(zip(names, each, strict=True)), figures(*each), base)
        for at, each in enumerate(points)
    )
    experiment = Experiment(
        "staff", "How many advisers and social workers", "How many are enough?", (baseline.design,), REPLICATIONS,
        None, 7, (), "all", None, sweep, "staff.toml", "# staff",
    )  # fmt: skip
    numbers = tuple(range(REPLICATIONS))
    tables = {each.design.name: _table(each) for each in (baseline, *made)}
    return Response(
        experiment, (SHARE, DAYS), baseline, made, tuple(frontier), tables, numbers, None, 1.0, 5, 0, 7, "simpy"
    )


def _table(row: Point) -> FigureTable:
    values = np.array([[figure.mean + number for figure in row.figures] for number in range(REPLICATIONS)])
    return FigureTable(np.arange(REPLICATIONS), (SHARE.cell, DAYS.cell), values)


def factor(name: str, label: str, values: Sequence[Value], setting: str) -> Factor:
    return Factor(name, label, (setting,), (0.0,), tuple(values))


WORKERS = factor("social_workers", "Social workers in the team", (1, 2, 3, 4), "team.north.posts.social_worker")
ADVISERS = factor("advisers", "Advisers in the team", (1, 2, 3), "team.north.posts.adviser")


def smooth(workers: float, advisers: float) -> tuple[float, float, float]:
    """More of either is better, less and less so."""
    lack = math.exp(-0.6 * workers - 0.25 * advisers)
    return 1 - lack, 80 * lack, 42_000 * workers + 26_000 * advisers


def grid(figures: Figures = smooth, *, frontier: Sequence[int] = ()) -> Response:
    """Four numbers of social workers by three of advisers; the service has one of each."""
    points = [(workers, advisers) for workers in WORKERS.values for advisers in ADVISERS.values]
    return response((WORKERS, ADVISERS), points, figures, at_present=(1, 1), frontier=frontier)


def line(frontier: Sequence[int] = ()) -> Response:
    """Social workers alone."""
    points = [(workers,) for workers in WORKERS.values]
    return response((WORKERS,), points, lambda workers: smooth(workers, 1), at_present=(1,), frontier=frontier)
