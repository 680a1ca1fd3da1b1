"""Running on a Dask cluster of real processes: the figures of this process, whatever happens to a worker."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import DaskCluster, dask_cluster
from designs_run import SEED, started, stored

import sim
from keyboard import ENVIRONMENT, begun, carried_out, has_kept, interrupted
from random_services import random_service
from sim.experiment.store import Store
from sim.scenario import load_service
from small_search import SEARCH
from tiny import tiny_config

REPLICATIONS = 6


@pytest.fixture(scope="module")
def configs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("designs")
    random = folder / "random.toml"
    random.write_text(random_service(3), encoding="utf-8")
    return [tiny_config(folder), random]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def here(configs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Everything that a run in one process keeps."""
    file = tmp_path_factory.mktemp("here") / "store.sqlite"
    ended(started(file, "1", REPLICATIONS, configs))
    return everything(file, configs)


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


def everything(file: Path, configs: list[Path]) -> list[str]:
    found = []
    with Store(file) as store:
        for config in configs:
            key = store.key(load_service(str(config)), seed=SEED)
            for number in range(REPLICATIONS):
                each = store.load(key, number)
                assert each is not None
                monthly = [(name, column.tolist()) for name, column in each.monthly.items()]
                found.append(repr((each.number, each.records, monthly)))
    return found


def wait_for_rows(file: Path, rows: int) -> None:
    deadline = time.monotonic() + 60
    while len(stored(file)) < rows and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_cluster_keeps_what_one_process_keeps(
    cluster: DaskCluster, configs: list[Path], here: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "store.sqlite"
    assert ended(started(file, cluster.address, REPLICATIONS, configs)) == "12 0\n"
    assert everything(file, configs) == here


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_worker_killed_in_the_middle_changes_nothing(
    cluster: DaskCluster, configs: list[Path], here: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "store.sqlite"
    running = started(file, cluster.address, REPLICATIONS, configs)
    wait_for_rows(file, 1)
    cluster.workers[0].kill()
    assert len(stored(file)) < 2 * REPLICATIONS, "it was still in the middle"
    assert ended(running) == "12 0\n"
    assert everything(file, configs) == here
    cluster.start_worker()


def test_without_a_worker_it_says_so_and_waits_for_one(configs: list[Path], here: list[str], tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with dask_cluster(tmp_path, workers=0) as cluster:
        running = started(file, cluster.address, REPLICATIONS, configs)
        time.sleep(3)
        assert running.poll() is None
        assert not stored(file)
        cluster.start_worker()
        assert "has no workers; waiting for one" in ended(running)
    assert everything(file, configs) == here


def test_a_worker_that_would_give_other_figures_is_named(configs: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(Path(sim.__file__).parent, other / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "sim" / "experiment" / "semantics.py").open("a", encoding="utf-8") as file:
        file.write("SEMANTICS = 999\n")
    with dask_cluster(tmp_path, workers=0) as cluster:
        cluster.start_worker(python_path=other)
        running = started(tmp_path / "store.sqlite", cluster.address, 1, configs)
        _, err = running.communicate(timeout=120)
    assert running.returncode == 1
    last = err.splitlines()[-1]
    assert "RunFault: The worker tcp://127.0.0.1:" in last
    assert "999 (here" in last


def test_a_scheduler_that_goes_away_ends_the_run_in_words(configs: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with dask_cluster(tmp_path, workers=0) as cluster:
        words = ("run", configs[0], "--replications", 3, "--cluster", cluster.address, "--store", file)
        process = begun(tmp_path, *words)
        assert process.stderr is not None
        waiting = process.stderr.readline()
    _, err = process.communicate(timeout=60)
    assert "waiting" in waiting
    assert process.returncode == 1
    assert err == f"The scheduler at {cluster.address} answers no more. Finished replications are kept.\n"


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_leaves_the_cluster_at_once(cluster: DaskCluster, tmp_path: Path) -> None:
    config, file = tiny_config(tmp_path), tmp_path / "store.sqlite"
    words = ("run", config, "--replications", 400, "--cluster", cluster.address, "--store", file)
    cut = interrupted(tmp_path, *words, when=has_kept(file, 2))
    assert cut.returncode == 1
    assert cut.stderr.startswith("Interrupted after ")
    assert len(cut.stderr.splitlines()) == 1
    assert len(stored(file)) >= 2


def refused(tmp_path: Path, *words: str) -> str:
    """What is said of a run that cannot begin."""
    done = carried_out(tmp_path, "run", tiny_config(tmp_path), *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_something_else_that_answers_is_no_scheduler(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_as_a_web_server, args=(server,), daemon=True).start()
        said = refused(tmp_path, "--cluster", f"tcp://127.0.0.1:{server.getsockname()[1]}")
    assert "no Dask scheduler answers there" in said


def answer_as_a_web_server(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" * 4)


def test_what_is_no_address_is_told(tmp_path: Path) -> None:
    assert "no Dask scheduler answers there" in refused(tmp_path, "--cluster", "scheduler")


@pytest.mark.slow
def test_nobody_there_is_told_within_ten_seconds(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    begun = time.monotonic()
    assert "no Dask scheduler answers there" in refused(tmp_path, "--cluster", f"tcp://127.0.0.1:{port}")
    assert time.monotonic() - begun < 15


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path) -> None:
    words = ["run", str(tiny_config(tmp_path)), "--cluster", "tcp://127.0.0.1:8786"]
    code = f"import sys; sys.modules['distributed'] = None\nfrom sim.cli import main; main({words!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=ENVIRONMENT, timeout=60
    )
    assert done.returncode == 2
    assert "pip install 'carecap[cluster]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_staffing_search_on_a_cluster_finds_what_it_finds_here(cluster: DaskCluster, tmp_path: Path) -> None:
    tiny_config(tmp_path)
    (tmp_path / "search.toml").write_text(SEARCH, encoding="utf-8")
    for where, words in (("here", ("--jobs", "1")), ("there", ("--cluster", cluster.address))):
        there = ("--store", f"{where}.sqlite", "--out", where)
        done = carried_out(tmp_path, "staff", "search.toml", "--quiet", *there, *words)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    tables = sorted(file.name for file in (tmp_path / "here").glob("*.csv"))
    assert "certificate.csv" in tables
    for table in tables:
        assert (tmp_path / "there" / table).read_bytes() == (tmp_path / "here" / table).read_bytes(), table
