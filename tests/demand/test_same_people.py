"""Minimally different worlds: what is altered elsewhere leaves a person as they were."""

import datetime as dt
from typing import Any

from people_world import PATHWAY, draw, needs, service_of, within


def all_needs(changes: dict[str, Any] | None = None, **how: Any) -> dict[Any, Any]:
    service = service_of(changes)
    return needs(service, draw(service), **how)


def test_the_same_question_has_the_same_answer_and_another_replication_another() -> None:
    service = service_of()
    one = needs(service, draw(service))
    assert one == needs(service, draw(service))
    other = needs(service, draw(service, replication=1))
    assert sum(one[who] == other[who] for who in one.keys() & other.keys()) == 0


def test_ten_per_cent_more_demand_keeps_everybody_with_the_same_needs() -> None:
    base, more = all_needs(), all_needs({"demand.adults.per_year": 770, "demand.carers.per_year": 440})
    assert {who: more[who] for who in base} == base
    assert len(base) < len(more)


def test_a_longer_horizon_only_adds_people_after_its_old_end() -> None:
    base, longer = all_needs({"clock.years": 1.6}), all_needs({"clock.years": 3.0})
    assert {who: longer[who] for who in base} == base
    last = max(when for when, _, _ in base.values())
    assert min(needs[0] for who, needs in longer.items() if who not in base) >= last


def test_an_added_stream_changes_no_other() -> None:
    base = all_needs()
    more = all_needs({"demand": {"walk_in": {"per_year": 300, "begins_at": "front_door"}, **PATHWAY["demand"]}})
    assert {who: more[who] for who in base} == base


def test_an_added_activity_on_no_route_changes_nothing() -> None:
    idle = {"by": "deputy", "effort_hours": 3, "next": "close"}
    assert all_needs({"activity": {"idle": idle, **PATHWAY["activity"]}}) == all_needs()


def test_an_activity_inserted_on_a_route_changes_no_other_step() -> None:
    check = {"by": "deputy", "effort_hours": {"distribution": "exponential", "mean": 2}, "next": "write_up"}
    more = all_needs({"activity.check": check, "activity.information_wait.next": "check"}, skip="check")
    assert more == all_needs()


def test_a_dated_change_of_posts_changes_no_demand() -> None:
    changes = {"population": {"old": {"growth_per_year": 0.03}}, "demand.adults.growth": {"follows": "old"}}
    plain = service_of(changes)
    later = service_of(changes, {dt.date(2014, 9, 9): {"team.north.posts.worker": 3}})
    assert needs(plain, draw(plain)) == needs(later, draw(later))


def test_a_changed_effort_moves_each_case_along_its_own_quantile() -> None:
    base = all_needs()
    longer = all_needs({"work_type.assessment.effort_hours.mean": 18.0})
    for who, (received, priority, steps) in base.items():
        assert longer[who][:2] == (received, priority)
        for old, new in zip(steps, longer[who][2], strict=True):
            assert old[:3] == new[:3]
            if old[0] in ("visit", "write_up"):
                assert abs(new[3] - 2 * old[3]) <= 2  # each is rounded to the minute
            else:
                assert old == new


def test_a_changed_route_moves_only_those_between_the_old_share_and_the_new() -> None:
    base = all_needs()
    other = all_needs({"activity.front_door.next": {"front_door": 0.2, "assessment": 0.4, "close": 0.4}})
    for who, (_, _, steps) in base.items():
        assert other[who][2][: len(steps)] == steps
    adults = sum(who[0] == "adults" for who in base)
    moved = sum(base[who] != other[who] for who in base)
    assert within(moved / adults, 0.1 / 0.8, adults)


def test_a_changed_priority_mix_makes_nobody_less_urgent_when_urgency_grows() -> None:
    order = {"urgent": 1, "high": 2, "standard": 3}
    base = all_needs()
    # The order in the file says nothing: the lowest uniforms are the most urgent in both.
    other = all_needs({"demand.adults.priorities": {"standard": 0.4, "high": 0.4, "urgent": 0.2}})
    assert all(order[other[who][1]] <= order[base[who][1]] for who in base)
