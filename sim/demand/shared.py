"""The same demand for services that differ in nothing that demand can see, drawn once.

What demand cannot see is taken away before it is drawn, so that no draw can follow from it; what is left gives the
key. Options that alter staff alone, and all points of a sweep of staffing, have the same key.
"""

import hashlib
import threading
from dataclasses import dataclass, replace

from sim.demand.draw import draw_demand
from sim.demand.once import once_for_each
from sim.demand.tables import Demand
from sim.scenario.content import content_of
from sim.scenario.service import Scenario
from sim.scenario.staffing import Role
from sim.scenario.table import FrozenMapping
from sim.scenario.timeline import Service

RULES_SEEN = frozenset(
    {"calendar_delays", "chasing", "deaths", "joint_steps", "patience", "returns", "side_work"}
)  # fmt: skip
"""The rules that decide what is drawn; all others are about who does the work, and when."""

UNSEEN = ("team", "target", "cost", "productivity_dip", "group")
"""Parts of a scenario that demand cannot see. Of roles it sees the names, and the direct work with open cases."""


@dataclass(slots=True)
class _Drawn:
    service: Service
    which: tuple[int, int]
    demand: Demand


class _Last(threading.local):
    """What this thread drew last."""

    drawn: _Drawn | None = None


_last = _Last()


def shared_demand(service: Service, *, seed: int, replication: int) -> Demand:
    """The demand of a replication: that drawn last, if it is the same, and drawn anew otherwise.

    Nobody may write into the tables. Parameters and faults are those of :func:`sim.demand.draw_demand`.
    """
    last, which = _last.drawn, (seed, replication)
    if last is not None and last.which == which and _same(last.service, service):
        return last.demand
    # The old tables go before the new ones come.
    last = _last.drawn = None
    demand = draw_demand(as_seen(service), seed=seed, replication=replication)
    _last.drawn = _Drawn(service, which, demand)
    return demand


@once_for_each
def as_seen(service: Service) -> Service:
    """A service without anything that demand cannot see."""
    epochs = tuple(replace(epoch, scenario=_as_seen(epoch.scenario)) for epoch in service.epochs)
    return replace(service, epochs=epochs)


def _as_seen(scenario: Scenario) -> Scenario:
    unseen = dict.fromkeys(set(Role.model_fields) - {"direct_work_share"})
    roles = FrozenMapping({name: role.model_copy(update=unseen) for name, role in scenario.role.items()})
    rules = scenario.rules.model_copy(update=dict.fromkeys(set(type(scenario.rules).model_fields) - RULES_SEEN))
    return scenario.model_copy(update={**dict.fromkeys(UNSEEN), "role": roles, "rules": rules})


@once_for_each
def demand_key(service: Service) -> str:
    """Equal for services whose demand is the same for every seed and replication.

    It is a digest of all that demand sees: the content of what is left of the service, and the names and lists
    that are numbered by what was taken away.
    """
    numbered = service.roles, service.teams, service.warrants, service.lists
    seen = f"{content_of(as_seen(service))}\n{numbered!r}"
    return hashlib.blake2b(seen.encode(), digest_size=16).hexdigest()


def _same(one: Service, other: Service) -> bool:
    return one is other or demand_key(one) == demand_key(other)
