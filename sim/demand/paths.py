"""Paths of cases as tables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunFault

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MAIN, OWN_REROUTE = -1, -2
"""Stand for the step that a walker parted at: the main path, and that of the case's own patience."""

LAST_BIT = 62
"""Kinds of work from this one on share a bit."""

MOST_STEPS = 10_000
"""A path longer than this is taken for an endless loop."""
MOST_FORKS = 100
"""A case that forks off its forks deeper than this is taken for one that does so for ever."""
MOST_WALKERS = 1_000
"""So are cases that have more paths than this each, taken together."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What places, side work, patience, joint steps and clients add to each step. Shapes [steps].

    ``joins`` is the kind of client that finishing the step may make; the rest is as in the demand tables. Few steps
    have a clock or a second worker: ``patient`` are those that have the one, in order, with the number of the
    distribution of its days and their uniform, shapes [patient]; ``second_size`` and ``second_u`` are those of the
    second workers' efforts, of the steps with a ``second_list`` in order.
    """

    awaits: Ints
    step_expiry: Ints
    second_list: Ints
    joins: Ints
    patient: Ints
    patience_days: Ints
    patience_u: Floats
    second_size: Ints
    second_u: Floats


@dataclass(frozen=True, slots=True)
class Paths:
    """Cases with their steps; case c has the steps ``first[c]:first[c + 1]``, its main path first.

    The batch's own cases come first; those that begin beside them follow.

    Attributes
    ----------
    origin, after, after_step, reroute
        As in the demand tables. Shape [cases].
    root
        The batch's own case that it hails from, itself for most. Shape [cases].
    work_type
        Last work type entered on the main path, -1 for none. Shape [cases].
    entered
        Kinds of work entered on any of the case's paths: a bit each, the last for all that are left. Shape [cases].
    priority_row
        Row of shares that the case's priority is drawn from. Shape [cases].
    case, activity, onward, otherwise, fork, skill_list, team
        Of each step, as in the demand tables. Shape [steps].
    size_row
        Epoch, activity and kind of work of the step, as a position in ``Pathways.size`` laid flat. Shape [steps].
    u
        Uniform of the step's own size, or of the whole effort of its work type if that is what it has a share of. Shape
        [steps].
    route_u
        Uniform of the choice among the routes on from the step. Shape [steps].
    beyond
        What else there is to the steps; None where the service has nothing of the kind.
    """

    first: Ints
    origin: Ints
    root: Ints
    after: Ints
    after_step: Ints
    reroute: Ints
    work_type: Ints
    entered: Ints
    priority_row: Ints
    case: Ints
    activity: Ints
    onward: Ints
    otherwise: Ints
    fork: Ints
    skill_list: Ints
    team: Ints
    size_row: Ints
    u: Floats
    route_u: Floats
    beyond: Beyond | None


@dataclass(frozen=True, slots=True)
class Chances:
    """What paths followed from that no column of the demand tables says: ``entered`` of cases, the rest of steps.

    For the columns see :class:`Paths`; ``joins`` is the kind of client that finishing the step may make, if the person
    is none yet and chance will have it, -1 for none.
    """

    entered: Ints
    size_row: Ints
    u: Floats
    route_u: Floats
    joins: Ints


def chances_of(paths: Paths) -> Chances:
    """Those of paths."""
    joins = paths.beyond.joins if paths.beyond is not None else np.full_like(paths.size_row, -1)
    return Chances(paths.entered, paths.size_row, paths.u, paths.route_u, joins)


def endless_path(name: str) -> RunFault:
    """The fault of a case that never closes, last seen at a node."""
    return RunFault(f"a case has made {MOST_STEPS} steps and not closed; look at the routes from {name!r}")


def endless_forks(name: str) -> RunFault:
    """The fault of a case whose paths part again and again, last at a node."""
    return RunFault(f"a case's paths fork without end; look at if_full, patience and chasers near {name!r}")
