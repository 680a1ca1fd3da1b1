"""The prototype network in Ciw: queues, priorities and rework; minutes are real numbers, and it draws as it goes."""

from typing import Any

import ciw
import numpy as np

from sim.scenario import Service
from sim.scenario.pathway import CLOSE
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR


def ciw_network(service: Service) -> Any:
    """The network of the prototype's config."""
    base = service.base
    (stream,) = base.demand.values()
    assert stream.per_year is not None and stream.priorities is not None
    stations = list(base.activity)
    a_minute = stream.per_year.value / (DAYS_PER_YEAR * MINUTES_PER_DAY)
    efforts = []
    for activity in base.activity.values():
        assert activity.effort_hours is not None and activity.effort_hours.mean and activity.effort_hours.cv
        variance = float(np.log1p(activity.effort_hours.cv**2))
        mean = float(np.log(activity.effort_hours.mean * MINUTES_PER_HOUR)) - variance / 2
        efforts.append(ciw.dists.Lognormal(mean, variance**0.5))
    routing = [
        [float(activity.next.get(to, 0)) if to != CLOSE else 0.0 for to in stations]
        for activity in base.activity.values()
    ]
    arrivals = {
        name: [ciw.dists.Exponential(float(share) * a_minute), *[None] * (len(stations) - 1)]
        for name, share in stream.priorities.items()
    }
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=dict.fromkeys(arrivals, efforts),
        routing=dict.fromkeys(arrivals, routing),
        number_of_servers=[round(base.team[name].posts["worker"].number) for name in stations],
        priority_classes={name: place for place, name in enumerate(arrivals)},
    )


def ciw_visits(network: Any, horizon: int, *, seed: int) -> int:
    """Run a network to the horizon; how many visits ended in it."""
    ciw.seed(seed)
    run = ciw.Simulation(network)
    run.simulate_until_max_time(horizon)
    return sum(len(person.data_records) for node in run.nodes[1:] for person in node.all_individuals)
