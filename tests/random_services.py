"""Random small services that use every part of the engine in combination, for tests of what always holds."""

import random
import tomllib

from rarer_parts import with_rarer_parts, written
from worlds import head, role

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
ROLES = ("assessor", "planner", "manager", "nurse", "coordinator")
KEPT = range(1, 5)
"""Services that stay as they are, since their results are kept from version to version."""


def random_service(seed: int) -> str:
    """The config of a made-up service; the same seed gives the same.

    Ties, overload, absences and leavers are as likely as calm.
    """
    chance = random.Random(seed)
    text = "\n".join(
        (
            _opening(chance),
            _rules(chance),
            _streams(chance),
            _pathway(chance),
            _staff(chance),
            _day_one(chance),
        )
    )
    if seed in KEPT:
        return text
    text = _with_staff_changes(text, random.Random(f"{seed} staff changes"))
    return written(with_rarer_parts(tomllib.loads(text), random.Random(f"{seed} rarer parts")))


def _opening(chance: random.Random) -> str:
    text = head(years=chance.choice((0.1, 0.3)), bank_holidays=chance.choice(("none", "England")))
    for number in (1, 2, 3):
        text = text.replace(f"number = {number}\n", f"number = {number}\ndue_days = {chance.choice((1, 5, 20))}\n")
    return text


def _rules(chance: random.Random) -> str:
    def toss() -> str:
        return str(chance.random() < 0.9).lower()

    return f"""
[rules]
dispatch = "{chance.choice(("held_first", "oldest_first"))}"
queue_order = "{chance.choice(("priority", "priority", "due_date"))}"
teams = "{chance.choice(("separate", "separate", "pooled"))}"
slices = {toss()}
joint_steps = {toss()}
side_work = {toss()}
place_limits = {toss()}
patience = {toss()}
chasing = {toss()}
handback_days = {chance.choice((1, 3, 14))}
handback_priority = {chance.choice((0, 1, 2, 3))}
leaving_notice_days = {chance.choice((0, 5, 20))}
reread_hours = {chance.choice((0, 0.5))}
"""


def _shares(chance: random.Random, *names: str) -> str:
    weights = [chance.uniform(0.2, 1) for _ in names]
    total = sum(weights)
    parts = [round(weight / total, 3) for weight in weights]
    parts[-1] = round(1 - sum(parts[:-1]), 3)
    return "{ " + ", ".join(f"{name} = {part}" for name, part in zip(names, parts, strict=True)) + " }"


def _streams(chance: random.Random) -> str:
    tied = ", ".join(
        f"2014-04-{day:02d}T{hour:02d}:{minute}:00"
        for day, hour, minute in sorted(
            (chance.randint(1, 28), chance.choice((8, 9, 12, 16)), chance.choice(("00", "00", "30")))
            for _ in range(chance.randint(2, 12))
        )
    )
    patience = f"""
[demand.referral.patience]
days = {{ distribution = "exponential", mean = {chance.choice((3, 20))} }}
then = {_shares(chance, "withdraw", "escalate", "second_way")}
escalates_to = "urgent"
"""
    return f"""
[demand.referral]
per_year = {chance.choice((150, 400, 900))}
priorities = {_shares(chance, "urgent", "high", "standard")}
pattern = "office"
begins_at = "front_door"
deaths_per_year = {chance.choice((0, 0.5, 5))}
returns = {{ share = {chance.choice((0, 0.3, 0.6))}, after_days = {{ distribution = "exponential", mean = 9 }} }}
{patience if chance.random() < 0.6 else ""}
[demand.tied]
dates = [{tied}]
priorities = {_shares(chance, "urgent", "standard")}
begins_at = "{chance.choice(("assessment", "front_door", "coordinator"))}"
[demand.cohort]
batches = [{{ date = 2014-04-08, cases = {chance.randint(1, 9)}, over_days = {chance.choice((0, 0, 3))} }}]
begins_at = "assessment"
priorities = {{ high = 1 }}
[demand.review]
from_clients = {{ of = "supported", review_after_days = {chance.choice((5, 15, 25))} }}
priorities = {{ standard = 1 }}
pattern = "office"
begins_at = "review"
[demand.change]
from_clients = {{ of = "supported", per_client_per_year = {chance.choice((0, 2, 8))} }}
priorities = {{ high = 1 }}
pattern = "office"
begins_at = "reassessment"
[clients.supported]
supported = {chance.randint(0, 12)}
leaves_per_year = {chance.choice((0, 1, 6))}
joined_at = ["service_starts"]
join_share = {chance.choice((0, 0.5, 1))}
days_since_review = "even over 20 days"
[pattern.office]
weekday = {{ mon = 1.2, tue = 1, wed = 1, thu = 1, fri = 0.8 }}
hours = "09:00-17:00"
"""


def _pathway(chance: random.Random) -> str:
    hours = chance.choice((1, 3, 6))
    return f"""
[activity.front_door]
by = [{{ who = ["planner", "assessor"], teams = {_shares(chance, "north", "south")} }}]
priority = "urgent"
effort_hours = {{ distribution = "gamma", mean = 0.5, cv = 0.6 }}
next = {_shares(chance, "assessment", "coordinator", "second_way", "close")}
[activity.coordinator]
by = ["coordinator@any"]
place = {{ if_full = "assessment" }}
next = "introduction"
[activity.introduction]
by = ["coordinator@any"]
held = true
effort_hours = {chance.choice((1, 2))}
next = "with_coordinator"
[activity.with_coordinator]
delay_days = {{ distribution = "exponential", mean = {chance.choice((5, 25))} }}
next = {_shares(chance, "close", "assessment")}
[activity.second_way]
by = ["approved@any"]
effort_hours = 1
next = "close"
[work_type.assessment]
assessment = true
effort_hours = {{ distribution = "lognormal", mean = {hours}, cv = 0.7 }}
begins_at = "preparation"
by = [{{ share = 0.6, who = ["assessor"], teams = {_shares(chance, "north", "south")} }},
      {{ share = 0.4, who = ["planner", "assessor@any"], teams = {_shares(chance, "north", "south")} }}]
[work_type.reassessment]
assessment = true
effort_hours = 2
begins_at = "preparation"
by = ["assessor@any"]
[activity.preparation]
held = true
effort_share = 0.4
reaches_at_start = "response"
chased_by = "until_the_call"
next = "appointment"
[activity.preparation.patience]
days = {{ distribution = "exponential", mean = {chance.choice((4, 30))} }}
then = {_shares(chance, "withdraw", "escalate", "second_way")}
escalates_to = "high"
[activity.until_the_call]
delay_days = {{ distribution = "exponential", mean = {chance.choice((1, 4))} }}
next = "call"
[activity.call]
by = ["planner@any"]
priority = "urgent"
effort_hours = 0.25
next = {_shares(chance, "until_the_call", "close")}
[activity.appointment]
delay_days = {{ distribution = "uniform", min = 0, max = 4 }}
next = {_shares(chance, "visit", "joint_visit")}
[activity.visit]
held = true
effort_share = 0.6
next = "authorisation"
[activity.joint_visit]
held = true
effort_share = 0.6
joint = {{ by = ["nurse@any", "planner"], effort_hours = {{ distribution = "gamma", mean = 2, cv = 0.5 }} }}
next = "authorisation"
[activity.authorisation]
by = ["manager@any"]
effort_hours = 0.4
reaches = "assessment"
releases = {str(chance.random() < 0.7).lower()}
next = {_shares(chance, "planning", "close")}
[activity.planning]
by = ["assessor", "planner"]
held = true
effort_hours = 1.5
alongside = "papers"
next = "means_known"
[activity.papers]
delay_days = {{ distribution = "exponential", mean = {chance.choice((0.5, 6))} }}
next = "finance"
[activity.finance]
by = ["manager@any"]
effort_hours = 0.7
next = "close"
[activity.means_known]
awaits = "papers"
next = "panel"
[activity.panel]
next = "service_starts"
gate.every = "week"
gate.day = "{chance.choice(WEEKDAYS)}"
gate.cut_off_days = 1
gate.deferred_share = 0.2
gate.capacity = 3
gate.skips = ["urgent"]
[activity.service_starts]
delay_days = {{ distribution = "gamma", mean = 3, cv = 0.7 }}
reaches = "support"
next = "close"
[activity.review]
by = ["planner@any", "assessor@any"]
effort_hours = 1
next = "close"
"""


def _staff(chance: random.Random) -> str:
    def one(name: str, **more: object) -> str:
        absence = f"{{ leave_days = {chance.choice((0, 27))}, sickness_days = {chance.choice((0, 10, 40))} }}"
        given: dict[str, object] = {"absence": absence, **more}
        if chance.random() < 0.6:
            given["slice_hours"] = chance.choice((0.5, 2, 4))
        if chance.random() < 0.4:
            given |= {"turnover_per_year": chance.choice((0.2, 3)), "weeks_to_fill": 2}
        return role(name, **given)

    def posts(least: int, most: int) -> int:
        return chance.randint(least, most)

    return (
        one("assessor", caseload=chance.choice((2, 6)), casework_share=chance.choice((0.7, 1)))
        + one("planner", caseload=chance.choice((2, 6)))
        + one("manager")
        + one("nurse", hours="08:00-20:00")
        + one("coordinator", caseload=chance.choice((1, 2, 4)))
        + f"""
[warrant.approved]
label = "Approved"
[team.north.posts]
assessor = {{ number = {posts(1, 4)}, warrants = {{ approved = 1 }} }}
planner = {posts(1, 3)}
nurse = {posts(1, 2)}
manager = 1
coordinator = {posts(1, 2)}
[team.south.posts]
assessor = {posts(1, 3)}
planner = {posts(1, 3)}
[[productivity_dip]]
from = 2014-04-10
drop_share = {chance.choice((0, 0.3))}
weeks = 2
"""
    )


def _day_one(chance: random.Random) -> str:
    return f"""
[day_one.waiting]
cases = {chance.randint(0, 9)}
work_types = {{ assessment = 1 }}
priorities = {{ standard = 1 }}
reached = {{ preparation = 1 }}
[day_one.open]
cases = {chance.randint(0, 9)}
work_types = {{ assessment = 1 }}
reached = {_shares(chance, "preparation", "appointment", "visit", "authorisation")}
[day_one.places.coordinated]
cases = {chance.randint(0, 3)}
stream = "referral"
reached = {{ with_coordinator = 1 }}
"""


def _with_staff_changes(text: str, chance: random.Random) -> str:
    """The service with overtime, groups of teams, and staff terms that alter from dates; ``chance`` is their own."""
    for name in ROLES:
        if chance.random() < 0.4:
            text = _with_overtime(text, name, chance)
    if chance.random() < 0.6:
        text = _with_a_pool(text, chance)
    roles = tomllib.loads(text)["role"]
    days = sorted(chance.sample(range(2, 30), chance.choice((0, 1, 2, 3))))
    return text + "".join(_change(day, roles, chance) for day in days)


def _with_overtime(text: str, name: str, chance: random.Random) -> str:
    """A role that is paid by the hour for work beyond its contract; its day is long enough for that."""
    opening = f"[role.{name}]\n"
    assert opening in text
    before, after = text.split(opening)
    after = after.replace('hours = "09:00-17:00"', 'hours = "08:00-18:00"', 1) if name != "nurse" else after
    terms = {
        "annual_pay_gbp": 20_000,
        "overtime_hours_per_week": chance.choice((1, 4, 7.5)),
        "overtime_pay_share": chance.choice((0, 1, 1.5)),
    }
    return before + opening + "".join(f"{key} = {value}\n" for key, value in terms.items()) + after


def _with_a_pool(text: str, chance: random.Random) -> str:
    """Two of three teams that do one another's work, where not all do; lists name no worker of the third."""
    group = chance.choice((("north", "south"), ("south", "east"), ("north", "east")))
    if 'teams = "pooled"' not in text:
        text = text.replace("[rules]\n", f"[rules]\npooled_teams = [{list(group)}]\n")
    return text + f"[team.east.posts]\nplanner = {chance.choice((0, 1))}\nassessor = 1\n"


def _change(day: int, roles: dict[str, dict[str, object]], chance: random.Random) -> str:
    """Staff terms of some roles from a day of April 2014 on."""
    given: dict[str, object] = {}
    for name in chance.sample(ROLES, chance.randint(1, 4)):
        terms: dict[str, object] = {}
        if chance.random() < 0.6:
            leaving = "turnover_per_year" if "turnover_per_year" in roles[name] else "net_vacancy_share"
            most = {"turnover_per_year": (0, 2, 8), "net_vacancy_share": (0, 0.2, 0.6)}
            terms |= {leaving: chance.choice(most[leaving]), "weeks_to_fill": chance.choice((1, 3, 6))}
        if chance.random() < 0.4:
            share, weeks = chance.choice((0, 0.4, 0.9)), chance.choice((1, 2, 8))
            terms["starter"] = f"{{ productivity_share = {share}, weeks = {weeks} }}"
        if chance.random() < 0.4:
            terms["hiring"] = chance.choice(("true", "false"))
        if "overtime_hours_per_week" in roles[name] and chance.random() < 0.5:
            terms["overtime_hours_per_week"] = chance.choice((0, 2, 8))
        given |= {f"role.{name}.{key}": value for key, value in terms.items()}
    settings = ", ".join(f'"{key}" = {value}' for key, value in given.items())
    return f"[[change]]\nfrom = 2014-04-{day:02d}\nset = {{ {settings} }}\n" if given else ""
