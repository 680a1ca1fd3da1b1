"""What was drawn for a service, with what others have to know of it to take people over from there."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import Differences
from sim.demand.coming import terms_of_coming
from sim.demand.draws import People
from sim.demand.lots import Lot, Newcomers, newcomers_together
from sim.demand.paths import Chances
from sim.demand.pathways import pathways_of
from sim.demand.tables import CHASER, CONTACT, SIDE, Demand
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Demand, with what its tables do not say of the cases.

    Attributes
    ----------
    demand
        The tables.
    terms
        A minute of the epoch whose terms each case has: the first at which it can come. Shape [cases].
    chances, people
        What paths followed from, and whose chances they were, if others are to take cases over from here.
    come
        Who came by themselves in each stream, likewise.
    here
        The cases of day one before they were given to clients, likewise.
    """

    demand: Demand
    terms: Ints
    chances: Chances | None
    people: People | None
    come: tuple[Newcomers, ...]
    here: tuple[Lot, ...]


@dataclass(frozen=True)
class Known:
    """A service, and the demand that was drawn for it."""

    service: Service
    drawn: Drawn

    @property
    def whole(self) -> bool:
        """Whether others may take people over from here."""
        return self.drawn.chances is not None

    def streams_as_in(self, service: Service) -> dict[int, Newcomers]:
        """Those who came in the streams in which the very same people come to a service."""
        terms = zip(terms_of_coming(self.service), terms_of_coming(service), strict=False)
        return {stream: self.drawn.come[stream] for stream, (one, other) in enumerate(terms) if one == other}

    def here_where(self, found: Differences) -> tuple[Lot, ...] | None:
        """The cases of day one as they are in a service that differs so; None if it may have others."""
        if not found.alike_here:
            return None
        with_none = np.append(found.lists[0], -1)
        columns = "skill_list", "second_list", "holder_list"

        def renumbered(demand: Demand) -> Demand:
            return replace(demand, **{name: with_none[getattr(demand, name)] for name in columns})

        return tuple(replace(lot, demand=renumbered(lot.demand)) for lot in self.drawn.here)

    @cached_property
    def first(self) -> Ints:
        """The case with which each of those who came by themselves begins. Shape [people]."""
        demand = self.drawn.demand
        cases = np.flatnonzero((demand.origin == CONTACT) & (demand.received >= 0))
        strip = demand.strip[cases]
        return cases[np.lexsort((demand.number[cases], strip, strip < 0, demand.stream[cases]))]

    @cached_property
    def here(self) -> Ints:
        """The cases of day one."""
        demand = self.drawn.demand
        return np.flatnonzero((demand.origin == CONTACT) & (demand.received < 0))

    @cached_property
    def came(self) -> Newcomers:
        """Those who came by themselves."""
        return newcomers_together(self.drawn.come)

    @cached_property
    def second(self) -> Ints:
        """The steps that take a second worker."""
        return np.flatnonzero(self.drawn.demand.second_list >= 0)

    @cached_property
    def joining(self) -> Ints:
        """The steps at which somebody becomes a client."""
        return np.flatnonzero(self.drawn.demand.joins >= 0)

    @cached_property
    def at(self) -> Ints:
        """Activity and kind of work of each step as one number; see :class:`sim.demand.alike.Differences`."""
        kinds = int(np.prod(pathways_of(self.service).size.shape[1:]))
        at: Ints = self.chances.size_row % np.int32(kinds)
        return at

    @property
    def chances(self) -> Chances:
        """What paths followed from."""
        assert self.drawn.chances is not None
        return self.drawn.chances

    @property
    def people(self) -> People:
        """Whose chances they were. Shape [cases]."""
        assert self.drawn.people is not None
        return self.drawn.people

    @cached_property
    def case(self) -> Ints:
        """The case of each step. Shape [steps]."""
        demand = self.drawn.demand
        cases: Ints = np.arange(demand.cases, dtype=np.int32)
        return np.repeat(cases, np.diff(demand.first))

    @cached_property
    def root(self) -> Ints:
        """The case beside which each began, or that beside which that one did; itself for most. Shape [cases]."""
        demand = self.drawn.demand
        root = np.arange(demand.cases)
        beside = np.flatnonzero((demand.origin == SIDE) | (demand.origin == CHASER))
        root[beside] = demand.after[beside]
        while (root[beside] != (further := root[root[beside]])).any():
            root[beside] = further
        return root

    @cached_property
    def may_join(self) -> Flags:
        """The kinds of client that each case may make of the person. Shape [cases, kinds]."""
        joins = self.chances.joins
        steps = np.flatnonzero(joins >= 0)
        may = np.zeros((self.drawn.demand.cases, len(self.service.clients)), dtype=np.bool_)
        may[self.case[steps], joins[steps]] = True
        return may

    @cached_property
    def becomes(self) -> Ints:
        """The client of each kind that the person becomes by each case, -1 for none. Shape [cases, kinds]."""
        demand, steps = self.drawn.demand, self.joining
        client = demand.joins[steps]
        becomes = np.full(self.may_join.shape, -1, dtype=np.int64)
        becomes[self.case[steps], demand.client_kind[client]] = client
        return becomes

    @cached_property
    def family(self) -> Ints:
        """The first of each case's family, and of each client's: a case, or a client of day one numbered after all.

        Shape [cases + clients].
        """
        demand = self.drawn.demand
        joining = self.joining
        by = np.full(demand.clients, -1, dtype=np.int64)
        # Backwards, so that the first case has the last word.
        by[demand.joins[joining][::-1]] = (np.searchsorted(demand.first, joining, side="right") - 1)[::-1]
        brought = np.where(demand.client >= 0, demand.cases + demand.client.astype(np.int64), -1)
        before = np.concatenate([np.where(demand.after >= 0, demand.after, brought), by])
        family = np.where(before >= 0, before, np.arange(len(before)))
        while (family != (further := family[family])).any():
            family = further
        return family
