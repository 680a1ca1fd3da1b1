"""What must hold between the parts of a scenario: names that exist, routes that end, roles that are held."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from sim.errors import Problem
from sim.scenario.faults import nearest
from sim.scenario.limits import Found, clock_limits, size_limits
from sim.scenario.pathway import CLOSE
from sim.scenario.routes import route_map, still_under_way
from sim.scenario.service import Scenario
from sim.scenario.staffing import Posts
from sim.scenario.table import Table
from sim.scenario.timeline import horizon_of, parse_who
from sim.scenario.values import Evidence
from sim.units import MINUTES_PER_DAY

MOST_STEPS = 1_000
"""Steps after which all but one case in a million must have closed."""


def cross_check(scenario: Scenario, file: str) -> list[Problem]:
    """Every problem between the parts of a scenario whose parts are valid by themselves."""
    found = [
        *clock_limits(scenario),
        *size_limits(scenario, list(evidence_in(scenario))),
        *_warm_up(scenario),
        *_streams(scenario),
        *_names_of_places(scenario),
        *_routes(scenario),
        *_workers(scenario),
        *_teams(scenario),
        *_day_one(scenario),
        *_reports(scenario),
        *_sources(scenario),
    ]
    if not any(rule.startswith("there is no") for _, rule, _, _ in found):
        found += _paths(scenario)
    return [Problem(file, *parts) for parts in dict.fromkeys(found)]


def _known(path: str, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Found]:
    held = list(known)
    for name in names:
        if name not in held:
            yield path, f"there is no {kind} of this name", repr(name), nearest(name, held)


def _warm_up(scenario: Scenario) -> Iterator[Found]:
    if any(clock_limits(scenario)):
        return
    warm_up = scenario.clock.warm_up_days.value
    if warm_up * MINUTES_PER_DAY >= horizon_of(scenario):
        yield "clock.warm_up_days", "the warm-up must end before the run does", f"{warm_up:g}", ""


def _streams(scenario: Scenario) -> Iterator[Found]:
    if not scenario.priority:
        yield "priority", "at least one priority is needed", "", "Write [priority.standard] with number = 1."
    numbers: dict[int, str] = {}
    for name, priority in scenario.priority.items():
        if priority.number in numbers:
            rule = f"priority {numbers[priority.number]!r} has this number already"
            yield f"priority.{name}.number", rule, str(priority.number), ""
        numbers[priority.number] = name
    for name, stream in scenario.demand.items():
        path = f"demand.{name}"
        yield from _known(f"{path}.growth", stream.growth or (), scenario.population, "population band")
        yield from _known(f"{path}.pattern", [stream.pattern] if stream.pattern else (), scenario.pattern, "pattern")
        yield from _known(f"{path}.priorities", stream.priorities or (), scenario.priority, "priority")
        yield from _known(f"{path}.teams", stream.teams or (), scenario.team, "team")


def _names_of_places(scenario: Scenario) -> Iterator[Found]:
    for name in scenario.work_type:
        if name in scenario.activity:
            yield f"work_type.{name}", "an activity has this name too, so a route to it has two meanings", "", ""
    for table in ("activity", "work_type"):
        if CLOSE in getattr(scenario, table):
            yield f"{table}.{CLOSE}", f"{CLOSE!r} ends a route and cannot name anything else", "", ""
    for table in ("activity", "work_type", "role", "team", "demand", "priority"):
        for name in getattr(scenario, table):
            if not name or any(sign in name for sign in '@/."\n'):
                yield f"{table}.{name}", "names may not be empty or hold the signs @ / . or quotes", repr(name), ""


def _routes(scenario: Scenario) -> Iterator[Found]:
    starts = [*scenario.activity, *scenario.work_type]
    ends = [*starts, CLOSE]
    for name, stream in scenario.demand.items():
        yield from _known(f"demand.{name}.begins_at", [stream.begins_at], starts, "activity or work type")
    for name, activity in scenario.activity.items():
        yield from _known(f"activity.{name}.next", activity.next, ends, "activity or work type")
    for name, work_type in scenario.work_type.items():
        path = f"work_type.{name}"
        yield from _known(f"{path}.begins_at", [work_type.begins_at], scenario.activity, "activity")
        yield from _known(f"{path}.priorities", work_type.priorities or (), scenario.priority, "priority")
        yield from _known(f"{path}.at", work_type.at, scenario.activity, "activity")
        for place, at in work_type.at.items():
            yield from _known(f"{path}.at.{place}.next", at.next or (), ends, "activity or work type")


def _workers(scenario: Scenario) -> Iterator[Found]:
    held = {(role, team) for team, entry in scenario.team.items() for role in (*entry.posts, *entry.borrows)}
    held_somewhere = {role for role, _ in held}
    owners = [("activity", name, activity.by) for name, activity in scenario.activity.items()]
    owners += [("work_type", name, work_type.by) for name, work_type in scenario.work_type.items()]
    for kind, name, by in owners:
        for place, item in enumerate(by or ()):
            path = f"{kind}.{name}.by[{place}]"
            yield from _known(f"{path}.teams", item.teams or (), scenario.team, "team")
            for text in item.who:
                role, team = parse_who(text)
                yield from _known(f"{path}.who", [role], scenario.role, "role")
                if role in scenario.role and role not in held_somewhere:
                    yield f"{path}.who", "no team has posts of this role", repr(role), "Give a team posts of it."
                if team and team != "any":
                    yield from _known(f"{path}.who", [team], scenario.team, "team")
                    if team in scenario.team and role in held_somewhere and (role, team) not in held:
                        yield f"{path}.who", "this team has no posts of this role", repr(text), ""
    for activity_name, activity in scenario.activity.items():
        override = [activity.priority] if activity.priority else ()
        yield from _known(f"activity.{activity_name}.priority", override, scenario.priority, "priority")
        skips = activity.gate.skips if activity.gate else ()
        yield from _known(f"activity.{activity_name}.gate.skips", skips, scenario.priority, "priority")


def _teams(scenario: Scenario) -> Iterator[Found]:
    for name, role in scenario.role.items():
        if role.reports_as is not None:
            path = f"role.{name}.reports_as"
            yield from _known(path, [role.reports_as], scenario.role, "role")
            other = scenario.role.get(role.reports_as)
            if other is not None and other.reports_as is not None:
                yield path, "a role that itself reports as another cannot be reported as", role.reports_as, ""
    for name, team in scenario.team.items():
        yield from _known(f"team.{name}.posts", team.posts, scenario.role, "role")
        for role_name, lender in team.borrows.items():
            path = f"team.{name}.borrows.{role_name}"
            yield from _known(path, [role_name], scenario.role, "role")
            yield from _known(path, [lender], scenario.team, "team")
            if lender in scenario.team and role_name not in scenario.team[lender].posts:
                yield path, f"the team {lender!r} has no posts of this role to lend", repr(role_name), ""


def _day_one(scenario: Scenario) -> Iterator[Found]:
    for kind in ("waiting", "open"):
        stock = getattr(scenario.day_one, kind)
        if stock is None:
            continue
        path = f"day_one.{kind}"
        yield from _known(f"{path}.work_types", stock.work_types or (), scenario.work_type, "work type")
        yield from _known(f"{path}.stream", [stock.stream] if stock.stream else (), scenario.demand, "stream")
        yield from _known(f"{path}.priorities", stock.priorities or (), scenario.priority, "priority")
        yield from _known(f"{path}.reached", stock.reached or (), scenario.activity, "activity")


def _reports(scenario: Scenario) -> Iterator[Found]:
    for name, group in scenario.group.items():
        path = f"group.{name}"
        yield from _known(f"{path}.streams", group.streams, scenario.demand, "stream")
        yield from _known(f"{path}.work_types", group.work_types, scenario.work_type, "work type")
        yield from _known(f"{path}.teams", group.teams, scenario.team, "team")
    for place, target in enumerate(scenario.target):
        path = f"target[{place}]"
        yield from _known(f"{path}.priorities", target.priorities, scenario.priority, "priority")
        yield from _known(f"{path}.streams", target.streams, scenario.demand, "stream")
        yield from _known(f"{path}.work_types", target.work_types, scenario.work_type, "work type")
    for place, comparator in enumerate(scenario.comparator):
        path = f"comparator[{place}]"
        yield from _known(f"{path}.group", [comparator.group] if comparator.group else (), scenario.group, "group")
        if (comparator.statistic == "within_days") != (comparator.days is not None):
            yield f"{path}.days", "days goes with the statistic within_days, and is needed there", "", ""


def _sources(scenario: Scenario) -> Iterator[Found]:
    for path, evidence in evidence_in(scenario):
        names = [evidence.source] if evidence.source else ()
        yield from _known(f"{path}.source", names, scenario.source, "source")


def _paths(scenario: Scenario) -> Iterator[Found]:
    routes = route_map(scenario)
    endless = list(dict.fromkeys(activity for activity, _ in routes.endless()))
    if endless:
        others = f" (nor from {', '.join(endless[1:])})" if endless[1:] else ""
        rule = f"an endless loop: no route from here ever leads to {CLOSE!r}{others}"
        yield f"activity.{endless[0]}.next", rule, "", "Give some cases a way out."
    else:
        yield from _long_loops(scenario)
    for name, work_type in routes.onward:
        activity = scenario.activity[name]
        kind = scenario.work_type.get(work_type)
        case = f"cases reach it with work type {work_type!r}" if kind else "cases reach it without a work type"
        if activity.kind == "work" and activity.by is None and (kind is None or kind.by is None):
            yield f"activity.{name}.by", f"nobody is named to do this work: {case}, which names nobody", "", ""
        own = kind is not None and name in kind.at and kind.at[name].effort_hours is not None
        if activity.effort_share is not None and not own and (kind is None or kind.effort_hours is None):
            yield f"activity.{name}.effort_share", f"a share of no effort: {case}, which has no effort_hours", "", ""


def _long_loops(scenario: Scenario) -> Iterator[Found]:
    place, share = still_under_way(scenario, MOST_STEPS)
    if share > 1e-6:
        rule = (
            f"an almost endless loop: after {MOST_STEPS:,} steps one case in {max(2, round(1 / share)):,} is still here"
        )
        yield f"activity.{place[0]}.next", rule, "", "Give more cases a way out."


def evidence_in(model: BaseModel | Table[object], path: str = "") -> Iterator[tuple[str, Evidence | Posts]]:
    """Every number given in a scenario (not defaults) that carries evidence, with its place in the file."""
    items: Iterable[tuple[str, object]]
    if isinstance(model, BaseModel):
        fields = type(model).model_fields.items()
        given = model.model_fields_set
        items = ((info.alias or name, getattr(model, name)) for name, info in fields if name in given)
    else:
        items = model.items()
    for name, value in items:
        place = f"{path}.{name}" if path else name
        inner = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for number, item in inner:
            here = place if number is None else f"{place}[{number}]"
            if isinstance(item, Evidence | Posts):
                yield here, item
            elif isinstance(item, BaseModel | Table):
                yield from evidence_in(item, here)
