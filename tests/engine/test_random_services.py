"""The random services hold what they are there to try."""

import tomllib
from collections import Counter

from random_services import random_service


def test_staff_changes_overtime_and_groups_of_teams_are_each_in_a_fair_share_of_the_services() -> None:
    seen: Counter[str] = Counter()
    for seed in range(50):
        config = tomllib.loads(random_service(seed))
        seen["pooled_teams"] += "pooled_teams" in config["rules"]
        seen["overtime"] += any("overtime_hours_per_week" in role for role in config["role"].values())
        seen.update({setting.split(".")[-1] for change in config.get("change", []) for setting in change["set"]})
    altered = ("net_vacancy_share", "turnover_per_year", "weeks_to_fill", "starter", "hiring")
    for part in ("pooled_teams", "overtime", "overtime_hours_per_week", *altered):
        assert seen[part] >= 15, seen
