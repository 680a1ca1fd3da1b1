"""Section 1 of the plan: posts and roles, what the work is and who does it, how loaded they are, where people wait."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import isfinite

from sim.measures import offered_load
from sim.measures.load import ActivityLoad, OfferedLoad, RoleLoad
from sim.measures.moves import Moves, moves
from sim.report.figures import number, percent
from sim.report.labels import day_in_words, in_words, label_of, lowered
from sim.report.paper.blocks import (
    Appended,
    Block,
    Column,
    Grid,
    Name,
    Notice,
    Paragraph,
    Picture,
    Section,
    Words,
    say,
)
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.ground import under, year_of
from sim.report.paper.kept import kept_service
from sim.report.paper.role_load import load_chart
from sim.report.paper.sections.current_pathway import pathway
from sim.report.paper.speech import counted, listed
from sim.scenario import Service
from sim.scenario.staffing import Team

_TITLE = "1. Current activities, jobs and roles"
_NEAR_ALL = 0.95
"""Load from which a role has next to nothing left for what comes by chance."""
_GIVEN = "From what the model is given about the service; nothing is simulated here."
_SELDOM = 0.02
"""Who is asked for less often than this share of an activity's steps is not named."""


def current(material: Material) -> Section | None:
    """The section, of results that hold the service they are of."""
    found = material.main
    service = kept_service(found, found.baseline)
    if service is None:
        lost = (
            "These results do not hold the config they are of, which describes the service, so posts, activities and"
            " the pathway are left out."
        )
        return Section("current", _TITLE, (Notice((lost,)),))
    year = year_of(found, service)
    load, flows = offered_load(service, year), moves(service, year)
    parts = (
        Section("posts", "Posts and roles", tuple(_posts(service))),
        Section("activities", "What the work is, and who does it", tuple(_activities(service, load, flows))),
        Section("load", "How busy each role is", tuple(_loads(found, service, load))),
        Section("pathway", "Where people wait", tuple(pathway(found, service, flows))),
    )
    return Section("current", _TITLE, (), tuple(part for part in parts if part.blocks))


def _posts(service: Service) -> Iterator[Block]:
    """Posts of the first day in a sentence; roles by teams in the appendix."""
    teams = {name: team for name, team in service.base.team.items() if _all_posts(team)}
    own = [team for team in teams.values() if not team.external]
    roles = [role for role in service.roles if any(_posts_of(team, role) for team in teams.values())]
    together: dict[str, int] = defaultdict(int)
    for role in roles:
        together[service.base.role[role].reports_as or role] += sum(_posts_of(team, role) for team in own)
    named = sorted((name for name in together if together[name]), key=lambda name: -together[name])
    yield Paragraph(
        say(
            "On the first day, {day}, the council funds {posts} posts ({fte} full-time equivalents) in {teams}:"
            " {named}.",
            day=day_in_words(service.start_date),
            posts=number(sum(map(_all_posts, own)), 0),
            fte=number(sum(posts.fte for team in own for posts in team.posts.values()), 1),
            teams=counted(len(own), "team"),
            named=listed(f"{lowered(label_of(service, 'role', name))} {together[name]}" for name in named),
        )
    )
    rows = []
    for role in roles:
        where = [(label_of(service, "team", name), _posts_of(team, role)) for name, team in teams.items()]
        told = ", ".join(f"{label} {posts}" for label, posts in where if posts)
        rows.append(((Name(label_of(service, "role", role)),), (number(sum(n for _, n in where), 0),), (Name(told),)))
    partners = [label_of(service, "team", name) for name, team in teams.items() if team.external]
    note = say(_GIVEN)
    if partners:
        note = say(_GIVEN + " Staff of partners, not of the council: {partners}.", partners=listed(partners))
    columns = (Column("Role"), Column("Posts", figures=True), Column("In which teams"))
    grid = Grid("Posts by role and team", columns, tuple(rows), note)
    yield Appended(Section("posts-by-team", "Posts by role and team", (grid,)))


def _posts_of(team: Team, role: str) -> int:
    return team.posts[role].number if role in team.posts else 0


def _all_posts(team: Team) -> int:
    return sum(posts.number for posts in team.posts.values())


def _activities(service: Service, load: OfferedLoad, flows: Moves) -> Iterator[Block]:
    """What most of the work is; in the appendix activities by hours, and what is booked out of people's days."""
    most = sorted((item for item in load.activities if item.visits > 0), key=lambda item: -item.hours)
    total, booked = sum(item.hours for item in most), sum(cell.block_hours for cell in load.cells)
    if not total:
        return
    yield Paragraph(
        say(
            "In {year} the people who come bring about {hours} hours of work{booked}. More than half of it is {first}.",
            year=load.year,
            hours=number(round(total, -3), 0),
            booked=f"; {number(round(booked, -3), 0)} more are booked for duty, meetings and the like"
            if booked
            else "",
            first=listed(lowered(label_of(service, "activity", item.activity)) for item in _half(most, total)),
        )
    )
    columns = (
        Column("Activity"), Column("Done by"), Column("Times a year", figures=True),
        Column("Hours each time", figures=True), Column("Hours a year", figures=True),
    )  # fmt: skip
    rows = tuple(
        (
            (Name(label_of(service, "activity", item.activity)),),
            (Name(_doers(service, flows, item.activity)),),
            (number(item.visits, 0),),
            (number(item.hours / item.visits, 1),),
            (number(item.hours, 0),),
        )
        for item in most
    )
    note = "Expected in {year}. " + _GIVEN + " Done by: whoever is asked first."
    grid = Grid("Activities and the hours they take", columns, rows, say(note, year=load.year))
    yield Appended(Section("hours-of-work", "Hours of work", (grid, *_booked(service))))


def _half(most: Sequence[ActivityLoad], total: float) -> list[ActivityLoad]:
    """The largest activities that take half of all hours between them."""
    taken: list[ActivityLoad] = []
    while sum(item.hours for item in taken) < total / 2:
        taken.append(most[len(taken)])
    return taken


def _doers(service: Service, flows: Moves, activity: str) -> str:
    """Roles (or holders of a warrant) asked for first, those who do most of it first."""
    asked = {name: steps for (at, name), steps in flows.asked.items() if at == activity}
    least = _SELDOM * sum(asked.values())
    labels = [_doer(service, name) for name in sorted(asked, key=lambda name: -asked[name]) if asked[name] > least]
    return listed(dict.fromkeys(labels))


def _doer(service: Service, name: str) -> str:
    if name in service.roles:
        return label_of(service, "role", name)
    warrant = service.base.warrant.get(name)
    return (warrant.label if warrant is not None else "") or in_words(name)


def _booked(service: Service) -> Iterator[Block]:
    """Hours a year that are no part of anybody's case: duty, meetings, supervision."""
    rows = tuple(
        ((Name(in_words(block)),), (Name(label_of(service, "role", name)),), (number(float(hours), 0),))
        for name, role in service.base.role.items()
        for block, hours in role.blocks.items()
        if float(hours) > 0
    )
    if rows:
        yield Grid(
            "Work that is no part of anybody's case",
            (Column("Work"), Column("Role"), Column("Hours a year", figures=True)),
            rows,
            say(_GIVEN + " Hours of all posts of the role together, on the first day."),
        )


def _loads(found: Found, service: Service, load: OfferedLoad) -> Iterator[Block]:
    """Load before any run, and how busy people are in the simulation."""
    rows = [(role, found.figure(found.baseline, "utilisation", role=role.role)) for role in load.roles]
    if not rows:
        return
    full = [role for role, _ in rows if role.load >= _NEAR_ALL]
    said = "No role is asked for nearly all of the time it has." if not full else (
        "The time of {roles} is all but spoken for: what comes by chance, and every absence, makes people wait."
    )  # fmt: skip
    names = listed(lowered(label_of(service, "role", role.role)) for role in full) if full else ""
    yield Paragraph(say(said, roles=f"{names} posts") if full else (said,))
    columns = (
        Column("Role"), Column("Posts", figures=True), Column("Hours of work a year", figures=True),
        Column("Hours there are", figures=True), Column("Work as part of the hours", figures=True),
        Column("Busy, as simulated (range)", figures=True),
    )  # fmt: skip
    cells = tuple(
        (
            (Name(label_of(service, "role", role.role)),),
            (number(role.posts, 0),),
            (number(role.work_hours + role.block_hours, 0),),
            (number(role.capacity_hours, 0),),
            (percent(role.load) if isfinite(role.load) else "no time",),
            _range(row),
        )
        for role, row in rows
    )
    note = say(
        "Expected in {year}, but for the last column. Busy: the part of their time that people work in the simulation."
        " It is less than the work expected where cases wait undone, are given up, or are helped by another role."
        " Above 90 % waits grow fast.",
        year=load.year,
    )
    if all(row is None for _, row in rows):
        # Results of a search tell nothing of how busy people are.
        lines = tuple(line[:-1] for line in cells)
        yield Grid("Load of each role", columns[:-1], lines, say("Expected in {year}.", year=load.year))
        return
    grid = Grid("Load of each role", columns, cells, note)
    figure = load_chart(service, rows, under(found))
    alt = _load_alt(service, rows)
    yield Picture("load-by-role", "How busy each role is", alt, figure, grid)


def _load_alt(service: Service, rows: Sequence[tuple[RoleLoad, Row | None]]) -> str:
    busy = [(row.number("mean"), role.role) for role, row in rows if row is not None]
    if not busy:
        return "Bars by role; the table has every figure."
    most, busiest = max(busy)
    return (
        f"Bars by role. The busiest role, {lowered(label_of(service, 'role', busiest))}, works {percent(most)} of the"
        f" time it has; the line of 90 %, above which waits grow fast, is passed by"
        f" {sum(part > 0.9 for part, _ in busy)} of {len(rows)} roles."
    )


def _range(row: Row | None) -> Words:
    if row is None:
        return ("-",)
    low, high = row.number("low"), row.number("high")
    if not (isfinite(low) and isfinite(high)):
        return (row.cite("mean", percent),)
    return (
        row.cite("mean", percent), " (", row.cite("low", lambda v: number(100 * v, 0)), " to ",
        row.cite("high", lambda v: number(100 * min(v, 1.0), 0)), ")",
    )  # fmt: skip
