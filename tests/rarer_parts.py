"""Parts that are seldom in a service, for random services: each is in some of them, in any combination.

A part alters the raw config. Many of them set clocks to whole hours or days, so that several things happen in one
minute, and some leave a service with hardly anybody to do its work.
"""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]

START = dt.date(2014, 3, 31)
WHOLE_DAYS = {"distribution": "empirical", "values": [0, 1, 1, 2, 5]}
QUARTERS = {"distribution": "empirical", "values": [0, 0.25, 0.25, 0.5, 1, 1, 2]}
ELSEWHERE = ("second_way", "call_back")
DAYS_OF_RUN = (9, 16, 24, 31, 31, 38, 38, 45)
"""Weekdays of the start's week after so many days: most runs end at work."""


def with_rarer_parts(raw: Raw, chance: random.Random) -> Raw:
    """The config with some of the rarer parts; ``chance`` is their own."""
    raw.setdefault("change", [])
    _call_back(raw, chance)
    for part, share in PARTS:
        if chance.random() < share:
            part(raw, chance)
    _ends(raw, chance)
    # Whoever comes back again and again takes long to draw.
    returns = raw["demand"]["referral"]["returns"]
    returns["share"] = min(returns["share"], 0.3)
    return raw


def _call_back(raw: Raw, chance: random.Random) -> None:
    """One more thing to do, short and at first for nobody."""
    raw["activity"]["call_back"] = {"by": ["planner@any", "manager@any"], "effort_hours": 1 / 60, "next": "close"}


def _ends(raw: Raw, chance: random.Random) -> None:
    """The run ends after some weeks, mostly in working hours; what alters later is left out."""
    days = chance.choice(DAYS_OF_RUN) + chance.choice((0.0, 0.4, 0.5, 0.55, 0.65))
    raw["clock"]["years"] = round(days / 365.25, 6)
    last = START + dt.timedelta(days=int(days) - 1)
    raw["change"] = [change for change in raw["change"] if change["from"] <= last and change["set"]]
    raw["productivity_dip"] = [dip for dip in raw["productivity_dip"] if dip["from"] <= last]
    for batch in raw["demand"]["cohort"]["batches"]:
        batch["date"] = min(batch["date"], last)


# Lists and rules.


def _rules_off(raw: Raw, chance: random.Random) -> None:
    off = chance.choice(("returns", "deaths", "caseload_limits", "calendar_delays", "handback", "productivity_dips"))
    raw["rules"][off] = False


def _even_absence(raw: Raw, chance: random.Random) -> None:
    raw["rules"]["absence"] = "even"


def _by_due_date(raw: Raw, chance: random.Random) -> None:
    raw["rules"]["queue_order"] = "due_date"
    for name in raw["priority"]:
        raw["priority"][name]["due_days"] = chance.choice((0, 1, 1, 3, 10))


def _urgent_tasks(raw: Raw, chance: random.Random) -> None:
    for name in chance.sample(("authorisation", "visit", "preparation", "review", "finance"), 2):
        raw["activity"][name]["priority"] = chance.choice(("urgent", "high", "standard"))


def _no_place_limits(raw: Raw, chance: random.Random) -> None:
    raw["rules"]["place_limits"] = False


# Clocks that strike together.


def _whole_days(raw: Raw, chance: random.Random) -> None:
    for name in ("until_the_call", "appointment", "papers", "service_starts", "with_coordinator"):
        if chance.random() < 0.7:
            raw["activity"][name]["delay_days"] = WHOLE_DAYS
    raw["demand"]["referral"]["returns"] = {"share": 0.3, "after_days": WHOLE_DAYS}


def _no_delay_for_the_urgent(raw: Raw, chance: random.Random) -> None:
    raw["priority"]["urgent"]["delay_factor"] = 0


def _clockwork(raw: Raw, chance: random.Random) -> None:
    """People who come by the clock, and at the same minute as others."""
    raw["demand"]["clockwork"] = {
        "every_hours": chance.choice((1, 6, 24)),
        "priorities": {"urgent": 0.5, "high": 0.5},
        "deaths_per_year": chance.choice((0, 30)),
        "begins_at": chance.choice(("coordinator", "first_wait", "joint_first", "front_door", "panel")),
    }
    _first_wait(raw, chance)
    _joint_first(raw, chance)


def _first_wait(raw: Raw, chance: random.Random) -> None:
    """A wait of whole days before a place is asked for."""
    raw["activity"]["first_wait"] = {"delay_days": WHOLE_DAYS, "next": "coordinator"}
    raw["demand"]["tied"]["begins_at"] = "first_wait"
    raw["demand"]["tied"]["deaths_per_year"] = chance.choice((60, 100))


def _round_efforts(raw: Raw, chance: random.Random) -> None:
    """Work that takes the same time for all, so that workers are free together."""
    for name in ("front_door", "introduction", "call", "authorisation", "planning", "finance", "review"):
        raw["activity"][name]["effort_hours"] = chance.choice((1 / 60, 0.5, 1, 2))


# Gates.


def _two_gates(raw: Raw, chance: random.Random) -> None:
    """A second meeting at the same hour, which cases come to from the first."""
    panel = raw["activity"]["panel"]
    gate = {**panel["gate"], "cut_off_days": chance.choice((0, 0, 2)), "deferred_share": chance.choice((0, 0.6))}
    if chance.random() < 0.5:
        gate |= {"day": panel["gate"]["day"], "every": chance.choice(("week", "fortnight"))}
        del gate["capacity"]
    gate["skips"] = chance.choice(([], ["urgent"], ["urgent", "high"]))
    second = {"gate": gate, "next": panel["next"]}
    panel["next"] = "second_panel"
    if chance.random() < 0.7:
        raw["activity"]["second_panel"] = second
    else:  # the meeting that comes later on the path stands first in the order
        raw["activity"] = {"second_panel": second, **raw["activity"]}


def _meeting_at_opening(raw: Raw, chance: random.Random) -> None:
    gate = raw["activity"]["panel"]["gate"]
    gate |= {"time": chance.choice(("09:00", "00:00", "17:00")), "capacity": 1, "cut_off_days": 0}
    gate["day"] = chance.choice(("mon", "fri"))
    raw["clock"]["bank_holidays"] = "England"
    raw["activity"]["authorisation"]["next"] = {"planning": 0.6, "panel": 0.4}


# Joint steps, side work, places.


def _joint_first(raw: Raw, chance: random.Random) -> None:
    """Cases whose first work is a joint step, long and with a short patience."""
    raw["work_type"]["joint_first"] = {
        "effort_hours": chance.choice((3, 12)),
        "begins_at": "joint_visit",
        "by": [{"who": ["assessor", "planner@any"], "teams": {"north": 0.5, "south": 0.5}}],
    }
    raw["demand"]["cohort"] |= {"begins_at": "joint_first", "deaths_per_year": chance.choice((0, 20))}
    raw["demand"]["cohort"]["batches"][0]["cases"] += 5
    raw["activity"]["joint_visit"] |= {
        "patience": {
            "days": chance.choice((QUARTERS, {"distribution": "exponential", "mean": 2})),
            "then": {"withdraw": 0.3, "escalate": 0.4, "second_way": 0.3},
            "escalates_to": "urgent",
        },
        "chased_by": "until_the_call",
    }


def _few_second_workers(raw: Raw, chance: random.Random) -> None:
    """The second worker of a joint step is hard to find, or is whoever is a first one elsewhere."""
    _without_overtime(raw, "nurse")
    hours = chance.choice(("13:00-17:00", "08:00-12:00"))
    raw["role"]["nurse"] |= {"hours": hours, "contract_hours_per_week": 8, "days": ["tue", "thu"]}
    raw["activity"]["joint_visit"]["joint"] = {
        "by": chance.choice((["nurse@any"], ["nurse@any", "assessor"], ["planner", "assessor@any"])),
        "effort_hours": chance.choice((1, 4)),
    }
    raw["demand"]["change"]["begins_at"] = "reassessment"


def _side_work_beside_anything(raw: Raw, chance: random.Random) -> None:
    """Side work of side work, held and by places too, awaited by cases for whom it may never have begun."""
    activity = raw["activity"]
    activity["papers"] |= {"alongside": "forms"}
    activity["forms"] = {"by": ["planner@any"], "held": chance.random() < 0.5, "effort_hours": 0.5, "next": "close"}
    activity["finance"] |= {"by": ["planner@any", "manager@any"], "held": True}
    activity["coordinator"]["alongside"] = "leaflet"
    activity["leaflet"] = {
        "by": ["planner@any"], "place": {"if_full": "call_back"}, "alongside": "forms", "next": "call_back"
    }  # fmt: skip
    activity["authorisation"]["next"] = {"planning": 0.5, "means_known": 0.3, "close": 0.2}


def _note_beside(raw: Raw, chance: random.Random) -> None:
    """Side work that ends in the minute in which what it is part of does."""
    raw["activity"]["talk"] = {"by": ["assessor@any"], "effort_hours": 1, "alongside": "note", "next": "close"}
    raw["activity"]["note"] = {"by": ["planner@any"], "effort_hours": 1, "next": "close"}
    raw["demand"]["talks"] = {"every_hours": 6, "priorities": {"urgent": 1}, "begins_at": "talk"}
    for name in ("assessor", "planner"):
        raw["role"][name]["casework_share"] = 1


def _key_workers(raw: Raw, chance: random.Random) -> None:
    """A place asked for by cases that may have a worker already, from roles with and without a limit."""
    raw["activity"]["key_worker"] = {
        "by": [chance.choice(("planner", "planner@any")), "manager@any"],
        "place": {"if_full": "authorisation"},
        "next": chance.choice(("authorisation", "visit")),
    }
    raw["activity"]["appointment"]["next"] = {"visit": 0.3, "joint_visit": 0.3, "key_worker": 0.4}
    if chance.random() < 0.3:
        raw["activity"]["preparation"]["releases"] = True
    else:
        raw["activity"]["appointment"]["delay_days"] = {"distribution": "uniform", "min": 1, "max": 12}
        raw["rules"]["handback_priority"] = 3
        _unsteady_staff(raw, chance)
    if chance.random() < 0.5:
        raw["role"]["manager"]["caseload"] = 1


def _tight_places(raw: Raw, chance: random.Random) -> None:
    for name in ("assessor", "planner", "coordinator"):
        raw["role"][name]["caseload"] = chance.choice((1, 1, 2, 3))


def _patience_of_work_types(raw: Raw, chance: random.Random) -> None:
    """Kinds of work differ at an activity in patience, effort and route."""
    raw["work_type"]["reassessment"]["at"] = {
        "preparation": {
            "patience": {
                "days": chance.choice((QUARTERS, 1)),
                "then": {"escalate": 0.6, "withdraw": 0.2, "call_back": 0.2},
                "escalates_to": "urgent",
            },
            "effort_hours": 2,
        },
        "visit": {"next": {"authorisation": 0.5, "close": 0.5}},
    }
    raw["work_type"]["reassessment"]["priorities"] = {"standard": 1}


def _patience_everywhere(raw: Raw, chance: random.Random) -> None:
    """Short patience with steps that stand on lists, in trays, and with the service, all in whole hours."""
    for name in chance.sample(("front_door", "call", "authorisation", "visit", "planning", "finance", "review"), 4):
        raw["activity"][name]["patience"] = {
            "days": chance.choice((QUARTERS, WHOLE_DAYS)),
            "then": {"withdraw": 0.3, "escalate": 0.4, "call_back": 0.3},
            "escalates_to": chance.choice(("urgent", "high")),
        }
    for name in ("tied", "cohort", "review", "referral"):
        raw["demand"][name]["patience"] = {
            "days": chance.choice((QUARTERS, WHOLE_DAYS)),
            "then": {"withdraw": 0.3, "escalate": 0.3, chance.choice(ELSEWHERE): 0.4},
            "escalates_to": chance.choice(("urgent", "high")),
        }


# People in support.


def _many_clients(raw: Raw, chance: random.Random) -> None:
    """People who are reviewed often, by a worker of their own, leave soon, and come back."""
    raw["clients"]["supported"] |= {"supported": 8, "leaves_per_year": chance.choice((0, 10, 30))}
    raw["clients"]["supported"]["joined_at"] = ["service_starts", "second_way"]
    raw["demand"]["review"]["from_clients"]["review_after_days"] = chance.choice((1, 2, 6))
    raw["demand"]["change"]["from_clients"]["per_client_per_year"] = chance.choice((8, 30))
    raw["demand"]["change"]["returns"] = {"share": 0.3, "after_days": WHOLE_DAYS}
    raw["activity"]["review"]["held"] = chance.random() < 0.5
    if chance.random() < 0.5:
        del raw["demand"]["review"]["pattern"]


def _clients_on_day_one(raw: Raw, chance: random.Random) -> None:
    raw["clients"]["supported"]["supported"] = 10
    raw["day_one"]["open"] = {
        "cases": 8, "work_types": {"reassessment": 0.5, "assessment": 0.5},
        "reached": {"preparation": 0.3, "visit": 0.3, "joint_visit": 0.2, "panel": 0.1, "planning": 0.1},
    }  # fmt: skip


def _many_deaths(raw: Raw, chance: random.Random) -> None:
    for name in ("referral", "cohort", "tied", "change"):
        raw["demand"][name]["deaths_per_year"] = chance.choice((5, 20))


# Staff.


def _without_overtime(raw: Raw, role: str) -> None:
    """A role whose day has no room for overtime, from the start or later."""
    for terms, name in ((raw["role"][role], "{}"), *((change["set"], f"role.{role}.{{}}") for change in raw["change"])):
        terms.pop(name.format("overtime_hours_per_week"), None)


def _unsteady_staff(raw: Raw, chance: random.Random) -> None:
    """Workers who are often away for days, or leave."""
    for name in ("assessor", "planner", "nurse", "manager"):
        raw["role"][name]["absence"] = {"leave_days": 20, "sickness_days": 60, "sickness_none_share": 0}
        if chance.random() < 0.5 and "net_vacancy_share" not in str(raw.get("change", "")):
            raw["role"][name] |= {"turnover_per_year": chance.choice((4, 10)), "weeks_to_fill": 1}
    raw["rules"]["handback_days"] = chance.choice((0.5, 1, 2))
    raw["rules"]["handback"] = True


def _long_work(raw: Raw, chance: random.Random) -> None:
    """Work that stays in hand for days, while people die and workers come and go."""
    raw["rules"]["slices"] = False
    raw["work_type"]["assessment"]["effort_hours"] = chance.choice((20, 50))
    for name in ("cohort", "tied", "change", "referral"):
        raw["demand"][name]["deaths_per_year"] = 40
    _unsteady_staff(raw, chance)


def _odd_hours(raw: Raw, chance: random.Random) -> None:
    """Timetables in which minutes of work do not fall on minutes of the day."""
    for name in chance.sample(("assessor", "planner", "manager"), 2):
        raw["role"][name] |= {
            "hours": chance.choice(("08:53-17:31", "09:00-21:00", "07:30-16:10")),
            "casework_share": chance.choice((0.3, 0.61, 0.97)),
        }
        _without_overtime(raw, name)
    raw["team"]["south"]["posts"]["planner"] = {"number": 2, "part_time": [0.4]}


def _short_slices(raw: Raw, chance: random.Random) -> None:
    for name in ("assessor", "planner", "manager", "coordinator"):
        raw["role"][name]["slice_hours"] = chance.choice((0.05, 0.25, 1))
    raw["rules"]["slices"] = True
    if chance.random() < 0.7:
        for name in ("authorisation", "finance", "review", "second_way"):
            raw["activity"][name]["effort_hours"] = 9
        _unsteady_staff(raw, chance)


def _nobody(raw: Raw, chance: random.Random) -> None:
    """A team without the staff that its cases need."""
    raw["team"]["west"] = {"posts": {"assessor": 0}}
    raw["work_type"]["assessment"]["by"][0]["teams"] = {"north": 0.5, "west": 0.5}
    raw["activity"]["front_door"]["by"][0]["teams"] = {"north": 0.6, "south": 0.2, "west": 0.2}
    raw["activity"]["authorisation"]["by"] = ["manager", "manager@north"]


def _lent_staff(raw: Raw, chance: random.Random) -> None:
    raw["team"]["south"]["borrows"] = {"nurse": "north", "coordinator": "north", "manager": "north"}
    raw["activity"]["authorisation"]["by"] = ["manager", "approved@any"]
    raw["activity"]["introduction"]["by"] = ["coordinator", "planner@any"]


def _other_terms_later(raw: Raw, chance: random.Random) -> None:
    """Demand, pathway and posts alter from dates."""
    days = sorted(chance.sample(range(2, 28), 2))
    settings = {
        "demand.referral.per_year": chance.choice((0, 1500)),
        "activity.front_door.next": {"assessment": 0.8, "coordinator": 0.2},
        "activity.appointment.delay_days": WHOLE_DAYS,
        "activity.authorisation.by": ["approved@any"],
        "team.south.posts.planner": chance.choice((1, 4)),
        "team.south.posts.assessor": chance.choice((0, 3)),
        "team.north.posts.coordinator": chance.choice((1, 3)),
        "work_type.assessment.effort_hours": 1,
        "clients.supported.join_share": 1,
    }
    for day in days:
        chosen = chance.sample(sorted(settings), 4)
        raw["change"].append({"from": dt.date(2014, 4, day), "set": {name: settings[name] for name in chosen}})
    raw["change"].sort(key=lambda change: change["from"])


Part = Callable[[Raw, random.Random], None]

PARTS: tuple[tuple[Part, float], ...] = (
    (_rules_off, 0.3), (_even_absence, 0.06), (_by_due_date, 0.2), (_urgent_tasks, 0.3), (_no_place_limits, 0.12),
    (_whole_days, 0.5), (_no_delay_for_the_urgent, 0.25), (_clockwork, 0.35), (_first_wait, 0.4),
    (_round_efforts, 0.4), (_meeting_at_opening, 0.25), (_two_gates, 0.4), (_joint_first, 0.4),
    (_few_second_workers, 0.35), (_side_work_beside_anything, 0.3), (_key_workers, 0.4), (_tight_places, 0.3),
    (_patience_of_work_types, 0.3), (_patience_everywhere, 0.4), (_many_clients, 0.4), (_clients_on_day_one, 0.3),
    (_many_deaths, 0.3), (_unsteady_staff, 0.45), (_long_work, 0.25), (_odd_hours, 0.35), (_short_slices, 0.35),
    (_nobody, 0.25), (_note_beside, 0.3), (_lent_staff, 0.25), (_other_terms_later, 0.35),
)  # fmt: skip
"""Each part, and the share of services that have it."""


def written(raw: Raw) -> str:
    """A raw config as TOML."""
    lines = [f"{_key(name)} = {_value(item)}" for name, item in raw.items() if not isinstance(item, dict)]
    for section, table in raw.items():
        if isinstance(table, dict):
            own = {name: item for name, item in table.items() if not isinstance(item, dict)}
            lines += [f"[{_key(section)}]", *(f"{_key(name)} = {_value(item)}" for name, item in own.items())]
            for name, item in table.items():
                if isinstance(item, dict):
                    lines.append(f"[{_key(section)}.{_key(name)}]")
                    lines += [f"{_key(key)} = {_value(value)}" for key, value in item.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() else f'"{name}"'


def _value(item: Any) -> str:
    if isinstance(item, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(value)}" for name, value in item.items()) + " }"
    if isinstance(item, list | tuple):
        return "[" + ", ".join(_value(value) for value in item) + "]"
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, dt.date):
        return item.isoformat()
    return f'"{item}"' if isinstance(item, str) else repr(item)
