"""What is wrong with a staffing search: names that are not there, posts that vary twice, bounds that leave no plan."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sim.scenario.experiments.staffing_file import RoleFile, StaffingFile
from sim.scenario.faults import nearest
from sim.scenario.names import known
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service, minute_of

_ROUNDED = 0.005
"""By so much shares that were rounded may miss 1."""

_Found = tuple[str, str, str, str]
"""Path, rule, value and suggestion."""


def wrong(written: StaffingFile, service: Service, scenario: Scenario, period: str) -> Iterator[_Found]:
    """Every fault of a search: path, rule, value and suggestion.

    Parameters
    ----------
    service, scenario
        The baseline, and its terms on the day from which posts differ.
    period
        That of the experiment.
    """
    labels = [target.label for target in scenario.target]
    if not labels and written.targets is not False:
        yield "staffing.targets", "the baseline has no target to staff for", "", "Write a [[target]] in its config."
    for place, label in enumerate(written.targets or ()):
        yield from known(f"staffing.targets[{place}]", [label], labels, "target")
    yield from _wrong_lists(written, service, scenario)
    yield from _wrong_times(written, service, period)
    entries = [(f"staffing.role[{place}]", entry) for place, entry in enumerate(written.role)]
    entries += [(f"staffing.tied[{place}]", entry) for place, entry in enumerate(written.tied)]
    for path, entry in entries:
        yield from _wrong_role(path, entry, scenario)
    yield from _repeated(entries, scenario)
    names = [entry.name for entry in written.role]
    for place, tied in enumerate(written.tied):
        yield from known(f"staffing.tied[{place}].of", tied.of, names, "role of the search")
    least = sum(entry.least for _, entry in entries)
    if written.most_posts is not None and written.most_posts < least:
        rule = f"the roles have {least} posts at least, so there can be no plan"
        yield "staffing.most_posts", rule, str(written.most_posts), ""


def _wrong_times(written: StaffingFile, service: Service, period: str) -> Iterator[_Found]:
    """Years that are not in the run, or that are over when posts begin to differ."""
    years = years_of(service)
    named = [(f"staffing.periods[{place}]", name) for place, name in enumerate(written.periods)] or [("period", period)]
    since = 0 if written.from_ is None else minute_of(service.start_date, written.from_)
    for path, name in named:
        if name in years and service.year_starts[years.index(name) + 1] <= since:
            rule = f"posts differ only from {written.from_} on, when this year is over"
            yield path, rule, repr(name), "Name a later year, or an earlier staffing.from."
        elif name not in years and written.periods:
            yield path, "this is no year of the run", repr(name), nearest(name, years)
    end = service.start_date + dt.timedelta(minutes=service.horizon)
    if written.phases is not None and written.phases.until > end:
        yield "staffing.phases.until", f"the run ends before {end}", str(written.phases.until), ""


def _wrong_lists(written: StaffingFile, service: Service, scenario: Scenario) -> Iterator[_Found]:
    if written.targets is False and not written.list:
        rule = "with no target there is nothing to staff for, unless a list is to be short"
        yield "staffing.targets", rule, "false", "Write a [[staffing.list]]."
    end = service.start_date + dt.timedelta(minutes=service.horizon)
    varying = {_reported(scenario, entry.role) for entry in (*written.role, *written.tied)}
    for place, item in enumerate(written.list):
        path = f"staffing.list[{place}]"
        if item.role is not None:
            yield from known(f"{path}.role", [item.role], scenario.role, "role")
            if item.role in scenario.role and _reported(scenario, item.role) not in varying:
                rule = "no posts of this role vary, so none of the search could clear its list"
                yield f"{path}.role", rule, repr(item.role), "Let its posts vary: [[staffing.role]]."
        if written.from_ is not None and service.start_date <= item.by < written.from_:
            yield f"{path}.by", f"posts differ only from {written.from_} on", str(item.by), "Name a later day."
        if not service.start_date <= item.by < end:
            rule = f"the run begins on {service.start_date} and ends before {end}"
            yield f"{path}.by", rule, str(item.by), ""


def _reported(scenario: Scenario, role: str) -> str:
    """The role that a role's work is told under."""
    return (scenario.role[role].reports_as if role in scenario.role else None) or role


def _wrong_role(path: str, entry: RoleFile, scenario: Scenario) -> Iterator[_Found]:
    if entry.role not in scenario.role:
        yield from known(f"{path}.role", [entry.role], scenario.role, "role")
        return
    for place, team in enumerate(entry.teams):
        yield from known(f"{path}.teams[{place}]", [team], scenario.team, "team")
    if scenario.role[entry.role].annual_pay_gbp.value == 0 and entry.gbp_per_year is None:
        rule = "the config gives no pay of this role, so that posts would cost nothing"
        yield f"{path}.role", rule, repr(entry.role), "Say what a post costs: gbp_per_year = 30_000."
    teams = entry.teams or own_teams(scenario, entry.role)
    if not teams:
        rule = "no team of the council's own has posts of this role"
        yield f"{path}.teams", rule, repr(entry.role), "Name the teams that are to have them."
    if not isinstance(entry.shares, str):
        yield from known(f"{path}.shares", entry.shares, teams, "team of this role")
        total = sum(entry.shares.values())
        if abs(total - 1) > _ROUNDED:
            rule = "the shares of teams must add up to 1"
            yield f"{path}.shares", rule, f"{total:g}", "A team without a share gets no posts."


def _repeated(entries: Sequence[tuple[str, RoleFile]], scenario: Scenario) -> Iterator[_Found]:
    """Names that two entries have, and posts that two of them vary."""
    names: dict[str, str] = {}
    posts: dict[tuple[str, str], str] = {}
    for path, entry in entries:
        if entry.name in names:
            yield f"{path}.name", f"{names[entry.name]} has this name too", repr(entry.name), ""
        names.setdefault(entry.name, path)
        for team in entry.teams or own_teams(scenario, entry.role):
            if (team, entry.role) in posts:
                rule = f"{posts[team, entry.role]} varies the posts of this role in {team!r} too"
                yield f"{path}.teams", rule, repr(entry.role), "Name the teams of each."
            posts.setdefault((team, entry.role), path)


def years_of(service: Service) -> tuple[str, ...]:
    """The labels of the years of a run."""
    return tuple(service.year_label(year) for year in range(len(service.year_starts) - 1))


def own_teams(scenario: Scenario, role: str) -> tuple[str, ...]:
    """The council's own teams that have posts of a role."""
    return tuple(
        name
        for name, team in scenario.team.items()
        if not team.external and role in team.posts and team.posts[role].number > 0
    )
