"""``carecap results``: what an analyst finds in the store, takes out of it and removes from it."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.experiment import replicate
from sim.experiment.replicate import Measured
from sim.experiment.store import Store, packed
from sim.scenario import load_service
from tiny import tiny_config

STORE = Path("results") / "store.sqlite"


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words, **more: CliRunner().invoke(main, [str(word) for word in words], **more)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with three replications of a small service, and one of it with another name and seed."""
    folder = tmp_path_factory.mktemp("filled")
    tiny, other = load_service(tiny_config(folder)), load_service(tiny_config(folder, name="other"))
    with Store(folder / "store.sqlite") as store:
        for service, seed, numbers in ((tiny, 7, (0, 1, 2)), (tiny, 8, (0,)), (other, 9, (0,))):
            for number in numbers:
                replication = replicate(service, seed=seed, replication=number, engine="simpy")
                store.save(service, seed=seed, engine="simpy", replication=packed(replication))
    return (folder / "store.sqlite").read_bytes()


@pytest.fixture
def keys(filled: bytes, tmp_path: Path) -> list[str]:
    """The store in its usual place; the keys of its runs."""
    (tmp_path / "results").mkdir()
    (tmp_path / STORE).write_bytes(filled)
    with Store(tmp_path / STORE, reading=True) as store:
        return [run.key for run in store.runs()]


def test_list_shows_every_run(carecap: Callable[..., Result], keys: list[str]) -> None:
    done = carecap("results", "list")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if "A small service" in line]
    assert [line.split()[0] for line in lines] == ["tiny", "tiny", "other"]
    for line, key, replications, seed in zip(lines, keys, "311", "789", strict=True):
        assert key[:8] in line
        assert line.split()[-5:-2] == [seed, "1.5", replications]
    assert "5 replications" in done.stdout


def test_list_as_json_has_whole_keys(carecap: Callable[..., Result], keys: list[str]) -> None:
    runs = json.loads(carecap("results", "list", "--json").stdout)
    assert [run["key"] for run in runs] == keys
    assert [(run["name"], run["seed"], run["replications"]) for run in runs] == [
        ("tiny", 7, 3), ("tiny", 8, 1), ("other", 9, 1),
    ]  # fmt: skip
    assert runs[0]["engines"] == ["simpy"]
    assert runs[0]["current"]


def test_runs_of_another_meaning_are_marked(carecap: Callable[..., Result], keys: list[str]) -> None:
    with sqlite3.connect(STORE) as db:
        db.execute("UPDATE run SET semantics = 0 WHERE name = 'other'")
    db.close()
    told = carecap("results", "list").stdout
    assert "other *" in told
    assert "tiny *" not in told
    assert "* Made by a version of carecap whose figures meant something else" in told


def test_show_gives_means_and_intervals(carecap: Callable[..., Result], keys: list[str]) -> None:
    done = carecap("results", "show", keys[0][:8], "--measure", "received", "--period", "2014/15", "--json")
    rows = json.loads(done.stdout)
    whole = next(row for row in rows if not row["stream"] and not row["priority"] and not row["team"])
    with Store(STORE, reading=True) as store:
        table = store.figures(keys[0], range(3))
    cell = next(cell for cell in table.cells if cell == ("received", "", "", "", "", "", "2014/15", "cases"))
    assert whole["mean"] == pytest.approx(table.column(cell).mean())
    assert whole["low"] < whole["mean"] < whole["high"]
    assert whole["n"] == 3
    assert {row["measure"] for row in rows} == {"received"}
    assert {row["period"] for row in rows} == {"2014/15"}
    assert len(rows) > 1


def test_show_without_a_measure_is_of_the_whole_service(carecap: Callable[..., Result], keys: list[str]) -> None:
    rows = json.loads(carecap("results", "show", keys[0], "--json").stdout)
    assert len(rows) > 50
    assert {row[name] for row in rows for name in ("stream", "priority", "activity", "role", "team")} == {""}
    told = carecap("results", "show", keys[0]).stdout
    assert "3 replications, seed 7" in told
    assert "contact_to_assessment_mean_days" in told
    assert "--measure NAME" in told


def test_the_beginning_of_a_measures_name_will_do(carecap: Callable[..., Result], keys: list[str]) -> None:
    rows = json.loads(carecap("results", "show", "other", "--measure", "contact_to_assessment_", "--json").stdout)
    names = {row["measure"] for row in rows}
    assert len(names) > 3
    assert all(name.startswith("contact_to_assessment_") for name in names)


def test_what_cannot_be_shown_is_told_at_once(carecap: Callable[..., Result], keys: list[str]) -> None:
    done = carecap("results", "show", "other", "--measure", "recieved", "--period", "2014/16")
    assert (done.exit_code, done.stdout) == (2, "")
    measure, period = done.stderr.splitlines()
    whose = f"the run other ({keys[2][:8]})"
    assert measure.startswith(f"--measure: {whose} has no measure whose name begins so (found 'recieved').")
    assert measure.endswith("Did you mean 'received'?")
    assert period.startswith(f"--period: {whose} has no figures of this period (found '2014/16'). Did you mean '201")


@pytest.mark.parametrize("command", [("show",), ("export", "--out", "there"), ("forget", "--yes")])
def test_a_name_that_is_not_there_or_not_enough_is_one_clear_line(
    carecap: Callable[..., Result], keys: list[str], command: tuple[str, ...]
) -> None:
    unknown = carecap("results", *command, "othr")
    assert unknown.exit_code == 2
    assert (
        unknown.stderr == f"{STORE}: the store has no run of this name or key (found 'othr'). Did you mean 'other'?\n"
    )
    double = carecap("results", *command, "tiny")
    assert double.exit_code == 2
    assert double.stderr == (
        f"{STORE}: 2 runs have this name or key (found 'tiny'). Give the first digits of a key:"
        f" {keys[0][:8]} (seed 7, 3 replications), {keys[1][:8]} (seed 8, 1 replication).\n"
    )
    assert not Path("there").exists()


def test_export_writes_what_run_writes(carecap: Callable[..., Result], tmp_path: Path) -> None:
    config = tiny_config(tmp_path)
    assert carecap("run", config, "--replications", 2, "--jobs", 1, "--quiet").exit_code == 0
    done = carecap("results", "export", "tiny", "--out", "taken")
    assert done.exit_code == 0, done.output
    for name in ("replications.csv", "summary.csv", "monthly.csv"):
        assert name in done.stdout
        assert (tmp_path / "taken" / name).read_text() == (tmp_path / "results" / "tiny" / name).read_text()
    again = carecap("results", "export", "tiny", "--out", "taken")
    assert again.exit_code == 2
    assert "nothing is written over, and there is already replications.csv" in again.stderr


def test_export_to_a_place_that_cannot_be_written_is_told(carecap: Callable[..., Result], keys: list[str]) -> None:
    Path("file").write_text("mine")
    done = carecap("results", "export", "other", "--out", "file/below")
    assert done.exit_code == 2
    assert "the tables cannot be written there" in done.stderr
    assert Path("file").read_text() == "mine"


def test_check_says_that_all_is_well_or_what_is_not(carecap: Callable[..., Result], keys: list[str]) -> None:
    done = carecap("results", "check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "runs: 3, replications: 5" in done.stdout
    with sqlite3.connect(STORE) as db:
        db.execute("UPDATE replication SET figures = X'00' WHERE run = 3")
    db.close()
    wrong = carecap("results", "check")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert f"replication 0 of the run 'other' ({keys[2][:8]}) is not as it was written" in wrong.stderr
    assert f"carecap results forget {keys[2][:8]}" in wrong.stderr
    shown = carecap("results", "show", "other")
    assert (shown.exit_code, shown.stdout) == (1, "")


def test_a_run_of_two_names_is_listed_with_both_and_found_under_either(
    carecap: Callable[..., Result], keys: list[str], tmp_path: Path
) -> None:
    with Store(STORE) as store:
        store.also_called(keys[2], "again")
    assert "other (also again)" in carecap("results", "list").stdout
    assert [run["also"] for run in json.loads(carecap("results", "list", "--json").stdout)] == [[], [], ["again"]]
    shown = [json.loads(carecap("results", "show", name, "--json").stdout) for name in ("other", "again")]
    assert [{row["option"] for row in rows} for rows in shown] == [{"other"}, {"again"}]
    assert [row["mean"] for row in shown[0]] == [row["mean"] for row in shown[1]]
    assert carecap("results", "export", "again", "--out", "taken").exit_code == 0


def test_a_run_of_which_something_else_is_told_is_marked_and_not_shown(
    carecap: Callable[..., Result], keys: list[str]
) -> None:
    with sqlite3.connect(STORE) as db:
        db.execute("UPDATE run SET seed = '10' WHERE name = 'other'")
    db.close()
    told = carecap("results", "list").stdout
    assert "other !" in told
    assert "! What is told of it is not as it was written" in told
    shown = carecap("results", "show", "other")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert f"what is told of the run other ({keys[2][:8]}) is not as it was written" in shown.stderr
    assert carecap("results", "forget", "other", "--yes").exit_code == 0
    assert "!" not in carecap("results", "list").stdout


@pytest.fixture
def searched(keys: list[str], tmp_path: Path) -> str:
    """The key of a run beside the others that a search for posts has made: as the first, for promises alone."""
    tiny = load_service(tiny_config(tmp_path))
    with Store(STORE) as store:
        for number in (0, 1):
            made = replicate(tiny, seed=7, replication=number, engine="simpy", measured=Measured.PROMISES)
            store.save(tiny, seed=7, engine="simpy", replication=packed(made), measured=Measured.PROMISES)
        return store.key(tiny, seed=7, measured=Measured.PROMISES)


def test_a_run_of_targets_and_lists_only_is_told_as_such(
    carecap: Callable[..., Result], keys: list[str], searched: str
) -> None:
    lines = carecap("results", "list").stdout.splitlines()
    (line,) = (line for line in lines if searched[:8] in line)
    assert line.split()[:2] == ["tiny", "~"]
    assert [line for line in lines if " ~ " in line] == [line]
    assert any(
        line.startswith("~ Replications of targets and lists only, made by a search for posts") for line in lines
    )
    assert "replications: 7 (2 of targets and lists only)," in carecap("results", "check").stdout
    double = carecap("results", "show", "tiny").stderr
    assert f"{keys[0][:8]} (seed 7, 3 replications)" in double
    assert f"{searched[:8]} (seed 7, 2 replications of targets and lists only)" in double
    gone = carecap("results", "forget", searched[:8], "--yes").stdout
    assert gone == f"Removed tiny ({searched[:8]}), seed 7, 2 replications of targets and lists only.\n"


def test_a_run_of_targets_and_lists_only_shows_these_and_says_why_there_is_no_more(
    carecap: Callable[..., Result], keys: list[str], searched: str
) -> None:
    words = ("--measure", "target_share", "--period", "2014/15", "--json")
    here, there = (json.loads(carecap("results", "show", key, *words).stdout) for key in (searched, keys[0]))
    assert [row["mean"] for row in here] != []
    assert [(row["measure"], row["activity"]) for row in here] == [(row["measure"], row["activity"]) for row in there]
    assert "2 replications of targets and lists only, seed 7" in carecap("results", "show", searched).stdout
    lacking = carecap("results", "show", searched, "--measure", "utilisation")
    assert (lacking.exit_code, lacking.stdout) == (2, "")
    assert "name begins so; its replications are of targets and lists only (found 'utilisation')" in lacking.stderr


def test_export_of_targets_and_lists_only_has_no_monthly_table(carecap: Callable[..., Result], searched: str) -> None:
    done = carecap("results", "export", searched, "--out", "taken")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 replications of targets and lists only" in done.stdout
    assert {path.stem for path in Path("taken").iterdir()} == {"replications", "summary"}


def test_forget_asks_and_then_removes(carecap: Callable[..., Result], keys: list[str]) -> None:
    asked = carecap("results", "forget", "other", input="n\n")
    assert asked.exit_code == 0
    assert "Nothing was removed" in asked.stdout
    assert carecap("results", "show", "other").exit_code == 0
    done = carecap("results", "forget", "other", "--yes")
    assert (done.exit_code, done.stdout) == (0, f"Removed other ({keys[2][:8]}), seed 9, 1 replication.\n")
    assert carecap("results", "show", "other").exit_code == 2
    assert carecap("results", "show", keys[0]).exit_code == 0


@pytest.mark.parametrize(
    "command", [("list",), ("show", "x"), ("export", "x", "--out", "y"), ("check",), ("forget", "x")]
)
def test_without_a_store_there_is_a_clear_line_and_nothing_is_made(
    carecap: Callable[..., Result], tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = carecap("results", *command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{STORE}: there is no store of results yet. `carecap run CONFIG` makes one")
    assert list(tmp_path.iterdir()) == []


def test_another_store_can_be_named(carecap: Callable[..., Result], keys: list[str]) -> None:
    STORE.rename("other.sqlite")
    assert carecap("results", "list").exit_code == 2
    assert "tiny" in carecap("results", "list", "--store", "other.sqlite").stdout


def test_an_empty_store_says_so(carecap: Callable[..., Result]) -> None:
    Store(STORE).close()
    assert carecap("results", "list").stdout == f"{STORE}: no runs are kept yet.\n"
    assert json.loads(carecap("results", "list", "--json").stdout) == []
    assert "the store is empty" in carecap("results", "show", "tiny").stderr


def test_a_file_that_is_no_store_is_refused(carecap: Callable[..., Result]) -> None:
    Path("notes.txt").write_text("mine")
    done = carecap("results", "list", "--store", "notes.txt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "not a store of carecap" in done.stderr
    assert Path("notes.txt").read_text() == "mine"
