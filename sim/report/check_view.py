"""What ``carecap check`` prints: offered load against capacity, before anything runs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.measures.day_one_load import places_on_day_one, waiting_on_day_one
from sim.measures.load import WANTED_LOAD, OfferedLoad, RoleLoad, single_posts
from sim.measures.registry import DAY_ONE
from sim.measures.shareout import ALLOCATION
from sim.measures.waiting_list_arithmetic import (
    ListArithmetic,
    ListTerms,
    target_weeks,
    waiting_list_arithmetic,
)
from sim.report.figures import MISSING, from_to, number, percent
from sim.report.formula_signs import formula_signs_told
from sim.report.labels import label_of
from sim.report.layout import make_console, make_table, print_table
from sim.report.load import loads_by_year
from sim.scenario import Service
from sim.scenario.establishment import establishment
from sim.scenario.register import RegisterEntry, evidence_register, grade_counts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_NAMED = 5
"""How many places of the file are named before the rest is only counted."""


def print_check(service: Service) -> None:
    """Print the check of a sound service to stdout."""
    console, loads = make_console(), loads_by_year(service)
    console.print(f"[bold]{service.base.title}[/bold]: the file is sound.")
    _print_evidence(console, evidence_register(service))
    if told := formula_signs_told(service):
        console.print(told, soft_wrap=True, markup=False)
    first = loads[0]
    console.print(
        f"Expected in {first.year}: {number(sum(first.streams.values()), 0)} cases received,"
        f" {number(first.assessments, 0)} assessments begun."
    )
    print_table(console, _roles(service, loads))
    console.print("Load is expected work over expected staff time. Above 1 a list grows for as long as it lasts.")
    print_table(console, _cells(service, loads))
    for post in single_posts(first):
        if post.alone:
            names = ", ".join(_list_label(service, activity) for activity in post.alone)
            console.print(f"One post, nobody else to do it: {post.role} in {post.team}: {names}.", soft_wrap=True)
    for activity in first.nobody:
        console.print(f"Nobody has a post for some of the work of: {label_of(service, 'activity', activity)}.")
    _print_parts(console, service, loads)
    print_table(console, _caseload(service))
    _print_lists(console, service, first)


def _print_parts(console: "Console", service: Service, loads: tuple[OfferedLoad, ...]) -> None:
    """The tables that only some services have."""
    first = loads[0]
    if first.warrants:
        print_table(console, _warrants(first))
    if first.clients:
        print_table(console, _clients(service, loads))
        console.print(f"Their average number by year; who joins and leaves and what they bring about in {first.year}.")
    if first.places:
        print_table(console, _places(service, first))
        console.print(
            "Places are held for the calendar delays expected; turned away is the share that would find all full"
            " (Erlang's loss formula, with all who ask for the same places). The loads above suppose that everybody"
            " finds one.",
            soft_wrap=True,
        )


def check_records(service: Service) -> list[dict[str, Any]]:
    """The figures of the check as tidy records."""
    loads = loads_by_year(service)
    records = [record for load in loads for record in _load_records(load)]
    for place in places_on_day_one(service):
        where = {"role": place.role, "team": place.team, "period": DAY_ONE}
        records.append(_record("places_held", place.held, "cases", **where))
        if place.places is not None:
            records.append(_record("caseload_places", place.places, "places", **where))
    terms = ListTerms(target_weeks=target_weeks(service.base))
    for row in waiting_list_arithmetic(loads[0], waiting_on_day_one(service), terms):
        where = {"activity": row.activity, "role": row.role, "team": row.team, "period": loads[0].year}
        for name, unit in _ARITHMETIC.items():
            value = getattr(row, name)
            if value is not None:
                records.append(_record(f"list_{name}", value, unit, **where))
    return records


_ARITHMETIC = {
    "demand": "cases per week",
    "capacity": "cases per week",
    "load": "share",
    "waiting": "cases",
    "target_list": "cases",
    "target_capacity": "cases per week",
    "relief_capacity": "cases per week",
    "pressure": "share",
}


def _load_records(load: OfferedLoad) -> Iterator[dict[str, Any]]:
    for item in (*load.roles, *load.cells):
        where = {"role": item.role, "team": item.team, "period": load.year}
        yield _record("offered_load", item.load, "share", **where)
        yield _record("posts_for_load_0.90", item.posts_wanted, "posts", **where)
        yield _record("posts", item.posts, "posts", **where)
        yield _record("fte", item.fte, "FTE", **where)
        for name in ("work", "block", "capacity"):
            yield _record(f"{name}_hours", getattr(item, f"{name}_hours"), "hours", **where)
    for warrant in load.warrants:
        where = {"role": warrant.warrant, "period": load.year}
        yield _record("warrant_load", warrant.load, "share", **where)
        yield _record("warrant_posts", warrant.posts, "posts", **where)
        yield _record("warrant_work_hours", warrant.work_hours, "hours", **where)
        yield _record("warrant_capacity_hours", warrant.capacity_hours, "hours", **where)
    for kind, people in load.clients.items():
        where = {"clients": kind, "period": load.year}
        yield _record("people_in_support", people.number, "people", **where)
        for name, unit in (("joins", "people"), ("leaves", "people"), ("reviews", "cases"), ("changes", "cases")):
            yield _record(f"support_{name}", getattr(people, name), unit, **where)
    for place in load.places:
        where = {"activity": place.activity, "role": place.role, "team": place.team, "period": load.year}
        yield _record("place_requests", place.requests, "people", **where)
        yield _record("place_days_held", place.days_held, "days", **where)
        yield _record("places_offered", place.offered, "places", **where)
        if place.places is not None:
            yield _record("places", place.places, "places", **where)
        yield _record("place_overflow", place.overflow_share, "share", **where)


def _record(measure: str, value: float, unit: str, **where: str) -> dict[str, Any]:
    dimensions = {name: where.get(name, "") for name in ("activity", "role", "team", "clients", "period")}
    return {"measure": measure, **dimensions, "value": value, "unit": unit}


def _print_evidence(console: "Console", register: tuple[RegisterEntry, ...]) -> None:
    counts = ", ".join(f"{grade} {count}" for grade, count in grade_counts(register).items())
    console.print(f"{len(register)} numbers by what they stand on, strongest first: {counts}.")
    open_ended = [entry.path for entry in register if entry.grade == "assumption" and entry.low is entry.high is None]
    if open_ended:
        more = f" and {len(open_ended) - _NAMED} more" if len(open_ended) > _NAMED else ""
        console.print(
            f"{len(open_ended)} assumptions have no low and high: {', '.join(open_ended[:_NAMED])}{more}.",
            soft_wrap=True,
        )


def _roles(service: Service, loads: tuple[OfferedLoad, ...]) -> "Table":
    years = [load.year for load in loads]
    table = make_table(
        "Offered load by role", "posts", "FTE", "work h", "blocks h", "time h", *years, f"posts for {WANTED_LOAD:.2f}"
    )
    for by_year in _over_years([load.roles for load in loads]):
        role = by_year[0]
        has = establishment(service, role.role)
        hours = (role.work_hours, role.block_hours, role.capacity_hours)
        table.add_row(
            role.role,
            from_to(has.posts),
            from_to(has.fte, 1),
            *(number(each, 0) for each in hours),
            *(_load(item) for item in by_year),
            _posts(by_year),
        )
    return table


def _cells(service: Service, loads: tuple[OfferedLoad, ...]) -> "Table":
    shown = loads if len(loads) == 1 else (loads[0], loads[-1])
    years = [load.year for load in shown]
    table = make_table("By role", "and team", "posts", "FTE", *years, f"posts for {WANTED_LOAD:.2f}", texts=2)
    for by_year in _over_years([load.cells for load in shown]):
        cell = by_year[0]
        has = establishment(service, cell.role, cell.team)
        if any(has.posts) or cell.work_hours > 0:
            table.add_row(
                cell.role,
                cell.team,
                from_to(has.posts),
                from_to(has.fte, 1),
                *(_load(item) for item in by_year),
                _posts(by_year),
            )
    return table


def _over_years(years: Sequence[tuple[RoleLoad, ...]]) -> Iterator[list[RoleLoad]]:
    """Each role and team in every year; nothing where it has no posts in a year."""
    known = [{(item.role, item.team): item for item in items} for items in years]
    for role, team in dict.fromkeys(key for items in known for key in items):
        nothing = RoleLoad(role, team, posts=0.0, fte=0.0, work_hours=0.0, block_hours=0.0, capacity_hours=0.0)
        yield [items.get((role, team), nothing) for items in known]


def _load(item: RoleLoad) -> str:
    text = number(item.load, 2)
    return f"[bold]{text}[/bold]" if item.load > 1 else text


def _posts(by_year: list[RoleLoad]) -> str:
    """Posts wanted in the first and the last year."""
    return from_to((by_year[0].posts_wanted, by_year[-1].posts_wanted), 1)


def _warrants(load: OfferedLoad) -> "Table":
    table = make_table("Warrants", "posts", "work h", "time h of holders", "load")
    for item in load.warrants:
        table.add_row(
            item.warrant,
            number(item.posts, 0),
            number(item.work_hours, 0),
            number(item.capacity_hours, 0),
            number(item.load, 2),
        )
    return table


def _clients(service: Service, loads: tuple[OfferedLoad, ...]) -> "Table":
    years = [load.year for load in loads]
    table = make_table("People in support", "day one", *years, "joining", "leaving", "reviews", "changes of need")
    for kind, people in loads[0].clients.items():
        table.add_row(
            kind,
            number(float(service.base.clients[kind].supported), 0),
            *(number(load.clients[kind].number, 0) for load in loads),
            *(number(each, 0) for each in (people.joins, people.leaves, people.reviews, people.changes)),
        )
    return table


def _places(service: Service, load: OfferedLoad) -> "Table":
    table = make_table("Places", "role", "team", "asking", "days held", "wanted", "places", "turned away", texts=3)
    for item in load.places:
        table.add_row(
            label_of(service, "activity", item.activity),
            item.role,
            item.team,
            number(item.requests, 0),
            number(item.days_held, 0),
            number(item.offered),
            MISSING if item.places is None else number(item.places, 0),
            percent(item.overflow_share, 1),
        )
    return table


def _print_lists(console: "Console", service: Service, load: OfferedLoad) -> None:
    terms = ListTerms(target_weeks=target_weeks(service.base))
    rows = waiting_list_arithmetic(load, waiting_on_day_one(service), terms)
    shown = [row for row in rows if row.waiting > 0 or row.activity == ALLOCATION]
    print_table(console, _lists(service, shown))
    left = len(rows) - len(shown)
    console.print(
        f"Waiting-list arithmetic in cases a week, for a target of {number(terms.target_weeks, 1)} weeks and"
        f" {number(terms.weeks_to_clear, 0)} weeks to clear; relief is needed once a list is over twice its target.",
        soft_wrap=True,
    )
    if left:
        console.print(f"{left} shared lists that are empty on day one are shown by --json.")


def _caseload(service: Service) -> "Table":
    table = make_table("Caseload on day one", "", "posts", "places", "held", "held of places", texts=2)
    for item in places_on_day_one(service):
        table.add_row(
            item.role,
            item.team,
            number(item.posts, 0),
            MISSING if item.places is None else number(item.places, 0),
            number(item.held),
            number(item.held / item.places, 2) if item.places else MISSING,
        )
    return table


def _lists(service: Service, rows: Sequence[ListArithmetic]) -> "Table":
    table = make_table(
        "Waiting lists", "role", "team", "joining", "capacity", "load", "waiting", "target list", "target capacity",
        "relief capacity", "pressure", texts=3,
    )  # fmt: skip
    for row in rows:
        relief = MISSING if row.relief_capacity is None else number(row.relief_capacity)
        figures = (row.waiting, row.target_list, row.target_capacity)
        table.add_row(
            _list_label(service, row.activity),
            row.role,
            row.team,
            number(row.demand),
            number(row.capacity),
            number(row.load, 2),
            *(number(each) for each in figures),
            relief,
            number(row.pressure, 2),
        )
    return table


def _list_label(service: Service, activity: str) -> str:
    return "Allocation" if activity == ALLOCATION else label_of(service, "activity", activity)
