"""A staffing search as an experiment asks for it: which posts vary in which teams, and what they must reach."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.errors import Problem
from sim.scenario.experiments.settings import Settings
from sim.scenario.experiments.staffing_checks import own_teams, wrong, years_of
from sim.scenario.experiments.staffing_file import (
    BudgetFile,
    CertificateFile,
    EffortFile,
    ListFile,
    RobustFile,
    RoleFile,
    StaffingFile,
    TiedFile,
)
from sim.scenario.layers import Reading
from sim.scenario.limits import MOST_YEARS
from sim.scenario.load import service_of
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service, minute_of

Value = float | int | str | bool

TOLERANCE = 0.01
"""A share that is lower by a hundredth is as good, unless a file says otherwise: hardly anybody notices less."""

LIST_TOLERANCE = 0.05
"""And a list that is longer by a twentieth."""

Posts = Mapping[tuple[str, str], int]
"""A number of posts by team and role."""


@dataclass(frozen=True, slots=True)
class VaryingPosts:
    """Posts of a role that vary together.

    Attributes
    ----------
    name, label, role, teams
        ``teams`` are those that share them.
    reported
        The role that it is added to in reports: itself, or another whose work it shares.
    shares
        Their parts, in the order of teams; None where the work of the role decides.
    least, most
        Bounds of their number; ``most`` None where none is given.
    gbp_per_year
        What a post costs; None where the pay of the role says so.
    now
        Posts that the teams have when the search begins.
    temporary
        Whether they may end again.
    qualified
        Whether only people with a professional qualification may hold them.
    one_for, of
        Of posts that follow others: one for so many of those of these names, rounded up. 0 and none otherwise.
    """

    name: str
    label: str
    role: str
    reported: str
    teams: tuple[str, ...]
    shares: tuple[float, ...] | None
    least: int
    most: int | None
    now: tuple[int, ...]
    gbp_per_year: float | None = None
    temporary: bool = False
    qualified: bool = False
    one_for: float = 0.0
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortList:
    """A list that is to be short by a date, and from then on.

    Attributes
    ----------
    role
        Of the staff waited for; empty for all.
    most
        Cases, or, if ``of_age``, days since contact of nine in ten of those waiting.
    of_age
        Which of the two is meant.
    periods
        The months, or the years, at whose ends it is to be so.
    """

    role: str
    most: float
    of_age: bool
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """A staffing search, checked.

    Attributes
    ----------
    from_
        The date from which posts differ; None for the whole run.
    dates
        The dates at which they may change, the first of them ``from_``.
    hires, weeks_to_fill
        Posts that may be filled at one of these dates, and how long before it they have to be advertised; None if
        nothing is said.
    targets
        Labels of the scenario's targets.
    lists
        Lists that are to be short by a date.
    periods
        Years in which every target is to be met.
    tolerance
        Where the baseline sets the levels, by how much shares may stay below what it reaches; None where the levels
        are those of the targets.
    list_tolerance
        Likewise by what share lists may be longer; None where lists are left alone.
    assurance
        Share of futures in which it has to be; None for the average over futures.
    growth_per_week
        Cases by which a list may grow in a week; None where lists are left alone.
    most_posts
        Posts that vary, at most; None without a limit.
    roles, tied
        Posts that are sought, and posts that follow them.
    budget
        What there is to spend; None where the cheapest plan is sought.
    effort, certificate
        How long to search, and how sure to be.
    robust
        What to ask about the plan that was found; None for nothing.
    """

    from_: dt.date | None
    dates: tuple[dt.date | None, ...]
    hires: int | None
    weeks_to_fill: float | None
    targets: tuple[str, ...]
    lists: tuple[ShortList, ...]
    periods: tuple[str, ...]
    tolerance: float | None
    list_tolerance: float | None
    assurance: float | None
    growth_per_week: float | None
    most_posts: int | None
    roles: tuple[VaryingPosts, ...]
    tied: tuple[VaryingPosts, ...]
    budget: BudgetFile | None
    effort: EffortFile
    certificate: CertificateFile
    robust: RobustFile | None = None


def by_team(staffing: Staffing, service: Service) -> Staffing:
    """A search in which every team's posts vary by themselves, in place of those that varied together."""
    names = {item.name: tuple(_in_team(item.name, team) for team in item.teams) for item in staffing.roles}
    roles = tuple(
        replace(
            item, name=_in_team(item.name, team), label=f"{item.label}, {service.base.team[team].label or team}",
            teams=(team,), shares=(1.0,), least=0, most=None, now=(now,),
        )
        for item in staffing.roles
        for team, now in zip(item.teams, item.now, strict=True)
    )  # fmt: skip
    tied = tuple(replace(item, of=tuple(part for name in item.of for part in names[name])) for item in staffing.tied)
    return replace(staffing, roles=roles, tied=tied)


def _in_team(name: str, team: str) -> str:
    return f"{name}: {team}"


def staffing_of(written: StaffingFile, service: Service, period: str, file: str) -> tuple[Staffing, list[Problem]]:
    """The search that a file asks for, and what is wrong with it.

    Parameters
    ----------
    service
        The baseline.
    period
        The period of the experiment, for a search that names none.
    """
    scenario = service.epoch_at(0 if written.from_ is None else minute_of(service.start_date, written.from_)).scenario
    problems = [Problem(file, *found) for found in wrong(written, service, scenario, period)]
    given = written.periods or ((period,) if period in years_of(service) else years_of(service)[-1:])
    roles = tuple(_varying(entry, scenario) for entry in written.role)
    tied = tuple(_varying(entry, scenario) for entry in written.tied)
    found = Staffing(
        from_=written.from_,
        dates=_dates(written),
        hires=written.phases.hires if written.phases else None,
        weeks_to_fill=written.phases.weeks_to_fill if written.phases else None,
        targets=_targets(written, scenario),
        lists=tuple(_short(item, service) for item in written.list),
        periods=tuple(given),
        tolerance=_or(written.tolerance, TOLERANCE) if written.levels == "baseline" else None,
        list_tolerance=_or(written.list_tolerance, LIST_TOLERANCE),
        assurance=written.assurance,
        growth_per_week=None if written.growth_per_week is False else float(written.growth_per_week),
        most_posts=written.most_posts,
        roles=roles,
        tied=tied,
        budget=written.budget,
        effort=written.search,
        certificate=written.certificate,
        robust=written.robust,
    )
    return found, problems


def _or(given: float | Literal[False] | None, usual: float) -> float | None:
    """What is given, or the usual; None for false."""
    return None if given is False else usual if given is None else float(given)


def _targets(written: StaffingFile, scenario: Scenario) -> tuple[str, ...]:
    if written.targets is False:
        return ()
    return written.targets or tuple(target.label for target in scenario.target)


def _short(item: ListFile, service: Service) -> ShortList:
    minute = minute_of(service.start_date, item.by)
    if item.age_days is not None:
        ends = service.year_starts[1:]
        years = tuple(label for label, end in zip(years_of(service), ends, strict=True) if end >= minute)
        return ShortList("", item.age_days, True, years)
    first = item.by.year * 12 + item.by.month - 1
    last = service.start_date + dt.timedelta(minutes=service.horizon - 1)
    months = range(first, last.year * 12 + last.month)
    assert item.under is not None
    labels = tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)
    return ShortList(item.role or "", float(item.under), False, labels)


def _dates(written: StaffingFile) -> tuple[dt.date | None, ...]:
    phases, from_ = written.phases, written.from_
    if phases is None or from_ is None:
        return (from_,)
    months = range(from_.month - 1, from_.month + 12 * MOST_YEARS, phases.months)
    # A day that not all months have would move the date into the next one.
    each = (dt.date(from_.year + month // 12, month % 12 + 1, min(from_.day, 28)) for month in months)
    return (from_, *(date for date in each if from_ < date <= phases.until))


def with_rule(reading: Reading, setting: str, value: Value, *, file: str) -> Reading:
    """A config in which a setting holds for the whole run."""
    return Settings({setting: value}, None, "the staffing search", file, str).laid_over(reading)


def with_posts(reading: Reading, phases: Sequence[tuple[dt.date | None, Posts]], *, file: str) -> Service:
    """The service of a config in which teams have other numbers of posts from some dates on.

    Parameters
    ----------
    phases
        Dates, ascending, and the posts from each on; None is the whole run.

    Raises
    ------
    InputFault
        If the config would not be valid with them, or changes them again later.
    """
    before: Posts = {}
    for date, posts in phases:
        changed = {key: number for key, number in posts.items() if before.get(key) != number}
        values = {f"team.{team}.posts.{role}": number for (team, role), number in changed.items()}
        reading = Settings(values, date, "the staffing search", file, _place).laid_over(reading)
        before = posts
    return service_of(reading)


def _place(dotted: str) -> str:
    return f"staffing: {dotted}".rstrip(": ")


def _varying(entry: RoleFile, scenario: Scenario) -> VaryingPosts:
    teams = entry.teams or own_teams(scenario, entry.role)
    now = tuple(_number(scenario, team, entry.role) for team in teams)
    if entry.shares == "load":
        shares = None
    elif entry.shares == "posts":
        shares = tuple(map(float, now))
    else:
        shares = tuple(float(entry.shares.get(team, 0.0)) for team in teams)
    role = scenario.role.get(entry.role)
    label = entry.label or (role.label if role else "") or entry.name
    one_for, of = (entry.one_for, entry.of) if isinstance(entry, TiedFile) else (0.0, ())
    return VaryingPosts(
        entry.name,
        label,
        entry.role,
        (role.reports_as if role else "") or entry.role,
        teams,
        shares,
        entry.least,
        entry.most,
        now,
        gbp_per_year=entry.gbp_per_year,
        temporary=entry.temporary,
        qualified=entry.qualified,
        one_for=one_for,
        of=of,
    )


def _number(scenario: Scenario, team: str, role: str) -> int:
    home = scenario.team.get(team)
    posts = home.posts.get(role) if home is not None else None
    return 0 if posts is None else posts.number
