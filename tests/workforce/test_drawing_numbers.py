"""What timetables are drawn with: compiled or not, remembered or not, it is the same."""

from pathlib import Path

import numpy as np
from offices import AWAY, office

from sim.workforce import draw_workforce
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


def test_workers_are_drawn_alike_whether_they_are_remembered_or_not(tmp_path: Path) -> None:
    def slots(seed: int) -> list[list[int]]:
        work = draw_workforce(service, seed=seed, replication=0)
        return [work.opening.tolist(), work.absence_from.tolist(), work.absence_to.tolist()]

    service = office(tmp_path, AWAY, "{ clerk = 20 }")
    fresh = slots(3)
    hits = drawn_workers.cache_info().hits
    assert slots(3) == fresh
    assert drawn_workers.cache_info().hits == hits + 20
    assert slots(4) != fresh
    drawn_workers.cache_clear()
    hits = _drawn.cache_info().hits
    assert slots(3) == fresh
    assert _drawn.cache_info().hits == hits + 20
    _drawn.cache_clear()
    drawn_workers.cache_clear()
    assert slots(3) == fresh


def test_who_has_other_days_or_terms_is_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    plain = office(tmp_path, AWAY, "{ clerk = 20 }")
    ill = office(tmp_path / "more", AWAY.replace("sickness_days = 10", "sickness_days = 20"), "{ clerk = 20 }")
    draw_workforce(plain, seed=3, replication=0)
    remembered = draw_workforce(ill, seed=3, replication=0)
    _drawn.cache_clear()
    drawn_workers.cache_clear()
    assert np.array_equal(draw_workforce(ill, seed=3, replication=0).opening, remembered.opening)
