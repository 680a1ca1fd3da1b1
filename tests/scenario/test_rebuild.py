"""A service made again from the texts of its files alone."""

from pathlib import Path

import pytest
from small import SMALL, write

from sim.errors import InputFault
from sim.scenario import load_service
from sim.scenario.content import content_digest
from sim.scenario.experiments import load_experiment
from sim.scenario.rebuild import service_from_texts
from sim.scenario.shipped import shipped_experiments
from tiny import tiny_config


@pytest.mark.parametrize("name", shipped_experiments())
def test_every_design_is_the_same_service_when_made_again_from_its_texts(name: str) -> None:
    for design in load_experiment(name).designs:
        wanted = content_digest(design.service)
        assert content_digest(service_from_texts(design.service.texts, digest=wanted)) == wanted


def test_cases_of_day_one_come_from_their_text_when_their_file_is_gone(tmp_path: Path) -> None:
    stock = tmp_path / "cases.csv"
    stock.write_text("stream,activity,days_since_contact\nreferral,visit,12\nreferral,visit,3\n", encoding="utf-8")
    config = write(tmp_path, SMALL + '[day_one.waiting]\ncsv = "cases.csv"\n')
    service = load_service(config)
    stock.unlink()
    config.unlink()
    assert len(service_from_texts(service.texts).base.day_one.waiting_cases) == 2
    assert content_digest(service_from_texts(service.texts)) == content_digest(service)


def test_texts_of_another_service_are_refused(tmp_path: Path) -> None:
    service = load_service(tiny_config(tmp_path))
    (name, text), *rest = service.texts
    altered = [(name, text.replace("years = 1.5", "years = 2")), *rest]
    with pytest.raises(InputFault, match="another service"):
        service_from_texts(altered, digest=content_digest(service))
