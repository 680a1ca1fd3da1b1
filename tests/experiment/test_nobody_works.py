"""A service without any staff runs: everybody waits, and every figure of it is told."""

from pathlib import Path

import pytest

from sim.experiment import replicate
from sim.experiment.replicate import Measured
from sim.scenario import load_service
from tiny import TINY, tiny_config


@pytest.mark.parametrize("measured", Measured)
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_where_nobody_works_everybody_waits(tmp_path: Path, engine: str, measured: Measured) -> None:
    file = tiny_config(tmp_path)
    file.write_text(TINY.replace("{ adviser = 1, social_worker = 1 }", "{ adviser = 0, social_worker = 0 }"))
    made = replicate(load_service(file), seed=1, replication=0, engine=engine, measured=measured)
    share = [record.value for record in made.records if record.measure == "target_share"]
    assert share and set(share) <= {0.0}
