"""Partners and technology: Cariads, the marketplace, mobile working, as they are set."""

import pytest
from option_worlds import loaded, offered, touched

from sim.scenario import load_service
from sim.scenario.values import Quantity
from sim.workforce import expected_capacity

YEAR = 2
ASSESSORS = ("social_worker", "support_planner", "deputy_manager")


def worked(name: str) -> float:
    return sum(offered(name, YEAR).role(role).work_hours for role in ASSESSORS)


def test_cariads_assesses_the_carers_whom_the_council_assessed() -> None:
    kinds = offered("carers-by-cariads", YEAR).work_types
    assert kinds["carer_assessment_by_cariads"] == pytest.approx(offered("", YEAR).work_types["carer_assessment"])
    # One report in twenty is of no use.
    assert kinds["carer_assessment"] == pytest.approx(0.05 * kinds["carer_assessment_by_cariads"])
    assert offered("carers-by-cariads", 0).work_types == offered("", 0).work_types


def test_cariads_saves_the_posts_of_the_evidence_and_costs_managers_a_hundred_hours() -> None:
    assert 2.5 * 0.95 < (worked("") - worked("carers-by-cariads")) / 1_075 < 1.4 * 2.5
    blocks = [offered(name, YEAR).role("team_manager").block_hours for name in ("", "carers-by-cariads")]
    assert blocks[1] - blocks[0] == pytest.approx(100)


def test_the_contract_has_room_for_the_carers_of_today() -> None:
    load = offered("carers-by-cariads", YEAR)
    assert 0.6 < load.cell("carers_adviser", "cariads").load < 0.95
    place = next(place for place in load.places if place.activity == "cariads_place")
    assert place.places == 48
    assert place.offered_by_all < 48


def test_the_marketplace_saves_days_and_no_hours() -> None:
    assert worked("marketplace-and-cards") == pytest.approx(worked(""))
    activities = loaded("marketplace-and-cards").epochs[-1].scenario.activity
    way = dict(activities["panel"].next)
    wait = sum(_mean_days(activities[name].delay_days) * share.value for name, share in way.items())
    assert wait == pytest.approx(13 - 0.25 * 8)


def _mean_days(delay: object) -> float:
    mean = getattr(delay, "mean", None)
    assert isinstance(mean, float)
    return mean


def test_people_who_buy_support_themselves_join_long_term_support_as_others_do() -> None:
    joins = [offered(name, YEAR).clients["long_term"].joins for name in ("", "marketplace-and-cards")]
    assert joins[0] == pytest.approx(joins[1], rel=0.001)


def test_mobile_working_is_a_tenth_off_administration_and_travel() -> None:
    before, after = (loaded(name).epochs[-1].scenario.role for name in ("", "mobile-working"))
    gain = 1 + 0.10 * (0.35 + 0.11)
    for role in (*ASSESSORS, "agency_social_worker"):
        assert after[role].casework_share.value == pytest.approx(before[role].casework_share.value * gain, abs=0.0001)
        share: Quantity = after[role].casework_share
        least, most = 1 + 0.05 * 0.46, 1 + 0.20 * 0.46
        assert (share.low, share.high) == pytest.approx(
            (before[role].casework_share.value * least, before[role].casework_share.value * most), abs=0.0001
        )


def test_mobile_working_is_worth_the_posts_of_the_evidence_once_it_is_learnt() -> None:
    def hours(name: str, year: int) -> float:
        service = loaded(name)
        capacity = expected_capacity(service, year)
        return sum(item.casework_hours for item in capacity if service.roles[item.role] in ASSESSORS)

    assert (hours("mobile-working", YEAR) - hours("", YEAR)) / 1_075 == pytest.approx(3.9, rel=0.06)
    # Eight weeks that begin at 8 % and end at none take 0.6 % of the year.
    learning = hours("mobile-working", 1) / hours("mobile-working", YEAR)
    assert 0.99 < learning * hours("", YEAR) / hours("", 1) < 0.997
    assert hours("mobile-working", 0) == pytest.approx(hours("", 0))


def test_mobile_working_touches_nothing_but_shares_of_time_and_a_dip() -> None:
    settings = {name for name in touched("mobile-working") if not name.startswith("source.")}
    roles = (*ASSESSORS, "agency_social_worker")
    assert settings == {f"role.{role}.casework_share" for role in roles}
    dips = load_service("options/mobile-working").base.productivity_dip
    assert [dip.label for dip in dips] == ["Learning to work away from the desk"]
