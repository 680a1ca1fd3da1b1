"""People who come back: after a case of the run, or after one closed before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.demand.arrivals import MINUTES_PER_YEAR, STRIP_PER_YEAR, points, yearly_rate
from sim.demand.clocks import is_below_share_above
from sim.demand.draws import Draws, People, people_together
from sim.demand.episodes import Identity, draw_cases
from sim.demand.lots import Lot, Newcomers
from sim.demand.pathways import Pathways
from sim.demand.pattern import received_from
from sim.demand.sizes import quantiles
from sim.demand.tables import PAST_STRIP, RETURN
from sim.demand.walkers import Starts
from sim.scenario.timeline import Service
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, NEVER

Ints = NDArray[np.int64]

PAST_NUMBERS = 10**6
"""Numbers of people who come back from before the run, for each ``STRIP_PER_YEAR`` of them."""


@dataclass(frozen=True, slots=True)
class _Returning:
    """People who come back once more, and after which of all cases. Shapes [people]; see :class:`Lot`."""

    person: People
    stream: Ints
    strip: Ints
    number: Ints
    client: Ints
    gap: Ints
    earliest: Ints
    after: Ints
    clients: Ints


def draw_returns(
    service: Service, pathways: Pathways, draws: Draws, lots: Sequence[Lot], firsts: Sequence[int]
) -> Lot | None:
    """The people of lots who come back once more within the horizon, as one lot; None if there are none.

    Parameters
    ----------
    lots
        Lots of people who have come back equally often so far.
    firsts
        Position of the first case of each among all.
    """
    found = [_returning(service, pathways, draws, lot, first) for lot, first in zip(lots, firsts, strict=True)]
    parts = [part for part in found if part is not None]
    if not parts:
        return None
    back, returned = _together(parts), lots[0].returned + 1
    again = tuple(f"{prefix}/again.{returned}" for prefix in back.person.prefixes)
    new = setting_out(pathways, People(again, back.person.group, back.person.number), back.stream, back.earliest)
    never = np.full(len(back.gap), NEVER, dtype=np.int64)
    identity = Identity(
        strip=back.strip,
        number=back.number,
        received=never,
        begins=never,
        episode=returned,
        origin=RETURN,
        gap=back.gap,
        client=back.client,
    )
    demand, chances = draw_cases(pathways, draws, new, identity)
    return Lot(demand, chances, new, back.person, back.earliest, back.clients, returned, back.after)


def _returning(service: Service, pathways: Pathways, draws: Draws, lot: Lot, first: int) -> _Returning | None:
    features, starts, demand = pathways.features, lot.starts, lot.demand
    share = features.return_share[starts.epoch, starts.stream]
    if not (share > 0).any():
        return None
    certain = np.append(pathways.certain, True)
    days = features.return_days[starts.epoch, starts.stream]
    comes = starts.people.draw(draws, "return", share > 0) < share
    u = starts.people.draw(draws, "return_days", comes & ~certain[days])
    gap = np.rint(quantiles(pathways.sizes, days, u) * MINUTES_PER_DAY).astype(np.int64)
    which = np.flatnonzero(comes & (lot.earliest + gap < service.horizon))
    if not len(which):
        return None
    return _Returning(
        person=lot.person.only(which),
        stream=starts.stream[which],
        strip=demand.strip[which],
        number=demand.number[which],
        client=demand.client[which],
        gap=gap[which],
        earliest=(lot.earliest + gap)[which],
        after=first + which,
        clients=lot.clients[which],
    )


def _together(parts: list[_Returning]) -> _Returning:
    columns = [item.name for item in fields(_Returning) if item.name != "person"]
    return _Returning(
        person=people_together([part.person for part in parts]),
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in columns},
    )


def setting_out(pathways: Pathways, people: People, stream: Ints, earliest: Ints) -> Starts:
    """Cases that begin where their stream does, in the epoch in force at their earliest minute."""
    epoch = pathways.epoch_of(earliest)
    nobody = np.full(len(stream), -1, dtype=np.int64)
    node = pathways.stream_begins[epoch, stream]
    return Starts(people, epoch, stream, node, jump=nobody, team=nobody, reroute=nobody)


def draw_past(service: Service, pathways: Pathways, draws: Draws, stream: int) -> Newcomers:
    """The people of a stream who come back after a case that was closed before the run, in order of number.

    References
    ----------
    With contacts at a steady rate r for ever and a share p that comes back, r / (1 - p) cases a year
    are closed, time in the system counted as nought. Those closed before minute 0 whose gap G has
    not passed at t come back at rate p r / (1 - p) x P(G > t): a Poisson process.
    """
    strips = list(_past_strips(service, pathways, draws, stream))
    none = np.zeros(0, dtype=np.int64)
    number, received = (np.concatenate([none, *(strip[part] for strip in strips)]) for part in (1, 2))
    group = np.repeat(np.arange(len(strips), dtype=np.int64), [len(here) for _, here, _ in strips])
    return Newcomers(
        person=People(tuple(prefix for prefix, _, _ in strips), group, number),
        stream=np.full_like(number, stream),
        strip=np.full_like(number, PAST_STRIP),
        number=number + PAST_NUMBERS * group,
        received=received,
    )


def draw_newcomers(service: Service, pathways: Pathways, draws: Draws, new: Newcomers) -> Lot:
    """The first cases of people who come by themselves."""
    starts = setting_out(pathways, new.person, new.stream, new.received)
    demand, chances = draw_cases(pathways, draws, starts, Identity(new.strip, new.number, new.received, new.received))
    nobody_yet = np.full((len(new.stream), len(service.clients)), -1, dtype=np.int64)
    return Lot(demand, chances, starts, new.person, new.received, nobody_yet)


def _past_strips(service: Service, pathways: Pathways, draws: Draws, stream: int) -> Iterator[tuple[str, Ints, Ints]]:
    """Start of names, numbers of draws and minutes of the people of each strip of a stream."""
    name, share = service.streams[stream], float(pathways.features.return_share[0, stream])
    if share == 0:
        return
    peak = _steady_rate(service, name) * share / (1 - share)
    days = pathways.sizes[pathways.features.return_days[0, stream]]
    for strip in range(int(np.ceil(peak / STRIP_PER_YEAR))):
        prefix = f"demand/{name}/past/{strip}"
        years = points(draws, prefix, service.horizon / MINUTES_PER_YEAR)
        height = STRIP_PER_YEAR * (strip + draws.uniforms(f"{prefix}/heights", len(years)))
        number = np.flatnonzero(height < peak)
        comes = is_below_share_above(days, years[number] * DAYS_PER_YEAR, height[number], peak)
        number = number[comes]
        received = received_from(service, stream, np.floor(years[number] * MINUTES_PER_YEAR).astype(np.int64))
        here = received < service.horizon
        yield prefix, number[here], received[here]


def _steady_rate(service: Service, stream: str) -> float:
    """Contacts a year of a stream as the run begins; nought if they come on dates or from clients."""
    entry = service.base.demand.get(stream)
    if entry is not None and entry.every_hours is not None:
        return DAYS_PER_YEAR * 24 / float(entry.every_hours)
    return float(yearly_rate(service, stream, np.zeros(1, dtype=np.int64))[0])
