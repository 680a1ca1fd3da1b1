"""What timetables are drawn with: compiled or not, remembered or not, it is the same."""

from pathlib import Path

import pytest
from offices import AWAY, office

from sim.scenario import Service, load_service
from sim.workforce import draw_workforce
from sim.workforce.draw import _drawn_before
from sim.workforce.missed import _drawn
from sim.workforce.numbers import first_numbers, numbers_by_generators
from sim.workforce.timetable import drawn_workers


def test_numbers_of_many_names_are_those_of_their_generators() -> None:
    names = ["", "a", *(f"workforce/team/{'long' * length}/{length}" for length in range(0, 120, 7))]
    for count in (0, 1, 4, 5, 31):
        for chance in ((0, 0), (2**70, 12)):
            drawn = first_numbers(chance, names, count)
            assert drawn.shape == (len(names), count)
            assert drawn.tolist() == numbers_by_generators(chance, names, count).tolist()
    assert first_numbers((1, 2), [], 3).shape == (0, 3)


def _slots(service: Service, seed: int) -> list[list[int]]:
    work = draw_workforce(service, seed=seed, replication=0)
    columns = work.opening, work.closing, work.minutes, work.absence_from, work.absence_to, work.places
    return [column.tolist() for column in columns]


def test_workers_are_drawn_alike_whether_they_are_remembered_or_not(tmp_path: Path) -> None:
    service = office(tmp_path, AWAY, "{ clerk = 20 }")
    fresh = _slots(service, 3)
    assert draw_workforce(service, seed=3, replication=0) is draw_workforce(service, seed=3, replication=0)
    assert _slots(service, 4) != fresh
    _drawn_before.cache_clear()
    hits = drawn_workers.cache_info().hits
    assert _slots(service, 3) == fresh
    assert drawn_workers.cache_info().hits == hits + 20
    _drawn_before.cache_clear()
    drawn_workers.cache_clear()
    hits = _drawn.cache_info().hits
    assert _slots(service, 3) == fresh
    assert _drawn.cache_info().hits == hits + 20
    _forget_all()
    assert _slots(service, 3) == fresh


def _forget_all() -> None:
    for remembered in (_drawn_before, drawn_workers, _drawn):
        remembered.cache_clear()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sickness_days = 10", "sickness_days = 20"),
        ('"09:00-17:00"', '"09:00-18:00"'),
        ("\ncasework_share", "\ncaseload = 7\ncasework_share"),
        ("\ncasework_share", "\nblocks = { duty = 500 }\ncasework_share"),
        ("years = 2", "years = 1.5"),
    ],
)
def test_who_has_other_days_or_terms_is_drawn_anew(tmp_path: Path, old: str, new: str) -> None:
    first = _slots(office(tmp_path, AWAY, "{ clerk = 20 }"), 3)
    file = tmp_path / "office.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    altered = load_service(file)
    remembered = _slots(altered, 3)
    assert remembered != first
    _forget_all()
    assert _slots(altered, 3) == remembered


def test_the_same_staff_of_another_service_is_drawn_once(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    one, other = (office(folder, AWAY, "{ clerk = 20 }") for folder in (tmp_path, tmp_path / "more"))
    assert draw_workforce(one, seed=3, replication=0) is draw_workforce(other, seed=3, replication=0)
