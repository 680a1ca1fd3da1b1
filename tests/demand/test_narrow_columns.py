"""Columns of demand are as narrow as their numbers allow, and never too narrow."""

from dataclasses import fields

import numpy as np
import pytest
from people_world import draw, service_of

from sim.demand import Demand
from sim.demand.joining import OF_STEPS
from sim.demand.moving import Moves
from sim.demand.tables import FORMS, form_for, narrowed


def test_the_columns_of_demand_have_their_forms_and_most_bytes_of_a_step_are_saved() -> None:
    demand = draw(service_of())
    forms = {item.name: getattr(demand, item.name).dtype for item in fields(Demand)}
    assert {name: forms[name] for name in FORMS} == FORMS
    assert sum(forms[name].itemsize for name in OF_STEPS) < 0.45 * 8 * len(OF_STEPS)


@pytest.mark.parametrize(("least", "most", "fits"), [(-1, 32_767, True), (-1, 32_768, False), (-32_769, 0, False)])
def test_what_does_not_fit_the_form_of_its_column_keeps_64_bits(least: int, most: int, fits: bool) -> None:
    column = np.array([least, 0, most])
    told = narrowed("activity", column)
    assert (told.dtype == FORMS["activity"]) == fits
    assert told.tolist() == column.tolist()


def test_positions_that_are_yet_to_be_told_anew_count_for_the_form() -> None:
    assert form_for("joins", [np.zeros(3, dtype=np.int64)], below=2**31) == np.int64
    assert form_for("joins", [np.zeros(3, dtype=np.int64)], below=2**31 - 1) == np.int32


def test_parts_of_any_width_move_alike_with_and_without_compiled_code(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = [2, 0, 3, 1]  # of the cases: two of one batch, then two of another
    moves = Moves(
        batch=np.array([1, 0, 1, 0]),
        start=np.array([0, 0, 3, 2]),
        first=np.cumsum([0, lengths[2], lengths[0], lengths[3], lengths[1]]),
        batch_starts=np.array([0, 2, 6]),
    )
    parts = [np.array([7, -1], dtype=np.int32), np.array([5, -2, 0, 40_000])]
    shift = np.array([100, 10, 1_000, 0])
    for name, form in (("effort", np.int32), ("activity", np.int64), ("ends", np.int64)):
        for compiled in (True, False):
            monkeypatch.setattr("sim.demand.moving.available", lambda compiled=compiled: compiled)
            told = moves.moved(name, parts, shift, below=0)
            assert told.dtype == form, "40,000 is too much for the form of an activity"
            assert told.tolist() == [105, -2, 100, 17, -1, 41_000]
