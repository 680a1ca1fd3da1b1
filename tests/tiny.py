"""A service small enough to run in a blink: one team, two roles, two priorities, a year and a half."""

from pathlib import Path

TINY = """
title = "A small service"

[clock]
start_date = 2014-04-01
years = 1.5
bank_holidays = "England"

[priority.urgent]
number = 1
delay_factor = 0

[priority.standard]
number = 2

[demand.referral]
label = "Referrals"
per_year = { value = 300, low = 200, high = 400, grade = "measured" }
priorities = { urgent = 0.1, standard = 0.9 }
teams = { north = 1 }
begins_at = "front_door"

[activity.front_door]
label = "Front door"
by = ["adviser@north"]
priority = "urgent"
effort_hours = 0.5
reaches_at_start = "response"
next = { assessment = 0.5, close = 0.5 }

[activity.assessment]
label = "Assessment"
by = ["social_worker"]
held = true
effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7 }
reaches = "assessment"
next = "close"

[role.adviser]
label = "Advisers"
annual_pay_gbp = 20_000
contract_hours_per_week = 37
casework_share = 0.5

[role.social_worker]
label = "Social workers"
annual_pay_gbp = 32_000
contract_hours_per_week = 37
casework_share = 0.75
caseload = 15
absence = { leave_days = 27, sickness_days = 8 }

[team.north]
label = "North"
posts = { adviser = 1, social_worker = 1 }

[day_one.waiting]
cases = 5
ages = "even over 30 days"
stream = "referral"
reached = { assessment = 1 }

[[target]]
label = "Assessed within 28 days"
clock = "contact_to_assessment"
days = 28
share = 0.8

[[comparator]]
label = "Mean days elsewhere"
clock = "contact_to_assessment"
statistic = "mean_days"
published = 27
"""


def tiny_config(folder: Path, more: str = "", *, name: str = "tiny") -> Path:
    """Write the small service, with more text before its first table, to a file."""
    file = folder / f"{name}.toml"
    file.write_text(f"{more}\n{TINY}" if more else TINY, encoding="utf-8")
    return file
