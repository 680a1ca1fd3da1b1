"""Each part of the Thurrock service whose capacity is limited fills up, and sends on whom it cannot take."""

from pathlib import Path

import numpy as np
import pytest

from sim.demand.tables import REVIEW, Demand
from sim.engine import simulate
from sim.eventlog.log import FULL, EventLog
from sim.scenario import Service
from sim.units import MINUTES_PER_DAY, NEVER
from worlds import draw, load

YEAR = 365 * MINUTES_PER_DAY

Run = tuple[Service, Demand, EventLog]


def run(folder: Path, name: str, *, extends: str = "thurrock-2014-level", years: float = 0.5, more: str = "") -> Run:
    text = f'extends = "{extends}"\n[clock]\nyears = {years}\n{more}'
    service = load(folder, text, f"{name}.toml")
    demand, workforce = draw(service)
    return service, demand, simulate(service, demand, workforce)


def asked_in_vain(made: Run, activity: str) -> tuple[int, int]:
    """How many asked for a place there, and how many in vain."""
    service, demand, log = made
    there = demand.activity[demand.first[log.case] + log.step] == service.activities.index(activity)
    return int(there.sum()), int((there & (log.status == FULL)).sum())


def held_at_most(made: Run, role: str, workforce_places: int) -> None:
    service, _, log = made
    _, workforce = draw(service)
    mine = np.isin(log.allocated_to, np.flatnonzero(workforce.role == service.roles.index(role)))
    moments = log.allocated[mine & (log.allocated > 0) & (log.allocated < NEVER)]
    begun, ended = log.allocated[mine], log.released[mine]
    most = max(int(((begun <= at) & (ended > at)).sum()) for at in moments)
    assert most == workforce_places


def test_two_coordinators_fill_up_and_the_others_are_assessed(tmp_path: Path) -> None:
    few = "[team.local_area_coordination.posts]\nlocal_area_coordinator = 2\n"
    few += "[day_one.places.coordinators]\ncases = 30\n"
    nine = run(tmp_path, "nine")
    two = run(tmp_path, "two", more=few)
    asked, in_vain = asked_in_vain(two, "coordinator_instead")
    assert asked == asked_in_vain(nine, "coordinator_instead")[0]
    assert in_vain > asked / 2
    assert asked_in_vain(nine, "coordinator_instead")[1] < asked / 10
    held_at_most(two, "local_area_coordinator", 2 * 18)


def test_many_coordinators_take_everybody_and_more_of_them_change_nothing(tmp_path: Path) -> None:
    posts = "[team.local_area_coordination.posts]\nlocal_area_coordinator = {}\n"
    assert asked_in_vain(run(tmp_path, "20", more=posts.format(20)), "coordinator_instead")[1] == 0
    assert asked_in_vain(run(tmp_path, "40", more=posts.format(40)), "coordinator_instead")[1] == 0


def test_a_small_reablement_team_sends_people_on_to_a_plan_at_once(tmp_path: Path) -> None:
    one = "[team.reablement.posts]\nreablement_worker = 1\n[day_one.places.reablement]\ncases = 8\n"
    asked, in_vain = asked_in_vain(run(tmp_path, "one", more=one), "reablement_place")
    assert in_vain > asked / 2


def test_a_small_contract_sends_carers_back_to_the_council(tmp_path: Path) -> None:
    # Assessments go to Cariads from the start here, with one adviser's places.
    routed = """
[activity.carer_front_door.next]
carer_assessment_by_cariads = 0.5
close = 0.5
[team.cariads.posts]
carers_adviser = {}
"""
    _, in_vain_of_one = asked_in_vain(run(tmp_path, "one", more=routed.format(1)), "cariads_place")
    asked, in_vain_of_twenty = asked_in_vain(run(tmp_path, "twenty", more=routed.format(20)), "cariads_place")
    assert in_vain_of_one > asked / 2
    assert in_vain_of_twenty == 0


@pytest.mark.slow
def test_half_the_support_plans_bring_fewer_reviews_a_year_later_and_not_before(tmp_path: Path) -> None:
    half = """
[work_type.full_assessment.at.authorisation.next]
support_planning = 0.325
close = 0.675
[work_type.hospital_assessment.at.authorisation.next]
reablement_place = 0.15
support_planning = 0.286
close = 0.564
[work_type.rapid_response.at.authorisation.next]
reablement_place = 0.20
support_planning = 0.273
close = 0.527
"""

    def reviews(made: Run) -> list[int]:
        _, demand, log = made
        received = log.received[(demand.origin == REVIEW) & (log.received < NEVER)]
        return [int((received // YEAR == year).sum()) for year in range(3)]

    def joined(made: Run) -> int:
        return int(((made[2].client_joined > 0) & (made[2].client_joined < YEAR)).sum())

    whole, halved = run(tmp_path, "whole", years=3), run(tmp_path, "halved", years=3, more=half)
    assert joined(halved) < 0.75 * joined(whole)
    before, after = reviews(whole), reviews(halved)
    # In the first year nobody who joined is due. (Fewer plans leave staff more time, so reviews come round sooner.)
    assert after[0] > before[0] - 60
    assert after[1] < before[1] - 60
    assert after[2] < before[2] - 150
