"""What demand sees of a service, and its epochs: those that it cannot tell from the one before are drawn as that.

Such epochs differ in staff alone, or in rules about who does the work. Their lists have numbers of their own
nevertheless, which what was drawn is given afterwards.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.demand.looking import renumbered
from sim.demand.tables import Demand, form_for
from sim.scenario.content import content_of
from sim.scenario.once import once_for_each
from sim.scenario.service import Scenario
from sim.scenario.staffing import Role
from sim.scenario.table import FrozenMapping
from sim.scenario.timeline import Epoch, Service, SkillList

Ints = NDArray[np.int64]

RULES_SEEN = frozenset(
    {"calendar_delays", "chasing", "deaths", "joint_steps", "patience", "returns", "side_work"}
)  # fmt: skip
"""The rules that decide what is drawn; all others are about who does the work, and when."""

UNSEEN = ("team", "target", "cost", "productivity_dip", "group")
"""Parts of a scenario that demand cannot see. Of roles it sees the names, and the direct work with open cases."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A service as demand sees it.

    Attributes
    ----------
    service
        The service without what cannot be seen; each of its epochs differs from the one before.
    starts
        First minute of each epoch of the service itself, shape [epochs].
    shift
        By how much the numbers of an epoch's lists are larger than where it was drawn, shape [epochs].
    lists
        How many lists there are.
    """

    service: Service
    starts: Ints
    shift: Ints
    lists: int

    def numbered(self, demand: Demand, terms: Ints) -> Demand:
        """What was drawn for ``service``, with the numbers that the service itself has for its lists.

        Services whose epochs begin and are numbered alike are given the same tables.

        Parameters
        ----------
        terms
            A minute of the epoch whose terms each case has, kept as long as what was drawn. Shape [cases].
        """
        if not self.shift.any():
            return demand
        made, how = _numbered_so_far(terms), (self.starts.tobytes(), self.shift.tobytes(), self.lists)
        if how not in made:
            made[how] = self._numbered(demand, terms)
        return made[how]

    def _numbered(self, demand: Demand, terms: Ints) -> Demand:
        # The lists of the first epoch, and so those of whoever holds a case on day one, have their numbers already.
        epoch = np.searchsorted(self.starts[1:], terms, side="right")
        if not self.shift[epoch].any():
            return demand
        form = form_for("skill_list", (), below=self.lists)
        numbers = (np.arange(self.lists) + self.shift[:, None]).astype(form)
        skill, second = (
            renumbered(lists, demand.first, epoch, numbers) for lists in (demand.skill_list, demand.second_list)
        )
        return replace(demand, skill_list=skill, second_list=second)


@once_for_each
def _numbered_so_far(terms: Ints) -> dict[tuple[bytes, bytes, int], Demand]:
    """Tables of a demand by how lists are numbered; it goes with the terms of its cases."""
    return {}


@once_for_each
def seen_of(service: Service) -> Seen:
    """A service as demand sees it."""
    seen = as_seen(service)
    kept: list[Epoch] = []
    lists: list[SkillList] = []
    shift: list[int] = []
    before = None
    for number, epoch in enumerate(seen.epochs):
        own = _lists_of(seen, number)
        told = content_of(replace(seen, epochs=(replace(epoch, start=0),))), own
        if told != before:
            first = {owner: place + len(lists) - _first_list(seen, number) for owner, place in epoch.first_list.items()}
            kept.append(replace(epoch, first_list=FrozenMapping(first)))
            lists += own
            before = told
        shift.append(_first_list(seen, number) + len(own) - len(lists))
    return Seen(
        service=replace(seen, epochs=tuple(kept), lists=tuple(lists)),
        starts=np.array([epoch.start for epoch in seen.epochs], dtype=np.int64),
        shift=np.array(shift, dtype=np.int64),
        lists=len(seen.lists),
    )


def as_seen(service: Service) -> Service:
    """A service without anything that demand cannot see, with all of its epochs."""
    epochs = tuple(replace(epoch, scenario=_as_seen(epoch.scenario)) for epoch in service.epochs)
    return replace(service, epochs=epochs)


def _as_seen(scenario: Scenario) -> Scenario:
    unseen = dict.fromkeys(set(Role.model_fields) - {"direct_work_share"})
    roles = FrozenMapping({name: role.model_copy(update=unseen) for name, role in scenario.role.items()})
    rules = scenario.rules.model_copy(update=dict.fromkeys(set(type(scenario.rules).model_fields) - RULES_SEEN))
    return scenario.model_copy(update={**dict.fromkeys(UNSEEN), "role": roles, "rules": rules})


def _lists_of(service: Service, number: int) -> tuple[SkillList, ...]:
    """The lists of an epoch, which have numbers that follow one another."""
    end = _first_list(service, number + 1) if number + 1 < len(service.epochs) else len(service.lists)
    return service.lists[_first_list(service, number) : end]


def _first_list(service: Service, number: int) -> int:
    """The number of an epoch's first list; epochs have theirs one after another."""
    later = (min(epoch.first_list.values()) for epoch in service.epochs[number:] if epoch.first_list)
    return next(later, len(service.lists))
