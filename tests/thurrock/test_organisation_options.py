"""The options about organisation: the same staff, shared out or led otherwise, and what each cannot pass."""

import datetime as dt

import numpy as np
import pytest
from options_read import (
    BASE,
    differs_from_the_start,
    from_the_start,
    load_of,
    own,
    posts,
    service,
    set_by_date,
    shortened,
)

from sim.demand import draw_demand
from sim.engine import simulate
from sim.eventlog.log import FULL
from sim.measures.load import OfferedLoad
from sim.measures.place_load import PlaceLoad
from sim.scenario.option_sheet import OptionSheet
from sim.scenario.timeline import Service
from sim.workforce import draw_workforce

FROM_THE_START = ("pooled-localities", "six-teams-pooled", "all-teams-pooled", "oldest-first")
BY_DATE = ("specialist-teams", "co-location-with-health", "community-hubs", "managers-own-team")
ORGANISATION = (*FROM_THE_START, *BY_DATE)
LOCALITIES = ("locality_north", "locality_south", "locality_east")
ROLES = ("social_worker", "support_planner", "deputy_manager", "team_manager")


@pytest.fixture(scope="module")
def base() -> tuple[OfferedLoad, ...]:
    return tuple(load_of(BASE, year) for year in range(3))


def hours(load: OfferedLoad) -> dict[str, float]:
    return {role: load.role(role).work_hours for role in ROLES}


@pytest.mark.parametrize("name", ORGANISATION)
def test_a_sheet_says_whose_it_is_and_whether_it_can_begin_later(name: str) -> None:
    sheet = service(name).base.option
    assert isinstance(sheet, OptionSheet)
    assert sheet.kind == "organisation"
    assert len(sheet.label) <= 45
    assert all((sheet.mechanism, sheet.limit, sheet.asks))
    assert sheet.from_ == (None if name in FROM_THE_START else dt.date(2015, 4, 1))
    if name in FROM_THE_START:
        assert "holds from the first day" in sheet.mechanism
    for cost in (sheet.one_off_gbp, sheet.yearly_gbp):
        assert cost.low is not None
        assert cost.high is not None
        assert cost.high > cost.low


@pytest.mark.parametrize("name", ORGANISATION)
def test_an_option_alters_no_more_than_it_says(name: str) -> None:
    from_the_first_day = {
        "pooled-localities": {"rules.pooled_teams"},
        "six-teams-pooled": {"rules.pooled_teams"},
        "all-teams-pooled": {"rules.teams"},
        "oldest-first": {"rules.dispatch"},
        "managers-own-team": {f"team.cariads.borrows.{role}" for role in ("business_deputy", "team_manager")},
    }
    by_date = {
        "specialist-teams": {f"work_type.{kind}.by" for kind in ("safeguarding_enquiry", "complex_assessment")}
        | {f"team.{team}.posts.social_worker" for team in (*LOCALITIES, "ld_transitions", "mh_complex_safeguarding")},
        "co-location-with-health": {"activity.information_wait.delay_days", "role.rras_nurse.casework_share"},
        "managers-own-team": {"activity.allocation_decision.by", "activity.authorisation.by"},
    }
    if name == "community-hubs":
        new = {".".join(key.split(".")[:2]) for key in differs_from_the_start(name)}
        assert all("hub_" in key or key == "activity.choice_of_channel" for key in new)
        return
    assert differs_from_the_start(name) == from_the_first_day.get(name, set())
    assert set_by_date(name) == by_date.get(name, set())
    assert {change["from"] for change in own(name).get("change", [])} <= {dt.date(2015, 4, 1)}


@pytest.mark.parametrize("name", ORGANISATION)
def test_not_one_post_is_won_or_lost(name: str) -> None:
    for date in ("2014-10-01", "2016-10-01"):
        assert posts(name, date) == posts(BASE, date)


@pytest.mark.parametrize("name", [name for name in ORGANISATION if name != "community-hubs"])
def test_not_one_hour_of_work_is_won_or_lost(name: str, base: tuple[OfferedLoad, ...]) -> None:
    assert hours(load_of(name, 2)) == pytest.approx(hours(base[2]), rel=1e-4)


def test_rules_alter_nobodys_needs_and_nobodys_days() -> None:
    made = [shortened(name, 0.45) for name in (BASE, "pooled-localities", "oldest-first")]
    needs = [draw_demand(world, seed=3, replication=0) for world in made]
    days = [draw_workforce(world, seed=3, replication=0) for world in made]
    assert len(needs[0].received) > 7_000
    for demand, work in zip(needs[1:], days[1:], strict=True):
        for column in ("received", "activity", "effort", "delay", "team", "priority", "skill_list"):
            assert np.array_equal(getattr(demand, column), getattr(needs[0], column)), column
        assert np.array_equal(work.opening, days[0].opening)
        assert np.array_equal(work.minutes, days[0].minutes)


# ---------------------------------------------------------------------------------------------------------
# Pools


def test_a_pool_evens_out_its_own_teams_and_no_others(base: tuple[OfferedLoad, ...]) -> None:
    pooled = load_of("pooled-localities", 2)
    for role in ("social_worker", "support_planner", "deputy_manager"):
        of_pool = [pooled.cell(role, team).load for team in LOCALITIES]
        assert of_pool == pytest.approx([of_pool[0]] * 3, rel=1e-6)
    lists = {item.team for item in pooled.lists if item.activity == "allocation"}
    assert "+".join(LOCALITIES) in lists
    assert not lists & set(LOCALITIES)
    assert {"hospital_rapid", "community_solutions"} <= lists


def test_no_pool_passes_the_hours_of_its_role(base: tuple[OfferedLoad, ...]) -> None:
    # In 2016/17 social workers have more work than time whoever they work for.
    level = base[2].role("social_worker").load
    assert level > 1
    for name in ("pooled-localities", "all-teams-pooled"):
        assert load_of(name, 2).role("social_worker").load == pytest.approx(level)
    found = [cell.load for cell in load_of("all-teams-pooled", 2).cells if cell.role == "social_worker"]
    assert found == pytest.approx([level] * 6, rel=1e-6)


def test_a_warrant_is_not_pooled_away() -> None:
    found = load_of("all-teams-pooled", 2)
    assert [(item.warrant, item.posts) for item in found.warrants] == [("amhp", 8), ("best_interests", 6)]
    # Whoever holds one does the work reserved for it, whatever their team; nobody else may.
    lists = [item for item in found.lists if item.role == "amhp"]
    assert lists
    assert [item.cells for item in lists] == [(("social_worker", "mh_complex_safeguarding"),)] * len(lists)


# ---------------------------------------------------------------------------------------------------------
# Specialists


def test_specialists_bring_the_posts_that_their_work_takes(base: tuple[OfferedLoad, ...]) -> None:
    special = load_of("specialist-teams", 2)
    loads = [cell.load for cell in special.cells if cell.role == "social_worker"]
    assert loads == pytest.approx([base[2].role("social_worker").load] * 6, abs=0.01)
    moved = {team: special.cell("social_worker", team).posts - base[2].cell("social_worker", team).posts
             for team in (*LOCALITIES, "hospital_rapid", "ld_transitions", "mh_complex_safeguarding")}  # fmt: skip
    assert list(moved.values()) == [-1, -1, -1, 0, 1, 2]


def test_localities_keep_no_enquiry_and_no_complex_assessment() -> None:
    scenario = service("specialist-teams").epochs[1].scenario
    for kind in ("safeguarding_enquiry", "complex_assessment"):
        for item in scenario.work_type[kind].by or ():
            assert not set(item.teams or ()) & set(LOCALITIES)
            assert sum(float(share) for share in (item.teams or {}).values()) == pytest.approx(1)


# ---------------------------------------------------------------------------------------------------------
# Health, managers


def test_co_location_takes_three_days_of_one_delay_and_no_hour(base: tuple[OfferedLoad, ...]) -> None:
    before, after = (service(name).epochs[-1].scenario for name in (BASE, "co-location-with-health"))
    days = [scenario.activity["information_wait"].delay_days for scenario in (before, after)]
    assert [item.average for item in days if item is not None] == [7, 4]
    found = load_of("co-location-with-health", 2)
    assert found.cell("rras_nurse", "rras").load == pytest.approx(base[2].cell("rras_nurse", "rras").load * 0.25 / 0.35)
    # They were not short of hours: it is the pace of a visit that gains, and it ends at the nurse's whole time.
    assert found.cell("rras_nurse", "rras").load < 0.3


def test_without_cover_some_managers_have_more_than_they_can_do_and_others_time_to_spare(
    base: tuple[OfferedLoad, ...],
) -> None:
    found = load_of("managers-own-team", 2)
    deputies = {cell.team: cell.load for cell in found.cells if cell.role == "deputy_manager"}
    together = [cell.load for cell in base[2].cells if cell.role == "deputy_manager"]
    assert together == pytest.approx([0.927] * 6, abs=0.001)
    assert max(deputies.values()) > 1.05
    assert min(deputies.values()) < 0.85
    # North's manager has the desk's assessments of Community Solutions as well.
    managers = {cell.team: cell.load for cell in found.cells if cell.role == "team_manager"}
    assert max(managers, key=managers.__getitem__) == "locality_north"
    assert managers["locality_north"] > 1
    assert found.nobody == ()


# ---------------------------------------------------------------------------------------------------------
# Hubs


def places(load: OfferedLoad) -> dict[str, PlaceLoad]:
    return {f"{item.activity}/{item.role}": item for item in load.places if item.team == "hub_partners"}


def test_the_same_people_come_by_another_channel(base: tuple[OfferedLoad, ...]) -> None:
    hubs = load_of("community-hubs", 1)
    for stream in ("community_referral", "hub_visit"):
        # A few fewer return, since a few fewer assessments are made twice over: shares are of closed cases.
        assert hubs.streams[stream] == pytest.approx(base[1].streams[stream], rel=1e-6)
    visits = {item.activity: item.visits for item in hubs.activities}
    was = {item.activity: item.visits for item in base[1].activities}
    assert visits["front_door"] == pytest.approx(0.8 * was["front_door"], rel=0.01)
    moved = 0.2 * base[1].streams["community_referral"]
    assert visits["hub_front_door"] - was["hub_front_door"] == pytest.approx(moved, rel=0.03)


def test_partners_at_the_hubs_save_as_much_as_they_have_places_for(base: tuple[OfferedLoad, ...]) -> None:
    hubs = load_of("community-hubs", 2)
    found = places(hubs)
    assert len(found) == 4
    assert {item.places for item in found.values()} == {7}
    # Ten people at a time for 14 places: one in eight finds none.
    assert sum(item.offered for item in found.values()) == pytest.approx(10.4, abs=0.5)
    assert all(0.08 < item.overflow_share < 0.18 for item in found.values())
    requests = sum(item.requests for item in found.values())
    saved = hubs.assessments - base[2].assessments
    # Seven in ten are not assessed, and a few of them would have had support and its reviews.
    assert -0.8 * requests < saved < -0.7 * requests


def asked(made: Service) -> tuple[int, int]:
    """How many were passed to a partner, and how many found no place."""
    demand = draw_demand(made, seed=5, replication=0)
    log = simulate(made, demand, draw_workforce(made, seed=5, replication=0))
    names = [made.activities.index(name) for name in ("hub_partner_for_contact", "hub_partner_for_full")]
    there = np.isin(demand.activity[demand.first[log.case] + log.step], names)
    return int(there.sum()), int((there & (log.status == FULL)).sum())


def few_places(number: int) -> dict[str, object]:
    return {f"role.{role}.caseload": number for role in ("hub_housing_officer", "hub_health_worker")}


def test_partners_fill_up_and_the_others_are_assessed_as_before() -> None:
    (some, in_vain), (same, none) = (
        asked(from_the_start("community-hubs", 0.45, few_places(number))) for number in (1, 60)
    )
    assert some == same > 30
    assert in_vain > some / 2
    assert none == 0


# ---------------------------------------------------------------------------------------------------------
# Runs of the whole service


def mean_wait(made: Service, activity: str = "preparation") -> float:
    """Mean days from ready to start of an activity for standard cases, the unfinished at their length so far."""
    demand = draw_demand(made, seed=2014, replication=0)
    log = simulate(made, demand, draw_workforce(made, seed=2014, replication=0))
    step = demand.first[log.case] + log.step
    mine = demand.activity[step] == made.activities.index(activity)
    mine &= demand.priority[log.case] == made.priorities.index("standard")
    waited = np.minimum(log.start, log.horizon) - log.ready
    return float(waited[mine].mean() / 1440)


@pytest.mark.slow
def test_pooling_shortens_the_wait_for_a_worker_and_six_teams_more_than_three() -> None:
    waits = [mean_wait(from_the_start(name, 1)) for name in (BASE, "pooled-localities", "six-teams-pooled")]
    assert waits[0] > waits[1] > waits[2]


@pytest.mark.slow
def test_pooling_the_front_door_too_makes_those_wait_who_are_assessed_at_the_desk() -> None:
    six, every = (
        mean_wait(from_the_start(name, 1), "contact_assessment") for name in ("six-teams-pooled", "all-teams-pooled")
    )
    assert every > 2 * six
