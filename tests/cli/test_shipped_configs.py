"""A shipped config is found by name from any folder; a file on disk comes first."""

from pathlib import Path

import pytest

from sim.scenario import load_service
from sim.scenario.shipped import find_config, shipped_names


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["thurrock-2014", "thurrock-2014.toml", "configs/thurrock-2014.toml"])
def test_each_way_of_naming_a_shipped_config_finds_it(name: str) -> None:
    assert find_config(name).name == "thurrock-2014.toml"
    assert find_config(name).is_file()


def test_a_file_on_disk_comes_before_a_shipped_config_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "thurrock-2014.toml").write_text("ours")
    assert find_config("thurrock-2014.toml").read_text() == "ours"


@pytest.mark.parametrize("name", ["no-such-config", "../thurrock-2014.toml", "/thurrock-2014", "configs", ""])
def test_what_is_neither_a_file_nor_shipped_is_not_found(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        find_config(name)


def test_every_shipped_config_loads() -> None:
    assert "thurrock-2014" in shipped_names()
    for name in shipped_names():
        assert load_service(name).name == Path(name).name
