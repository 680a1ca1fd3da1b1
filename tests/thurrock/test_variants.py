"""The shipped variants bring what they say, from the dates they say, and nothing before."""

from pathlib import Path

import pytest

from sim.measures.load import OfferedLoad, offered_load
from sim.scenario import load_service

CONFIGS = Path(__file__).parents[2] / "configs"


def loads(name: str) -> tuple[OfferedLoad, ...]:
    service = load_service(CONFIGS / f"{name}.toml")
    return tuple(offered_load(service, year) for year in range(3))


@pytest.fixture(scope="module")
def base() -> tuple[OfferedLoad, ...]:
    return loads("thurrock-2014")


@pytest.fixture(scope="module")
def care_act() -> tuple[OfferedLoad, ...]:
    return loads("thurrock-2014-care-act")


@pytest.fixture(scope="module")
def pressures() -> tuple[OfferedLoad, ...]:
    return loads("thurrock-2014-pressures")


def test_the_care_act_brings_nothing_before_april_2015(
    base: tuple[OfferedLoad, ...], care_act: tuple[OfferedLoad, ...]
) -> None:
    assert care_act[0].work_types == base[0].work_types
    assert care_act[0].role("support_planner").load == pytest.approx(base[0].role("support_planner").load)


@pytest.mark.parametrize(("year", "carers", "self_funders"), [(1, 897, 705), (2, 770, 830)])
def test_the_care_act_brings_the_assessments_that_were_forecast(
    base: tuple[OfferedLoad, ...], care_act: tuple[OfferedLoad, ...], year: int, carers: float, self_funders: float
) -> None:
    more = {kind: care_act[year].work_types[kind] - base[year].work_types[kind] for kind in base[year].work_types}
    assert more["carer_assessment"] == pytest.approx(carers, rel=0.001)
    # The few self-funders of today grow in number; the forecast is a number of a year.
    assert more["self_funder_assessment"] == pytest.approx(self_funders, rel=0.01)
    assert care_act[year].streams["care_act_carer"] + care_act[year].streams["care_act_self_funder"] == pytest.approx(
        3_000
    )


def test_without_a_post_more_the_care_act_passes_what_planners_can_do(care_act: tuple[OfferedLoad, ...]) -> None:
    assert care_act[0].role("support_planner").load < 1 < care_act[1].role("support_planner").load


def test_the_online_form_saves_full_assessments(
    base: tuple[OfferedLoad, ...], care_act: tuple[OfferedLoad, ...]
) -> None:
    # 30 % are offered it and 40 % of them begin it. 65 % of those send it in, and half of these need no more. Half of
    # the 35 % who give up are not heard of, the others are assessed.
    contacts = care_act[2].streams["community_referral"] + care_act[2].streams["hub_visit"]
    fewer = base[2].work_types["full_assessment"] - care_act[2].work_types["full_assessment"]
    assert fewer == pytest.approx(0.157375 * 0.30 * 0.40 * (0.65 / 2 + 0.35 / 2) * contacts, rel=0.01)


def test_the_new_criteria_are_learnt_in_the_first_year_of_the_care_act(
    base: tuple[OfferedLoad, ...], care_act: tuple[OfferedLoad, ...]
) -> None:
    time = [care_act[year].role("social_worker").capacity_hours / base[year].role("social_worker").capacity_hours
            for year in range(3)]  # fmt: skip
    assert time[0] == pytest.approx(1)
    assert time[2] == pytest.approx(1)
    assert 0.97 < time[1] < 0.985


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("thurrock-2014-care-act", ["care-act-forecast", "new-criteria", "self-assessment-modest"]),
        (
            "thurrock-2014-pressures",
            ["dols-surge", "voluntary-redundancy", "provider-failure", "agency-cover", "carers-by-cariads"],
        ),
    ],
)
def test_the_variants_are_made_of_options_and_have_a_sheet_of_their_own(name: str, parts: list[str]) -> None:
    service = load_service(CONFIGS / f"{name}.toml")
    assert service.files == ("thurrock-2014.toml", *(f"{part}.toml" for part in parts), f"{name}.toml")
    sheets = [load_service(CONFIGS / "options" / f"{part}.toml").base.option for part in parts]
    sheet = service.base.option
    assert sheet is not None
    assert sheet.label not in {part.label for part in sheets if part is not None}
    for cost in ("one_off_gbp", "yearly_gbp"):
        whole, each = getattr(sheet, cost), [getattr(part, cost) for part in sheets]
        assert whole.value == sum(one.value for one in each)
        assert (whole.low, whole.high) == (sum(one.low for one in each), sum(one.high for one in each))


def test_agency_cover_comes_on_top_of_the_redundancies() -> None:
    service = load_service(CONFIGS / "thurrock-2014-pressures.toml")
    agency = [
        sum(
            team.posts["agency_social_worker"].number
            for team in epoch.scenario.team.values()
            if "agency_social_worker" in team.posts
        )
        for epoch in service.epochs
    ]
    assert max(agency) == 3
    assert agency[0] == agency[-1] == 0


def test_the_surge_of_deprivation_of_liberty_is_tenfold(pressures: tuple[OfferedLoad, ...]) -> None:
    assert pressures[1].streams["dols"] == pytest.approx(383, rel=0.06)
    assert pressures[0].role("social_worker").load > 1


def test_redundancy_takes_3_6_posts_of_support_planners(pressures: tuple[OfferedLoad, ...]) -> None:
    service = load_service(CONFIGS / "thurrock-2014-pressures.toml")
    posts = [
        sum(
            team.posts[role].fte
            for team in epoch.scenario.team.values()
            for role in ("support_planner", "hub_worker")
            if role in team.posts
        )
        for epoch in (service.epochs[0], service.epochs[-1])
    ]
    assert posts == pytest.approx([36, 32.4])


def test_cariads_assesses_the_carers_whom_the_council_assessed(
    base: tuple[OfferedLoad, ...], pressures: tuple[OfferedLoad, ...]
) -> None:
    carers = pressures[2].work_types
    assert carers["carer_assessment_by_cariads"] == pytest.approx(base[2].work_types["carer_assessment"])
    # One report in twenty is of no use.
    assert carers["carer_assessment"] == pytest.approx(0.05 * carers["carer_assessment_by_cariads"])


def test_the_home_fails_once(pressures: tuple[OfferedLoad, ...]) -> None:
    assert [year.streams["provider_failure"] for year in pressures] == pytest.approx([0, 45, 0])
    assert [year.streams["home_enquiry"] for year in pressures] == pytest.approx([0, 2, 0])
