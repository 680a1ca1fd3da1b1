"""No case is lost, and no run passes that breaks Little's law along its own path."""

from dataclasses import replace

import pytest
from hand_made import (
    ASK,
    DAY,
    HORIZON,
    PANEL,
    PAUSE,
    SHARED,
    VISIT,
    WAIT_FOR,
    Case,
    demand_of,
    figures,
    ints,
    log_of,
    replication,
    service,
    workforce_of,
)

from sim.demand.tables import CHASER, SIDE
from sim.errors import RunFault
from sim.eventlog.log import (
    ASSISTED,
    CANCELLED,
    DELAYED,
    ENDED,
    FULL,
    HANDED_BACK,
    IN_HAND,
    LEFT,
    SET_ASIDE,
    WAITING,
    WITHDRAWN,
)
from sim.measures import Balance, balance, check_run
from sim.measures.trace import Trace
from sim.units import NEVER

CASES = [
    # Waited before the run, was seen in it.
    Case(-5 * DAY, (SHARED,), strip=-1, closed=2 * DAY, visits=((0, -5 * DAY, DAY, 2 * DAY, 0, 0, 60),)),
    # Held on the first morning, in hand at the horizon.
    Case(-9 * DAY, (VISIT,), strip=-2, begins=0, holder_list=1, visits=((0, 0, HORIZON - 60, NEVER, IN_HAND, 1, 0),),
         allocations=((0, 0, 1, NEVER),)),
    Case(DAY, (SHARED, PAUSE),
         visits=((0, DAY, 2 * DAY, 3 * DAY, 0, 0, 60), (1, 3 * DAY, 3 * DAY, NEVER, DELAYED))),
    Case(3 * DAY, (VISIT,), visits=((0, 3 * DAY, NEVER, NEVER, WAITING),), allocations=((3 * DAY, NEVER, -1, NEVER),)),
    Case(4 * DAY, (VISIT,), visits=((0, 4 * DAY, NEVER, NEVER, WAITING),),
         allocations=((4 * DAY, 5 * DAY, 1, NEVER),)),
]  # fmt: skip
SLOTS = [
    (0, DAY, 2 * DAY, 60, 0),
    (0, 2 * DAY, 3 * DAY, 60, 0),
    *((1, day * DAY, (day + 1) * DAY, 60, 0) for day in range(9, 30)),
]


def test_received_is_closed_and_in_progress_and_waiting() -> None:
    run = replication(CASES, *SLOTS)
    assert balance(run) == Balance(received=5, closed=1, in_progress=3, waiting=1)
    found = figures(run)
    names = ("received", "closed", "in_progress", "waiting")
    assert [found[f"balance_{name}", "all"] for name in names] == [5, 1, 3, 1]
    assert found["waiting_cases_end", "all"] == 1


def test_a_sound_run_passes() -> None:
    check_run(replication(CASES, *SLOTS))


WHOLE_SERVICE = [
    # Refused a place, allocated for a visit that was set aside and handed back to the list on the way.
    Case(9 * DAY, (ASK, PAUSE), turns=((0, (VISIT,)),), closed=15 * DAY,
         visits=((0, 9 * DAY, 9 * DAY, 9 * DAY, FULL), (2, 9 * DAY, 10 * DAY, 11 * DAY, SET_ASIDE, 1, 60),
                 (2, 9 * DAY, 12 * DAY, 13 * DAY, HANDED_BACK, 1, 60), (2, 9 * DAY, 14 * DAY, 15 * DAY, 0, 1, 60)),
         allocations=((9 * DAY, 9 * DAY + 60, 1, 13 * DAY), (9 * DAY, 14 * DAY, 1, 15 * DAY))),
    # Found a place, which is held during the delay.
    Case(10 * DAY, (ASK, PAUSE), closed=11 * DAY,
         visits=((0, 10 * DAY, 10 * DAY, 10 * DAY), (1, 10 * DAY, 10 * DAY, 11 * DAY)),
         allocations=((10 * DAY, 10 * DAY, 1, 11 * DAY),)),
    # A joint step: the second worker takes a day longer, and the case goes on then.
    Case(15 * DAY, (VISIT, PANEL), closed=20 * DAY,
         visits=((0, 15 * DAY, 16 * DAY, 17 * DAY, 0, 1, 60), (0, 15 * DAY, 16 * DAY, 18 * DAY, ASSISTED, 0, 60),
                 (1, 18 * DAY, 20 * DAY, 20 * DAY)),
         allocations=((15 * DAY, 15 * DAY, 1, 20 * DAY),)),
    # One whose second worker has not finished by the horizon.
    Case(18 * DAY, (VISIT,),
         visits=((0, 18 * DAY, 18 * DAY, 19 * DAY, 0, 1, 60), (0, 18 * DAY, 18 * DAY, NEVER, ASSISTED, 0, 0)),
         allocations=((18 * DAY, 18 * DAY, 1, NEVER),)),
    # Its side work goes on when another case has been withdrawn: it waits for it.
    Case(5 * DAY, (WAIT_FOR,), visits=((0, 5 * DAY, NEVER, NEVER, WAITING),)),
    Case(5 * DAY, (SHARED,), origin=SIDE, after=4, visits=((0, 5 * DAY, NEVER, NEVER, WAITING),)),
    # Withdrawn from the allocation list; a chaser goes with it.
    Case(6 * DAY, (VISIT,), closed=8 * DAY, outcome=WITHDRAWN, visits=((0, 6 * DAY, NEVER, 8 * DAY, LEFT),),
         allocations=((6 * DAY, NEVER, -1, 8 * DAY),)),
    Case(6 * DAY, (PAUSE,), origin=CHASER, after=6, closed=8 * DAY, outcome=CANCELLED,
         visits=((0, 6 * DAY, 6 * DAY, 8 * DAY, LEFT),)),
    # Ended in a delay.
    Case(6 * DAY, (PAUSE, PANEL), closed=7 * DAY, outcome=ENDED, visits=((0, 6 * DAY, 6 * DAY, 7 * DAY, LEFT),)),
    # Out of patience, on another route.
    Case(2 * DAY, (SHARED,), turns=((-2, (PAUSE,)),), closed=5 * DAY,
         visits=((0, 2 * DAY, NEVER, 4 * DAY, LEFT), (1, 4 * DAY, 4 * DAY, 5 * DAY))),
    # Never came.
    Case(NEVER, (SHARED,), origin=SIDE, after=0, outcome=5),
]  # fmt: skip
MORE_SLOTS = [*SLOTS, (0, 16 * DAY, 17 * DAY, 60, 0)]


def test_every_way_of_the_whole_service_keeps_the_identities() -> None:
    run = replication(WHOLE_SERVICE, *MORE_SLOTS)
    check_run(run)
    assert balance(run) == Balance(received=10, closed=7, in_progress=2, waiting=1)


@pytest.mark.parametrize(
    ("column", "row", "value", "words"),
    [
        # The visit that follows on the refusal is ready a minute late.
        ("ready", 1, 9 * DAY + 1, "do not fill their time in the system"),
        # The second worker's part does not count towards the case's own time, but holds it up.
        ("finish", 7, 17 * DAY, "do not fill their time in the system"),
        ("start", 2, 11 * DAY - 1, "Little's law fails at the queue of 'visit'"),
        ("minutes", 7, 59, "used 59 minutes on a step of case 2; the timetable holds 60"),
        ("worker", 3, 0, "the timetable holds 0"),
        ("joined", 3, 15 * DAY - 1, "Little's law fails at the allocation lists"),
        ("allocated", 1, 14 * DAY - 1, None),
        ("released", 0, 13 * DAY - 1, "allocation lists"),
        ("released", 3, 20 * DAY + 1, "case 2 holds a place after its close"),
        ("released", 0, 14 * DAY + 1, "case 0 holds two caseload places at once"),
        ("worker", 11, 0, "north/worker/1 has a step of case 4 that ends before it starts"),
    ],
)  # fmt: skip
def test_one_minute_wrong_anywhere_is_noticed(column: str, row: int, value: int, words: str | None) -> None:
    run = replication(WHOLE_SERVICE, *MORE_SLOTS)
    wrong = getattr(run.log, column).copy()
    wrong[row] = value
    broken = Trace(run.service, run.demand, run.workforce, replace(run.log, **{column: wrong}))
    if words is None:
        # Whether the last minute of a wait is before or after the allocation no other column tells.
        check_run(broken)
        return
    with pytest.raises(RunFault, match=words):
        check_run(broken)


def test_allocations_out_of_order_are_noticed() -> None:
    run = replication(WHOLE_SERVICE, *MORE_SLOTS)
    case = run.log.allocation_case.copy()
    case[:3] = (0, 1, 0)
    log = replace(run.log, allocation_case=case)
    with pytest.raises(RunFault, match=f"the last {len(case) - 2} allocations are not in order of case"):
        check_run(Trace(run.service, run.demand, run.workforce, log))


def test_a_gap_that_an_overlap_makes_up_for_fails_where_it_is() -> None:
    # The case is ready for the pause an hour before the desk has done with it, and for the panel an hour after.
    case = Case(DAY, (SHARED, PAUSE, PANEL), closed=9 * DAY,
                visits=((0, DAY, DAY, 2 * DAY, 0, 0, 60), (1, 2 * DAY - 60, 2 * DAY - 60, 3 * DAY),
                        (2, 3 * DAY + 60, 9 * DAY, 9 * DAY)))  # fmt: skip
    with pytest.raises(RunFault, match="queue of 'pause': -60 case-minutes by counting heads, 0 by adding"):
        check_run(replication([case], *SLOTS))


def test_a_visit_to_a_step_off_the_path_comes_from_nowhere() -> None:
    # The second path is entered without a turning to it, and takes exactly the time the case has.
    case = Case(DAY, (PAUSE,), turns=((0, (PANEL,)),), closed=3 * DAY,
                visits=((0, DAY, DAY, 2 * DAY), (1, 2 * DAY, 3 * DAY, 3 * DAY)))  # fmt: skip
    run = replication([case])
    check_run(run)
    demand = replace(run.demand, otherwise=ints([-1, -1]))
    with pytest.raises(RunFault, match=f"queue of 'panel': -{HORIZON - 3 * DAY} case-minutes by counting heads, {DAY}"):
        check_run(Trace(run.service, demand, run.workforce, run.log))


def faulty(case: Case) -> Trace:
    cases = [*CASES, case]
    return Trace(service(), demand_of(cases), workforce_of(*SLOTS), log_of(cases))


def served(received: int, start: int, *, closed: int, finish: int, minutes: int = 9) -> Case:
    """A case of one shared step of the adviser."""
    return Case(received, (SHARED,), closed=closed, visits=((0, received, start, finish, 0, 0, minutes),))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case(DAY, (SHARED,)), "do not balance: 6 received, but 1 closed"),
        (served(DAY, 2 * DAY, closed=3 * DAY, finish=3 * DAY - 1), "case 5: 2879 minutes"),
        (served(9 * DAY, 9 * DAY, closed=8 * DAY, finish=9 * DAY), "Little's law fails"),
        (served(0, 480, closed=DAY, finish=DAY), "used 9 minutes on a step of case 5; the timetable holds 0"),
        (served(DAY, 2 * DAY - 1, closed=3 * DAY, finish=3 * DAY, minutes=60), "does two steps at once: of case 0 and"),
    ],
)  # fmt: skip
def test_a_run_that_breaks_an_identity_is_refused_with_the_figures(case: Case, words: str) -> None:
    run = faulty(case)
    with pytest.raises(RunFault, match=words):
        check_run(run)
