"""Bad input through the command line: exit code 2, one line a problem on stderr, nothing else, nothing written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small import SMALL, altered, write

from sim.cli import main

BAD: dict[str, tuple[str | bytes, str]] = {
    "wrong type": (altered("caseload = 20", 'caseload = "20"'),
                   "bad.toml: role.planner.caseload: a whole number is wanted (found '20').\n"),
    "unknown key": (altered("held = true", "hold = true"),
                    "bad.toml: activity.visit.hold: there is no such setting. Did you mean 'held'?\n"),
    "shares": (altered("close = 0.6", "close = 0.7"),
               "bad.toml: activity.front_door.next: shares must sum to 1, not 1.1.\n"),
    "endless loop": (altered('next = "close"', 'next = "visit"'),
                     "bad.toml: activity.visit.next: an endless loop: no route from here ever leads to 'close'. Give"
                     " some cases a way out.\n"),
    "two problems": (altered("planner = 4", "planner = -4").replace("years = 2", "years = 0"),
                     "bad.toml: clock.years: must be above zero (found 0).\n"
                     "bad.toml: team.north.posts.planner.number: must be at least 0 (found -4).\n"),
    "not UTF-8": (b"title = '\xff'", "bad.toml: the file is not UTF-8 text (byte 9). Save it again as UTF-8.\n"),
    "not TOML": ("title", "bad.toml: end of document: this is not valid TOML: expected '=' after a key in a key/value"
                 " pair.\n"),
    "empty": ("", "bad.toml: the file is empty.\n"),
}  # fmt: skip


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(("content", "told"), BAD.values(), ids=BAD)
def test_bad_input_ends_with_2_and_writes_nothing(
    carecap: Callable[..., Result], tmp_path: Path, command: str, content: str | bytes, told: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = carecap(command, "bad.toml")
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told)
    assert done.exc_info is None or done.exc_info[0] is SystemExit
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_missing_config_ends_with_2_and_writes_nothing(
    carecap: Callable[..., Result], tmp_path: Path, command: str
) -> None:
    done = carecap(command, "thurock-2014")
    told = "thurock-2014: there is no such file. Did you mean 'thurrock-2014', which comes with carecap?\n"
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told)
    assert list(tmp_path.iterdir()) == []


def test_bad_rows_of_a_day_one_file_end_with_2(carecap: Callable[..., Result], tmp_path: Path) -> None:
    write(tmp_path, SMALL + "[day_one.open]\ncsv = 'cases.csv'\n", "bad.toml")
    (tmp_path / "cases.csv").write_text("stream,activity,days_since_contact\nreferral,visit,soon\n")
    done = carecap("run", "bad.toml")
    told = "cases.csv: line 2, days_since_contact: a number of days is wanted (found 'soon').\n"
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.toml", "cases.csv"]
