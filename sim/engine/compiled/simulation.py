"""The service at work: the compiled engine.

It does what the reference engine does, section by section, on tables in place of objects. Read the reference first;
read this beside it. Calls that come due are told apart in :func:`_perform`.
"""

import numpy as np
from numpy.typing import NDArray

from sim import compiled
from sim.compiled import kernel
from sim.compiled.rows import fetch_ahead
from sim.demand.tables import Demand
from sim.engine.compiled import agenda, cases, clients, departures, handover, joint, journal, steps, work
from sim.engine.compiled.allocation import allocating, may_take_more
from sim.engine.compiled.clocks import leaves_the_list
from sim.engine.compiled.dispatch import dispatching, is_free, join_tray
from sim.engine.compiled.gates import call_next_meeting, meeting
from sim.engine.compiled.given import given_by
from sim.engine.compiled.people import choosing, done_by_now, list_of
from sim.engine.compiled.places import answering
from sim.engine.compiled.state import (
    FAR,
    NONE,
    World,
    case_at,
    event_at,
    extra_at,
    given_at,
    number_at,
    opening_at,
    part,
    step_at,
    worker_at,
    world_at,
)
from sim.engine.compiled.tables import Room, make_tables
from sim.engine.network import Network
from sim.engine.rules import (
    ALLOCATION,
    AT_AWAIT,
    AT_GATE,
    CLAIMED,
    DISPATCH,
    IN_DELAY,
    IN_TRAY,
    NOBODY,
    ON_ALLOCATION_LIST,
    ON_LIST,
    ORDINARY,
    PLACES,
    STAFF_LEAVE,
)
from sim.eventlog.log import ASSISTED, CANCELLED, DELAYED, FINISHED, FULL, IN_HAND, NO_WORKER, WAITING, EventLog
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

_NO_PHASE = DISPATCH + 1


Ints = NDArray[np.int64]


def run(network: Network, demand: Demand, workforce: Workforce, horizon: int, *, room: Room | None = None) -> EventLog:
    """Let the whole period pass, from midnight of the first day to the horizon.

    Parameters
    ----------
    room
        Rows to begin with for what the run writes down; by default enough for nearly all. With too few it is
        made again.

    Returns
    -------
    EventLog
        Every visit, allocation and closing, in canonical order.

    Raises
    ------
    OverflowError
        If something is too large for its field.
    """
    given = given_by(demand, network.pathway.own_team)
    room = room or Room.for_(demand, workforce)
    while True:
        tables = make_tables(network, demand, given, workforce, horizon, room)
        world = tables["world"][0]
        long = _long_absences(network, workforce)
        _run_to_horizon(
            tables["world"].ctypes.data, network.asked.held, network.asked.of_holder, given.open_cases,
            given.clients_here, workforce.absence_worker[long], workforce.absence_from[long],
        )  # fmt: skip
        counts = (int(world["visit_count"]), int(world["allocation_count"]), int(world["escalation_count"]))
        enough = (room.visits, room.allocations, room.escalations)
        if not world["short"] and all(count <= rows for count, rows in zip(counts, enough, strict=True)):
            # In a large service there is no room for these beside the log.
            del given
            for name in tables.keys() - set(journal.READ):
                del tables[name]
            return journal.event_log(tables, counts, demand.first, horizon)
        room = room.doubled()


def make_ready() -> None:
    """Compile the engine, or load it as it was compiled before."""
    whole = np.zeros(0, dtype=np.int64)
    compiled.make_ready(_run_to_horizon, 0, whole, whole, whole, whole, whole, whole)


def _long_absences(network: Network, workforce: Workforce) -> Ints:
    """The absences for which cases are handed back."""
    if network.pathway.handback_after is None:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(workforce.absence_to - workforce.absence_from > network.pathway.handback_after)


# Day one's open cases have workers already, and everybody else is yet to come.


@part
def _is_there_on_day_one(w: World, number: int) -> bool:
    worker = worker_at(w.workers, number)
    return worker.employed_from <= 0 < worker.employed_to


_first_holder = choosing(_is_there_on_day_one)


@part
def _take_in_demand(w: World, held: Ints, pair_of_holder: Ints) -> None:
    for case in range(w.case_count):
        cases.take_in(w, case)
    for place in range(len(held)):
        # It has been theirs, so places and presence do not matter.
        holder = _first_holder(w, list_of(w, pair_of_holder[place]))
        if holder != NOBODY:
            steps.hold(w, holder, held[place], 0)


# The workforce tables become things that happen: slots open, absences begin, leavers go.


@part
def _take_in_workforce(w: World, absent: Ints, absent_from: Ints) -> None:
    _call_next_opening(w)
    for place in range(len(absent)):
        agenda.call(w, absent_from[place], STAFF_LEAVE, agenda.LONG_ABSENCE, NONE, absent[place], NONE)
    for number in range(w.worker_count):
        worker = worker_at(w.workers, number)
        agenda.call(w, worker.employed_to, STAFF_LEAVE, agenda.LEAVE_FOR_GOOD, NONE, number, NONE)


@part
def _call_next_opening(w: World) -> None:
    """Call for the next minute at which workers come in."""
    if w.next_opening < w.opening_count:
        minute = opening_at(w.openings, w.next_opening).minute
        agenda.call(w, minute, ORDINARY, agenda.COME_IN, NONE, NONE, NONE)


# A case comes.


@part
def _receive(w: World) -> None:
    while w.next_arrival < w.arrival_count:
        case = number_at(w.arrivals, w.next_arrival).value
        given = given_at(w.givens, case)
        if given.begins > w.now:
            break
        w.next_arrival += 1
        steps.comes(w, case, given.contact, given.begins)
    _call_next_arrival(w)


@part
def _call_next_arrival(w: World) -> None:
    if w.next_arrival < w.arrival_count:
        case = number_at(w.arrivals, w.next_arrival).value
        given = given_at(w.givens, case)
        fetch_ahead(case_at(w.cases, case))
        fetch_ahead(step_at(w.steps, given.first))
        after = min(w.next_arrival + 1, w.arrival_count - 1)
        fetch_ahead(given_at(w.givens, number_at(w.arrivals, after).value))
        agenda.call(w, given.begins, ORDINARY, agenda.RECEIVE, NONE, NONE, NONE)


@part
def _answer_place(w: World, case: int, worker: int) -> None:
    row = case_at(w.cases, case)
    ready = row.ready
    if worker != NOBODY:
        steps.hold(w, worker, case, ready)
        journal.write_visit(w, case, NO_WORKER, ready, w.now, w.now, 0, FINISHED)
        steps.leave_step(w, case, w.now)
    else:
        journal.write_visit(w, case, NO_WORKER, ready, w.now, w.now, 0, FULL)
        row.step = extra_at(w.extras, step_at(w.steps, row.step).extra).otherwise
    steps.go_on(w, case, w.now)


# Workers come in; what they do then is in `work`.


@part
def _come_in(w: World) -> None:
    minute = opening_at(w.openings, w.next_opening).minute
    while w.next_opening < w.opening_count:
        opening = opening_at(w.openings, w.next_opening)
        if opening.minute != minute:
            break
        w.next_opening += 1
        worker = worker_at(w.workers, opening.worker)
        worker.present_until = opening.until
        if worker.case == NOBODY:
            is_free(w, opening.worker)
        may_take_more(w, opening.worker)
    joint.try_again(w)
    _call_next_opening(w)


@part
def _seek_again(w: World, case: int) -> None:
    """A joint step stands in its worker's tray again, to be tried once more."""
    steps.offer(w, case, case_at(w.cases, case).ready, w.now)


# Cases have workers of their own.


@part
def _allocate(w: World, worker: int, case: int) -> None:
    row = case_at(w.cases, case)
    steps.hold(w, worker, case, row.ready)
    if row.expiry:
        leaves_the_list(w, case)
    if row.rereads:
        steps.reread(w, case)
    row.at = IN_TRAY
    join_tray(w, worker, case)


# The horizon.


@part
def _write_down_what_is_left(w: World) -> None:
    for number in range(w.worker_count):
        work.write_set_aside(w, number)
        worker = worker_at(w.workers, number)
        if worker.case >= 0:
            used = done_by_now(w, number) - worker.done_at_start
            status = ASSISTED if worker.second else IN_HAND
            journal.write_visit(w, worker.case, number, worker.ready, worker.started, FAR, used, status)
    for case in range(w.case_count):
        row = case_at(w.cases, case)
        where = row.at
        if where == IN_DELAY:
            journal.write_visit(w, case, NO_WORKER, row.ready, row.ready, FAR, 0, DELAYED)
        elif ON_LIST <= where <= CLAIMED or where in (AT_GATE, AT_AWAIT):
            journal.write_visit(w, case, NO_WORKER, row.ready, FAR, FAR, 0, WAITING)
        if where == ON_ALLOCATION_LIST:
            journal.without_worker(w, case, row.ready, FAR)
        cases.write_down(w, case)


# Things that are due happen.

_dispatch = dispatching(work.take_up)
_allocate_all = allocating(_allocate)
_answer_all = answering(_answer_place)
_meet = meeting(steps.pass_gate)
_try_all = joint.trying(_seek_again)


@part
def _let_minute_pass(w: World) -> None:
    """Everything that is due, in order of phase, until nothing is."""
    agenda.fetch_minute_ahead(w)
    while True:
        ordinary = agenda.take_ordinary(w)
        if ordinary != NONE:
            _perform(w, ordinary)
            continue
        phase = agenda.next_phase(w, _NO_PHASE)
        if w.places_called and phase > PLACES:
            _answer_all(w)
        elif w.allocation_called and phase > ALLOCATION:
            _allocate_all(w)
        elif w.dispatch_called and phase > DISPATCH:
            _dispatch(w)
        elif phase < _NO_PHASE:
            _perform(w, agenda.take_due(w))
        else:
            return


@part
def _perform(w: World, number: int) -> None:
    event = event_at(w.events, number)
    kind, case, a, b = event.kind, event.case, event.a, event.b
    agenda.forget(w, number)
    if kind == agenda.FINISH:
        work.end_stretch(w, a, b)
    elif kind == agenda.END_DELAY:
        steps.end_delay(w, case)
    elif kind == agenda.RECEIVE:
        _receive(w)
    elif kind == agenda.COME_IN:
        _come_in(w)
    elif kind == agenda.END_STEP_PATIENCE:
        departures.end_step_patience(w, case, a)
    elif kind == agenda.LET_THEM_ACT:
        departures.let_them_act(w)
    elif kind == agenda.END_CASE_PATIENCE:
        departures.end_case_patience(w, case, a)
    elif kind == agenda.END_PARTS:
        departures.end_parts(w, a, b, CANCELLED)
    elif kind == agenda.MEET:
        _meet(w, a)
    elif kind == agenda.LONG_ABSENCE:
        handover.begin_long_absence(w, a)
    elif kind == agenda.LEAVE_FOR_GOOD:
        handover.leave_for_good(w, a)
    else:
        _perform_for_people(w, kind, case, a, b)


@part
def _perform_for_people(w: World, kind: int, case: int, a: int, b: int) -> None:
    if kind == agenda.DIE:
        departures.end(w, case)
    elif kind == agenda.RETURN:
        departures.come_back(w, case)
    elif kind == agenda.CLIENT_LEAVES:
        departures.client_leaves(w, a)
    elif kind == agenda.REVIEW:
        if clients.review_comes(w, a, b):
            steps.comes(w, case, w.now, w.now)
    elif kind == agenda.CHANGE:
        if not clients.has_left(w, a):
            steps.comes(w, case, w.now, w.now)
    elif kind == agenda.START_JOINT:
        if case_at(w.cases, case).claim == a:
            work.keep_promise(w, case)
    elif kind == agenda.TRY_JOINT:
        _try_all(w)


@kernel
def _run_to_horizon(
    world: int, held: Ints, pair_of_holder: Ints, open_cases: Ints, clients_here: Ints, absent: Ints,
    absent_from: Ints,
) -> None:  # fmt: skip
    w = world_at(world, 0)
    for gate in range(w.gate_count):
        call_next_meeting(w, gate)
    _take_in_demand(w, held, pair_of_holder)
    _take_in_workforce(w, absent, absent_from)
    for case in open_cases:
        clients.is_open(w, case_at(w.cases, case).client, case)
    for client in clients_here:
        clients.joins(w, client, 0)
    _call_next_arrival(w)
    _let_minute_pass(w)  # minute 0, for which all of this called
    for midnight in range(0, w.horizon, MINUTES_PER_DAY):
        agenda.begin_day(w, midnight // MINUTES_PER_DAY)
        for hour in range(midnight, min(midnight + MINUTES_PER_DAY, w.horizon), MINUTES_PER_HOUR):
            if not agenda.may_have_calls(w, hour - midnight):
                continue
            for minute in range(hour, min(hour + MINUTES_PER_HOUR, w.horizon)):
                if agenda.has_calls(w, minute - midnight):
                    w.now = minute
                    _let_minute_pass(w)
        if w.short:
            return
    w.now = w.horizon
    _write_down_what_is_left(w)
