"""Figures speak of the path that a case took, or would take as things stand."""

from hand_made import ASK, DAY, HORIZON, PANEL, PAUSE, PLAN, SHARED, VISIT, Case, figures, replication, waits

from sim.eventlog.log import COMPLETED, FULL, LEFT, WAITING, WITHDRAWN
from sim.units import NEVER

ONE_TYPE = {"full": {"assessment": True, "begins_at": "visit"}}
"""With one kind of work that begins at a visit, a visit gives it away."""

TURNED_AWAY = Case(
    0, (SHARED, ASK, PAUSE), turns=((1, (VISIT,)),), work_type=-1, closed=5 * DAY,
    visits=(
        (0, 0, 0, DAY, 0, 0, 60), (1, DAY, DAY, DAY, FULL),
        (3, DAY, 3 * DAY, 5 * DAY, 0, 1, 60),
    ),
    allocations=((DAY, 2 * DAY, 1, 5 * DAY),),
)  # fmt: skip
TAKEN_IN = Case(
    0, (SHARED, ASK, PAUSE), turns=((1, (VISIT,)),), work_type=-1, closed=4 * DAY,
    visits=((0, 0, 0, DAY, 0, 0, 60), (1, DAY, DAY, DAY), (2, DAY, DAY, 4 * DAY)),
    allocations=((DAY, DAY, 1, 4 * DAY),),
)  # fmt: skip
UNDECIDED = Case(
    0, (SHARED, ASK, PAUSE), turns=((1, (VISIT,)),), work_type=-1, visits=((0, 0, NEVER, NEVER, WAITING),)
)  # fmt: skip


def on_path(case: Case) -> list[int]:
    """The steps of the path in its order: on from each as the visits say, and then as it was drawn."""
    run = replication([case])
    led_to = {int(run.log.step[visit]): int(step) for visit, step in enumerate(run.stays.follows) if step >= 0}
    path = [0]
    while path[-1] in led_to:
        path.append(led_to[path[-1]])
    while case.became != COMPLETED and run.demand.onward[path[-1]] >= 0:
        path.append(int(run.demand.onward[path[-1]]))
    return path


def test_a_full_place_turns_the_path_and_a_place_found_or_not_yet_asked_for_does_not() -> None:
    assert on_path(TURNED_AWAY) == [0, 1, 3]
    assert on_path(TAKEN_IN) == [0, 1, 2]
    assert on_path(UNDECIDED) == [0, 1, 2]


def test_a_full_place_without_another_way_ends_the_path() -> None:
    closed = Case(0, (ASK, PAUSE), closed=0, visits=((0, 0, 0, 0, FULL),))
    assert on_path(closed) == [0]


def test_a_step_left_for_another_route_turns_the_path_there() -> None:
    rerouted = Case(0, (SHARED, VISIT), turns=((0, (PAUSE, PLAN)),),
                    visits=((0, 0, NEVER, 9 * DAY, LEFT), (2, 9 * DAY, 9 * DAY, NEVER, WAITING)))  # fmt: skip
    assert on_path(rerouted) == [0, 2, 3]


def test_the_cases_own_reroute_leads_away_from_wherever_it_stood() -> None:
    turns = ((0, (VISIT, PLAN)), (-2, (PAUSE,)))
    from_main = Case(0, (ASK, SHARED), turns=turns, closed=3 * DAY,
                     visits=((0, 0, 0, 0), (1, 0, NEVER, 2 * DAY, LEFT), (4, 2 * DAY, 2 * DAY, 3 * DAY)))  # fmt: skip
    from_turn = Case(0, (ASK, SHARED), turns=turns, closed=3 * DAY,
                     visits=((0, 0, 0, 0, FULL), (2, 0, NEVER, 2 * DAY, LEFT), (4, 2 * DAY, 2 * DAY, 3 * DAY)),
                     allocations=((0, NEVER, -1, 2 * DAY),))  # fmt: skip
    assert on_path(from_main) == [0, 1, 4]
    assert on_path(from_turn) == [0, 2, 4]


def test_places_of_milestones_follow_the_path_and_not_the_order_of_the_tables() -> None:
    # The own reroute stands before the turn in the tables, but comes after it.
    case = Case(0, (ASK,), turns=((-2, (PANEL, PLAN)), (0, (VISIT,))), closed=9 * DAY,
                visits=((0, 0, 0, 0, FULL), (1, 4 * DAY, 6 * DAY, 6 * DAY), (2, 6 * DAY, 6 * DAY, 9 * DAY, 0, 1, 60),
                        (3, 0, NEVER, 4 * DAY, LEFT)),
                allocations=((0, NEVER, -1, 4 * DAY), (6 * DAY, 6 * DAY, 1, 9 * DAY)))  # fmt: skip
    run = replication([case])
    assert on_path(case) == [0, 3, 1, 2]
    assert run.milestones["support"].place.tolist() == [4]
    assert waits(run, "contact_to_support") == [9 * DAY]


def test_who_leaves_keeps_the_path_ahead() -> None:
    left = Case(0, (SHARED, VISIT, PLAN), closed=DAY, outcome=WITHDRAWN, visits=((0, 0, NEVER, DAY, LEFT),))
    assert on_path(left) == [0, 1, 2]


def test_clocks_pass_only_milestones_on_the_path() -> None:
    found = figures(replication([TURNED_AWAY, TAKEN_IN, UNDECIDED], work_type=ONE_TYPE))
    assert found["contact_to_assessment_cases", "all"] == 1
    assert found["contact_to_assessment_mean_days", "all"] == 5
    # A place found is an allocation; the refusal of one is not.
    assert waits(replication([TURNED_AWAY, TAKEN_IN]), "contact_to_allocation") == [2 * DAY, DAY]


def test_the_kind_of_work_is_that_of_the_path_taken() -> None:
    to_assessment, past_it = TURNED_AWAY, Case(
        0, (SHARED, VISIT), turns=((0, (PAUSE,)),), work_type=0, closed=9 * DAY,
        visits=((0, 0, NEVER, 8 * DAY, LEFT), (2, 8 * DAY, 8 * DAY, 9 * DAY)),
    )  # fmt: skip
    run = replication([to_assessment, TAKEN_IN, past_it], work_type=ONE_TYPE)
    assert run.course.work.work_type.tolist() == [0, -1, -1]
    assert figures(run)["assessments_completed", "full", "all"] == 1
    assert figures(run)["closed", "full", "all"] == 1


def test_a_kind_of_work_begun_before_the_turn_is_kept() -> None:
    case = Case(0, (VISIT, SHARED), turns=((1, (PAUSE,)),), work_type=0, closed=9 * DAY,
                visits=((0, 0, 0, DAY, 0, 1, 60), (1, DAY, NEVER, 8 * DAY, LEFT), (2, 8 * DAY, 8 * DAY, 9 * DAY)),
                allocations=((0, 0, 1, 9 * DAY),))  # fmt: skip
    # Two kinds begin at a visit: the visit does not tell them apart, but the tables name this one.
    assert replication([case]).course.work.work_type.tolist() == [0]


def test_the_prevention_share_asks_whether_the_path_taken_held_an_assessment() -> None:
    found = figures(replication([TURNED_AWAY, TAKEN_IN, TAKEN_IN, UNDECIDED], work_type=ONE_TYPE))
    assert found["prevention_share", "all"] == 2 / 3
    assert found["prevention_share", "referral", "2014/15"] == 2 / 3


def test_lists_name_the_role_that_the_held_step_waited_for_asks_for() -> None:
    work = {"full": {"assessment": True, "begins_at": "visit"}}
    activity = {
        "desk": {"by": ["adviser@north"], "effort_hours": 1, "next": "pause"},
        "pause": {"delay_days": 1, "next": "visit"},
        "visit": {"by": ["social_worker"], "held": True, "releases": True, "effort_hours": 1, "next": "panel"},
        "panel": {"gate": {"day": "wed"}, "next": "plan"},
        "plan": {"by": ["adviser"], "held": True, "effort_hours": 1, "next": "close"},
    }
    case = Case(0, (VISIT, PLAN), visits=((0, 0, 0, DAY, 0, 1, 60), (1, DAY, NEVER, NEVER, WAITING)),
                allocations=((0, 0, 1, DAY), (DAY, NEVER, -1, NEVER)))  # fmt: skip
    found = figures(replication([case], activity=activity, work_type=work))
    assert found["allocation_list_end", "adviser", "all"] == 1
    assert found["allocation_list_average", "all"] == (HORIZON - DAY) / HORIZON
