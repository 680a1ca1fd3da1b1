"""Every measure says whether less of it is better, more of it, or neither."""

from sim.measures import MEASURES, measure_named


def test_every_measure_has_a_direction() -> None:
    assert {measure.better for measure in MEASURES.values()} == {-1, 0, 1}


def test_waits_queues_and_costs_are_better_when_less_and_shares_in_time_when_more() -> None:
    for name, measure in MEASURES.items():
        if measure.unit == "days" or name.endswith("_gbp") or name.startswith(("waiting_cases", "allocation_list")):
            assert measure.better == -1, name
    assert measure_named("contact_to_response_within_24_hours").better == 1
    assert {name for name, measure in MEASURES.items() if measure.better == 1} == {
        "target_share",
        "target_met",
        "reviewed_within_12_months_share",
    }


def test_what_can_be_good_or_bad_has_no_direction() -> None:
    for name in ("utilisation", "received", "closed", "posts_funded", "open_cases_end", "contact_to_assessment_cases"):
        assert MEASURES[name].better == 0, name
