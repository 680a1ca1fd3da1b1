"""Gates: meetings, such as a weekly funding panel, that let cases through in batches."""

from collections.abc import Callable

from sim.engine.compiled.agenda import MEET, call
from sim.engine.compiled.crowd import enter, leave
from sim.engine.compiled.pairs import add_pair, take_least
from sim.engine.compiled.state import (
    NONE,
    World,
    activity_at,
    activity_of,
    case_at,
    gate_at,
    node_at,
    number_at,
    part,
    skip_at,
    step_at,
)
from sim.engine.rules import AT_GATE


@part
def join_gate(w: World, number: int, case: int, deferrals: int) -> None:
    """A case comes to a gate; it will be deferred so many times."""
    gate = gate_at(w.gates, number)
    gate.crowd = enter(w, gate.crowd, case)
    case_at(w.cases, case).deferrals = deferrals


@part
def leave_gate(w: World, number: int, case: int) -> None:
    """A case leaves without having passed."""
    gate = gate_at(w.gates, number)
    gate.crowd = leave(w, gate.crowd, case)


@part
def lets_through(w: World, number: int, priority: int) -> bool:
    """Whether cases of a priority number pass without waiting for a meeting."""
    return skip_at(w.skips, number * w.priority_count + priority).skips != 0


@part
def call_next_meeting(w: World, number: int) -> None:
    """Call for the next meeting of a gate."""
    gate = gate_at(w.gates, number)
    if gate.meeting < gate.meetings_to:
        minute = number_at(w.meetings, gate.meeting).value
        gate.meeting += 1
        call(w, minute, gate.phase, MEET, NONE, number, NONE)


def meeting(passes: Callable[[World, int], None]) -> Callable[..., None]:
    """A meeting, given what becomes of who passes."""

    @part
    def meet(w: World, number: int) -> None:
        """Let cases through, by key, as many as there is room for."""
        gate = gate_at(w.gates, number)
        last = w.now - gate.cut_off
        case = gate.crowd
        while case != NONE:
            row = case_at(w.cases, case)
            if row.ready <= last:
                add_pair(w, node_at(w.nodes, case).key, case, NONE)
            case = node_at(w.nodes, case).next
        places = gate.capacity
        while w.pair_count > 0 and places > 0:
            case = take_least(w)
            places -= 1
            row = case_at(w.cases, case)
            if (
                row.at != AT_GATE
                or activity_at(w.activities, activity_of(step_at(w.steps, row.step).asked)).gate != number
            ):
                continue  # it left with a case that passed just before
            if row.deferrals > 0:
                row.deferrals -= 1
            else:
                gate.crowd = leave(w, gate.crowd, case)
                passes(w, case)
        w.pair_count = 0
        call_next_meeting(w, number)

    return meet
