"""Records are kept as columns and are records to whoever looks at them."""

import pickle

import numpy as np
import pytest

from sim.measures import Record, Records
from sim.measures.by_dimension import alone, records_by_dimension
from sim.measures.groupings import dimensions
from sim.measures.record import ALL, records, who


def one(measure: str, period: str, value: float, role: str = "") -> Record:
    return Record(measure, "", "", "", role, "", period, value, "share")


GIVEN = (one("utilisation", "2014/15", 0.8), one("utilisation", "all", 0.9), one("target_met", "all", 1.0, "planner"))


def test_columns_give_the_records_back_in_order() -> None:
    kept = Records.of(GIVEN)
    assert tuple(kept) == GIVEN
    assert kept == GIVEN
    assert (len(kept), kept[1], tuple(kept[1:])) == (3, GIVEN[1], GIVEN[1:])
    assert repr(kept) == repr(GIVEN)
    assert kept.columns()[6].tolist() == ["2014/15", "all", "all"]
    assert type(next(iter(kept)).value) is float


def test_columns_that_differ_in_a_figure_or_a_cell_are_not_equal() -> None:
    assert Records.of(GIVEN) != Records.of(GIVEN[:2])
    assert Records.of(GIVEN[:1]) != Records.of([one("utilisation", "2014/15", 0.7)])
    assert Records.of(GIVEN[:1]) != Records.of([one("utilisation", "2015/16", 0.8)])


def test_records_survive_the_way_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Records.of(GIVEN))) == GIVEN


def test_parts_are_joined_one_after_another_and_no_parts_are_no_records() -> None:
    assert Records.joined((Records.of(GIVEN[:1]), Records.of(()), Records.of(GIVEN[1:]))) == GIVEN
    assert tuple(Records.joined(())) == ()
    assert Records.joined(()).columns().shape == (8, 0)


@pytest.mark.parametrize(
    ("axes", "expected"),
    [
        ("group period", [("a", "x", 0), ("a", "y", 1), ("b", "x", 2), ("b", "y", 3)]),
        ("period group", [("a", "x", 0), ("b", "x", 1), ("a", "y", 2), ("b", "y", 3)]),
    ],
)
def test_the_figures_of_an_array_follow_in_the_order_of_its_axes(
    axes: str, expected: list[tuple[str, str, float]]
) -> None:
    found = records(
        ("utilisation",),
        np.arange(4).reshape(2, 2),
        axes=axes,
        groups=(who(role="a"), who(role="b")),
        periods=("x", "y"),
    )
    assert [(item.role, item.period, item.value) for item in found] == expected
    assert {item.unit for item in found} == {"share"}


def test_figures_that_do_not_exist_have_no_record() -> None:
    found = records(
        ("utilisation", "step_hours"),
        np.arange(4).reshape(2, 2),
        axes="period measure",
        periods=("x", "y"),
        there=[[True, False], [True, True]],
    )
    assert [(item.measure, item.period, item.value) for item in found] == [
        ("utilisation", "x", 0), ("utilisation", "y", 2), ("step_hours", "y", 3),
    ]  # fmt: skip


def test_figures_of_all_groups_are_told_dimension_by_dimension_and_the_whole_run_after_its_years() -> None:
    parts = dimensions(((ALL,), (who(role="a"), who(role="b"))))
    assert alone(parts).tolist() == [True, False, False]
    found = records_by_dimension(
        ("utilisation",),
        np.arange(9).reshape(1, 3, 3),
        axes="measure group period",
        order="dimension span group period",
        dimensions=parts,
        spans=(("x", "y"), ("all",)),
        there=(np.arange(9) != 4).reshape(1, 3, 3),
    )
    assert [(each.role, each.period, each.value) for each in found] == [
        ("", "x", 0), ("", "y", 1), ("", "all", 2),
        ("a", "x", 3), ("b", "x", 6), ("b", "y", 7), ("a", "all", 5), ("b", "all", 8),
    ]  # fmt: skip
