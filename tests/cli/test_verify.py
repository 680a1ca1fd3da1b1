"""``carecap verify`` at the keyboard: verdicts, exit codes, and that a wrong model or a wrong theory is found out."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from keyboard import Process, interrupted
from sim.cli import main
from sim.experiment.verification import DIFFERS, Oracle, all_oracles, by_hand, verify
from sim.experiment.verification.agreement import compare


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_each_figure_is_printed_beside_theory(carecap: Callable[..., Result]) -> None:
    done = carecap("verify", "--only", "O15", "--only", "O22", "--jobs", 1)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    (row,) = (line for line in lines if "wait of the hundredth" in line)
    assert row.split()[-4:] == ["12", "12", "1", "agrees"]
    (row,) = (line for line in lines if "mean wait of the 45" in line)
    assert row.split()[-4] == "4.6"
    assert "All 5 agree with theory" in done.stdout
    assert "Engines: simpy and compiled; their logs of the first replication of each system are equal." in done.stdout


def test_json_gives_a_record_a_figure(carecap: Callable[..., Result]) -> None:
    records = json.loads(carecap("verify", "--only", "O22", "--jobs", 1, "--json").stdout)
    assert [record["figure"] for record in records] == ["time until all are served", "mean wait of the 45"]
    for record in records:
        assert record["oracle"] == "O22"
        assert abs(record["measured"] - record["exact"]) == pytest.approx(
            abs(record["z"]) * record["half_width_95"] / 2.0009953780882674  # t of 59 degrees of freedom
        )
        assert (record["replications"], record["verdict"]) == (60, "agrees")


def test_the_seed_decides_and_the_number_of_processes_does_not(carecap: Callable[..., Result]) -> None:
    one, two, other = (
        carecap("verify", "--only", "O22", "--json", *words).stdout
        for words in (("--jobs", 1), ("--jobs", 2), ("--jobs", 1, "--seed", 5))
    )
    assert one == two != other


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_ends_with_1_and_one_line(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    children: list[Any] = []

    def at_work(process: Process) -> bool:
        children[:] = psutil.Process(process.pid).children()
        return len(children) >= 4 and not time.sleep(1)

    cut = interrupted(tmp_path, "verify", "--jobs", 2, when=at_work, workers_too=True)
    assert (cut.returncode, cut.stdout, cut.stderr) == (1, "", "Interrupted.\n")
    _, left = psutil.wait_procs(children, timeout=2)
    assert not [child for child in left if child.status() != psutil.STATUS_ZOMBIE]


def test_quiet_says_nothing_where_all_agree(carecap: Callable[..., Result]) -> None:
    done = carecap("verify", "--only", "O15", "--quiet", "--jobs", 1)
    assert (done.exit_code, done.output) == (0, "")


def test_a_figure_that_differs_ends_with_1_and_is_named(
    carecap: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Theory made wrong: the hundredth waits twelve intervals, not thirteen.
    monkeypatch.setitem(by_hand.OVERLOAD_EXACT, "wait of the hundredth", 13.0)
    done = carecap("verify", "--only", "O15", "--jobs", 1, "--quiet")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "O15: wait of the hundredth is 12, but theory says 13.\n"
    shown = carecap("verify", "--only", "O15", "--jobs", 1)
    assert "2 of 3 agree with theory" in shown.stdout


def test_an_unknown_system_ends_with_2(carecap: Callable[..., Result]) -> None:
    done = carecap("verify", "--only", "O99")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "O01" in done.stderr and "'O99'" in done.stderr


def test_every_oracle_that_was_promised_is_there() -> None:
    names = {oracle.name for oracle in all_oracles()}
    assert names >= {f"O{n:02d}" for n in (1, 2, 3, 4, 7, 9, 11, 13, 15, 17, 18, 20, 21, 22, 26, 27)} | {"O11b", "O14b"}
    assert all(oracle.reference for oracle in all_oracles())


def test_a_miss_is_looked_at_again_with_four_times_as_many_fresh_replications() -> None:
    asked: list[int] = []

    def unlucky(seed: int, replication: int) -> dict[str, float]:
        asked.append(replication)
        near = (replication % 2) * 0.1
        return {"figure": near + (1.0 if replication < 30 else 0.0)}

    class Unlucky(Oracle):
        def sample(self, seed: int, replication: int) -> dict[str, float]:
            return unlucky(seed, replication)

    oracle = Unlucky("X", "unlucky at first", (), {"figure": 0.05}, dict, 30)
    (finding,) = verify([oracle], jobs=1)
    assert asked == list(range(150))
    assert finding.first.z > 3.5
    assert finding.second is not None
    assert (finding.second.replications, finding.second.mean) == (120, pytest.approx(0.05))
    assert finding.verdict == "agrees at a second look"
    (lost,) = verify([Unlucky("X", "wrong", (), {"figure": 0.5}, dict, 30)], jobs=1)
    assert lost.verdict == DIFFERS


def test_the_interval_is_that_of_student() -> None:
    # Mean 2, standard deviation 1, three values: t is 4.3027 with two degrees of freedom.
    look = compare([1.0, 2.0, 3.0], 2.5)
    assert (look.mean, look.half) == (2.0, pytest.approx(4.302652729911275 / 3**0.5))
    assert look.z == pytest.approx(-0.5 * 3**0.5)
    assert compare([4.0, 4.0], 4.0).agrees
    assert not compare([4.0, 4.0], 4.1).agrees


@pytest.mark.slow
def test_the_whole_model_agrees_with_theory(carecap: Callable[..., Result]) -> None:
    done = carecap("verify", "--json")
    assert done.exit_code == 0, done.stderr
    assert len(json.loads(done.stdout)) > 60
