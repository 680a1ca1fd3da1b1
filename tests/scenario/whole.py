"""A small valid config with every part that a service may have, to alter one thing at a time."""

WHOLE = """\
title = "Whole"
[clock]
start_date = 2014-04-01
years = 2
[population.carers]
people = 10_000
growth_per_year = 0.02
[clients.long_term]
supported = 100
leaves_per_year = 0.2
joined_at = ["visit"]
join_share = 0.4
[priority.urgent]
number = 1
due_days = 2
[priority.standard]
number = 2
due_days = 28
[pattern.office]
hours = "09:00-17:00"
[demand.referral]
per_year = 500
priorities = { urgent = 0.25, standard = 0.75 }
patience = { days = 20, then = { withdraw = 0.5, escalate = 0.3, advice = 0.2 }, escalates_to = "urgent" }
returns = { share = 0.1, after_days = 30 }
deaths_per_year = 0.1
begins_at = "front_door"
[demand.carer]
uptake = { of = "carers", per_person_per_year = 0.05 }
begins_at = "assessment"
[demand.transition]
batches = [{ date = 2014-09-01, cases = 20, over_days = 30, every_year = true }]
begins_at = "assessment"
[demand.review]
from_clients = { of = "long_term", review_after_days = 365 }
pattern = "office"
begins_at = "reviewing"
[demand.change_of_need]
from_clients = { of = "long_term", per_client_per_year = 0.2 }
begins_at = "assessment"
[work_type.assessment]
begins_at = "visit"
effort_hours = 9
by = ["planner"]
at.visit = { patience = { days = 9, then = "withdraw" } }
[work_type.reviewing]
begins_at = "visit"
effort_hours = 4
by = ["planner"]
[activity.front_door]
by = ["planner@north", "nurse@any"]
effort_hours = 1
chased_by = "call_wait"
next = { assessment = 0.4, coordinator = 0.1, close = 0.5 }
[activity.call_wait]
delay_days = 14
next = "call"
[activity.call]
by = ["nurse"]
effort_hours = 0.2
next = { call_wait = 0.8, close = 0.2 }
[activity.advice]
by = ["nurse"]
effort_hours = 1
patience = { days = 10, then = "withdraw" }
next = "close"
[activity.coordinator]
by = ["guide"]
place = { if_full = "assessment" }
next = "introduction"
[activity.introduction]
by = ["guide"]
held = true
effort_hours = 2
next = "kept"
[activity.kept]
delay_days = 90
releases = true
next = "close"
[activity.visit]
held = true
alongside = "money"
effort_share = 1
joint = { by = ["amhp"], effort_hours = 2 }
next = "wait_for_money"
[activity.money]
by = ["nurse"]
effort_hours = 1
next = "close"
[activity.wait_for_money]
awaits = "money"
next = "close"
[activity.open_work]
effort_share = 0.1
next = "close"
[role.planner]
slice_hours = 2
[role.nurse]
[role.guide]
caseload = 20
[warrant.amhp]
[team.north]
posts = { planner = { number = 4, warrants = { amhp = 2 } }, nurse = 1, guide = 1 }
[team.partner]
external = true
posts = { nurse = 2 }
[team.lent]
borrows = { planner = "north" }
[rules]
queue_order = "due_date"
[[productivity_dip]]
from = 2014-06-01
drop_share = 0.2
weeks = 12
roles = ["planner"]
[day_one.places.coordinated]
cases = 5
stream = "referral"
reached = { kept = 1 }
[day_one.open]
cases = 10
work_types = { reviewing = 1 }
reached = { visit = 1 }
[[target]]
label = "Answered"
clock = "contact_to_response"
working_days = 1
share = 0.9
"""


def altered(old: str, new: str) -> str:
    """The whole config with one piece of its text replaced."""
    assert WHOLE.count(old) == 1, f"{old!r} stands {WHOLE.count(old)} times in the whole config"
    return WHOLE.replace(old, new)
