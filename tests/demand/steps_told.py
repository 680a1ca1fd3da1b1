"""Demand tables of small worlds told in words, for tests that assert them whole."""

from typing import Any

import numpy as np

from sim.demand import Demand
from sim.demand.tables import ORIGINS
from sim.scenario.timeline import Service

Row = tuple[Any, ...]


def told(service: Service, demand: Demand, case: int) -> list[Row]:
    """The steps of a case as (activity, onward, otherwise, fork), positions counted from its first step."""
    first, end = int(demand.first[case]), int(demand.first[case + 1])

    def own(position: int) -> int:
        assert position < 0 or first <= position < end, "paths stay within their case"
        return position - first if position >= 0 else position

    return [
        (
            service.activities[demand.activity[step]],
            own(int(demand.onward[step])),
            own(int(demand.otherwise[step])),
            own(int(demand.fork[step])),
        )
        for step in range(first, end)
    ]


def cases_told(service: Service, demand: Demand) -> list[Row]:
    """The cases as (origin, parent, its step counted from its first, episode, activities in order)."""
    rows = []
    for case in range(demand.cases):
        parent = int(demand.after[case])
        step = int(demand.after_step[case])
        steps = demand.activity[demand.first[case] : demand.first[case + 1]]
        rows.append(
            (
                ORIGINS[demand.origin[case]],
                parent,
                step - int(demand.first[parent]) if step >= 0 else -1,
                int(demand.episode[case]),
                " ".join(service.activities[place] for place in steps),
            )
        )
    return rows


def check_positions(demand: Demand) -> None:
    """Every position in the tables points where the specification says."""
    case = np.repeat(np.arange(demand.cases), np.diff(demand.first))
    steps = np.arange(demand.steps)
    for name in ("onward", "otherwise", "fork"):
        told = getattr(demand, name)
        some = told >= 0
        assert (case[told[some]] == case[some]).all(), f"{name} stays within its case"
    forks = demand.fork >= 0
    assert (demand.fork[forks] < steps[forks]).all()
    assert np.isin(demand.otherwise[demand.fork[forks]], np.flatnonzero(forks)).all()
    beside = np.flatnonzero(demand.after_step >= 0)
    assert (case[demand.after_step[beside]] == demand.after[beside]).all()
    awaited = demand.awaits[demand.awaits >= 0]
    assert (demand.after[awaited] == case[demand.awaits >= 0]).all()
    assert (demand.begins[demand.origin != 0] == 2**62).all()
    assert (demand.begins[demand.origin == 0] < 2**62).all()
    own = np.flatnonzero(demand.reroute >= 0)
    assert (demand.fork[demand.reroute[own]] == -2).all()
    assert (case[demand.reroute[own]] == own).all()
