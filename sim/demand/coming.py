"""Who comes by themselves, stream by stream: those who make contact, and those who come back from before the run."""

import json
from itertools import groupby
from operator import itemgetter

from sim.demand.arrivals import draw_arrivals
from sim.demand.draws import Draws
from sim.demand.lots import Newcomers, newcomers_together
from sim.demand.pathways import Pathways
from sim.demand.returns import draw_past
from sim.scenario.calendar import bank_holiday_days
from sim.scenario.content import entry_text
from sim.scenario.once import once_for_each
from sim.scenario.timeline import Epoch, Service


def draw_coming(service: Service, pathways: Pathways, draws: Draws, stream: int) -> Newcomers:
    """Everybody who comes in a stream: contacts in order of strip and number, then those who come back."""
    contacts = draw_arrivals(service, pathways.clocks, draws, stream)
    return newcomers_together([contacts, draw_past(service, pathways, draws, stream)])


@once_for_each
def terms_of_coming(service: Service) -> tuple[str, ...]:
    """For each stream all that it follows from who comes, and when: the same people come in streams of equal terms."""
    days = bank_holiday_days(service).tolist()
    terms = []
    for name in service.streams:
        told = [(_terms(epoch, name), epoch.start) for epoch in service.epochs]
        changes = [next(same) for _, same in groupby(told, key=itemgetter(0))]
        terms.append(json.dumps([name, service.horizon, str(service.start_date), days, changes]))
    return tuple(terms)


def _terms(epoch: Epoch, stream: str) -> list[str]:
    scenario = epoch.scenario
    entry = scenario.demand.get(stream)
    if entry is None:
        return []
    patterns = [entry_text(scenario.pattern[entry.pattern])] if entry.pattern is not None else []
    bands = {*(entry.growth or ()), *([entry.uptake.of] if entry.uptake is not None else [])}
    known = [f"{band} {entry_text(scenario.population[band])}" for band in sorted(bands) if band in scenario.population]
    return [str(scenario.rules.returns), entry_text(entry), *patterns, *known]
