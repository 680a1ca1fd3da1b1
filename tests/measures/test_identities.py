"""No case is lost, and no run passes that breaks Little's law along its own path."""

from dataclasses import replace

import pytest
from hand_made import (
    DAY,
    HORIZON,
    PAUSE,
    SHARED,
    VISIT,
    Case,
    demand_of,
    figures,
    log_of,
    replication,
    service,
    workforce_of,
)

from sim.errors import RunFault
from sim.eventlog.log import DELAYED, IN_HAND, WAITING
from sim.measures import Balance, balance, check_identities
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
SLOTS = [(0, 480, 960, 200, 0)]


def test_received_is_closed_and_in_progress_and_waiting() -> None:
    run = replication(CASES, *SLOTS)
    assert balance(run) == Balance(received=5, closed=1, in_progress=3, waiting=1)
    found = figures(run)
    names = ("received", "closed", "in_progress", "waiting")
    assert [found[f"balance_{name}", "all"] for name in names] == [5, 1, 3, 1]
    assert found["waiting_cases_end", "all"] == 1


def test_a_sound_run_passes() -> None:
    run = replication(CASES, *SLOTS)
    check_identities(run.service, run.demand, run.workforce, run.log)


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
        (served(0, 480, closed=DAY, finish=DAY, minutes=141), "used 201 minutes of a timetable of 200"),
    ],
)  # fmt: skip
def test_a_run_that_breaks_an_identity_is_refused_with_the_figures(case: Case, words: str) -> None:
    run = faulty(case)
    # The sound cases use 120 minutes of the adviser's 200; those of the last fault are one too many.
    log = replace(run.log, minutes=run.log.minutes.copy())
    log.minutes[log.case < 5] //= 2
    with pytest.raises(RunFault, match=words):
        check_identities(run.service, run.demand, run.workforce, log)
