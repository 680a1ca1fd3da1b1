"""Processes are started before anything heavy is loaded: they load it while the command does."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "pydantic", "numba", "sim.demand", "sim.engine", "sim.measures", "sim.experiment.store"}


def _loaded_after(line: str) -> set[str]:
    code = f"{line}\nimport sys\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_processes_are_prepared_before_anything_heavy_is_loaded() -> None:
    prepare = "from sim.experiment.running import running_for\nwith running_for(2) as running: running.prepare()"
    loaded = _loaded_after(prepare)
    assert "sim.experiment.running.pool" in loaded
    assert not loaded & HEAVY


def test_a_process_is_ready_when_all_that_replicates_is_loaded() -> None:
    loaded = _loaded_after("from sim.experiment.running.make import ready\nready()")
    assert {"scipy.special", "sim.demand", "sim.workforce", "sim.measures", "sim.experiment.store"} <= loaded


def test_names_of_the_room_are_there_whatever_was_loaded_before() -> None:
    line = (
        "import sim.experiment.replicate, sim.experiment.option\n"
        "from sim.experiment import *\n"
        "assert callable(replicate) and callable(run_option)"
    )
    assert "sim.experiment.campaign" in _loaded_after(line)
