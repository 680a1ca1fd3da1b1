"""Both engines write the same log of every shipped config, with every option."""

import pytest
from option_worlds import CONFIGS, NAMES, in_force

from sim.scenario import Service, load_service
from worlds import play

SHIPPED = sorted(file.stem for file in CONFIGS.glob("*.toml"))


def of_the_first_replication(service: Service) -> int:
    """Visits of a run; the logs of the engines are compared as it is played."""
    return len(play(service).case)


@pytest.mark.parametrize("option", NAMES)
def test_the_engines_agree_on_every_option_from_its_first_day(option: str) -> None:
    assert of_the_first_replication(in_force(option, years=0.2)) > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("config", SHIPPED)
def test_the_engines_agree_on_every_config_to_its_last_day(config: str) -> None:
    assert of_the_first_replication(load_service(config)) > 300_000
