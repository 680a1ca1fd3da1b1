"""The version of what results mean rises when the same service and seed give anything else than before."""

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from random_services import random_service
from sim.demand import draw_demand
from sim.engine import simulate
from sim.eventlog.log import EventLog
from sim.experiment.semantics import SEMANTICS
from sim.measures import Record, Trace, measure_run, monthly_of
from sim.workforce import draw_workforce
from tiny import TINY
from worlds import load

FINGERPRINTS: dict[int, dict[str, tuple[str, str]]] = {
    1: {
        "tiny": ("5a0a8cab968a02fc", "c169c503ced901b2"),
        "random 1": ("79a341c5d250fa0f", "951644ab9b328c45"),
        "random 2": ("593bd1cc5202ea41", "2a77373ead5186f2"),
        "random 3": ("206b4c24e82d892e", "c5f907bc8f099f6f"),
        "random 4": ("9f49d8759d2cd118", "38d69cad8c083ff4"),
    },
}
"""By version of meaning: of each world, the fingerprint of its log and of its figures."""

WORLDS = {"tiny": TINY, **{f"random {seed}": random_service(seed) for seed in (1, 2, 3, 4)}}


def digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def of_log(log: EventLog) -> str:
    return digest(f"{field.name} {np.asarray(getattr(log, field.name)).tolist()}" for field in fields(log))


def of_figures(records: Iterable[Record], monthly: dict[str, np.ndarray]) -> str:
    told = [
        " ".join(
            map(
                str,
                (
                    item.measure,
                    item.stream,
                    item.priority,
                    item.activity,
                    item.role,
                    item.team,
                    item.period,
                    item.unit,
                    f"{item.value:.9g}",
                ),
            )
        )
        for item in records
    ]
    rows = zip(*monthly.values(), strict=True)
    return digest(
        [*told, *(" ".join(f"{part:.9g}" if isinstance(part, float) else str(part) for part in row) for row in rows)]
    )


def fingerprint(folder: Path, text: str) -> tuple[str, str]:
    """The fingerprints of a world's log and figures; the last bit of a sum may differ between machines."""
    service = load(folder, text)
    demand = draw_demand(service, seed=1, replication=0)
    workforce = draw_workforce(service, seed=1, replication=0)
    log = simulate(service, demand, workforce)
    run = Trace(service, demand, workforce, log)
    records = measure_run(run)
    return of_log(log), of_figures(records, monthly_of(records))


@pytest.mark.parametrize("world", WORLDS)
def test_a_world_gives_what_it_gave_under_this_version_of_meaning(world: str, tmp_path: Path) -> None:
    found = fingerprint(tmp_path, WORLDS[world])
    advice = (
        f"{world} gives {found}: figures or measures are not what they were under SEMANTICS = {SEMANTICS}."
        " If that is meant, raise SEMANTICS in sim/experiment/semantics.py, put the new fingerprints here under its"
        ' number, and write what alters in CHANGELOG.md, under "Changes that alter results".'
    )
    assert found == FINGERPRINTS[SEMANTICS][world], advice


def test_every_version_of_meaning_has_other_fingerprints() -> None:
    told = [str(sorted(worlds.items())) for worlds in FINGERPRINTS.values()]
    assert len(set(told)) == len(told)
    assert max(FINGERPRINTS) == SEMANTICS
