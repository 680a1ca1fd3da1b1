"""What must hold of those who do the work: lists name roles and warrants that somebody has, teams lend their own."""

from collections import defaultdict
from collections.abc import Iterator

from sim.scenario.limits import Found, clock_limits
from sim.scenario.names import ANY, known
from sim.scenario.service import Scenario
from sim.scenario.shares import WorkList
from sim.scenario.timeline import horizon_of, minute_of, parse_who
from sim.units import MINUTES_PER_WEEK


def workers(scenario: Scenario) -> Iterator[Found]:
    """Everybody named in a list of workers is somebody, in the team that is named."""
    lists = [(f"activity.{name}.by", activity.by) for name, activity in scenario.activity.items()]
    lists += [(f"work_type.{name}.by", work_type.by) for name, work_type in scenario.work_type.items()]
    lists += [
        (f"activity.{name}.joint.by", activity.joint.by)
        for name, activity in scenario.activity.items()
        if activity.joint is not None
    ]
    held = _held(scenario)
    if not held and scenario.role:
        yield (
            "team",
            "no team has any posts, so nobody would do the work",
            "",
            "Write [team.north] with its posts, say.",
        )
    for path, by in lists:
        for place, item in enumerate(by or ()):
            yield from _list(scenario, f"{path}[{place}]", item, held)
            if item.teams is not None and path.endswith("joint.by"):
                yield f"{path}[{place}].teams", "the second worker of a joint step gives a case no team", "", ""


def _list(scenario: Scenario, path: str, item: WorkList, held: dict[str, set[str]]) -> Iterator[Found]:
    yield from known(f"{path}.teams", item.teams or (), scenario.team, "team")
    for text in item.who:
        name, team = parse_who(text)
        warrant = name in scenario.warrant and name not in scenario.role
        if name not in scenario.role and not warrant:
            names = [*scenario.role, *scenario.warrant]
            yield from known(f"{path}.who", [name], names, "role or warrant" if scenario.warrant else "role")
        somewhere = name in held
        if held and not somewhere and (name in scenario.role or warrant):
            if warrant:
                hint = f"Give it to some posts of a team: {{ number = 6, warrants = {{ {name} = 2 }} }}."
                yield f"{path}.who", "no posts are held by people with this warrant", repr(name), hint
            else:
                yield f"{path}.who", "no team has posts of this role", repr(name), "Give a team posts of it."
        if team and team != ANY:
            yield from known(f"{path}.who", [team], scenario.team, "team")
            if team in scenario.team and somewhere and team not in held[name]:
                what = "with this warrant" if warrant else "of this role"
                yield f"{path}.who", f"this team has no posts {what}", repr(text), ""


def _held(scenario: Scenario) -> dict[str, set[str]]:
    """Every role and warrant that a team's own or borrowed posts have, with the teams."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for name, team in scenario.team.items():
        posts = dict(team.posts)
        lent = [
            scenario.team[lender].posts[role]
            for role, lender in team.borrows.items()
            if lender in scenario.team and role in scenario.team[lender].posts
        ]
        warrants = [warrant for entry in (*posts.values(), *lent) for warrant in entry.warrants]
        for role_or_warrant in (*posts, *team.borrows, *warrants):
            held[role_or_warrant].add(name)
    return held


def teams(scenario: Scenario) -> Iterator[Found]:
    """Roles that report as others, posts of roles that exist, warrants that exist, posts lent that are there."""
    for name, role in scenario.role.items():
        if role.reports_as is not None:
            path = f"role.{name}.reports_as"
            yield from known(path, [role.reports_as], scenario.role, "role")
            other = scenario.role.get(role.reports_as)
            if other is not None and other.reports_as is not None:
                yield path, "a role that itself reports as another cannot be reported as", role.reports_as, ""
    for name, team in scenario.team.items():
        yield from known(f"team.{name}.posts", team.posts, scenario.role, "role")
        for role_name, posts in team.posts.items():
            path = f"team.{name}.posts.{role_name}.warrants"
            yield from known(path, posts.warrants, scenario.warrant, "warrant")
        for role_name, lender in team.borrows.items():
            path = f"team.{name}.borrows.{role_name}"
            yield from known(path, [role_name], scenario.role, "role")
            yield from known(path, [lender], scenario.team, "team")
            if lender in scenario.team and role_name not in scenario.team[lender].posts:
                yield path, f"the team {lender!r} has no posts of this role to lend", repr(role_name), ""


def pools(scenario: Scenario) -> Iterator[Found]:
    """Groups of teams that do one another's work: teams that exist, each in one group, two or more to a group."""
    rules, path = scenario.rules, "rules.pooled_teams"
    if rules.pooled_teams and rules.teams == "pooled":
        yield path, "all teams are pooled already", "", 'Leave pooled_teams out, or set teams = "separate".'
    in_a_group: set[str] = set()
    for place, group in enumerate(rules.pooled_teams):
        yield from known(f"{path}[{place}]", group, scenario.team, "team")
        if len(group) < 2:
            yield f"{path}[{place}]", "a group is of two teams or more", ", ".join(map(repr, group)), ""
        for name in dict.fromkeys(name for name in group if name in in_a_group or group.count(name) > 1):
            yield f"{path}[{place}]", "a team belongs to one group, once", repr(name), ""
        in_a_group |= set(group)


def dips(scenario: Scenario) -> Iterator[Found]:
    """Dips of productivity concern roles and teams that exist, and some part of the run."""
    for place, dip in enumerate(scenario.productivity_dip):
        path = f"productivity_dip[{place}]"
        yield from known(f"{path}.roles", dip.roles, scenario.role, "role")
        yield from known(f"{path}.teams", dip.teams, scenario.team, "team")
        if any(clock_limits(scenario)):
            continue
        begins = minute_of(scenario.clock.start_date, dip.from_)
        if begins >= horizon_of(scenario):
            yield f"{path}.from", "a dip must begin before the end of the run", str(dip.from_), ""
        elif begins + dip.weeks.value * MINUTES_PER_WEEK <= 0:
            yield f"{path}.from", "this dip is over before the run begins", str(dip.from_), ""
