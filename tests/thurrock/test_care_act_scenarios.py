"""The Care Act as forecast and as it came: how many more people, how many more hours, from when."""

import math

import numpy as np
import pytest
from option_worlds import in_force, loaded, offered, option, read

from sim.demand import draw_demand
from sim.demand.tables import CONTACT, Demand
from sim.measures.load import OfferedLoad
from sim.scenario import Service

CAP_YEAR = 2
ASSESSORS = ("social_worker", "support_planner", "deputy_manager")
CRITERIA = ("full_assessment", "self_funder_assessment", "reassessment_or_review")
FORECAST = {1: (897, 705), 2: (770, 830), 3: (770, 830), 4: (770, 830)}
"""Carers' and self-funders' assessments more, by year of the run."""

EVIDENCE = {"carers": 2_310, "carers' plans": 462, "self-funders": 7_470, "accounts": 830, "reviews": 2_600}
EVIDENCE |= {"contacts": 1_350, "criteria": 870}
"""Assessor hours of the year of the cap: the parts of the 15,892."""

Loads = tuple[OfferedLoad, ...]


def loads(file: str) -> Loads:
    return tuple(offered(file, year) for year in range(5))


@pytest.fixture(scope="module")
def base() -> Loads:
    return loads("")


@pytest.fixture(scope="module")
def forecast() -> Loads:
    return loads("care-act-forecast")


@pytest.fixture(scope="module")
def outturn() -> Loads:
    return loads("care-act-outturn")


def more(kind: str, one: OfferedLoad, two: OfferedLoad) -> float:
    return two.work_types[kind] - one.work_types[kind]


def assessor_hours(load: OfferedLoad) -> float:
    return sum(load.role(name).work_hours for name in ASSESSORS)


@pytest.mark.parametrize("year", FORECAST)
def test_the_forecast_brings_its_assessments_every_year(base: Loads, forecast: Loads, year: int) -> None:
    carers, self_funders = FORECAST[year]
    assert more("carer_assessment", base[year], forecast[year]) == pytest.approx(carers, rel=0.001)
    # The few self-funders of today grow in number, and under the Act more of them are assessed too.
    assert more("self_funder_assessment", base[year], forecast[year]) == pytest.approx(self_funders, rel=0.012)
    streams = forecast[year].streams
    assert streams["care_act_carer"] + streams["care_act_self_funder"] == pytest.approx(3_000)
    assert more("full_assessment", base[year], forecast[year]) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("name", ["care-act-forecast", "care-act-outturn"])
def test_nothing_changes_before_april_2015(base: Loads, name: str) -> None:
    first = offered(name, 0)
    assert first.work_types == base[0].work_types
    assert {role.role: role.load for role in first.roles} == pytest.approx(
        {role.role: role.load for role in base[0].roles}
    )
    assert loaded(name).epochs[1].start == 365 * 1440


def drawn(name: str, years: float) -> tuple[Service, Demand]:
    service = in_force(name, years=years)
    return service, draw_demand(service, seed=7, replication=0)


def assessed(service: Service, demand: Demand, stream: str, kind: str) -> int:
    """People of a stream received within the run, on their first contact, whose main path is of a kind."""
    mine = (demand.stream == service.streams.index(stream)) & (demand.origin == CONTACT) & (demand.strip >= 0)
    return int((mine & (demand.work_type == service.work_types.index(kind))).sum())


def test_what_is_drawn_in_a_year_is_the_forecast_within_chance() -> None:
    service, demand = drawn("care-act-forecast", 1.0)
    # First contacts are 1 / 1.2 of all.
    for stream, kind, number in (
        ("care_act_carer", "carer_assessment", 897 / 1.2),
        ("care_act_self_funder", "self_funder_assessment", 1_086.4 * 0.6132 / 1.2),
    ):
        assert abs(assessed(service, demand, stream, kind) - number) < 4 * math.sqrt(number), stream


def test_everybody_with_an_assessment_of_the_act_has_an_account_and_its_review(forecast: Loads) -> None:
    load = forecast[CAP_YEAR]
    accounts = next(item.visits for item in load.activities if item.activity == "care_account")
    assert accounts == pytest.approx(load.work_types["self_funder_assessment"])
    # Of those assessed in 2015/16 e^-0.2 are there a year later: 590 for the forecast's 650. check, which has no first
    # year in which nobody is due, says more.
    due = forecast[1].work_types["self_funder_assessment"] * math.exp(-0.2)
    assert due == pytest.approx(650, rel=0.1)
    assert due < load.work_types["self_funder_review"] < 1.5 * due


def test_the_hours_of_the_forecast_are_within_reach_of_the_evidence(base: Loads, forecast: Loads) -> None:
    one, two = base[CAP_YEAR], forecast[CAP_YEAR]
    mean = {name: loaded("care-act-forecast").epochs[-1].scenario.work_type[name] for name in CRITERIA}
    extra = {kind: two.work_types[kind] - one.work_types[kind] for kind in two.work_types}
    hours = {
        "carers": extra["carer_assessment"] * 3,
        "self-funders": extra["self_funder_assessment"] * 9,
        "accounts": two.work_types["self_funder_assessment"] * 1,
        "contacts": (two.streams["care_act_carer"] + two.streams["care_act_self_funder"]) * 0.45,
        "criteria": 0.05 * (9 * one.work_types["full_assessment"] + 7 * one.work_types["reassessment_or_review"]),
    }
    for part, number in hours.items():
        # Full assessments and reassessments have grown by two years, so their 5 % has.
        assert number == pytest.approx(EVIDENCE[part], rel=0.08), part
    assert [kind.effort_hours.mean for kind in mean.values() if kind.effort_hours] == [9.45, 9.45, 7.35]
    # The whole is more than the evidence's: direct work with open cases, allocation and authorisation are in it, and
    # the reviews that check sees too soon; carers' plans, which the model does not have, are not.
    whole = assessor_hours(two) - assessor_hours(one)
    assert sum(EVIDENCE.values()) == 15_892
    assert 15_892 - EVIDENCE["carers' plans"] < whole < 1.35 * 15_892


@pytest.mark.parametrize("role", ["support_planner", "social_worker"])
def test_no_team_alone_carries_the_forecast(base: Loads, forecast: Loads, role: str) -> None:
    cells = [cell for cell in forecast[CAP_YEAR].cells if cell.role == role]
    more_load = [cell.load / base[CAP_YEAR].cell(role, cell.team).load for cell in cells]
    assert len(cells) >= 6
    assert min(more_load) > 1.05
    assert max(more_load) / min(more_load) < 1.2


def test_without_a_post_more_the_forecast_passes_what_staff_can_do(forecast: Loads) -> None:
    assert forecast[0].role("support_planner").load < 1 < forecast[1].role("support_planner").load
    assert all(forecast[CAP_YEAR].role(name).load > 1 for name in ASSESSORS)


def test_the_outturn_is_about_one_assessor(base: Loads, outturn: Loads) -> None:
    more_hours = assessor_hours(outturn[CAP_YEAR]) - assessor_hours(base[CAP_YEAR])
    assert 0.5 < more_hours / 1_075 < 1.5
    assert more("self_funder_assessment", base[CAP_YEAR], outturn[CAP_YEAR]) == pytest.approx(0)
    assert outturn[CAP_YEAR].work_types["self_funder_review"] == 0


def test_carers_stay_at_their_number_of_2014_15_in_the_outturn(base: Loads, outturn: Loads) -> None:
    first = base[0].work_types["carer_assessment"]
    assert [load.work_types["carer_assessment"] for load in outturn] == pytest.approx([first] * 5, rel=0.005)
    assert base[4].work_types["carer_assessment"] > 1.05 * first


def test_forecast_outturn_and_training_have_one_set_of_criteria() -> None:
    kinds = [
        [loaded(name).epochs[-1].scenario.work_type[kind].effort_hours for kind in CRITERIA]
        for name in ("care-act-forecast", "care-act-outturn", "new-criteria")
    ]
    assert kinds[0] == kinds[1] == kinds[2]


def test_the_forecast_has_no_dip_no_training_and_no_form() -> None:
    for name in ("care-act-forecast", "care-act-outturn"):
        raw = read(option(name)).raw
        assert "productivity_dip" not in raw
        settings = [key for change in raw["change"] for key in change["set"]]
        assert not [
            key for key in settings if "absence" in key or "self_assessment" in key or key == "activity.front_door.next"
        ]


@pytest.mark.slow
def test_in_a_run_reviews_of_accounts_begin_a_year_after_the_first_account() -> None:
    from sim.demand.tables import REVIEW
    from sim.engine import simulate
    from sim.units import NEVER
    from sim.workforce import draw_workforce

    service, demand = drawn("care-act-forecast", 2.0)
    log = simulate(service, demand, draw_workforce(service, seed=7, replication=0))
    stream = service.streams.index("self_funder_review")
    received = log.received[(demand.origin == REVIEW) & (demand.stream == stream) & (log.received < NEVER)]
    kinds = demand.client_kind == service.clients.index("self_funder")
    joined = np.sort(log.client_joined[kinds & (log.client_joined < 366 * 1440)])
    assert received.min() >= joined[0] + 365 * 1440
    # In the second year those who joined in the first, but for those who have left and whose year is not up.
    assert 0.5 * len(joined) < len(received) <= len(joined)
