"""Experiments as files: a question, a baseline, and the options or the sweep that answer it."""

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
    "Design",
    "Experiment",
    "Factor",
    "FigureRef",
    "Goal",
    "Precision",
    "Setting",
    "Sweep",
    "Value",
]
