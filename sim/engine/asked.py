"""Whom a demand asks for: pairs of a skill list and a team, whatever workers there are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Demand
from sim.scenario.once import once_for_each
from sim.scenario.timeline import NO_TEAM

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NO_PAIR = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct pairs of a skill list and a team, numbered, and who asks for each.

    Attributes
    ----------
    pairs
        Position in ``Service.lists`` and in ``Service.teams`` of each pair; NO_TEAM where all teams' cases ask
        for the same.
    of_step
        Shape [steps]: the pair of work and places, NO_PAIR for the rest.
    joint, of_second
        The joint steps, and the pair of each one's second worker.
    held, of_holder
        The open cases of day one, and the pair of each one's worker.
    by
        Shape [activities, pairs]: whether steps of an activity ask for a pair.
    """

    pairs: tuple[tuple[int, int], ...]
    of_step: Ints
    joint: Ints
    of_second: Ints
    held: Ints
    of_holder: Ints
    by: Flags


@once_for_each
def asked_of(demand: Demand, own_team: tuple[bool, ...]) -> Asked:
    """Whom a demand asks for.

    Parameters
    ----------
    own_team
        Shape [lists]: whether a list asks for workers of the case's own team.
    """
    joint = np.flatnonzero(demand.second_list >= 0)
    held = np.flatnonzero(demand.holder_list >= 0)
    pairs = _Pairs(demand, own_team)
    of_step = pairs.numbered(demand.skill_list, demand.team)
    of_second = pairs.numbered(demand.second_list[joint], demand.team[joint])
    of_holder = pairs.numbered(demand.holder_list[held], demand.holder_team[held])
    by = np.zeros((1 + int(demand.activity.max(initial=-1)), len(pairs.found)), dtype=np.bool_)
    _note_who_asks(demand.activity, of_step, by)
    return Asked(
        tuple(pairs.found), of_step, joint, of_second.astype(np.int64), held, of_holder.astype(np.int64), by
    )  # fmt: skip


class _Pairs:
    """The pairs that were found, numbered as they were."""

    def __init__(self, demand: Demand, own_team: tuple[bool, ...]) -> None:
        self._own_team = np.array(own_team, dtype=np.bool_)
        # NO_TEAM is shifted to 0, so that a pair is one code.
        self._teams = 2 + int(max(demand.team.max(initial=-1), demand.holder_team.max(initial=-1)))
        codes = len(own_team) * self._teams
        self._number_of_code = np.full(codes, NO_PAIR, dtype=np.int64)
        self._codes = np.empty(codes, dtype=np.int64)
        self._count = 0

    @property
    def found(self) -> list[tuple[int, int]]:
        """Skill list and team of each."""
        return [(code // self._teams, code % self._teams + NO_TEAM) for code in self._codes[: self._count].tolist()]

    def numbered(self, skill_list: Ints, team: Ints) -> Any:
        """The number of each pair, NO_PAIR without a skill list. Shape as given."""
        number: Any = np.empty(len(team), dtype=np.int32)
        self._count = _number(
            skill_list, team, self._own_team, self._teams, self._number_of_code, self._codes, self._count, number
        )  # fmt: skip
        return number


@kernel
def _number(
    skill_list: Ints, team: Ints, own_team: Flags, teams: int, number_of_code: Ints, codes: Ints, count: int,
    number: Ints,
) -> int:  # fmt: skip
    """Number the pairs, those not met before from ``count`` on; returns how many there are then."""
    for place in range(len(team)):
        asked = skill_list[place]
        if asked < 0:
            number[place] = NO_PAIR
            continue
        code = asked * teams + (team[place] - NO_TEAM if own_team[asked] else 0)
        if number_of_code[code] == NO_PAIR:
            number_of_code[code] = count
            codes[count] = code
            count += 1
        number[place] = number_of_code[code]
    return count


@kernel
def _note_who_asks(activity: Ints, pair: Ints, by: Flags) -> None:
    for step in range(len(pair)):
        if pair[step] != NO_PAIR:
            by[activity[step], pair[step]] = True
