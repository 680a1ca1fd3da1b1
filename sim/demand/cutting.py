"""Paths cut short: cases that are on their way already."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.batches import OF_CASES, OF_CLIENTS, OF_STEPS, TO_CASES, TO_STEPS
from sim.demand.joining import inverse
from sim.demand.tables import Demand

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def cut(demand: Demand, start: Ints, *, without: Flags) -> Demand:
    """Each case's path from one of its main steps on; what parted from it or began beside it before is dropped.

    Parameters
    ----------
    start
        Position of the first step kept, for the cases that stand first, shape [cases cut].
    without
        Further steps to drop, shape [steps].
    """
    case = np.repeat(np.arange(demand.cases, dtype=np.int64), np.diff(demand.first))
    steps = np.arange(demand.steps, dtype=np.int64)
    since = np.concatenate((start, np.full(demand.cases - len(start), -1)))
    kept_cases = np.ones(demand.cases, dtype=np.bool_)
    kept = ((demand.fork != -1) | (steps >= since[case])) & ~without
    count = -1
    while count != (count := int(kept.sum())):
        kept_cases[len(start) :] = kept[demand.after_step[len(start) :]]
        kept &= kept_cases[case] & ((demand.fork < 0) | kept[demand.fork])
    return kept_of(demand, np.flatnonzero(kept_cases), kept)


def kept_of(demand: Demand, order: Ints, kept: Flags) -> Demand:
    """Some cases, with those of their steps that are kept; all positions told anew.

    A position of what is left out becomes -1.
    """
    lengths = np.diff(demand.first)[order]
    first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    steps = np.arange(first[-1], dtype=np.int64) + np.repeat(demand.first[order] - first[:-1], lengths)
    here = kept[steps]
    first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(here)])[first]
    steps = steps[here]
    moved = {name: getattr(demand, name)[order] for name in OF_CASES}
    moved |= {name: getattr(demand, name)[steps] for name in OF_STEPS}
    for names, place in ((TO_STEPS, inverse(steps, demand.steps)), (TO_CASES, inverse(order, demand.cases))):
        for name in names:
            told = moved[name]
            if told.max(initial=-1) >= 0:
                moved[name] = np.where(told >= 0, place[told], told)
    return Demand(first=first, **moved, **{name: getattr(demand, name) for name in OF_CLIENTS})
