"""Cases that are known, along the paths that they have in another service."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Draws
from sim.demand.episodes import Identity, draw_cases
from sim.demand.known import Known
from sim.demand.lots import roots
from sim.demand.pathways import Pathways
from sim.demand.returns import setting_out
from sim.demand.tables import Demand

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WalkedAgain:
    """Known cases along other paths, and those beside them, which follow.

    Attributes
    ----------
    stands_for
        The known case for which each of the first stands. Shape [known cases].
    demand, terms
        Their tables, and the first minute at which each can come, shape [cases]. Clients are numbered as known.
    joins
        The client who joins at each step, numbered as known: the same as by the known case. Shape [steps].
    joins_otherwise
        Whether the path may make other kinds of clients than the known one. Shape [known cases].
    """

    stands_for: Ints
    demand: Demand
    terms: Ints
    joins: Ints
    joins_otherwise: Flags


def walk_again(known: Known, pathways: Pathways, draws: Draws, cases: Ints) -> WalkedAgain:
    """Draw the paths of some known cases for the pathway of another service.

    Parameters
    ----------
    cases
        Cases that began beside no other, after day one.
    """
    before, terms = known.drawn.demand, known.drawn.terms[cases]
    names = "strip", "number", "received", "begins", "episode", "origin", "gap", "client"
    identity = Identity(**{name: getattr(before, name)[cases] for name in names})
    demand, _ = draw_cases(
        pathways, draws, setting_out(pathways, known.people.only(cases), before.stream[cases], terms), identity
    )
    steps = np.flatnonzero(demand.joins >= 0)
    case, kind = np.searchsorted(demand.first, steps, side="right") - 1, demand.joins[steps]
    may_join = np.zeros((len(cases), known.may_join.shape[1]), dtype=np.bool_)
    may_join[case, kind] = True
    joins = np.full(demand.steps, -1, dtype=np.int64)
    joins[steps] = known.becomes[cases[case], kind]
    return WalkedAgain(
        stands_for=cases,
        demand=demand,
        terms=terms[roots(demand, len(cases))],
        joins=joins,
        joins_otherwise=(may_join != known.may_join[cases]).any(axis=1),
    )
