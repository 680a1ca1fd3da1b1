"""Files that cannot be read at all: one clear message that names the file."""

import os
from pathlib import Path

import pytest
from small import SMALL, problems, write

ALWAYS_UNREADABLE = Path("/proc/self/mem")
"""A file on Linux that even the superuser cannot read from its start."""


def test_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    assert problems(file) == [f"{file}: there is no such file. Check the name and the folder you are in."]


def test_no_name_at_all() -> None:
    assert problems("") == ['"": this is a folder; the file in it is wanted.']


def test_a_folder(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: this is a folder; the file in it is wanted."]


def test_a_name_that_no_file_can_have() -> None:
    name = "x" * 5_000
    assert problems(name) == [f"{name}: the file cannot be read: File name too long."]


@pytest.mark.skipif(not ALWAYS_UNREADABLE.is_file(), reason="needs Linux")
def test_a_file_that_fails_while_it_is_read() -> None:
    assert problems(ALWAYS_UNREADABLE) == ["mem: the file cannot be read: Input/output error."]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL)
    file.chmod(0)
    assert problems(file) == ["small.toml: the file cannot be read: Permission denied."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty."),
        (b" \n\n", "the file is empty."),
        (b"# to be written\n", "the file sets nothing."),
        ('title = "Café"'.encode("latin-1"), "the file is not UTF-8 text (byte 12). Save it again as UTF-8."),
        (SMALL.encode("utf-16"), "the file is not UTF-8 text (byte 0). Save it again as UTF-8."),
        (b"title = \n", "line 1, column 9: this is not valid TOML: invalid value."),
        (b"title = 'a'\nclock\n", "line 2, column 6: this is not valid TOML: expected '=' after a key in a key/value"
         " pair."),
        (b"title = 'a'\n[clock", "end of document: this is not valid TOML: expected ']' at the end of a table"
         " declaration."),
        (b"title = 'a'\ntitle = 'b'\n", "line 2, column 12: this is not valid TOML: cannot overwrite a value."),
        (b"x = " + b"[" * 5_000, "this is not usable TOML: tables or lists too deep."),
        (b"x = " + b"9" * 5_000, "this is not usable TOML: a number with too many digits."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    assert problems(file) == [f"bad.toml: {told}"]


def test_a_mark_of_utf_8_at_the_start_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "marked.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("planner = 4", "planner = -4").encode())
    assert problems(file) == ["marked.toml: team.north.posts.planner.number: must be at least 0 (found -4)."]
