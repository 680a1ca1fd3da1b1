"""The compiled engine where things are tight: little room, wide fields, no Numba."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import sim.engine
from random_services import random_service
from sim.cli import main
from sim.engine import why_not_compiled
from sim.engine.compiled import making
from sim.engine.compiled.people import packed_key, rank_of
from sim.engine.compiled.simulation import run
from sim.engine.compiled.state import CASE, GIVEN, NODE, READY_ZERO, STEP
from sim.engine.compiled.tables import Room
from sim.engine.network import build_network
from sim.errors import RunFault
from tiny import tiny_config
from worlds import draw, load

WITH_NUMBA = "from sim.cli import main; main()"
WITHOUT_NUMBA = f"import sys; sys.modules['numba'] = None; {WITH_NUMBA}"


@pytest.mark.parametrize("seed", range(5, 9))
def test_a_run_with_too_little_room_is_made_again_and_gives_the_same_log(tmp_path: Path, seed: int) -> None:
    service = load(tmp_path, random_service(seed))
    demand, workforce = draw(service)
    network = build_network(service, demand, workforce)
    plenty = run(network, demand, workforce, service.horizon)
    tight = run(network, demand, workforce, service.horizon, room=Room(1, 1, 1, 16, 4))
    assert len(plenty.case) > 1
    assert tight.same_as(plenty)


@pytest.mark.parametrize("seed", range(5, 9))
def test_nothing_is_read_that_was_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    service = load(tmp_path, random_service(seed))
    demand, workforce = draw(service)
    network = build_network(service, demand, workforce)
    clean = run(network, demand, workforce, service.horizon)
    fresh = making.empty

    def littered(name: str, rows: int) -> making.Table:
        table = fresh(name, rows)
        table.view(np.uint8)[:] = 0x5A
        return table

    monkeypatch.setattr(making, "empty", littered)
    assert run(network, demand, workforce, service.horizon).same_as(clean)


def test_keys_are_in_order_of_rank_then_ready_whatever_their_signs() -> None:
    ranks = (-READY_ZERO, -1, 0, 1, 4, READY_ZERO - 1)
    minutes = (-READY_ZERO, -500_000, -1, 0, 1, READY_ZERO - 1)
    pairs = [(rank, ready) for rank in ranks for ready in minutes]
    keys = [packed_key(rank, ready) for rank, ready in pairs]
    assert sorted(keys) == keys
    assert len(set(keys)) == len(keys)
    assert [rank_of(key) for key in keys] == [rank for rank, _ in pairs]


def test_rows_that_are_asked_for_most_fill_lines_of_the_cache() -> None:
    assert CASE.itemsize % 64 == 0
    assert GIVEN.itemsize == 64
    assert STEP.itemsize == 16
    assert NODE.itemsize == 24


def test_a_run_too_long_for_the_fields_is_the_references_and_refused_if_the_compiled_one_is_asked_for(
    tmp_path: Path,
) -> None:
    service = load(tmp_path, random_service(6))
    demand, workforce = draw(service)
    network = build_network(service, demand, workforce)
    with pytest.raises(OverflowError, match="too many minutes"):
        run(network, demand, workforce, 2**26)
    far = replace(demand, received=np.where(np.arange(demand.cases) == 0, -(2**27), demand.received))
    log = sim.engine.simulate(service, far, workforce)
    assert log.same_as(sim.engine.simulate(service, far, workforce, engine="simpy"))
    with pytest.raises(RunFault, match="too many minutes before day one"):
        sim.engine.simulate(service, far, workforce, engine="compiled")


def test_there_is_a_compiled_engine_here() -> None:
    assert why_not_compiled() == ""


def test_an_engine_that_does_not_exist_is_refused() -> None:
    done = CliRunner().invoke(main, ["run", "thurrock-2014", "--engine", "abacus"])
    assert done.exit_code == 2
    assert "abacus" in done.stderr


def test_without_numba_the_simpy_engine_runs_says_so_in_one_line_and_finds_the_same(tmp_path: Path) -> None:
    tiny_config(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(Path(sim.__file__).parents[1])}
    said = {}
    for how, program in {"with": WITH_NUMBA, "without": WITHOUT_NUMBA}.items():
        words = ["run", "tiny.toml", "--replications", "2", "--jobs", "1", "--out", how, "--store", f"{how}.sqlite"]
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        said[how] = done.stderr
    told = [line for line in said["without"].splitlines() if "Numba is not installed" in line]
    assert len(told) == 1
    assert "SimPy" in told[0]
    assert "Numba" not in said["with"]
    for name in ("summary.csv", "replications.csv", "monthly.csv", "cases.csv", "visits.csv"):
        assert (tmp_path / "with" / name).read_bytes() == (tmp_path / "without" / name).read_bytes(), name
