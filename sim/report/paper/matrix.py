"""The Care Matrix in figures: hours of each kind of work by role, now and in future, and the posts that they take.

Arithmetic on the configs (:func:`sim.measures.load.offered_load`); nothing here is simulated.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.measures.load import WANTED_LOAD, RoleLoad, offered_load
from sim.measures.volumes import spans
from sim.report.labels import in_words, label_of, year_labels
from sim.report.paper.found import Found, Material
from sim.report.paper.kept import kept_service, scenario_label
from sim.scenario import Service

Key = tuple[str, bool]
"""A reporting role, and whether its posts are those of a partner."""


@dataclass(frozen=True, slots=True)
class Year:
    """The work and the time of one year.

    Attributes
    ----------
    label
        Of the year, such as 2014/15.
    hours
        Hours of each kind of work, by its label, and role.
    roles
        Load of each role.
    """

    label: str
    hours: Mapping[tuple[str, Key], float] = field(repr=False)
    roles: Mapping[Key, RoleLoad]

    def of(self, kind: str, role: Key) -> float:
        """Hours of a kind of work; 0 if the role has none."""
        return self.hours.get((kind, role), 0.0)


@dataclass(frozen=True, slots=True)
class Gap:
    """A role now and in future; ``hours`` and ``posts`` are what it lacks at the wanted load (below 0: to spare)."""

    label: str
    partner: bool
    now: RoleLoad
    future: RoleLoad

    @property
    def hours(self) -> float:
        """Work and blocks less the time that posts give at the wanted load [hours a year]."""
        return self.future.work_hours + self.future.block_hours - WANTED_LOAD * self.future.capacity_hours

    @property
    def posts(self) -> float:
        """Posts wanted less posts there are."""
        return self.future.posts_wanted - self.future.posts


@dataclass(frozen=True, slots=True)
class Matrix:
    """Roles by kinds of work, now and in one future.

    Attributes
    ----------
    title
        What the future is called.
    kinds
        Labels of the kinds of work, activities in the order of the config and then blocks.
    labels
        Of roles.
    """

    title: str
    now: Year
    future: Year
    kinds: tuple[str, ...]
    labels: Mapping[Key, str]

    def gaps(self) -> Iterator[Gap]:
        """Each role that has work or posts, the council's own before those of partners."""
        for key in sorted(self.labels, key=lambda key: key[1]):
            role, partner = key
            nothing = RoleLoad(role, "", *[0.0] * 5)
            yield Gap(self.labels[key], partner, self.now.roles.get(key, nothing), self.future.roles.get(key, nothing))


def matrices(material: Material) -> list[Matrix]:
    """A matrix for each future that the results are about, the one with most work first.

    Futures are options of the kind "demand" and demand scenarios; without any, the baseline in the period of the
    results. There are none where the results do not hold the texts of their configs.
    """
    for found in (material.main, *material.more):
        made = [_matrix(found, design, title) for design, title in _futures(found)]
        there = [matrix for matrix in made if matrix is not None]
        if there:
            return sorted(there, key=lambda matrix: -sum(matrix.future.hours.values()))
    alone = _matrix(material.main, material.main.baseline, "")
    return [alone] if alone is not None else []


def unchanged(material: Material) -> Matrix | None:
    """The matrix of no change, in the period of the results."""
    for found in (material.main, *material.more):
        if any(True for _ in _futures(found)):
            return _matrix(found, found.baseline, "No change")
    return None


def _futures(found: Found) -> Iterator[tuple[str, str]]:
    for row in found.rows("options", kind="demand"):
        yield row.text("option"), row.text("label")
    for design in found.designs:
        if design.get("scenario") and not design.get("against"):
            yield str(design["name"]), scenario_label(found, str(design["scenario"]))


def _matrix(found: Found, design: str, title: str) -> Matrix | None:
    base, there = kept_service(found, found.baseline), kept_service(found, design)
    if base is None or there is None:
        return None
    years = year_labels(there)
    place = years.index(found.period) if found.period in years else len(years) - 1
    now, future = _year(base, 0), _year(there, place)
    keys = dict.fromkeys((*now.roles, *future.roles))
    return Matrix(
        title=title,
        now=now,
        future=future,
        kinds=_kinds(there, {kind for year in (now, future) for (kind, _), hours in year.hours.items() if hours > 0}),
        labels={key: label_of(there, "role", key[0]) for key in keys},
    )


def _kinds(service: Service, worked: set[str]) -> tuple[str, ...]:
    """The kinds of work that take hours, in the order of the config."""
    order: dict[str, None] = {}
    for epoch in service.epochs:
        order |= dict.fromkeys(label_of(service, "activity", name) for name in epoch.scenario.activity)
    blocks = dict.fromkeys(
        in_words(name) for epoch in service.epochs for role in epoch.scenario.role.values() for name in role.blocks
    )
    return tuple(kind for kind in order | blocks if kind in worked)


def _year(service: Service, place: int) -> Year:
    load = offered_load(service, place)
    reporting = {
        name: role.reports_as or name for epoch in service.epochs for name, role in epoch.scenario.role.items()
    }
    partners = {name for epoch in service.epochs for name, team in epoch.scenario.team.items() if team.external}

    def key(role: str, team: str) -> Key:
        return reporting[role], team in partners

    hours: dict[tuple[str, Key], float] = defaultdict(float)
    for part in load.parts:
        hours[label_of(service, "activity", part.activity), key(*part.cell)] += part.hours
    blocks = {role: _blocks(service, place, role) for role in reporting}
    roles: dict[Key, RoleLoad] = {}
    for cell in load.cells:
        mine = key(cell.role, cell.team)
        for name, share in blocks[cell.role].items():
            hours[in_words(name), mine] += cell.block_hours * share
        roles[mine] = _together(roles[mine], cell) if mine in roles else cell
    return Year(load.year, dict(hours), roles)


def _blocks(service: Service, place: int, role: str) -> dict[str, float]:
    """Each block of a role as a share of all its blocks in a year."""
    asked: dict[str, float] = defaultdict(float)
    for epoch, begin, end in spans(service, place):
        terms = epoch.scenario.role.get(role)
        for name, hours in (terms.blocks if terms is not None else {}).items():
            asked[name] += float(hours) * (end - begin)
    whole = sum(asked.values())
    return {name: hours / whole for name, hours in asked.items() if hours > 0}


def _together(one: RoleLoad, other: RoleLoad) -> RoleLoad:
    return RoleLoad(
        one.role,
        "",
        posts=one.posts + other.posts,
        fte=one.fte + other.fte,
        work_hours=one.work_hours + other.work_hours,
        block_hours=one.block_hours + other.block_hours,
        capacity_hours=one.capacity_hours + other.capacity_hours,
    )
