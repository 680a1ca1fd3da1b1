"""The clocks of people who do not wait for ever: set here, for what becomes of them to happen in `departures`."""

from sim.engine.compiled.agenda import DIE, END_CASE_PATIENCE, END_STEP_PATIENCE, RETURN, call
from sim.engine.compiled.reception import first_reception
from sim.engine.compiled.state import FAR, NONE, World, case_at, extra_at, given_at, part, stand_at
from sim.engine.rules import DEATHS, ORDINARY, PATIENCE_WITH_CASE, PATIENCE_WITH_STEP
from sim.eventlog.log import ENDED

NOT_THERE = -FAR
"""Not on a list."""


@part
def expect_end_of_patience(w: World, case: int, ready: int) -> None:
    """Start the clock of the case's present step."""
    row = case_at(w.cases, case)
    patience = extra_at(w.extras, row.extra).patience
    call(w, ready + patience, PATIENCE_WITH_STEP, END_STEP_PATIENCE, case, row.step, NONE)


@part
def stands_on_a_list(w: World, case: int, since: int) -> None:
    """The case's clock runs on."""
    row = case_at(w.cases, case)
    row.on_list_since = since
    row.list_version += 1
    call(w, since + row.patience_left, PATIENCE_WITH_CASE, END_CASE_PATIENCE, case, row.list_version, NONE)


@part
def leaves_the_list(w: World, case: int) -> None:
    """The case's clock stands still."""
    row = case_at(w.cases, case)
    if row.on_list_since != NOT_THERE:
        row.patience_left -= w.now - row.on_list_since
        row.on_list_since = NOT_THERE
        row.list_version += 1


@part
def expect_death(w: World, case: int, received: int) -> None:
    """The person of a case that has come will die."""
    call(w, received + case_at(w.cases, case).ends, DEATHS, DIE, case, NONE, NONE)


@part
def expect_return(w: World, case: int, closed: int, outcome: int) -> None:
    """The person of a case that is closed comes back after a time, unless they have died by then."""
    if outcome == ENDED:
        return
    row = case_at(w.cases, case)
    dies = row.received + row.ends
    for place in range(row.returns_from, row.returns_to):
        later = stand_at(w.children, place).case
        comes = first_reception(w, later, closed + given_at(w.givens, later).gap)
        if comes < dies:
            call(w, comes, ORDINARY, RETURN, later, NONE, NONE)
