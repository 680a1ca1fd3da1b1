"""Slips in places, side paths, patience, warrants, people in support, dips: each is told once, in plain words."""

from pathlib import Path

import pytest
from small import problems, write
from whole import altered

from sim.scenario import load_service

CASES = {
    # Names that routes know already
    "withdraw as an activity": ("[activity.advice]", "[activity.withdraw]\nby = ['nurse']\neffort_hours = 1\n"
     "next = 'close'\n[activity.advice]", [
        "activity.withdraw: 'withdraw' says what people out of patience do and cannot name anything else.",
    ]),
    "escalate as a work type": ("[work_type.reviewing]", "[work_type.escalate]\nbegins_at = 'money'\n"
     "[work_type.reviewing]", [
        "work_type.escalate: 'escalate' says what people out of patience do and cannot name anything else.",
    ]),
    "a warrant named as a role": ("[warrant.amhp]", "[warrant.amhp]\n[warrant.nurse]", [
        "warrant.nurse: a role has this name too, so a list of workers with it has two meanings.",
    ]),
    "a warrant with a sign": ("[warrant.amhp]", "[warrant.amhp]\n[warrant.'b/a']", [
        "warrant.b/a: names may not be empty or hold the signs @ / . or quotes (found 'b/a').",
    ]),
    "people in support with a sign": ("[clients.long_term]", "[clients.'a@b']\nsupported = 1\nleaves_per_year = 0\n"
     "[clients.long_term]", [
        "clients.a@b: names may not be empty or hold the signs @ / . or quotes (found 'a@b').",
    ]),
    "a stock of places with a sign": ("places.coordinated]", "places.'a/b']", [
        "day_one.places.a/b: names may not be empty or hold the signs @ / . or quotes (found 'a/b').",
    ]),
    "any as a team": ("[team.partner]", "[team.any]", [
        "team.any: 'any' stands for every team in a list of workers and cannot name one.",
    ]),
    # Places
    "a full place to nowhere": ('if_full = "assessment"', 'if_full = "asessment"', [
        "activity.coordinator.place.if_full: there is no activity or work type of this name (found 'asessment')."
        " Did you mean 'assessment'?",
    ]),
    "a full place to the end": ('if_full = "assessment"', 'if_full = "close"', []),
    "a full place that leads back": ('if_full = "assessment"', 'if_full = "coordinator"', [
        "activity.coordinator.place.if_full: an endless loop: cases sent away because it is full come back, as often"
        " as it is full. Let them go somewhere that does not lead back here.",
    ]),
    "a full place that leads back by and by": ('if_full = "assessment"', 'if_full = "call_wait"', []),
    "a place of nobody": ('by = ["guide"]\nplace', "place", [
        "activity.coordinator: by is needed: the roles that do this work, in order of preference.",
    ]),
    "a place that is held": ("place = {", "held = true\nplace = {", [
        "activity.coordinator: held goes with work, not with a place.",
    ]),
    "a place and work": ("place = {", "effort_hours = 1\nplace = {", [
        "activity.coordinator: give exactly one of effort_hours, effort_share, delay_days, gate, place, awaits; found"
        " effort_hours, place.",
    ]),
    # Side paths
    "an await of nothing": ('awaits = "money"', 'awaits = "mony"', [
        "activity.wait_for_money.awaits: there is no activity of this name (found 'mony'). Did you mean 'money'?",
    ]),
    "an await of no side path": ('awaits = "money"', 'awaits = "advice"', [
        "activity.wait_for_money.awaits: no activity begins this side path, so nothing would be awaited (found"
        " 'advice'). Known: money.",
    ]),
    "an await that no side path comes before": ("""alongside = "money"
effort_share = 1
joint = { by = ["amhp"], effort_hours = 2 }
next = "wait_for_money"
""", """effort_share = 1
next = "wait_for_money"
[activity.other]
by = ["nurse"]
effort_hours = 1
alongside = "money"
next = "close"
""", [
        "activity.wait_for_money.awaits: no case comes here after an activity that begins this side path, so nothing"
        " would be awaited (found 'money').",
    ]),
    "an await and no side path": ('alongside = "money"\n', "", [
        "activity.wait_for_money.awaits: no activity begins this side path, so nothing would be awaited (found"
        " 'money'). Write alongside = 'money' where it begins.",
    ]),
    "a side path that nothing awaits": ('awaits = "money"', "delay_days = 1", []),
    "a side path to nowhere": ('alongside = "money"', 'alongside = "reviewing"', [
        "activity.visit.alongside: there is no activity of this name (found 'reviewing'). Known: advice, call,"
        " call_wait, coordinator, front_door, introduction, kept, money, open_work, visit, wait_for_money.",
    ]),
    "a chaser of nothing": ('chased_by = "call_wait"', 'chased_by = "calls"', [
        "activity.front_door.chased_by: there is no activity of this name (found 'calls'). Did you mean 'call'?",
    ]),
    "a side path that begins itself": ('[activity.money]\nby = ["nurse"]\neffort_hours = 1\nnext = "close"',
     '[activity.money]\nby = ["nurse"]\neffort_hours = 1\nnext = { visit = 0.1, close = 0.9 }', [
        "activity.visit.alongside: this side path would lead to its own beginning again, side path upon side path"
        " without end (found 'money'). Let it lead elsewhere.",
    ]),
    "chasers of chasers": ("effort_hours = 0.2", 'effort_hours = 0.2\nchased_by = "call_wait"', [
        "activity.front_door.chased_by: this side path would lead to its own beginning again, side path upon side path"
        " without end (found 'call_wait'). Let it lead elsewhere.",
    ]),
    "a side path without end": ("next = { call_wait = 0.8, close = 0.2 }", 'next = "call_wait"', [
        "activity.call_wait.next: an endless loop: no route from here ever leads to 'close' (nor from call). Give some"
        " cases a way out.",
    ]),
    "a side path of work that nobody does": ('[activity.money]\nby = ["nurse"]\neffort_hours = 1\n',
     "[activity.money]\neffort_share = 0.1\n", []),
    "a chased delay": ("delay_days = 90", 'delay_days = 90\nchased_by = "call_wait"', [
        "activity.kept: chased_by goes with work, not with a delay.",
    ]),
    # Patience
    "patience that ends in close": ('advice = 0.2 }', "close = 0.2 }", [
        "demand.referral.patience.then: people out of patience do not close their case themselves (found 'close')."
        " Write withdraw: the case then closes.",
    ]),
    "patience that leads nowhere": ('advice = 0.2 }', "advise = 0.2 }", [
        "demand.referral.patience.then: there is no activity or work type of this name (found 'advise'). Did you mean"
        " 'advice'?",
    ]),
    "patience at work that leads nowhere": ('patience = { days = 10, then = "withdraw" }',
     'patience = { days = 10, then = "withdrew" }', [
        "activity.advice.patience.then: there is no activity or work type of this name (found 'withdrew'). Did you"
        " mean 'withdraw'?",
    ]),
    "patience of a work type that leads nowhere": ('patience = { days = 9, then = "withdraw" }',
     'patience = { days = 9, then = "withdrew" }', [
        "work_type.assessment.at.visit.patience.then: there is no activity or work type of this name (found"
        " 'withdrew'). Did you mean 'withdraw'?",
    ]),
    "an escalation to nothing": ('escalates_to = "urgent"', 'escalates_to = "urgnt"', [
        "demand.referral.patience.escalates_to: there is no priority of this name (found 'urgnt'). Did you mean"
        " 'urgent'?",
    ]),
    "an escalation to no priority": (', escalates_to = "urgent" }', " }", [
        "demand.referral.patience: escalates_to (a priority) goes with a share of escalate, and is needed there.",
    ]),
    "a priority without escalation": ("escalate = 0.3, advice = 0.2", "advice = 0.5", [
        "demand.referral.patience: escalates_to (a priority) goes with a share of escalate, and is needed there.",
    ]),
    "patience that leads back at once": ('patience = { days = 10, then = "withdraw" }',
     'patience = { days = 10, then = "advice" }', [
        "activity.advice.patience.then: an almost endless loop: nearly all who go elsewhere when their patience ends"
        " come back here. Give more cases a way out.",
    ]),
    "patience of a work type that leads back at once": ('patience = { days = 9, then = "withdraw" }',
     'patience = { days = 9, then = "assessment" }', [
        "work_type.assessment.at.visit.patience.then: an almost endless loop: nearly all who go elsewhere when their"
        " patience ends come back here. Give more cases a way out.",
    ]),
    "patience that leads back in part": ('patience = { days = 10, then = "withdraw" }',
     "patience = { days = 10, then = { advice = 0.5, withdraw = 0.5 } }", []),
    "patience with a delay": ("delay_days = 14", 'delay_days = 14\npatience = { days = 1, then = "withdraw" }', [
        "activity.call_wait: patience goes with work, not with a delay.",
    ]),
    "patience of a work type with a delay": ("at.visit = {", 'at.kept = { patience = { days = 1, then = "withdraw" }'
     " }\nat.visit = {", ["work_type.assessment.at.kept.patience: patience goes with work, and 'kept' is none."]),
    "patience to work that nobody does": ('advice = 0.2 }', "open_work = 0.2 }", [
        "activity.open_work.by: nobody is named to do this work: cases reach it without a work type, which names"
        " nobody.",
        "activity.open_work.effort_share: a share of no effort: cases reach it without a work type, which has no"
        " effort_hours.",
    ]),
    # People in support
    "uptake of no band": ('of = "carers"', 'of = "carer"', [
        "demand.carer.uptake.of: there is no population band of this name (found 'carer'). Did you mean 'carers'?",
    ]),
    "uptake of a band without people": ("people = 10_000\n", "", [
        "demand.carer.uptake.of: this population band does not say how many people it has (found 'carers'). Write"
        " people = 10_000, say, in [population.carers].",
    ]),
    "reviews of nobody": ('of = "long_term", review', 'of = "longterm", review', [
        "demand.review.from_clients.of: there is no kind of people in support of this name (found 'longterm'). Did you"
        " mean 'long_term'?",
    ]),
    "two streams of reviews": ("per_client_per_year = 0.2", "review_after_days = 42", [
        "demand.change_of_need.from_clients: the reviews of these people come by the stream 'review' already (found"
        " 'long_term').",
    ]),
    "reviews and changes in one": ("per_client_per_year = 0.2", "per_client_per_year = 0.2, review_after_days = 42", [
        "demand.change_of_need.from_clients: give either review_after_days or per_client_per_year.",
    ]),
    "joined at nothing": ('joined_at = ["visit"]', 'joined_at = ["visits"]', [
        "clients.long_term.joined_at: there is no activity of this name (found 'visits'). Did you mean 'visit'?",
    ]),
    "joined by nobody": ("join_share = 0.4\n", "", [
        "clients.long_term: join_share is needed with joined_at: the share of people who join there.",
    ]),
    "joined nowhere": ('joined_at = ["visit"]\n', "", [
        "clients.long_term: joined_at is needed with join_share: the activities at which people join.",
    ]),
    "more open reviews than people": ("supported = 100", "supported = 9", [
        "clients.long_term.supported: day one has 10 cases of these people, who are fewer (found 9).",
    ]),
    "everybody comes back": ("returns = { share = 0.1", "returns = { share = 1", [
        "demand.referral.returns: a share of 1 would bring everybody back for ever.",
    ]),
    "nearly everybody comes back": ("returns = { share = 0.1", "returns = { share = 0.99", [
        "demand.referral.returns.share: must be at most 0.95 (found 0.99).",
    ]),
    "a pattern of nothing": ('pattern = "office"', 'pattern = "ofice"', [
        "demand.review.pattern: there is no pattern of this name (found 'ofice'). Did you mean 'office'?",
    ]),
    # Dates
    "a batch after the end": ("date = 2014-09-01", "date = 2016-04-01", [
        "demand.transition.batches[0].date: a batch must come before the end of the run (found 2016-04-01). The last"
        " day is 2016-03-31.",
    ]),
    "a batch on the last day": ("date = 2014-09-01", "date = 2016-03-31", []),
    "a batch long ago, every year": ("date = 2014-09-01", "date = 2010-09-01", []),
    "a batch long ago": ("2014-09-01, cases = 20, over_days = 30, every_year = true", "2010-09-01, cases = 20", [
        "demand.transition.batches[0].date: all of this batch has come before the run begins (found 2010-09-01). Give"
        " a later date, or every_year = true.",
    ]),
    "a batch of which some have come": ("2014-09-01, cases = 20, over_days = 30, every_year = true",
     "2014-03-15, cases = 20, over_days = 30", []),
    "a dip after the end": ("from = 2014-06-01", "from = 2016-04-01", [
        "productivity_dip[0].from: a dip must begin before the end of the run (found 2016-04-01).",
    ]),
    "a dip that is over": ("from = 2014-06-01", "from = 2014-01-07", [
        "productivity_dip[0].from: this dip is over before the run begins (found 2014-01-07).",
    ]),
    "a dip that is nearly over": ("from = 2014-06-01", "from = 2014-01-08", []),
    "dates and no clock": ("years = 2", "years = 999_999", [
        "clock.years: must be at least a day (1/365) and at most 50 years (found 999999).",
    ]),
    # Staff
    "a dip of no role": ('roles = ["planner"]', 'roles = ["planer"]', [
        "productivity_dip[0].roles: there is no role of this name (found 'planer'). Did you mean 'planner'?",
    ]),
    "a dip of no team": ('roles = ["planner"]', 'teams = ["nroth"]', [
        "productivity_dip[0].teams: there is no team of this name (found 'nroth'). Did you mean 'north'?",
    ]),
    "a warrant that is none": ("warrants = { amhp = 2 }", "warrants = { amhp = 2, bia = 1 }", [
        "team.north.posts.planner.warrants: there is no warrant of this name (found 'bia'). Known: amhp.",
    ]),
    "more warrants than posts": ("warrants = { amhp = 2 }", "warrants = { amhp = 5 }", [
        "team.north.posts.planner: warrants give 'amhp' to 5 posts of only 4.",
    ]),
    "a warrant that nobody has": ("{ number = 4, warrants = { amhp = 2 } }", "4", [
        "activity.visit.joint.by[0].who: no posts are held by people with this warrant (found 'amhp'). Give it to some"
        " posts of a team: { number = 6, warrants = { amhp = 2 } }.",
    ]),
    "a warrant in another team": ('joint = { by = ["amhp"]', 'joint = { by = ["amhp@partner"]', [
        "activity.visit.joint.by[0].who: this team has no posts with this warrant (found 'amhp@partner').",
    ]),
    "a warrant lent by another team": ('joint = { by = ["amhp"]', 'joint = { by = ["amhp@lent"]', []),
    "a second worker who is nobody": ('joint = { by = ["amhp"]', 'joint = { by = ["amph"]', [
        "activity.visit.joint.by[0].who: there is no role or warrant of this name (found 'amph'). Did you mean 'amhp'?",
    ]),
    "a second worker who gives a team": ('joint = { by = ["amhp"]', "joint = { by = [{ who = ['amhp'],"
     " teams = { north = 1 } }]", [
        "activity.visit.joint.by[0].teams: the second worker of a joint step gives a case no team.",
    ]),
    "a joint step that is not held": ("[activity.introduction]\nby = [\"guide\"]\nheld = true\n",
     "[activity.introduction]\nby = [\"guide\"]\njoint = { by = ['amhp'], effort_hours = 1 }\n", [
        "activity.introduction: a joint step is done by the case's own worker and another; set held = true.",
    ]),
    "slices of no time": ("slice_hours = 2", "slice_hours = 0.001", [
        "role.planner.slice_hours: must be at least a minute (1/60) (found 0.001).",
    ]),
    "a role of a partner that is none": ("posts = { nurse = 2 }", "posts = { nurs = 2 }", [
        "team.partner.posts: there is no role of this name (found 'nurs'). Did you mean 'nurse'?",
    ]),
    "no team at all": ("[team.north]\nposts = { planner = { number = 4, warrants = { amhp = 2 } }, nurse = 1, guide = 1"
     " }\n[team.partner]\nexternal = true\nposts = { nurse = 2 }\n[team.lent]\nborrows = { planner = \"north\" }\n",
     "", [
        "team: no team has any posts, so nobody would do the work. Write [team.north] with its posts, say.",
        "activity.front_door.by[0].who: there is no team of this name (found 'north').",
    ]),
    "roles that are none": ("[role.planner]\nslice_hours = 2\n[role.nurse]\n[role.guide]\ncaseload = 20\n",
     "[role]\nplanner = 1\nnurse = 2\nguide = 3\n", [
        "role.planner: a table is wanted (found 1).",
        "role.nurse: a table is wanted (found 2).",
        "role.guide: a table is wanted (found 3).",
    ]),
    "a table of roles under another name": ("[role.planner]\nslice_hours = 2\n[role.nurse]\n[role.guide]\ncaseload ="
     " 20\n", "[roles.planner]\n[roles.nurse]\n[roles.guide]\n", [
        "roles: there is no such setting. Did you mean 'role'?",
    ]),
    # Day one
    "places of real cases": ("cases = 5\nstream = \"referral\"\nreached = { kept = 1 }", "csv = 'x.csv'", [
        "day_one.places.coordinated.csv: places take a number of cases, not a file of cases. Put real cases in the"
        " file of day_one.open.",
    ]),
    "places reached nowhere": ("reached = { kept = 1 }", "reached = { kpt = 1 }", [
        "day_one.places.coordinated.reached: there is no activity of this name (found 'kpt'). Did you mean 'kept'?",
    ]),
    "places without a way": ("reached = { kept = 1 }\n", "", [
        "day_one.places.coordinated: reached is needed: the activities that these cases have reached, with shares.",
    ]),
    "places of no stream": ('stream = "referral"', 'stream = "referal"', [
        "day_one.places.coordinated.stream: there is no stream of this name (found 'referal'). Did you mean"
        " 'referral'?",
    ]),
    "places that nobody holds": ("reached = { kept = 1 }", "reached = { money = 1 }", [
        "day_one.places.coordinated.reached: nobody would hold these cases: no place and no held work lies on the way"
        " (found 'money').",
    ]),
    "places that nobody comes to": ("reached = { kept = 1 }", "reached = { open_work = 1 }", [
        "day_one.places.coordinated.reached: no case ever comes to this activity (found 'open_work').",
    ]),
    # Targets, due dates, sizes
    "a target of days and working days": ("working_days = 1", "working_days = 1\ndays = 2", [
        "target[0]: give exactly one of days, hours and working_days.",
    ]),
    "a part of a working day": ("working_days = 1", "working_days = 1.5", [
        "target[0].working_days: a whole number is wanted (found 1.5).",
    ]),
    "due dates without days": ("due_days = 2\n", "", [
        "priority.urgent: due_days is needed: rules.queue_order is due_date. Write due_days = 28, say.",
    ]),
    "more uptake than people": ("per_person_per_year = 0.05", "per_person_per_year = 365", []),
    "uptake beyond all sense": ("people = 10_000", "people = 100_000_000", []),
    "far too much uptake": ("people = 10_000\ngrowth_per_year = 0.02", "people = 100_000_000\ngrowth_per_year = 9", [
        "demand.carer.uptake: this would grow to more than 10,000,000 a year by the end of the run (found 5e+08 a"
        " year).",
    ]),
    "reviews at every turn": ("review_after_days = 365", "review_after_days = 0.1", [
        "demand.review.from_clients.review_after_days: must be at least a day (found 0.1).",
    ]),
    "too many reviews": ("supported = 100\n", "supported = 9_000_000\nreview_takes_days = 99_999\n", [
        "clients.long_term.review_takes_days: must be at most 36,525 (found 99999).",
    ]),
    "changes without end": ("supported = 100\n", "supported = 10_000_000\n", []),
}  # fmt: skip
"""What is slipped into the whole config, and what is told; nothing where it is no slip."""


@pytest.mark.parametrize(("old", "new", "told"), CASES.values(), ids=CASES)
def test_each_slip_is_told_once_and_plainly(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    file = write(tmp_path, altered(old, new), "whole.toml")
    if told:
        assert problems(file) == [f"whole.toml: {line}" for line in told]
    else:
        load_service(file)
