"""What holds in every service, however its parts are combined: random services with all of them at once."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from random_services import random_service
from sim.demand.tables import CHASER, ORIGINS, Demand
from sim.eventlog.log import ASSISTED, CANCELLED, FINISHED, OUTCOMES, STATUSES, EventLog
from sim.measures import Trace, check_run
from sim.scenario.pathway import KINDS, WORK
from sim.scenario.timeline import Service
from sim.units import NEVER
from sim.workforce.tables import Workforce
from worlds import draw, load, simulate

Run = tuple[Service, Demand, Workforce, EventLog]


def run(folder: Path, seed: int) -> Run:
    service = load(folder, random_service(seed), f"{seed}.toml")
    demand, workforce = draw(service, seed=seed)
    return service, demand, workforce, simulate(service, demand, workforce)


def what_fired(made: Run) -> set[str]:
    _, demand, _, log = made
    came = log.received < NEVER
    return {
        *(STATUSES[status] for status in np.unique(log.status)),
        *(OUTCOMES[outcome] for outcome in np.unique(log.outcome)),
        *(ORIGINS[origin] for origin in np.unique(demand.origin[came])),
        *(("escalated",) if len(log.escalated_case) else ()),
        *(("joined",) if ((log.client_joined > 0) & (log.client_joined < NEVER)).any() else ()),
    }


def nobody_does_two_things_at_once(made: Run) -> None:
    *_, log = made
    mine = log.worker >= 0
    order = np.lexsort((log.finish[mine], log.start[mine], log.worker[mine]))
    worker, start, finish = (column[mine][order] for column in (log.worker, log.start, log.finish))
    same = worker[1:] == worker[:-1]
    assert (start[1:][same] >= finish[:-1][same]).all()


def finished_work_took_its_effort(made: Run) -> None:
    service, demand, _, log = made
    step = demand.first[log.case] + log.step
    kind = np.array([KINDS[service.base.activity[name].kind] for name in service.activities])
    own = log.status != ASSISTED
    used = np.bincount(step[own], weights=log.minutes[own], minlength=demand.steps)
    done = np.unique(step[(log.status == FINISHED) & (kind[demand.activity[step]] == WORK)])
    reread = round(float(service.base.rules.reread_hours) * 60)
    more = used[done] - demand.effort[done]
    # A new worker reads the case again, each time that it changed hands.
    assert (more >= 0).all()
    assert (more == 0).all() if reread == 0 else (more % reread == 0).all()


def visits_go_along_the_paths(made: Run) -> None:
    """Each step visited is the first of its case, or follows on one that was visited."""
    _, demand, _, log = made
    visited = np.unique(demand.first[log.case] + log.step)
    held = np.zeros(demand.steps, dtype=np.bool_)
    held[visited] = True
    reached = np.zeros(demand.steps, dtype=np.bool_)
    reached[demand.first[:-1]] = True
    for following in (demand.onward, demand.otherwise):
        reached[following[visited][following[visited] >= 0]] = True
    reached[demand.reroute[demand.reroute >= 0]] = True
    assert (reached | ~held).all()


def caseloads_are_kept(made: Run) -> None:
    """No worker takes a case beyond their places; more are held only by those who had them on day one."""
    service, _, workforce, log = made
    if not service.base.rules.place_limits:
        return
    for worker in range(workforce.workers):
        places = int(workforce.places[worker])
        mine = (log.allocated_to == worker) & (log.allocated < NEVER)
        begun, ended = log.allocated[mine], log.released[mine]
        for moment in begun[begun > 0]:
            held = int(((begun <= moment) & (ended > moment)).sum())
            had = int(((begun <= 0) & (ended > moment)).sum())
            assert places < 0 or held <= max(places, had)


def only_chasers_and_parts_of_closed_cases_are_called_off(made: Run) -> None:
    _, demand, _, log = made
    off = np.flatnonzero(log.outcome == CANCELLED)
    parent = demand.after[off]
    gone = log.closed[parent] <= log.closed[off]
    assert (gone | (demand.origin[off] == CHASER)).all()


CLAIMS = (
    nobody_does_two_things_at_once,
    finished_work_took_its_effort,
    visits_go_along_the_paths,
    caseloads_are_kept,
    only_chasers_and_parts_of_closed_cases_are_called_off,
)

EVERY_PART = {
    *STATUSES, *OUTCOMES, *ORIGINS, "escalated", "joined",
}  # fmt: skip


def hold_in(folder: Path, seeds: range) -> Counter[str]:
    fired: Counter[str] = Counter()
    for seed in seeds:
        made = run(folder, seed)
        fired.update(what_fired(made))
        check_run(Trace(*made))
        for claim in CLAIMS:
            claim(made)
    return fired


def test_what_holds_always_holds_with_all_parts_at_once(tmp_path: Path) -> None:
    fired = hold_in(tmp_path, range(50))
    assert {part for part in EVERY_PART if fired[part] < 5} == set(), fired


@pytest.mark.slow
def test_what_holds_always_holds_in_many_services(tmp_path: Path) -> None:
    fired = hold_in(tmp_path, range(1000, 1250))
    assert {part for part in EVERY_PART if fired[part] < 12} == set(), fired


def test_the_same_tables_give_the_same_log(tmp_path: Path) -> None:
    for seed in range(5):
        service, demand, workforce, log = run(tmp_path, seed)
        assert log.same_as(simulate(service, demand, workforce))
