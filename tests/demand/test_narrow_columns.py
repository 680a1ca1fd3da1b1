"""Columns of demand are as narrow as their numbers allow, and never too narrow."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from people_world import draw, service_of

from sim.demand import Demand
from sim.demand.batches import OF_STEPS
from sim.demand.moving import move, move_positions
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


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("form", [np.int8, np.int16, np.int32, np.int64])
def test_columns_of_any_width_move_alike_with_and_without_compiled_code(
    form: Any, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.demand.moving.available", lambda: compiled)
    # Of the cases two have 2 and 0 steps in one batch, then two have 3 and 1 in another.
    batches = (np.array([1, -1], dtype=form), np.array([2, -2, 0, 3], dtype=form))
    first, to = (np.array([0, 2, 2]), np.array([0, 3, 4])), (np.array([3, 6]), np.array([0, 5]))
    moved, told = np.zeros(6, dtype=form), np.zeros(6, dtype=form)
    for batch in range(2):
        move(batches[batch], first[batch], to[batch], moved)
        move_positions(batches[batch], first[batch], to[batch], told)
    assert moved.tolist() == [2, -2, 0, 1, -1, 3]
    # The first case of the other batch stands first in both; that of the one moves by three, the last by two.
    assert told.tolist() == [2, -2, 0, 4, -1, 5]
