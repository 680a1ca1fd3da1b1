"""Who may do what: the lists of a service, bound to the workers of one replication.

A demand step names a skill list and a team. Here each such pair becomes a number of workers in
order of preference, and pairs with the same workers become one list, whose head alone needs looking
at. This network, not the config, is what an engine runs on.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Demand
from sim.engine.asked import Asked, asked_of
from sim.engine.pathway import Pathway, pathway_of
from sim.engine.rules import NO_LIST
from sim.scenario.once import once_for_each
from sim.scenario.pathway import WORK
from sim.scenario.timeline import ANY_TEAM, NO_TEAM, OWN_TEAM, Service
from sim.workforce.tables import Workforce

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Groups = tuple[tuple[int, ...], ...]
"""Workers by preference: all of the first group are preferred to all of the second."""

Kind = tuple[bool, int]
"""Whether a warrant is meant, or a role; its position in the Service."""

Wanted = tuple[tuple[Kind, tuple[int, ...] | None], ...]
"""The workers of a list by preference: of what kind, and as whose own; None for those of all teams."""


@dataclass(frozen=True, slots=True)
class Network:
    """Everything about lists and activities that the engine needs, as numbers.

    Attributes
    ----------
    pathway
        What is the same in every replication.
    lists
        For each list the workers by preference.
    shared, for_allocation
        Which lists shared steps stand on, and which cases in need of a worker; the others only say who
        may have a place or be a second worker. Shape [lists].
    asked
        The pairs of a skill list and a team that steps ask for.
    list_of_pair
        Shape [pairs + 1]: position in ``lists``; NO_LIST for NO_PAIR, which is the last.
    """

    pathway: Pathway
    lists: tuple[Groups, ...]
    shared: tuple[bool, ...]
    for_allocation: tuple[bool, ...]
    asked: Asked
    list_of_pair: Ints

    @property
    def list_of_step(self) -> Ints:
        """Position in ``lists`` of each step, NO_LIST for delays, gates and awaits. Shape [steps]."""
        return self.list_of_pair[self.asked.of_step]

    @property
    def second_list_of_step(self) -> Ints:
        """The list of a joint step's second worker, NO_LIST for other steps. Shape [steps]."""
        found = np.full(len(self.asked.of_step), NO_LIST, dtype=np.int64)
        found[self.asked.joint] = self.list_of_pair[self.asked.of_second]
        return found


def build_network(service: Service, demand: Demand, workforce: Workforce) -> Network:
    """Bind the lists of a service to the workers of one replication."""
    pathway = pathway_of(service)
    asked = asked_of(demand, pathway.own_team)
    lists, list_of_pair = _bind_lists(service, asked, workforce)
    asking = _asking(asked, list_of_pair, (len(pathway.kind), len(lists)))
    work, held = np.array(pathway.kind) == WORK, np.array(pathway.held)
    return Network(
        pathway=pathway,
        lists=lists,
        shared=tuple(asking[work & ~held].any(axis=0).tolist()),
        for_allocation=tuple(asking[work & held].any(axis=0).tolist()),
        asked=asked,
        list_of_pair=list_of_pair,
    )


def _bind_lists(service: Service, asked: Asked, workforce: Workforce) -> tuple[tuple[Groups, ...], Ints]:
    """The distinct lists of workers, and the list of each pair, that of no pair last."""
    lists, workers = _lists_of(service), _workers_of(workforce)
    asked_for = [lists.number(*pair) for pair in asked.pairs]
    wanted = lists.wanted
    numbers: dict[Groups, int] = {}
    bound = {
        number: numbers.setdefault(workers.groups(wanted[number]), len(numbers)) for number in dict.fromkeys(asked_for)
    }
    return tuple(numbers), np.array([*(bound[number] for number in asked_for), NO_LIST], dtype=np.int64)


def _asking(asked: Asked, list_of_pair: Ints, shape: tuple[int, int]) -> Flags:
    """Which lists have steps of which activities. Shape [activities, lists]."""
    found = np.zeros(shape, dtype=np.bool_)
    activity, pair = asked.by.nonzero()
    found[activity, list_of_pair[pair]] = True
    return found


class _Lists:
    """Whom the lists of a service ask for."""

    def __init__(self, service: Service) -> None:
        self._lists, self._teams, self._rules = service.lists, service.teams, service.base.rules
        self._own_teams: dict[int, tuple[int, ...] | None] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        self._wanted: dict[Wanted, int] = {}

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """All that differ."""
        return tuple(self._wanted)

    def number(self, skill_list: int, case_team: int) -> int:
        """The place in ``wanted`` of whom a list asks for, for a case of a team."""
        asked = skill_list, case_team
        if asked not in self._numbers:
            found = tuple(
                ((False, who.role) if who.warrant < 0 else (True, who.warrant), self._own(who.team, case_team))
                for who in self._lists[skill_list].who
            )
            self._numbers[asked] = self._wanted.setdefault(found, len(self._wanted))
        return self._numbers[asked]

    def _own(self, team: int, case_team: int) -> tuple[int, ...] | None:
        """The teams whose own workers will do; None where all will."""
        team = case_team if team == OWN_TEAM else team
        if team not in self._own_teams:
            self._own_teams[team] = self._own_of(team)
        return self._own_teams[team]

    def _own_of(self, team: int) -> tuple[int, ...] | None:
        if self._rules.teams == "pooled" or team in (ANY_TEAM, NO_TEAM):
            return None
        return tuple(self._teams.index(name) for name in self._rules.pooled_with(self._teams[team]))


_lists_of = once_for_each(_Lists)


class _Workers:
    """Workers by what they can be asked for: a role or a warrant, anywhere or as one team's own."""

    def __init__(self, workforce: Workforce) -> None:
        self._found: dict[Wanted, Groups] = {}
        self._anywhere: defaultdict[Kind, list[int]] = defaultdict(list)
        self._own: defaultdict[tuple[bool, int, int], list[int]] = defaultdict(list)
        for worker, role in enumerate(workforce.role.tolist()):
            for kind in ((False, role), *((True, warrant) for warrant in workforce.warrants[worker])):
                self._anywhere[kind].append(worker)
                for team in workforce.serves[worker]:
                    self._own[*kind, team].append(worker)

    def groups(self, wanted: Wanted) -> Groups:
        """The workers of a list by preference; each stands in the first group they fit."""
        if wanted not in self._found:
            self._found[wanted] = self._bound(wanted)
        return self._found[wanted]

    def _bound(self, wanted: Wanted) -> Groups:
        seen: set[int] = set()
        groups = []
        for kind, own in wanted:
            if own is None:
                found = set(self._anywhere[kind])
            else:
                found = {worker for team in own for worker in self._own[*kind, team]}
            group = tuple(sorted(found - seen))
            seen.update(group)
            if group:
                groups.append(group)
        return tuple(groups)


_workers_of = once_for_each(_Workers)
