"""How often each feature of an engine fired in a run, told from its tables and its log alone."""

from collections import Counter

import twin_features_of_paths
import twin_features_of_people
import twin_features_of_work
from twin_facts import Facts, Features
from twin_scenarios import Made

from sim.demand.tables import ORIGINS
from sim.eventlog.log import OUTCOMES, STATUSES
from sim.units import NEVER

FEATURES = Features(twin_features_of_work.FEATURES | twin_features_of_paths.FEATURES | twin_features_of_people.FEATURES)
for _number, _name in enumerate(STATUSES):
    FEATURES[f"visit {_name}"] = lambda facts, number=_number: (facts.log.status == number).sum()
for _number, _name in enumerate(OUTCOMES):
    FEATURES[f"case {_name}"] = lambda facts, number=_number: (facts.log.outcome == number).sum()
for _number, _name in enumerate(ORIGINS):
    FEATURES[f"came as {_name}"] = lambda facts, number=_number: (
        (facts.demand.origin == number) & (facts.log.received < NEVER)
    ).sum()


def fired(made: Made) -> Counter[str]:
    """How often each feature fired in a run."""
    facts = Facts(made)
    return Counter({name: int(count(facts)) for name, count in FEATURES.items()})


def table_of(runs: int, in_runs: Counter[str], times: Counter[str]) -> str:
    """Share of runs in which each feature fired, and how often it did in all; the rarest first."""
    rows = sorted(FEATURES, key=lambda name: (in_runs[name], name))
    return "\n".join(f"{in_runs[name] / runs:7.1%} {times[name]:9,d}  {name}" for name in rows)
