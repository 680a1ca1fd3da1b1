"""The animation: one page that needs nothing else, of the cases and days asked for."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from exported import command, own_table, run

from sim.cli import main
from tiny import TINY

pytest.importorskip("vidigi")

TOP = 36 * 3
"""Height of the row of new cases: above those of the two activities."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    strange = TINY.replace('label = "Front door"', 'label = "<script>alert(1)</script> & door"')
    return run(tmp_path_factory.mktemp("run"), strange.replace("A small service", "A <b>small</b> service"))


def page(results: Path, file: Path, *more: object) -> str:
    command("export", results, "--layout", "vidigi", "--animation", file, *more)
    return file.read_text(encoding="utf-8")


def frames(text: str) -> list[dict[str, Any]]:
    """The frames that the page hands to its script."""
    found = re.search(r"Plotly\.addFrames\('[^']*', (\[.*\])\);", text)
    assert found is not None
    told: list[dict[str, Any]] = json.loads(found[1])
    return told


def dots(frame: dict[str, Any]) -> int:
    """How many cases stand in a row of theirs: not at the top, where those of the next day come, nor at the bottom."""
    found = [
        height
        for trace in frame["data"]
        for height, icon in zip(numbers(trace["y"]), trace["text"], strict=True)
        if icon == "●"
    ]
    return sum(0 < height < TOP for height in found)


def numbers(written: Any) -> list[float]:
    """The numbers of a list, or of an array as the script takes it, in base 64."""
    if isinstance(written, list):
        return written
    return np.frombuffer(base64.b64decode(written["bdata"]), dtype=written["dtype"]).tolist()


def test_there_is_a_frame_for_each_day_with_the_cases_open_at_noon(results: Path, tmp_path: Path) -> None:
    text = page(results, tmp_path / "film.html", "--from", "2014-06-02", "--days", 3, "--cases", 1000)
    shown = frames(text)
    assert [frame["name"] for frame in shown] == ["Mon 02 Jun 2014", "Tue 03 Jun 2014", "Wed 04 Jun 2014"]
    cases = own_table(results, "cases")
    for frame, day in zip(shown, ("2014-06-02", "2014-06-03", "2014-06-04"), strict=True):
        noon = f"{day}T12:00"
        open_then = cases[(cases["received"] <= noon) & ~(cases["closed"] < noon)]
        assert dots(frame) == len(open_then) > 0


def test_the_table_has_the_numbers_of_the_picture(results: Path, tmp_path: Path) -> None:
    text = page(results, tmp_path / "film.html", "--days", 30, "--cases", 1000)
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.+)</tr>', text)
    told = [(day, sum(int(number) for number in re.findall(r"<td>(\d+)</td>", cells))) for day, cells in rows]
    assert told == [(frame["name"], dots(frame)) for frame in frames(text)]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', text)
    door = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; door"
    assert {"Day", f"{door}: waiting", f"{door}: in hand"} <= set(heads)


def test_the_same_results_give_the_same_page(results: Path, tmp_path: Path) -> None:
    assert page(results, tmp_path / "one.html", "--days", 5) == page(results, tmp_path / "two.html", "--days", 5)


def test_it_asks_nothing_of_a_network_and_its_labels_are_text(results: Path, tmp_path: Path) -> None:
    text = page(results, tmp_path / "film.html", "--days", 5)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", text)
    assert "<script>alert(1)" not in text
    assert "A &lt;b&gt;small&lt;/b&gt; service: where cases wait" in text
    assert text.startswith('<!DOCTYPE html>\n<html lang="en-GB">')


def test_it_takes_no_more_cases_than_asked_and_says_of_how_many(results: Path, tmp_path: Path) -> None:
    text = page(results, tmp_path / "film.html", "--days", 30, "--cases", 7)
    told = re.search(r"7 of the (\d+) cases open in the 30 days from 1 April 2014", text)
    assert told is not None
    cases = own_table(results, "cases")
    there = (cases["received"] < "2014-05-01") & ~(cases["closed"] < "2014-04-01")
    assert int(told[1]) == there.sum()
    assert f"All {told[1]} cases open" in page(results, tmp_path / "all.html", "--days", 30)


def test_days_after_the_run_are_refused(results: Path, tmp_path: Path) -> None:
    words = [
        "export",
        str(results),
        "--layout",
        "vidigi",
        "--animation",
        str(tmp_path / "film.html"),
        "--from",
        "2019-01-01",
    ]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "--from: the run is from 1 April 2014 to" in done.stderr
    assert not (tmp_path / "film.html").exists()
