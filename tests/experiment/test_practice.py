"""Kernels are compiled by practice, shared by two processes; what is done without them is the same."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim import compiled
from sim.compiled import done_without
from sim.demand import draw_demand
from sim.experiment.running.practice import HALVES
from sim.scenario import load_service

needs_numba = pytest.mark.skipif(not compiled.installed(), reason="Numba is not installed")

_PRACTISE = """
import sys
from sim.experiment.running.practice import practise
practise(sys.argv[1])
"""

_COMPILED_FOR_THURROCK = """
from numba.core import event
from sim.experiment.replicate import replicate
from sim.scenario import load_service

with event.install_recorder("numba:compile") as told:
    replicate(load_service("thurrock-2014"), seed=1, replication=1, engine="compiled")
print(sorted({one.data["dispatcher"].py_func.__name__ for _, one in told.buffer}))
"""


@needs_numba
def test_without_kernels_the_demand_is_the_same():
    service = load_service("thurrock-2014")
    with_kernels = draw_demand(service, seed=1, replication=1)
    with done_without():
        assert not compiled.available()
        without = draw_demand(service, seed=1, replication=1)
    assert compiled.available()
    for column in fields(with_kernels):
        assert np.array_equal(getattr(with_kernels, column.name), getattr(without, column.name)), column.name


@needs_numba
@pytest.mark.slow
def test_after_both_halves_of_the_practice_a_real_service_compiles_nothing_more(tmp_path: Path):
    told = {}
    for kept, halves in (("half", HALVES[:1]), ("whole", HALVES)):
        for half in halves:
            _python(_PRACTISE, half, cache=tmp_path / kept)
        told[kept] = _python(_COMPILED_FOR_THURROCK, cache=tmp_path / kept).strip()
    assert told["half"] != "[]"
    assert told["whole"] == "[]"


def _python(text: str, *given: str, cache: Path) -> str:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", text, *given], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
