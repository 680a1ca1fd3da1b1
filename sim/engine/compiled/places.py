"""Places asked for: somebody's caseload place, found at once or not at all."""

from collections.abc import Callable

from sim.engine.compiled.crowd import enter, leave
from sim.engine.compiled.pairs import add_pair, take_least
from sim.engine.compiled.people import choosing, has_place, keeps_place, list_of
from sim.engine.compiled.state import NONE, World, case_at, node_at, pair_of, part, step_at
from sim.engine.rules import ASKING


@part
def ask(w: World, case: int) -> None:
    """A case asks for a place with one of its list's workers."""
    w.places_called = 1
    w.asking = enter(w, w.asking, case)


@part
def ask_no_longer(w: World, case: int) -> None:
    """A case asks no longer."""
    w.asking = leave(w, w.asking, case)


@part
def _may_be_asked(w: World, number: int) -> bool:
    return keeps_place(w, number) and (has_place(w, number) or not w.place_limits)


_choose = choosing(_may_be_asked)


def answering(answer: Callable[[World, int, int], None]) -> Callable[[World], None]:
    """Answering, given what becomes of who is answered."""

    @part
    def answer_all(w: World) -> None:
        """Answer all who ask for a place in this minute, by key."""
        w.places_called = 0
        case = w.asking
        while case != NONE:
            node = node_at(w.nodes, case)
            add_pair(w, node.key, case, NONE)
            case = node.next
        while w.pair_count > 0:
            case = take_least(w)
            row = case_at(w.cases, case)
            # Whoever closes may take along a part of theirs that asks too.
            if row.at == ASKING:
                ask_no_longer(w, case)
                answer(w, case, _choose(w, list_of(w, pair_of(step_at(w.steps, row.step).asked))))

    return answer_all
