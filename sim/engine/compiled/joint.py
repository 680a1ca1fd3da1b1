"""Joint steps: a case's own worker and a second one, promised to each other and begun together."""

from collections.abc import Callable

from sim.engine.compiled.agenda import START_JOINT, TRY_JOINT, call
from sim.engine.compiled.pairs import add_pair, take_least
from sim.engine.compiled.state import NONE, World, case_at, group_at, list_at, number_at, part, worker_at
from sim.engine.rules import JOINT_START, NOBODY, ORDINARY, PROMISED


@part
def seek(w: World, case: int) -> None:
    """Nobody can be had for a case's step at present."""
    number_at(w.seeking, w.seeking_count).value = case
    w.seeking_count += 1


@part
def give_up(w: World, case: int) -> None:
    """The case's step waits for no second worker any more."""
    place = 0
    while number_at(w.seeking, place).value != case:
        place += 1
    w.seeking_count -= 1
    number_at(w.seeking, place).value = number_at(w.seeking, w.seeking_count).value


@part
def try_again(w: World) -> None:
    """Somebody has come in, or is free of a promise."""
    if w.seeking_count > 0 and not w.joint_called:
        w.joint_called = 1
        call(w, w.now, ORDINARY, TRY_JOINT, NONE, NONE, NONE)


@part
def undo(w: World, case: int) -> None:
    """Free both workers of a case's step of their promise."""
    row = case_at(w.cases, case)
    row.claim = NONE
    for number in (row.claim_holder, row.claim_second):
        worker = worker_at(w.workers, number)
        worker.promised = 0
        if worker.case == PROMISED:
            worker.case = NOBODY
    try_again(w)


def trying(again: Callable[[World, int], None]) -> Callable[[World], None]:
    """Trying again, given what is done with each step."""

    @part
    def try_all(w: World) -> None:
        """Try again for every step that waits for a second worker."""
        w.joint_called = 0
        for place in range(w.seeking_count):
            add_pair(w, 0, number_at(w.seeking, place).value, NONE)
        w.seeking_count = 0
        while w.pair_count > 0:
            again(w, take_least(w))

    return try_all


def keeping(begin: Callable[[World, int, int, int], None]) -> Callable[[World, int], None]:
    """Keeping a promise, given how two workers begin."""

    @part
    def keep_promise(w: World, case: int) -> None:
        """Both workers begin."""
        row = case_at(w.cases, case)
        undo(w, case)
        begin(w, row.claim_holder, row.claim_second, case)

    return keep_promise


def claiming(keep_promise: Callable[[World, int], None]) -> Callable[[World, int, int, int], bool]:
    """Claiming, given how a promise for this very minute is kept."""

    @part
    def claim(w: World, holder: int, case: int, number: int) -> bool:
        """Promise a second worker of a list to the holder's step; whether one can be had today."""
        waiting = list_at(w.lists, number)
        for group in range(waiting.groups_from, waiting.groups_to):
            second = _soonest_free(w, holder, group)
            if second != NOBODY:
                start = _free_from(w, second)
                _promise(w, holder, second, case)
                if start == w.now:
                    keep_promise(w, case)
                else:
                    call(w, start, JOINT_START, START_JOINT, case, case_at(w.cases, case).claim, NONE)
                return True
        return False

    return claim


@part
def _soonest_free(w: World, holder: int, group: int) -> int:
    """Whoever of a group is free soonest before both go home; then the fewest cases, then the lowest number."""
    own = worker_at(w.workers, holder)
    its = group_at(w.groups, group)
    second, soonest, fewest = NOBODY, 0, 0
    for place in range(its.members_from, its.members_to):
        who = number_at(w.members, place).value
        worker = worker_at(w.workers, who)
        if who == holder or worker.promised or w.now >= worker.present_until:
            continue
        start = _free_from(w, who)
        if start >= worker.present_until or start >= own.present_until:
            continue
        better = start < soonest or (start == soonest and worker.held < fewest)
        equal = start == soonest and worker.held == fewest
        if second == NOBODY or better or (equal and who < second):
            second, soonest, fewest = who, start, worker.held
    return second


@part
def _free_from(w: World, number: int) -> int:
    """When a worker has finished what they have in hand."""
    worker = worker_at(w.workers, number)
    return w.now if worker.case == NOBODY else worker.free_at


@part
def _promise(w: World, holder: int, second: int, case: int) -> None:
    row = case_at(w.cases, case)
    row.claim = w.next_claim
    w.next_claim += 1
    row.claim_holder = holder
    row.claim_second = second
    for number in (holder, second):
        worker = worker_at(w.workers, number)
        worker.promised = 1
        if worker.case == NOBODY:
            worker.case = PROMISED
