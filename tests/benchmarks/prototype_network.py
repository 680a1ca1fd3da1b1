"""The prototype network as the engines take it: an ordinary config, drawn in the ordinary way."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.demand import Demand, draw_demand
from sim.scenario import Service, load_service
from sim.workforce import Workforce, draw_workforce

CONFIG = Path(__file__).with_name("prototype.toml")
SEED = 2014


@dataclass(frozen=True)
class Drawn:
    """A service with one replication's tables."""

    service: Service
    demand: Demand
    workforce: Workforce


def drawn(folder: Path, *, years: float) -> Drawn:
    """The network over some years."""
    file = folder / f"prototype-{years}.toml"
    file.write_text(f'extends = "{CONFIG.as_posix()}"\nclock.years = {years}\n', encoding="utf-8")
    service = load_service(file)
    return Drawn(
        service,
        draw_demand(service, seed=SEED, replication=0),
        draw_workforce(service, seed=SEED, replication=0),
    )


def in_one_slot(workforce: Workforce) -> Workforce:
    """The same workers, always there, with one slot for the whole run in place of one a day."""
    assert np.array_equal(workforce.minutes, workforce.closing - workforce.opening)
    last = workforce.first_slot[1:] - 1
    first = workforce.first_slot[:-1]
    opening, closing = workforce.opening[first], workforce.closing[last]
    return replace(
        workforce,
        first_slot=np.arange(workforce.workers + 1),
        opening=opening,
        closing=closing,
        minutes=closing - opening,
        blocks=np.zeros_like(opening),
    )
