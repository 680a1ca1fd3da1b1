"""Workers at work: steps taken up, looked up from, and finished, by one worker or two."""

from sim.engine.asked import NO_PAIR
from sim.engine.compiled import joint, journal, steps
from sim.engine.compiled.agenda import FINISH, call, fetch_step_ahead
from sim.engine.compiled.dispatch import is_free, join_tray
from sim.engine.compiled.people import done_by_now, finish, list_of
from sim.engine.compiled.state import (
    FAR,
    NONE,
    World,
    activity_at,
    activity_of,
    case_at,
    extra_at,
    part,
    step_at,
    worker_at,
)
from sim.engine.rules import CLAIMED, IN_TRAY, IN_WORK, NOBODY, ORDINARY, PROMISED, SEEKING
from sim.eventlog.log import ASSISTED, FINISHED, LEFT, SET_ASIDE


@part
def _start_for_the_first_time(w: World, case: int) -> None:
    row = case_at(w.cases, case)
    row.begun = 1
    row.worked = 1
    extra = extra_at(w.extras, row.extra)
    steps.call_off(w, extra.chasers_from, extra.beside_to)


@part
def _begin_stretch(w: World, number: int, case: int, minutes: int, at_most: int) -> None:
    """Work on a step until it is done or it is time to look up."""
    worker, row = worker_at(w.workers, number), case_at(w.cases, case)
    done = done_by_now(w, number)
    goes_straight_on = worker.aside == case and worker.done_at_aside == done
    if not goes_straight_on:
        if worker.aside != NOBODY:
            write_set_aside(w, number)
        worker.ready = row.ready
        worker.started = w.now
        worker.done_at_start = done
        worker.used = 0
    worker.aside = NOBODY
    worker.case = case
    worker.stretch = min(minutes, at_most)
    worker.version += 1
    worker.free_at = finish(w, number, done, worker.stretch)
    row.at = IN_WORK
    fetch_step_ahead(w, row.step)
    call(w, worker.free_at, ORDINARY, FINISH, case, number, worker.version)


@part
def write_set_aside(w: World, number: int) -> None:
    """Something else came first: the visit of the step put aside ended with its last stretch."""
    worker = worker_at(w.workers, number)
    if worker.aside != NOBODY:
        journal.write_visit(
            w, worker.aside, number, worker.ready, worker.started, worker.aside_since, worker.used, SET_ASIDE
        )
        worker.aside = NOBODY


@part
def end_stretch(w: World, number: int, version: int) -> None:
    """A stretch is over."""
    worker = worker_at(w.workers, number)
    if version != worker.version:
        return  # the step was handed back meanwhile
    case = worker.case
    row = case_at(w.cases, case)
    worker.used += worker.stretch
    _free(w, number)
    if worker.second:
        end_assistance(w, number, case, worker.used)
        return
    row.left -= worker.stretch
    if row.left > 0 and row.leaving == NONE:
        _put_aside(w, number, case)
        return
    done = row.left == 0
    _end_visit(w, number, case, FINISHED if done else LEFT)
    row.set_aside_by = NOBODY
    if row.second != NOBODY:
        row.waits_for_second = 1
    elif done:
        _end_work(w, case)
    else:
        _close_leaving(w, case)


@part
def _free(w: World, number: int) -> None:
    """Nothing is in the worker's hands any more."""
    worker = worker_at(w.workers, number)
    if worker.promised:
        worker.case = PROMISED
    else:
        worker.case = NOBODY
        is_free(w, number)


@part
def _end_visit(w: World, number: int, case: int, status: int) -> None:
    worker = worker_at(w.workers, number)
    journal.write_visit(w, case, number, worker.ready, worker.started, w.now, worker.used, status)


@part
def _end_work(w: World, case: int) -> None:
    if case_at(w.cases, case).leaving != NONE:
        _close_leaving(w, case)
    else:
        steps.leave_step(w, case, w.now)
        steps.go_on(w, case, w.now)


@part
def _close_leaving(w: World, case: int) -> None:
    """The case ends, as was to be as soon as whoever worked on it looked up."""
    row = case_at(w.cases, case)
    outcome = row.leaving
    row.leaving = NONE
    steps.close(w, case, w.now, outcome)


@part
def _put_aside(w: World, number: int, case: int) -> None:
    """The stretch is over and the step is not: it stands in the worker's tray, shared or not."""
    worker, row = worker_at(w.workers, number), case_at(w.cases, case)
    worker.aside = case
    worker.aside_since = w.now
    worker.done_at_aside = done_by_now(w, number)
    row.at = IN_TRAY
    if row.holder != number or not activity_at(w.activities, activity_of(step_at(w.steps, row.step).asked)).held:
        row.set_aside_by = number
    join_tray(w, number, case)


# Two workers take a joint step.


@part
def begin_joint(w: World, holder: int, second: int, case: int) -> None:
    """Both workers of a joint step begin; it is not cut into stretches."""
    row = case_at(w.cases, case)
    _start_for_the_first_time(w, case)
    row.second = second
    _begin_stretch(w, second, case, extra_at(w.extras, row.extra).second_effort, FAR)
    worker_at(w.workers, second).second = 1
    _begin_stretch(w, holder, case, row.left, FAR)


keep_promise = joint.keeping(begin_joint)
_claim = joint.claiming(keep_promise)


@part
def _seek_second(w: World, number: int, case: int, second_list: int) -> None:
    row = case_at(w.cases, case)
    row.at = CLAIMED
    if not _claim(w, number, case, second_list):
        row.at = SEEKING
        joint.seek(w, case)


@part
def break_off(w: World, case: int) -> None:
    """The first worker of a joint step is called away: the second goes too, and has done their part."""
    number = case_at(w.cases, case).second
    if number != NOBODY:
        worker = worker_at(w.workers, number)
        used = done_by_now(w, number) - worker.done_at_start
        worker.version += 1
        _free(w, number)
        end_assistance(w, number, case, used)


@part
def end_assistance(w: World, number: int, case: int, minutes: int) -> None:
    """The second worker's part of a joint step is over."""
    worker, row = worker_at(w.workers, number), case_at(w.cases, case)
    worker.second = 0
    worker.used = minutes
    _end_visit(w, number, case, ASSISTED)
    row.second = NOBODY
    if row.waits_for_second:
        row.waits_for_second = 0
        _end_work(w, case)


@part
def take_up(w: World, number: int, case: int) -> None:
    """A worker begins a step, or goes on with one."""
    row = case_at(w.cases, case)
    if not row.begun:
        pair = extra_at(w.extras, row.extra).second_pair
        if pair != NO_PAIR:
            _seek_second(w, number, case, list_of(w, pair))
            return
        _start_for_the_first_time(w, case)
    _begin_stretch(w, number, case, row.left, worker_at(w.workers, number).slice)
