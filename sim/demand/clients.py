"""People in support: those of day one, those who join, and the cases that they bring about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.demand.arrivals import MINUTES_PER_YEAR
from sim.demand.draws import Draws, People
from sim.demand.episodes import Identity, draw_cases
from sim.demand.lots import Lot
from sim.demand.pathways import Pathways
from sim.demand.returns import setting_out
from sim.demand.tables import CHANGE, CLIENT_STRIP, REVIEW, Demand
from sim.scenario.people import FromClients
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Group:
    """Clients of one kind made at one time of the drawing. Shapes [clients].

    ``earliest`` is the first minute at which each may join; ``since`` the days since the last review
    of those of day one, NaN for others; ``open`` whether a case of theirs is open on day one; ``known``
    whether the cases that they bring about have been drawn before.
    """

    kind: int
    people: People
    strip: Ints
    number: Ints
    here: bool
    tenure: Ints
    earliest: Ints
    since: Floats
    open: Flags
    known: Flags


@dataclass(frozen=True, slots=True)
class _Dues:
    """Cases that clients of a group may bring about. Shapes [cases]; ``due`` is the earliest minute of each."""

    client: Ints
    episode: Ints
    gap: Ints
    due: Ints


class ClientRegister:
    """Everybody who is or may come to be in support, numbered as they are found, those of day one first."""

    def __init__(self, service: Service, pathways: Pathways, draws: Draws) -> None:
        self.service, self.pathways, self.draws = service, pathways, draws
        self.kinds = len(service.clients)
        self._groups: list[_Group] = []
        self._size = 0
        self._first_here: list[int] = []
        self._owned = [0] * self.kinds
        for kind, name in enumerate(service.clients):
            clients = service.base.clients[name]
            n = round(float(clients.supported))
            people = People((f"clients/{name}/here",), np.zeros(n, dtype=np.int64), np.arange(n, dtype=np.int64))
            since = quantile(clients.days_since_review, (np.arange(n) + 0.5) / max(n, 1))
            strip = np.full(n, CLIENT_STRIP, dtype=np.int64)
            self._first_here.append(self._size)
            self._add(kind, people, (strip, people.number), np.zeros(n, dtype=np.int64), since)

    def owning(self, lot: Lot) -> Lot:
        """Day-one cases that are reviews and the like, given to the clients of day one in order of number."""
        demand, owner = lot.demand, lot.demand.client.copy()
        for kind, name in enumerate(self.service.clients):
            theirs = self._brought_about_by(name, demand)[: lot.size]
            group = self._groups[kind]
            free = len(group.open) - self._owned[kind]
            cases = np.flatnonzero(theirs)[: max(free, 0)]
            numbers = self._owned[kind] + np.arange(len(cases), dtype=np.int64)
            group.open[numbers] = True
            self._owned[kind] += len(cases)
            owner[cases] = self._first_here[kind] + numbers
        return replace(lot, demand=replace(demand, client=owner))

    def with_open_cases(self) -> Flags:
        """Which of the clients of day one have a case that is open then. Shape [clients of day one]."""
        return np.concatenate([np.zeros(0, dtype=np.bool_), *(group.open for group in self._groups if group.here)])

    def know(self, demand: Demand, clients: Flags) -> Ints:
        """Take in some clients of a demand that was drawn before, who bring no further cases about.

        Parameters
        ----------
        demand
            Its clients of day one are the same as those of this register.
        clients
            Whom to take in. Shape [clients of that demand].

        Returns
        -------
        The numbers of all clients of that demand in the register, -1 for those left out, and for -1.
        """
        numbers = np.full(demand.clients + 1, -1, dtype=np.int64)
        here = int(demand.client_here.sum())
        numbers[:here] = np.arange(here)
        for kind, first in enumerate(self._first_here):
            group = self._groups[kind]
            group.known[:] = clients[first : first + len(group.known)]
            joined = here + np.flatnonzero(clients[here:] & (demand.client_kind[here:] == kind))
            numbers[joined] = self._size + np.arange(len(joined))
            nothing, nobody = np.zeros(len(joined), dtype=np.int64), np.zeros(len(joined), dtype=np.bool_)
            people, never = People(("",), nothing, nothing), np.full(len(joined), np.nan)
            tenure = demand.client_tenure[joined]
            self._enter(_Group(kind, people, nothing, nothing, False, tenure, nothing, never, nobody, ~nobody))
        return numbers

    def joining(self, lot: Lot) -> tuple[Lot, Ints]:
        """Let people of a lot become clients: the lot with these, and the client who joins at each of its steps."""
        demand, features = lot.demand, self.pathways.features
        steps = np.flatnonzero(demand.joins >= 0)
        if not len(steps):
            return lot, demand.joins
        joins = np.full_like(demand.joins, -1)
        root = np.searchsorted(demand.first, steps, side="right") - 1
        may = self._may_join(lot)[root]
        steps, root = steps[may], root[may]
        kind = demand.joins[steps]
        share = features.join_share[lot.starts.epoch[root], kind]
        needed = np.zeros(lot.size, dtype=np.bool_)
        needed[root[share < 1]] = True
        u = lot.person.draw(self.draws, "joins", needed)[root]
        steps, root, kind = steps[u < share], root[u < share], kind[u < share]
        clients = lot.clients.copy()
        for number in np.unique(kind).tolist():
            people = np.unique(root[kind == number])
            people = people[clients[people, number] < 0]
            clients[people, number] = self._size + np.arange(len(people))
            self._join(number, lot, people)
        joins[steps] = clients[root, kind]
        return replace(lot, clients=clients), joins

    def columns(self) -> dict[str, Ints | Flags]:
        """The columns of clients for the demand tables."""
        none = np.zeros(0, dtype=np.int64)
        kinds = [np.full(len(group.tenure), group.kind, dtype=np.int64) for group in self._groups]
        here = [np.full(len(group.tenure), group.here) for group in self._groups]
        return {
            "client_kind": np.concatenate([none, *kinds]),
            "client_here": np.concatenate([none.astype(np.bool_), *here]),
            "client_tenure": np.concatenate([none, *(group.tenure for group in self._groups)]),
        }

    def lots(self) -> Iterator[Lot]:
        """The reviews and changes of need that can fall due within the horizon."""
        for kind, name in enumerate(self.service.clients):
            group, ids = self._of_kind(kind)
            for stream, called in enumerate(self.service.streams):
                entries = [self._from_clients(epoch, called) for epoch in range(len(self.service.epochs))]
                given = next((entry for entry in entries if entry is not None), None)
                if given is not None and given.of == name:
                    review = given.review_after_days is not None
                    dues = self._reviews(group, entries) if review else self._changes(group, entries, called)
                    if len(dues.client):
                        yield self._lot(group, dues, stream, ids, REVIEW if review else CHANGE)

    def _of_kind(self, kind: int) -> tuple[_Group, Ints]:
        """The clients of a kind whose cases are to be drawn as one group, and their numbers in the register."""
        ends = np.cumsum([len(group.tenure) for group in self._groups])
        groups = [(group, end) for group, end in zip(self._groups, ends.tolist(), strict=True) if group.kind == kind]
        ids = np.concatenate([np.arange(end - len(group.tenure), end) for group, end in groups])
        prefixes: tuple[str, ...] = ()
        numbers: list[Ints] = []
        for group, _ in groups:
            numbers.append(len(prefixes) + group.people.group)
            prefixes += group.people.prefixes
        columns = {
            name: np.concatenate([getattr(group, name) for group, _ in groups])
            for name in ("strip", "number", "tenure", "earliest", "since", "open", "known")
        }
        new = np.flatnonzero(~columns["known"])
        number = np.concatenate([group.people.number for group, _ in groups])
        people = People(prefixes, np.concatenate(numbers), number).only(new)
        told = {name: column[new] for name, column in columns.items()}
        return _Group(kind=kind, people=people, here=False, **told), ids[new]

    def _add(self, kind: int, people: People, who: tuple[Ints, Ints], earliest: Ints, since: Floats | None) -> None:
        name, n = self.service.clients[kind], len(earliest)
        rates = [epoch.scenario.clients[name].leaves_per_year for epoch in self.service.epochs]
        rate = np.array([float(rate) for rate in rates])[self.pathways.epoch_of(earliest)]
        tenure = np.full(n, NEVER, dtype=np.int64)
        some = rate > 0
        u = people.draw(self.draws, "tenure", some)[some]
        tenure[some] = np.rint(-np.log1p(-u) / rate[some] * MINUTES_PER_YEAR).astype(np.int64)
        here = since is not None
        since = since if since is not None else np.full(n, np.nan)
        nobody = np.zeros(n, dtype=np.bool_)
        self._enter(_Group(kind, people, *who, here, tenure, earliest, since, nobody, nobody.copy()))

    def _enter(self, group: _Group) -> None:
        self._groups.append(group)
        self._size += len(group.tenure)

    def _join(self, kind: int, lot: Lot, which: Ints) -> None:
        """Make clients of some people of a lot."""
        name = self.service.clients[kind]
        person = lot.person.only(which)
        prefixes = tuple(f"{prefix}/client.{name}" for prefix in person.prefixes)
        people = People(prefixes, person.group, person.number)
        who = lot.demand.strip[which], lot.demand.number[which]
        self._add(kind, people, who, lot.earliest[which], None)

    def _may_join(self, lot: Lot) -> Flags:
        """Who is no client yet, by what their case is. Shape [cases of the lot]."""
        from_clients = [
            [self._from_clients(epoch, name) is not None for name in (*self.service.streams, "")]
            for epoch in range(len(self.service.epochs))
        ]
        brought = np.array(from_clients, dtype=np.bool_)[lot.starts.epoch, lot.starts.stream]
        may = np.zeros(lot.demand.cases, dtype=np.bool_)
        may[: lot.size] = ~brought & (lot.demand.client[: lot.size] < 0)
        return may

    def _brought_about_by(self, name: str, demand: Demand) -> Flags:
        """The cases of streams that clients of a kind bring about, or of the kinds of work that these begin at."""
        service = self.service
        found = [(stream, self._from_clients(0, stream)) for stream in service.streams]
        streams = [stream for stream, entry in found if entry is not None and entry.of == name]
        begins = {service.base.demand[stream].begins_at for stream in streams}
        work_types = [place for place, work_type in enumerate(service.work_types) if work_type in begins]
        by_stream = np.isin(demand.stream, [service.streams.index(stream) for stream in streams])
        return by_stream | np.isin(demand.work_type, work_types)

    def _from_clients(self, epoch: int, stream: str) -> FromClients | None:
        entry = self.service.epochs[epoch].scenario.demand.get(stream)
        return entry.from_clients if entry is not None else None

    def _reviews(self, group: _Group, entries: list[FromClients | None]) -> _Dues:
        """Each a given time after the last: more than can be held if some take long or needs change meanwhile."""
        days = [float(e.review_after_days) for e in entries if e is not None and e.review_after_days is not None]
        given = np.array([e is not None and e.review_after_days is not None for e in entries])
        # Before the first epoch that says so, and where none is said, the number next given holds.
        after = np.array(days)[np.minimum(np.cumsum(given) - given, len(days) - 1)]
        since = np.where(group.open | np.isnan(group.since), 0.0, group.since)
        client = np.arange(len(group.tenure), dtype=np.int64)
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
        last = group.earliest
        until = np.minimum(group.earliest + group.tenure, self.service.horizon)
        while True:
            wait = np.maximum(after[self.pathways.epoch_of(last)] - since[client], 0)
            gap = np.maximum(np.rint(wait * MINUTES_PER_DAY), 0).astype(np.int64)
            here = last + gap < until[client]
            client, gap, last = client[here], gap[here], (last + gap)[here]
            if not len(client):
                return _together(found)
            found.append((client, np.full(len(client), len(found), dtype=np.int64), gap, last))
            since[:] = 0

    def _changes(self, group: _Group, entries: list[FromClients | None], stream: str) -> _Dues:
        """A Poisson process over the tenure, at the rate in force."""
        rate = np.array([float((e.per_client_per_year if e is not None else None) or 0.0) for e in entries])
        horizon = self.service.horizon
        # Epochs at the same rate count as one, so that dates of other changes leave no trace in the figures.
        new = np.flatnonzero(np.diff(rate, prepend=np.nan) != 0)
        begin = [min(self.service.epochs[epoch].start, horizon) for epoch in new.tolist()]
        starts = np.array([*begin, horizon], dtype=np.float64)
        # How many changes a client would have had by each date; it stays level after the horizon.
        by_then = np.concatenate([[0.0], np.cumsum(rate[new] * np.diff(starts) / MINUTES_PER_YEAR)])
        client = np.arange(len(group.tenure), dtype=np.int64)
        level = np.interp(group.earliest, starts, by_then)
        until = np.minimum(group.earliest + group.tenure, horizon)
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
        while True:
            people = People(group.people.prefixes, group.people.group[client], group.people.number[client])
            u = people.draw(self.draws, f"{stream}.{len(found)}/gap", np.ones(len(client), dtype=np.bool_))
            level = level - np.log1p(-u)
            due = np.rint(np.interp(level, by_then, starts)).astype(np.int64)
            here = (level < by_then[-1]) & (due < until[client])
            client, level, due = client[here], level[here], due[here]
            if not len(client):
                return _together(found)
            number = np.full(len(client), len(found), dtype=np.int64)
            found.append((client, number, due - group.earliest[client], due))

    def _lot(self, group: _Group, dues: _Dues, stream: int, ids: Ints, origin: int) -> Lot:
        """The cases of a group's clients in a stream; ``ids`` are the clients' numbers in the register."""
        service, client = self.service, dues.client
        most = int(dues.episode.max(initial=0)) + 1
        prefixes = group.people.prefixes
        names = tuple(f"{prefix}/{service.streams[stream]}.{n}" for prefix in prefixes for n in range(most))
        people = People(names, group.people.group[client] * most + dues.episode, group.people.number[client])
        n = len(client)
        starts = setting_out(self.pathways, people, np.full(n, stream, dtype=np.int64), dues.due)
        never = np.full(n, NEVER, dtype=np.int64)
        identity = Identity(
            strip=group.strip[client],
            number=group.number[client],
            received=never,
            begins=never,
            episode=dues.episode,
            origin=origin,
            gap=dues.gap,
            client=ids[client],
        )
        demand, chances = draw_cases(self.pathways, self.draws, starts, identity)
        return Lot(demand, chances, starts, people, dues.due, np.full((n, self.kinds), -1, dtype=np.int64))


def _together(found: list[tuple[Ints, Ints, Ints, Ints]]) -> _Dues:
    none = np.zeros(0, dtype=np.int64)
    return _Dues(*(np.concatenate(parts) for parts in zip((none,) * 4, *found, strict=True)))
