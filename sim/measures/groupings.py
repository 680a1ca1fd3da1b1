"""The dimensions of figures about cases, as one number a case."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.rows import Bools
from sim.scenario import Service

if TYPE_CHECKING:
    from sim.measures.trace import Trace


@dataclass(frozen=True, slots=True)
class Grouping:
    """A dimension: ``code`` numbers the rows (-1: in none); ``columns`` names each number in records."""

    code: Ints
    columns: tuple[dict[str, str], ...]

    def __len__(self) -> int:
        return len(self.columns)


def group_column(service: Service, name: str) -> str:
    """What stands for a group in the column ``stream``: its name, marked if a stream bears it too."""
    return f"{name} (group)" if name in service.streams else name


def case_groupings(run: "Trace") -> tuple[Grouping, ...]:
    """All cases; by stream; priority; work type; team; and each group of the scenario (groups may overlap).

    Side work and chasing calls are in none: they are part of other cases. A case that became more urgent
    counts under the priority that it came with.
    """
    demand, service = run.demand, run.service

    def of_people(code: Ints) -> Ints:
        return np.where(run.counted, code, -1)

    groups = []
    for name, group in service.base.group.items():
        member = members(run, streams=group.streams, work_types=group.work_types, teams=group.teams)
        groups.append(Grouping(of_people(np.where(member, 0, -1)), ({"stream": group_column(service, name)},)))
    return (
        Grouping(of_people(np.zeros(demand.cases, dtype=np.int64)), ({},)),
        Grouping(of_people(demand.stream), tuple({"stream": name} for name in service.streams)),
        Grouping(of_people(demand.priority), tuple({"priority": name} for name in service.priorities)),
        Grouping(of_people(run.work_type), tuple({"activity": name} for name in service.work_types)),
        Grouping(of_people(run.case_team), tuple({"team": name} for name in service.teams)),
        *groups,
    )


def members(
    run: "Trace",
    *,
    streams: tuple[str, ...] = (),
    work_types: tuple[str, ...] = (),
    teams: tuple[str, ...] = (),
    priorities: tuple[str, ...] = (),
) -> Bools:
    """Cases that are of these streams, work types, teams and priorities; an empty tuple admits all [cases]."""
    demand, service = run.demand, run.service
    admitted = np.ones(demand.cases, dtype=np.bool_)
    for wanted, names, code in (
        (streams, service.streams, demand.stream),
        (work_types, service.work_types, run.work_type),
        (teams, service.teams, run.case_team),
        (priorities, service.priorities, demand.priority),
    ):
        if wanted:
            admitted &= np.isin(code, [names.index(name) for name in wanted if name in names])
    return admitted


def staff_groupings(run: "Trace", role: Ints, team: Ints, *, posts: bool = False) -> tuple[Grouping, ...]:
    """All; by reporting role; by team; by role and team; from each row's role and team (-1 for none).

    With ``posts`` the rows are posts or workers, and those of external teams count by team only.
    """
    roles, teams = run.reporting_roles, run.service.teams
    both = np.where((role >= 0) & (team >= 0), role * len(teams) + team, -1)
    elsewhere = run.external_team[team] if posts else np.zeros(len(role), dtype=np.bool_)
    return (
        Grouping(np.where(elsewhere, -1, 0), ({},)),
        Grouping(np.where(elsewhere, -1, role), tuple({"role": name} for name in roles)),
        Grouping(team, tuple({"team": name} for name in teams)),
        Grouping(both, tuple({"role": r, "team": t} for r in roles for t in teams)),
    )
