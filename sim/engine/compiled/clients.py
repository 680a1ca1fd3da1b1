"""The people in support: who joins and leaves, and the reviews and reassessments that they bring about."""

from sim.engine.compiled.agenda import CHANGE, CLIENT_LEAVES, REVIEW, call
from sim.engine.compiled.reception import first_reception
from sim.engine.compiled.state import FAR, NONE, World, case_at, client_at, given_at, number_at, part
from sim.engine.rules import CLIENTS_LEAVE, ORDINARY, REVIEWS_DUE


@part
def joins(w: World, number: int, at: int) -> None:
    """Somebody comes into support, or is found there on day one."""
    client = client_at(w.clients, number)
    if client.joined < FAR:
        return
    # A case of day one may have had its step done before the run.
    at = max(at, w.now)
    client.joined = at
    call(w, at + client.tenure, CLIENTS_LEAVE, CLIENT_LEAVES, NONE, number, NONE)
    for place in range(client.changes_from, client.changes_to):
        case = number_at(w.mine, place).value
        comes = first_reception(w, case, at + given_at(w.givens, case).gap)
        call(w, comes, ORDINARY, CHANGE, case, number, NONE)
    if client.reviews_from < client.reviews_to:
        case = number_at(w.mine, client.reviews_from).value
        _run_clock(w, number, at + given_at(w.givens, case).gap)


@part
def has_left(w: World, number: int) -> bool:
    """Whether somebody was in support and is no longer."""
    return client_at(w.clients, number).gone != 0


@part
def is_open(w: World, number: int, case: int) -> None:
    """A case is among the open ones of a client."""
    row = case_at(w.cases, case)
    if row.open:
        return
    client = client_at(w.clients, number)
    row.open = 1
    row.open_prev = NONE
    row.open_next = client.first_open
    if client.first_open != NONE:
        case_at(w.cases, client.first_open).open_prev = case
    client.first_open = case
    client.open += 1


@part
def opened(w: World, number: int, case: int) -> None:
    """A case of a client has come."""
    is_open(w, number, case)
    client_at(w.clients, number).version += 1


@part
def closed(w: World, number: int, case: int, at: int) -> None:
    """A case of a client was closed; with the last of them the clock of the next review begins."""
    row = case_at(w.cases, case)
    client = client_at(w.clients, number)
    if row.open:
        row.open = 0
        client.open -= 1
        if row.open_prev == NONE:
            client.first_open = row.open_next
        else:
            case_at(w.cases, row.open_prev).open_next = row.open_next
        if row.open_next != NONE:
            case_at(w.cases, row.open_next).open_prev = row.open_prev
    _run_clock(w, number, at + client.interval)


@part
def _run_clock(w: World, number: int, due: int) -> None:
    """The next review falls due, unless a case of the client is open."""
    client = client_at(w.clients, number)
    if client.open > 0 or client.gone or client.reviews_from >= client.reviews_to:
        return
    client.version += 1
    case = number_at(w.mine, client.reviews_from).value
    call(w, first_reception(w, case, due), REVIEWS_DUE, REVIEW, case, number, client.version)


@part
def review_comes(w: World, number: int, version: int) -> bool:
    """Whether the next review of a client is due still, and comes."""
    client = client_at(w.clients, number)
    if version != client.version or client.gone:
        return False
    client.reviews_from += 1
    return True
