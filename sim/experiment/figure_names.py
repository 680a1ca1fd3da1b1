"""The names that a figure of some services may be given by, and what it is called in front of people."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from sim.measures import DAY_ONE, WHOLE_RUN, Measure, reporting_role
from sim.measures.groupings import group_column
from sim.measures.limits import limits_of
from sim.measures.periods import months, quarters, years
from sim.scenario import Service
from sim.scenario.experiments import FigureRef
from sim.scenario.service import CLOCKS

Known = tuple[str, ...]


class FigureNames:
    """The streams, groups, roles, targets, limits and periods of services that are run together.

    Parameters
    ----------
    services
        The baseline first: its names come first and its periods are everybody's.
    """

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services

    @cached_property
    def shares(self) -> Known:
        """The measures of shares within the limits that the services ask for."""
        return _union(
            [limit.measure(clock) for clock in CLOCKS for limit in limits_of(service, clock)]
            for service in self._services
        )

    def of(self, dimension: str) -> tuple[tuple[str, Known], ...]:
        """What each key of a dimension names, in words, and the names that it may be."""
        if dimension == "role_team":
            return (*self.of("role"), *self.of("team"))
        if dimension == "all":
            return ()
        named: dict[str, tuple[str, list[Iterable[str]]]] = {
            "stream": ("stream", [service.streams for service in self._services]),
            "clients": ("kind of client", [service.clients for service in self._services]),
            "group": ("group", [service.base.group for service in self._services]),
            "priority": ("priority", [service.priorities for service in self._services]),
            "work_type": ("work type", [service.work_types for service in self._services]),
            "activity": ("activity", [service.activities for service in self._services]),
            "target": ("target", [[target.label for target in service.base.target] for service in self._services]),
            "role": ("role", [[reporting_role(each, role) for role in each.roles] for each in self._services]),
            "team": ("team", [service.teams for service in self._services]),
        }
        words, names = named[dimension]
        return ((words, _union(names)),)

    def periods(self, measure: Measure) -> Known:
        """The periods that a measure is given for."""
        service = self._services[0]
        labels = {
            WHOLE_RUN: (WHOLE_RUN,),
            "year": years(service).labels,
            "quarter": quarters(service).labels,
            "month": months(service).labels,
            DAY_ONE: (DAY_ONE,),
        }
        return tuple(label for period in measure.periods for label in labels[period])

    def column_of_group(self, name: str) -> str:
        """What stands for a group in the column ``stream``."""
        return next(group_column(service, name) for service in self._services if name in service.base.group)

    def label(self, measure: Measure, ref: FigureRef) -> str:
        """Words for a figure: its measure, of whom, and when."""
        places = (place for dimension in measure.dimensions for place in _places(dimension, ref))
        who = dict.fromkeys(self._called(*place) for place in places)
        when = [] if ref.period == WHOLE_RUN else [ref.period.replace("_", " ")]
        return ", ".join([measure.label, *who, *when])

    def _called(self, table: str, name: str) -> str:
        """The label of a name in a table of the scenario, else its words; a target is its own label."""
        if not table:
            return name
        found = (getattr(service.base, table).get(name) for service in self._services)
        return next((item.label for item in found if item is not None and item.label), name.replace("_", " "))


def _union(names: Iterable[Iterable[str]]) -> Known:
    """All names, those of the first service first."""
    return tuple(dict.fromkeys(name for each in names for name in each))


def _places(dimension: str, ref: FigureRef) -> list[tuple[str, str]]:
    """The tables of the scenario in which the names that a figure gives for a dimension stand, and the names."""
    names = {
        "stream": ("demand", ref.stream),
        "clients": ("clients", ref.stream),
        "group": ("group", ref.group),
        "priority": ("priority", ref.priority),
        "work_type": ("work_type", ref.activity),
        "activity": ("activity", ref.activity),
        "target": ("", ref.activity),
        "role": ("role", ref.role),
        "team": ("team", ref.team),
    }
    found = names.get(dimension)
    return [found] if found and found[1] else []
