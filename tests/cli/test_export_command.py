"""``carecap export``: what it writes, says and refuses."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from tiny import tiny_config
from tiny_board import tiny_board

Refused = Callable[..., str]
VISITS_OF = "visits.csv: the file is damaged: "


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    words = (
        "--replications",
        "1",
        "--jobs",
        "1",
        "--quiet",
        "--store",
        str(folder / "store"),
        "--out",
        str(folder / "out"),
    )
    done = CliRunner().invoke(main, ["run", str(tiny_config(folder)), *words])
    assert done.exit_code == 0, done.output
    return folder / "out"


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def copy(results: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(results, tmp_path / "copy"))


@pytest.fixture
def refused(carecap: Callable[..., Result], tmp_path: Path) -> Refused:
    """The one line that a command given something unusable ends with, having written nothing."""

    def run(*words: object) -> str:
        before = set(tmp_path.rglob("*"))
        done = carecap("export", *words)
        assert done.exit_code == 2, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert set(tmp_path.rglob("*")) == before
        (line,) = done.stderr.splitlines()
        return line

    return run


def test_it_writes_a_file_named_after_the_run_and_says_how_much(
    carecap: Callable[..., Result], results: Path, tmp_path: Path
) -> None:
    said = carecap("export", results, "--layout", "vidigi").stdout
    rows = len((tmp_path / "tiny-vidigi.csv").read_text(encoding="utf-8").splitlines()) - 1
    cases = len((results / "cases.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert said == f"tiny-vidigi.csv: {rows:,} events of {cases:,} cases, first replication.\n"
    said = carecap("export", results, "--layout", "cld", "--out", tmp_path / "a" / "folder").stdout
    counts = [
        int(count.replace(",", "")) for count in re.findall(r"(?:Request|Assessment|Service|Review) ([\d,]+)", said)
    ]
    written = (tmp_path / "a" / "folder" / "tiny-cld.csv").read_text(encoding="utf-8").splitlines()
    assert sum(counts) == len(written) - 1
    assert counts[0] > 0


def test_texts_that_a_spreadsheet_takes_for_formulas_stay_and_are_told(
    carecap: Callable[..., Result], results: Path, tmp_path: Path
) -> None:
    done = carecap("export", results, "--layout", "cld")
    assert done.stderr == ""
    (tmp_path / "codes.toml").write_text('la_code = "=1+1"', encoding="utf-8")
    done = carecap("export", results, "--layout", "cld", "--codes", "codes.toml", "--out", "coded.csv")
    assert "takes 1 of its texts for formulas, such as '=1+1'" in done.stderr
    assert (tmp_path / "coded.csv").read_text(encoding="utf-8").splitlines()[1].startswith("=1+1,")


def test_it_writes_the_same_twice_and_never_over_a_file(
    carecap: Callable[..., Result], refused: Refused, results: Path, tmp_path: Path
) -> None:
    for name in ("one.csv", "two.csv"):
        assert carecap("export", results, "--layout", "cld", "--out", name).exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert "nothing is written over, and there is already one.csv" in refused(
        results, "--layout", "cld", "--out", "one.csv"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--layout", "cld", "--out", "board.xlsx"), "the ending says the format, .csv or .parquet (found '.xlsx')"),
        (("--layout", "vidigi", "--animation", "film.mp4"), "an animation is an .html file (found '.mp4')"),
    ],
)
def test_a_format_that_it_does_not_write_is_refused(
    refused: Refused, results: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in refused(results, *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--layout", "vidigi", "--codes", "codes.toml"), "--codes goes with --layout cld."),
        (("--layout", "cld", "--animation", "film.html"), "--animation goes with --layout vidigi."),
        (("--layout", "vidigi", "--days", "30"), "--days goes with --animation."),
    ],
)
def test_options_that_go_with_others_are_refused_alone(
    carecap: Callable[..., Result], results: Path, words: tuple[str, ...], told: str
) -> None:
    done = carecap("export", results, *words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_folder_without_results_is_told(refused: Refused, tmp_path: Path) -> None:
    assert "there is no such folder" in refused(tmp_path / "nowhere", "--layout", "cld")
    assert "this is no results folder: no manifest.json in it" in refused(tmp_path, "--layout", "cld")


def test_results_of_an_experiment_are_told_from_those_of_a_run(
    carecap: Callable[..., Result], refused: Refused, tmp_path: Path
) -> None:
    board = tiny_board(tmp_path)
    done = carecap("compare", board, "--replications", 2, "--jobs", 1, "--quiet", "--out", "compared")
    assert done.exit_code == 0, done.output
    assert refused("compared", "--layout", "vidigi") == (
        "compared: these are results of an experiment, which keep no table of cases."
        " Name a folder that carecap run wrote."
    )


def test_results_of_an_older_version_are_told(refused: Refused, copy: Path) -> None:
    lines = (copy / "cases.csv").read_text(encoding="utf-8").splitlines()
    older = [",".join(line.split(",")[:17]) for line in lines]
    (copy / "cases.csv").write_text("\n".join(older), encoding="utf-8")
    assert refused(copy, "--layout", "cld") == (
        f"{copy / 'cases.csv'}: an older version of carecap wrote it: no column origin, outcome, client."
        " Run the config again to have the tables."
    )


@pytest.mark.parametrize(
    ("name", "spoil", "told"),
    [
        ("manifest.json", lambda text: text[: len(text) // 2], "manifest.json is damaged"),
        ("manifest.json", lambda text: text.replace('"start_date"', '"start"'), "it says nothing of start_date"),
        ("manifest.json", lambda text: text.replace('"2014-04-01"', '"April"'), "manifest.json: the file is damaged"),
        ("cases.csv", lambda text: text.split("\n")[0], "the run had none, so there is nothing to export"),
        ("cases.csv", lambda text: "\n".join(text.split("\n")[:3]), "it has visits of cases that cases.csv has not"),
        ("visits.csv", lambda text: "", VISITS_OF),
        ("visits.csv", lambda text: text[:-5], "a row has a status that no visit has"),
        ("visits.csv", lambda text: text[:-40], VISITS_OF),
        ("visits.csv", lambda text: text.replace("2014-05", "2014-15"), f"{VISITS_OF}column ready"),
        ("visits.csv", lambda text: text.replace("minutes", "hours", 1), f"{VISITS_OF}no column minutes"),
    ],
)
def test_a_damaged_file_is_told(
    refused: Refused, copy: Path, name: str, spoil: Callable[[str], str], told: str
) -> None:
    whole = (copy / name).read_text(encoding="utf-8")
    (copy / name).write_text(spoil(whole), encoding="utf-8")
    assert told in refused(copy, "--layout", "vidigi")


def test_a_missing_table_is_told(refused: Refused, copy: Path) -> None:
    (copy / "visits.csv").unlink()
    assert refused(copy, "--layout", "vidigi") == (
        f"{copy}: visits.csv is missing. Run the config again to have the tables."
    )


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("la_code = 999", "codes.toml: la_code: a code is a text in quotes (found 999)."),
        ("la_cod = '999'", "codes.toml: la_cod: there is no such setting. Did you mean 'la_code'?"),
        ("leave_out_streams = 'dols'", "leave_out_streams: this is a list of names of streams (found 'dols')."),
        (
            "leave_out_streams = ['referal']",
            "the config has no such stream (found 'referal'). Did you mean 'referral'?",
        ),
        ("route_of_access = 'Prison'", "route_of_access: this is a table of codes by name (found 'Prison')."),
        ("[route_of_access]\nreferal = 'Prison'", "route_of_access.referal: the config has no such stream."),
        (
            "[assessment_type]\nreferral = 'Long term asessment'",
            "the specification has no such value (found 'Long term asessment'). Did you mean 'Long term assessment'?",
        ),
        ("[service_type]\nassessment = 3", "service_type.assessment: a code is a text in quotes (found 3)."),
        ("la_code =", "codes.toml: not TOML:"),
    ],
)
def test_codes_that_cannot_be_are_told(refused: Refused, results: Path, tmp_path: Path, codes: str, told: str) -> None:
    (tmp_path / "codes.toml").write_text(codes, encoding="utf-8")
    assert told in refused(results, "--layout", "cld", "--codes", tmp_path / "codes.toml")


def test_an_animation_without_its_extra_is_refused_with_how_to_install_it(results: Path, tmp_path: Path) -> None:
    words = ["export", str(results), "--layout", "vidigi", "--animation", str(tmp_path / "film.html")]
    code = f"import sys; sys.modules['vidigi'] = None\nfrom sim.cli import main; main({words!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"--animation: {tmp_path / 'film.html'}: an animation needs the extra 'animation'."
        ' Install it: pip install "carecap[animation]".'
    ]
