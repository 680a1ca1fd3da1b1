"""What a person at the keyboard meets: answers on stdout, faults on stderr, exit codes, files."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import ENVIRONMENT, carried_out
from sim import __version__
from sim.cli import main
from tiny import tiny_config

COLUMNS = "option,measure,stream,priority,activity,role,team,period,mean,low,high,n,unit"


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tiny_config(tmp_path)


def test_help_answers_in_half_a_second(tmp_path: Path) -> None:
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        done = carried_out(tmp_path, "--help")
        times.append(time.perf_counter() - begun)
        assert done.returncode == 0
        assert "check" in done.stdout
        assert "run" in done.stdout
    assert min(times) < 0.5


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = "numpy scipy simpy pandas matplotlib pydantic holidays rich pyarrow"
    code = (
        "import sys; from sim.cli import main\n"
        "for words in (['--help'], ['run', '--help'], ['check', '--help'], ['--version']):\n"
        "    main(words, standalone_mode=False)\n"
        f"print('LOADED', sorted(set('{heavy}'.split()) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT, check=True
    )
    assert done.stdout.endswith("LOADED []\n")


def test_version_is_printed(carecap: Callable[..., Result]) -> None:
    assert carecap("--version").output == f"carecap {__version__}\n"


def test_run_prints_a_summary_and_writes_its_folder(
    carecap: Callable[..., Result], config: Path, tmp_path: Path
) -> None:
    done = carecap("run", config, "--replications", 2, "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    for words in ("A small service", "Contact to completed assessment", "Utilisation", "Assessed within 28 days"):
        assert words in done.stdout
    folder = tmp_path / "results" / "tiny"
    names = {file.name for file in folder.iterdir()}
    assert {"summary.csv", "replications.csv", "monthly.csv", "cases.csv", "visits.csv", "manifest.json"} <= names
    assert {"waits.png", "lists.png", "load.png"} <= names
    assert names == set(json.loads((folder / "manifest.json").read_text())["files"])
    assert (folder / "summary.csv").read_text().splitlines()[0] == COLUMNS


def test_json_prints_the_records_of_summary_csv(carecap: Callable[..., Result], config: Path, tmp_path: Path) -> None:
    done = carecap("run", config, "--replications", 2, "--jobs", 1, "--json", "--out", "there")
    records = json.loads(done.stdout)
    with (tmp_path / "there" / "summary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(records) > 100
    for row, record in zip(rows, records, strict=True):
        assert list(record) == list(row)
        assert [row[name] for name in ("measure", "period", "unit")] == [
            record[name] for name in ("measure", "period", "unit")
        ]
        assert float(row["mean"]) == pytest.approx(record["mean"], rel=1e-9)


def test_quiet_says_nothing(carecap: Callable[..., Result], config: Path) -> None:
    done = carecap("run", config, "--replications", 1, "--jobs", 1, "--quiet")
    assert (done.exit_code, done.output) == (0, "")


def test_a_missed_target_ends_with_3_only_when_asked(carecap: Callable[..., Result], config: Path) -> None:
    text = config.read_text()
    config.write_text(text.replace("social_worker = 1 }", "social_worker = 0 }"))
    common = ("run", config, "--replications", 1, "--jobs", 1, "--quiet")
    assert carecap(*common).exit_code == 0
    failed = carecap(*common, "--fail-on-target")
    assert failed.exit_code == 3
    assert "Assessed within 28 days" in failed.stderr


def test_check_prints_loads_without_running(carecap: Callable[..., Result], config: Path, tmp_path: Path) -> None:
    done = carecap("check", config)
    assert done.exit_code == 0, done.output
    assert "social_worker" in done.stdout
    assert "offered load" in done.stdout.lower()
    assert not (tmp_path / "results").exists()
    assert json.loads(carecap("check", config, "--json").stdout)
    assert carecap("check", config, "--quiet").output == ""


@pytest.mark.parametrize("command", ["check", "run"])
def test_every_problem_of_a_file_is_a_line_and_nothing_is_written(
    carecap: Callable[..., Result], config: Path, tmp_path: Path, command: str
) -> None:
    config.write_text(config.read_text().replace("years = 1.5", "years = -1").replace("caseload = 15", "caselod = 15"))
    before = sorted(tmp_path.rglob("*"))
    done = carecap(command, config)
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all("tiny.toml" in line for line in lines)
    assert "clock.years" in done.stderr
    assert "caseload" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [
        ("run", "no-such-file.toml"),
        ("run", "folder"),
        ("run", "bytes.toml"),
        ("run", "tiny.toml", "--replications", "0"),
        ("run", "tiny.toml", "--jobs", "none"),
        ("run", "tiny.toml", "--engine", "steam"),
        ("run", "tiny.toml", "--out", "tiny.toml"),
        ("run",),
        ("fly", "tiny.toml"),
        ("run", "tiny.toml", "--unknown"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(
    carecap: Callable[..., Result], config: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes.toml").write_bytes(b"title = '\xff\xfe'")
    done = carecap(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_faults_leave_no_traceback_in_a_real_process(tmp_path: Path) -> None:
    done = carried_out(tmp_path, "run", "no-such-file.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "no-such-file.toml" in done.stderr


def test_a_summary_that_carecap_did_not_write_is_not_written_over(
    tmp_path: Path, config: Path, carecap: Callable[..., Result]
) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "summary.csv").write_text("mine\n", encoding="utf-8")
    result = carecap("run", config, "--replications", 1, "--jobs", 1, "--out", out)
    assert result.exit_code == 2
    assert "no run of carecap wrote" in result.stderr
    assert (out / "summary.csv").read_text(encoding="utf-8") == "mine\n"
