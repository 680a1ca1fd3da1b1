"""The prototype network in C: compiled when it is asked for, called with the tables that the engines take."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand import Demand
from sim.scenario import Service
from sim.units import NEVER
from sim.workforce import Workforce

Ints = NDArray[np.int64]
SOURCE = Path(__file__).with_name("prototype.c")
LOOPS = ("simpy_order", "minimal")
_GIVEN = ("begins", "first", "station", "onward", "effort", "priority", "first_worker")
_FOUND = ("ready", "start", "finish", "worker")


class _Network(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int64) for name in ("cases", "steps", "horizon", "stations", "never")),
        *((name, ctypes.c_void_p) for name in (*_GIVEN, *_FOUND)),
    ]


@dataclass(frozen=True)
class Visits:
    """What a loop found, by step: minutes and worker; ``units.NEVER`` and -1 where it did not come to that."""

    ready: Ints
    start: Ints
    finish: Ints
    worker: Ints


def compiled_loops(folder: Path) -> dict[str, Callable[[Service, Demand, Workforce], Visits]]:
    """The loops by name; the test is skipped where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("there is no C compiler")
    library = folder / "prototype.so"
    subprocess.run([compiler, "-O3", "-shared", "-fPIC", "-o", str(library), str(SOURCE)], check=True)
    loaded = ctypes.CDLL(str(library))

    def bound(name: str) -> Callable[[Service, Demand, Workforce], Visits]:
        return lambda service, demand, workforce: _run(loaded[name], service, demand, workforce)

    return {name: bound(name) for name in LOOPS}


def _run(loop: "ctypes._NamedFuncPointer", service: Service, demand: Demand, workforce: Workforce) -> Visits:
    tables = {
        "begins": demand.begins,
        "first": demand.first,
        "station": demand.activity,
        "onward": demand.onward,
        "effort": demand.effort,
        "priority": demand.priority,  # priorities are declared in order of their numbers
        "first_worker": np.searchsorted(workforce.team, np.arange(len(service.teams) + 1)),
    }
    given: dict[str, Ints] = {name: table.astype(np.int64) for name, table in tables.items()}
    found = {name: np.empty(demand.steps, dtype=np.int64) for name in _FOUND}
    stations = len(service.teams)
    assert stations <= 8 and workforce.workers < 64 and service.horizon < 2**26 and demand.cases < 2**32
    network = _Network(demand.cases, demand.steps, service.horizon, stations, NEVER)
    for name, array in (given | found).items():
        setattr(network, name, array.ctypes.data)
    loop(ctypes.byref(network))
    return Visits(**found)
