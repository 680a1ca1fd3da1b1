"""Thurrock many times over: what the compiled engine has room for."""

from larger import larger
from test_growth import ENGLAND

from sim.demand import draw_demand
from sim.engine.asked import asked_of
from sim.engine.compiled.state import ACTIVITY_BITS, PAIR_BITS, activity_of, pair_of
from sim.engine.pathway import pathway_of


def test_whom_steps_ask_for_grows_as_the_councils_do_and_all_of_england_has_room() -> None:
    three, six = _pairs(3), _pairs(6)
    assert six < 2.2 * three
    assert six / 6 * ENGLAND < 2**PAIR_BITS


def test_what_a_step_asks_for_is_read_as_it_was_packed() -> None:
    for pair in (-1, 0, 1, 2**15, 2**PAIR_BITS - 1):
        for activity in (0, 1, 2**ACTIVITY_BITS - 1):
            packed = (pair << ACTIVITY_BITS) | activity
            assert -(2**31) <= packed < 2**31
            assert (activity_of(packed), pair_of(packed)) == (activity, pair)


def _pairs(councils: int) -> int:
    service = larger("thurrock-2014", councils, years=0.5)
    demand = draw_demand(service, seed=2014, replication=0)
    return len(asked_of(demand, pathway_of(service).own_team).pairs)
