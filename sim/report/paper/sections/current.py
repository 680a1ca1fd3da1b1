"""Section 1 of the plan: posts and roles, what the work is and who does it, how loaded they are, where people wait."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.measures import offered_load
from sim.measures.load import ActivityLoad, OfferedLoad
from sim.measures.moves import Moves, moves
from sim.report.figures import number, percent
from sim.report.labels import in_words, label_of, lowered
from sim.report.paper.blocks import Block, Column, Grid, Name, Notice, Paragraph, Picture, Section, Words, say
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.ground import under, year_of
from sim.report.paper.kept import kept_service
from sim.report.paper.pathway_map import pathway_map
from sim.report.paper.role_load import load_chart
from sim.report.paper.speech import counted, days, listed
from sim.scenario import Service
from sim.scenario.staffing import Team

_TITLE = "1. Current activities, jobs and roles"
_NEAR_ALL = 0.95
"""Load from which a role has next to nothing left for what comes by chance."""
_LONGEST = 3
_SELDOM = 0.02
"""Who is asked for less often than this share of an activity's steps is not named."""


def current(material: Material) -> Section | None:
    """The section, of results that hold the service they are of."""
    found = material.main
    service = kept_service(found, found.baseline)
    if service is None:
        lost = "These results do not hold the config they are of, so posts, activities and the pathway are left out."
        return Section("current", _TITLE, (Notice((lost,)),))
    year = year_of(found, service)
    load, flows = offered_load(service, year), moves(service, year)
    parts = (
        Section("posts", "Posts and roles", tuple(_posts(service))),
        Section("activities", "What the work is, and who does it", tuple(_activities(service, load, flows))),
        Section("load", "How loaded each role is", tuple(_loads(found, service, load))),
        Section("pathway", "Where people wait", tuple(_pathway(found, service, flows))),
    )
    return Section("current", _TITLE, (), tuple(part for part in parts if part.blocks))


def _posts(service: Service) -> Iterator[Block]:
    """Posts of the first day, roles by teams."""
    teams = {name: team for name, team in service.base.team.items() if _all_posts(team)}
    own = [team for team in teams.values() if not team.external]
    roles = [role for role in service.roles if any(_posts_of(team, role) for team in teams.values())]
    yield Paragraph(
        say(
            "On the first day, {day}, the council funds {posts} posts ({fte} full-time equivalents) of {roles} in"
            " {teams}.",
            day=f"{service.start_date.day} {service.start_date:%B %Y}",
            posts=number(sum(map(_all_posts, own)), 0),
            fte=number(sum(posts.fte for team in own for posts in team.posts.values()), 1),
            roles=counted(sum(any(_posts_of(team, role) for team in own) for role in roles), "role"),
            teams=counted(len(own), "team"),
        )
    )
    rows = []
    for role in roles:
        where = [(label_of(service, "team", name), _posts_of(team, role)) for name, team in teams.items()]
        told = ", ".join(f"{label} {posts}" for label, posts in where if posts)
        rows.append(((Name(label_of(service, "role", role)),), (number(sum(n for _, n in where), 0),), (Name(told),)))
    partners = [label_of(service, "team", name) for name, team in teams.items() if team.external]
    note = say("From the config.")
    if partners:
        note = say("From the config. Staff of partners, not of the council: {partners}.", partners=listed(partners))
    columns = (Column("Role"), Column("Posts", figures=True), Column("In which teams"))
    yield Grid("Posts by role and team", columns, tuple(rows), note)


def _posts_of(team: Team, role: str) -> int:
    return team.posts[role].number if role in team.posts else 0


def _all_posts(team: Team) -> int:
    return sum(posts.number for posts in team.posts.values())


def _activities(service: Service, load: OfferedLoad, flows: Moves) -> Iterator[Block]:
    """Activities by hours, with who does them; then what is booked out of people's days."""
    most = sorted((item for item in load.activities if item.visits > 0), key=lambda item: -item.hours)
    total = sum(item.hours for item in most)
    if not total:
        return
    yield Paragraph(
        say(
            "In {year} the people who come bring about {hours} hours of work. Half of it and more is {first}.",
            year=load.year,
            hours=number(round(total, -3), 0),
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
    note = "Expected in {year}, from the config, before anything is simulated. Done by: whoever is asked first."
    yield Grid("Activities and the hours they take", columns, rows, say(note, year=load.year))
    yield from _booked(service)


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
            "Work that is booked out of the days of a role",
            (Column("Work"), Column("Role"), Column("Hours a year", figures=True)),
            rows,
            say("From the config, on the first day; of all posts of the role together."),
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
        Column("Hours there are", figures=True), Column("Load before any run", figures=True),
        Column("Busy, as simulated", figures=True),
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
        "Load is the work expected in {year} divided by the time there is, both from the config. Work that a case makes"
        " for a worker falls to its own role; help by others is not counted. Above 90 % waits grow fast.",
        year=load.year,
    )
    grid = Grid("Load of each role", columns, cells, note)
    figure = load_chart(service, rows, under(found))
    busiest = max(rows, key=lambda item: item[0].load if isfinite(item[0].load) else 0.0)[0]
    alt = (
        f"Bars by role. The most loaded role, {lowered(label_of(service, 'role', busiest.role))}, is asked for"
        f" {percent(busiest.load)} of the time it has; the line of 90 %, above which waits grow fast, is passed by"
        f" {sum(role.load > 0.9 for role, _ in rows)} of {len(rows)} roles."
    )
    yield Picture("load-by-role", "How loaded each role is", alt, figure, grid)


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


def _pathway(found: Found, service: Service, flows: Moves) -> Iterator[Block]:
    """The map, what it shows, and the table behind it."""
    waits = {
        row.text("activity"): row
        for row in found.rows("summary", option=found.baseline, measure="step_wait_mean_days", period=found.period)
        if row.text("activity") and not row.text("role") and isfinite(row.number("mean"))
    }
    if not any(flows.visits.values()) or not waits:
        return
    shown = [name for name, cases in flows.visits.items() if cases > 0]
    longest = sorted((name for name in shown if name in waits), key=lambda name: -waits[name].number("mean"))
    yield Paragraph(_longest_said(service, flows, waits, longest))
    figure = pathway_map(
        service, flows, {name: row.number("mean") for name, row in waits.items()},
        title="Where people wait, if nothing changes",
        under=under(
            found,
            "cases a year: expected, from the config; waits: mean days until a step starts, as simulated; dashed: work"
            " beside",
        ),
    )  # fmt: skip
    first = longest[0]
    alt = (
        f"The pathway from contact to support, {len(shown)} steps from top to bottom. People wait longest for"
        f" {lowered(label_of(service, 'activity', first))}: {number(waits[first].number('mean'), 0)} days on average."
        " All figures are in the table below it."
    )
    yield Picture("pathway-map", "Where people wait, if nothing changes", alt, figure, _behind(service, flows, waits))


def _longest_said(service: Service, flows: Moves, waits: dict[str, Row], longest: Sequence[str]) -> Words:
    def label(name: str) -> str:
        return lowered(label_of(service, "activity", name))

    said = say(
        "If nothing changes, the longest wait for a step is that for {first}: {wait}.",
        first=label(longest[0]), wait=days(waits[longest[0]], "{}"),
    )  # fmt: skip
    most = sorted(longest, key=lambda name: -waits[name].number("mean") * flows.visits[name])[:_LONGEST]
    more = " Counted over all cases, most of the waiting is for {most}."
    return said + say(more, most=listed(map(label, most)))


def _behind(service: Service, flows: Moves, waits: dict[str, Row]) -> Grid:
    columns = (
        Column("Step"), Column("Cases a year", figures=True), Column("Mean wait, days", figures=True),
        Column("Interval", figures=True), Column("Goes on to (cases a year)"), Column("Closed after it", figures=True),
    )  # fmt: skip
    rows = []
    for name, cases in flows.visits.items():
        if cases <= 0:
            continue
        row = waits.get(name)
        onward = sorted(((n, to) for (at, to), n in (flows.onward | flows.beside).items() if at == name), reverse=True)
        rows.append((
            (Name(label_of(service, "activity", name)),),
            (number(cases, 0),),
            (row.cite("mean", number),) if row is not None else ("",),
            (row.cite("low", lambda v: number(max(v, 0.0))), " to ", row.cite("high", number))
            if row is not None and isfinite(row.number("low")) else ("",),
            (Name(", ".join(f"{label_of(service, 'activity', to)} ({number(n, 0)})" for n, to in onward if n >= 0.5)),),
            (number(flows.ends[name], 0) if flows.ends[name] >= 0.5 else "",),
        ))  # fmt: skip
    return Grid("Steps, cases and waits", columns, tuple(rows))
