"""Full-time equivalents of posts by date: a post may go part-time while somebody holds it."""

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.periods import Periods
from sim.measures.rows import Floats
from sim.scenario.service import Scenario

if TYPE_CHECKING:
    from sim.measures.trace import Trace


def overlap(start: Ints, stop: Ints, edges: Ints) -> Ints:
    """Minutes of each row's time between each edge and the next [rows, edges - 1]."""
    within = np.clip(edges[None, :], start[:, None], np.maximum(stop, start)[:, None])
    return np.diff(within, axis=1)


def cuts_within(run: "Trace", periods: Periods, more: Ints) -> Ints:
    """Minutes between which no term alters: edges of periods, dated changes, and others given, in order."""
    starts = np.array([epoch.start for epoch in run.service.epochs[1:]], dtype=np.int64)
    cuts: Ints = np.unique(np.concatenate((periods.edges, more, starts)))
    within: Ints = cuts[(cuts >= periods.edges[0]) & (cuts <= periods.edges[-1])]
    return within


def into_periods(cuts: Ints, values: Floats, periods: Periods) -> Floats:
    """Sums by period of values between cuts [rows, periods]."""
    into = np.searchsorted(periods.edges, cuts[:-1], side="right") - 1
    total = np.zeros((len(periods), len(values)))
    np.add.at(total, into, values.T)
    return total.T


def fte_shares(run: "Trace", spell: tuple[Ints, Ints], post: Ints, periods: Periods) -> Floats:
    """FTE of rows, each a spell (from, to) in a post, on average over each period [rows, periods]."""
    cuts = cuts_within(run, periods, periods.edges)
    time = overlap(*spell, cuts) * fte_at(run, cuts[:-1])[post]
    return into_periods(cuts, time, periods) / np.diff(periods.edges)


def fte_at(run: "Trace", minutes: Ints) -> Floats:
    """FTE of each post at some minutes [posts, n]."""
    return run.fte[:, np.maximum(np.searchsorted(run.starts, minutes, side="right") - 1, 0)]


def fte_by_epoch(run: "Trace") -> Floats:
    """FTE of each post in each epoch: as it began, and in proportion where the config alters it [posts, epochs]."""
    service, workforce = run.service, run.workforce
    scenarios = [epoch.scenario for epoch in service.epochs]
    began = np.maximum(np.searchsorted(run.starts, workforce.funded_from, side="right") - 1, 0)
    fte = np.repeat(workforce.post_fte[:, None], len(scenarios), axis=1)
    cells = zip(workforce.post_team, workforce.post_role, workforce.post_number, strict=True)
    for post, (team, role, number) in enumerate(cells):
        given = [_fte(scenario, service.teams[team], service.roles[role], int(number)) for scenario in scenarios]
        if len(set(given)) > 1 and given[began[post]] > 0:
            fte[post] *= np.array(given) / given[began[post]]
    return fte


def _fte(scenario: Scenario, team: str, role: str, number: int) -> float:
    home = scenario.team.get(team)
    posts = home.posts.get(role) if home is not None else None
    return posts.fte_of(number) if posts is not None and number <= posts.number else 0.0
