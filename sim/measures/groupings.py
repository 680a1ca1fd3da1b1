"""The dimensions that figures about cases and visits are given by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.record import ALL, Who, who
from sim.measures.rows import Bools, Whole, numbered, sums, tally
from sim.scenario import Service

if TYPE_CHECKING:
    from sim.measures.trace import Trace


@dataclass(frozen=True, slots=True)
class Dimension:
    """Groups of which a row is in one at most: who they are, and their places among the groups of all dimensions."""

    groups: tuple[Who, ...]
    places: slice


def dimensions(parts: Sequence[tuple[Who, ...]]) -> tuple[Dimension, ...]:
    """Dimensions whose groups stand one after another."""
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    return tuple(Dimension(groups, slice(*ends[at : at + 2])) for at, groups in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Groups:
    """Every group of rows (cases, or visits) that figures are given by, one dimension after another.

    Rows that are in the same groups have the same profile. So what is counted by profile is known of
    every group.

    Attributes
    ----------
    dimensions
        The groups.
    profile
        Of each row, -1 for rows that are in no group [rows].
    codes
        What the rows of a profile are of: the numbers that profiles are made from [columns, profiles].
    places
        The group that the rows of a profile are in, -1 for none [dimensions, profiles].
    """

    dimensions: tuple[Dimension, ...]
    profile: Ints
    codes: Ints
    places: Ints

    def __len__(self) -> int:
        return sum(len(dimension.groups) for dimension in self.dimensions)

    def count(self, rows: Ints, code: Ints, codes: int) -> Ints:
        """Number of rows by group and code, from the code of each; -1 is left out [groups, codes]."""
        profile, profiles = self.profile[rows], self.places.shape[1]
        cell = np.where((profile >= 0) & (code >= 0), profile * codes + code, -1)
        return added(self.places, len(self), tally(cell, profiles * codes).reshape(profiles, codes))


def added(places: Ints, groups: int, by_profile: Ints) -> Ints:
    """Sums over the profiles of each group. Shapes [dimensions, profiles], [profiles, columns]; [groups, columns]."""
    from sim.compiled import available
    from sim.measures.kernels import added_by_group

    if available():
        return added_by_group(places, groups, by_profile)
    # Whole numbers far below 2**53, which floating point adds without error.
    return np.rint(sums(places, groups, by_profile)).astype(np.int64)


def profiles_of(columns: Sequence[Whole], sizes: Sequence[int], kept: Bools) -> tuple[Ints, Ints]:
    """The profile of each row that is kept, and what each profile is of: as in :class:`Groups`.

    Parameters
    ----------
    columns
        Numbers of each row, from -1 for none [columns, rows].
    sizes
        How many numbers there are from 0 in each column.
    kept
        Which rows are in any group [rows].
    """
    shape = tuple(size + 1 for size in sizes)
    key = np.zeros(len(kept), dtype=np.int64)
    for column, size in zip(columns, shape, strict=True):
        key *= size
        key += column
        key += 1
    np.putmask(key, ~kept, -1)
    keys, profile = numbered(key, math.prod(shape))
    return profile, np.stack(np.unravel_index(keys, shape)) - 1


def placed(dimensions: tuple[Dimension, ...], numbers: Sequence[Ints]) -> Ints:
    """The group of each profile among those of all dimensions, from its number in each, -1 for none."""
    first = np.array([dimension.places.start for dimension in dimensions])[:, None]
    number = np.stack(numbers)
    return np.where(number >= 0, number + first, -1)


def group_column(service: Service, name: str) -> str:
    """What stands for a group in the column ``stream``: its name, marked if a stream bears it too."""
    return f"{name} (group)" if name in service.streams else name


def case_groups(run: "Trace") -> Groups:
    """All cases; each stream, priority, work type and team; each named group of the scenario (these may overlap).

    Side work and chasing calls are in none: they are part of other cases. A case that became more urgent
    counts under the priority that it came with. Profiles are made from those four, in that order.
    """
    service, demand = run.service, run.demand
    names = (service.streams, service.priorities, service.work_types, service.teams)
    columns = (demand.stream, demand.priority, run.course.work.work_type, run.course.path.team)
    profile, codes = profiles_of(columns, [len(those) for those in names], run.counted)
    parts: list[tuple[tuple[Who, ...], Ints]] = [((ALL,), np.zeros(codes.shape[1], dtype=np.int64))]
    for column, those, code in zip(("stream", "priority", "activity", "team"), names, codes, strict=True):
        parts.append((tuple(who(**{column: name}) for name in those), code))
    for name, group in service.base.group.items():
        inside = members(service, codes, streams=group.streams, work_types=group.work_types, teams=group.teams)
        parts.append(((who(stream=group_column(service, name)),), np.where(inside, 0, -1)))
    of_parts = dimensions([groups for groups, _ in parts])
    return Groups(of_parts, profile, codes, placed(of_parts, [number for _, number in parts]))


def members(
    service: Service,
    codes: Ints,
    *,
    streams: tuple[str, ...] = (),
    work_types: tuple[str, ...] = (),
    teams: tuple[str, ...] = (),
    priorities: tuple[str, ...] = (),
) -> Bools:
    """Which profiles of cases are of these streams, work types, teams and priorities; an empty tuple admits all."""
    admitted = np.ones(codes.shape[1], dtype=np.bool_)
    wanted = (streams, priorities, work_types, teams)
    names = (service.streams, service.priorities, service.work_types, service.teams)
    for some, those, code in zip(wanted, names, codes, strict=True):
        if some:
            admitted &= np.isin(code, [those.index(name) for name in some if name in those])
    return admitted
