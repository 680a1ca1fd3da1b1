"""Experiments as files: a question, a baseline, and the options or the sweep that answer it."""

from sim.scenario.experiments.bounds import Ranged, at_value, moving_load, ranged
from sim.scenario.experiments.factors import grid_points
from sim.scenario.experiments.load import load_experiment
from sim.scenario.experiments.more_demand import streams_scaled, with_growth
from sim.scenario.experiments.put import put
from sim.scenario.experiments.staffing import LIST_TOLERANCE, Staffing, VaryingPosts, by_team, with_posts, with_rule
from sim.scenario.experiments.sweeps import point_design
from sim.scenario.experiments.tables import (
    Design,
    Experiment,
    Factor,
    FigureRef,
    Goal,
    Precision,
    Setting,
    Sweep,
    Value,
)

__all__ = [
    "LIST_TOLERANCE",
    "Design",
    "Experiment",
    "Factor",
    "FigureRef",
    "Goal",
    "Precision",
    "Ranged",
    "Setting",
    "Staffing",
    "Sweep",
    "Value",
    "VaryingPosts",
    "at_value",
    "by_team",
    "grid_points",
    "load_experiment",
    "moving_load",
    "point_design",
    "put",
    "ranged",
    "streams_scaled",
    "with_growth",
    "with_posts",
    "with_rule",
]
