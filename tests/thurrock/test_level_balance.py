"""The variant without growth holds the evidence's work and staff, and its loads come out as they should."""

import csv
from pathlib import Path

import pytest

from sim.measures.flow import flow, step_hours, work_list
from sim.measures.load import OfferedLoad, offered_load
from sim.measures.volumes import stream_volumes
from sim.scenario import load_service
from sim.scenario.timeline import Service

DATA = Path(__file__).parent / "data"
CONFIGS = Path(__file__).parents[2] / "configs"
SHORT = {"social_worker": "social_worker", "support_planner": "support_planner", "deputy_manager": "deputy",
         "business_deputy": "deputy", "team_manager": "team_manager"}  # fmt: skip
FRONT_DOORS = ("front_door", "carer_front_door", "self_funder_front_door")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hours_by_role(row: dict[str, str]) -> dict[str, float]:
    total = float(row["hours_a_year"])
    return {role: total * float(row[f"{role}_percent"]) / 100 for role in set(SHORT.values())}


WORK = {row["kind_of_work"]: row for row in rows("level_work.csv")}
STAFF = {row["reporting_role"]: row for row in rows("level_staff.csv")}
BLOCKS = [name for name, row in WORK.items() if not row["cases_a_year"] and name != "direct_work"]
TYPES = [name for name, row in WORK.items() if row["counts_as_assessment"] == "yes"]
CASE_STEPS = [
    name for name, row in WORK.items() if row["cases_a_year"] and name not in TYPES and name != "dols_assessment"
]


@pytest.fixture(scope="module")
def service() -> Service:
    return load_service(CONFIGS / "thurrock-2014-level.toml")


@pytest.fixture(scope="module")
def load(service: Service) -> OfferedLoad:
    return offered_load(service)


@pytest.fixture(scope="module")
def hours(service: Service) -> dict[str, dict[str, float]]:
    """Hours a year by kind of work and role, direct work told apart from the held steps that carry it."""
    scenario = service.base
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(SHORT.values(), 0.0) for name in WORK}
    for state, visits in flow(scenario, stream_volumes(service, scenario, 0, service.year_starts[1])).visits.items():
        activity = scenario.activity[state.activity]
        if activity.kind != "work" or state.activity == "local_area_coordination":
            continue
        name = "front_door" if state.activity in FRONT_DOORS else state.activity
        if activity.effort_share is not None:
            name = state.work_type
        role = work_list(scenario, state).who[0].partition("@")[0]
        total = visits * step_hours(scenario, state)
        casework = total / (1 + float(scenario.role[role].direct_work_share)) if activity.held else total
        found[name][SHORT[role]] += casework
        found["direct_work"][SHORT[role]] += total - casework
    for name, terms in scenario.role.items():
        for block, amount in terms.blocks.items():
            found[block][SHORT[name]] += float(amount)
    return found


@pytest.mark.parametrize("kind", WORK)
def test_every_kind_of_work_takes_the_hours_of_the_evidence_from_every_role(
    kind: str, hours: dict[str, dict[str, float]]
) -> None:
    # The evidence rounds its yearly totals: 187 x 3 = 561 stands there as 562.
    for role, expected in hours_by_role(WORK[kind]).items():
        assert hours[kind][role] == pytest.approx(expected, rel=2e-3, abs=0.1), role


@pytest.mark.parametrize("kind", [*TYPES, "dols_assessment"])
def test_every_kind_of_assessment_has_the_cases_and_hours_of_the_evidence(
    kind: str, service: Service, load: OfferedLoad
) -> None:
    assert load.work_types[kind] == pytest.approx(float(WORK[kind]["cases_a_year"]))
    effort = service.base.work_type[kind].effort_hours
    assert effort is not None
    assert effort.average == pytest.approx(float(WORK[kind]["hours_a_case"]))
    assert service.base.work_type[kind].assessment == (kind != "dols_assessment")


@pytest.mark.parametrize("kind", CASE_STEPS)
def test_every_shared_step_is_visited_as_often_as_the_evidence_says(kind: str, load: OfferedLoad) -> None:
    names = FRONT_DOORS if kind == "front_door" else (kind,)
    visits = sum(item.visits for item in load.activities if item.activity in names)
    assert visits == pytest.approx(float(WORK[kind]["cases_a_year"]), abs=0.01)


def test_the_ten_kinds_of_assessment_sum_to_8_700_a_year(load: OfferedLoad) -> None:
    assert len(TYPES) == 10
    assert load.assessments == pytest.approx(8_700)


def test_46_percent_of_10_000_contacts_at_the_front_door_go_on_to_an_assessment(load: OfferedLoad) -> None:
    contacts = sum(load.streams[name] for name in ("community_referral", "carer_contact", "self_funder"))
    elsewhere = sum(load.streams[n] for n in ("reassessment", "planned_review", "hospital_discharge", "transition"))
    onward = load.assessments - elsewhere - load.streams["mental_health_act"] - load.work_types["safeguarding_enquiry"]
    assert contacts == pytest.approx(10_000)
    assert onward / contacts == pytest.approx(0.46)


@pytest.mark.parametrize("role", STAFF)
def test_offered_load_is_within_a_hundredth_of_the_balance(role: str, load: OfferedLoad) -> None:
    # The balance has no starters, who cost the model 0.4 to 0.7 % of a role's time; the rest is equal.
    assert load.role(role).load == pytest.approx(float(STAFF[role]["load"]), abs=0.01)


@pytest.mark.parametrize("role", STAFF)
def test_posts_vacancy_and_casework_share_are_those_of_the_evidence(
    role: str, service: Service, load: OfferedLoad
) -> None:
    scenario = service.base
    assert load.role(role).posts == float(STAFF[role]["posts"])
    for name, terms in scenario.role.items():
        if role in (name, terms.reports_as):
            assert terms.net_vacancy_share is not None
            assert float(terms.net_vacancy_share) == pytest.approx(float(STAFF[role]["net_vacancy_percent"]) / 100)
            assert float(terms.casework_share) == pytest.approx(float(STAFF[role]["casework_percent"]) / 100)
            away = terms.absence
            assert [float(d) for d in (away.leave_days, away.sickness_days, away.training_days)] == [27, 10, 5]


def test_load_is_equal_between_the_teams_inside_a_role(load: OfferedLoad) -> None:
    for role in ("social_worker", "support_planner", "deputy_manager", "team_manager"):
        loads = [cell.load for cell in load.cells if cell.role == role]
        assert max(loads) - min(loads) < 0.011, role


def test_the_level_variant_differs_from_the_real_config_in_growth_alone(service: Service) -> None:
    real, level = load_service(CONFIGS / "thurrock-2014.toml").base, service.base
    differing = [name for name in type(real).model_fields if getattr(real, name) != getattr(level, name)]
    assert differing == ["title", "population"]
    assert all(float(band.growth_per_year) == 0 for band in level.population.values())
    assert [band.people for band in level.population.values()] == [band.people for band in real.population.values()]
