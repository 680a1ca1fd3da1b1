"""The layout of a pathway: lines lead down, boxes keep their distance, lines bend where they pass a row."""

from itertools import pairwise

import numpy as np
import pytest

from sim.report.paper.layered import Layout, Line, layout


def laid(lines: dict[Line, float], *, width: float = 10.0) -> Layout:
    names = dict.fromkeys(name for line in lines for name in line)
    return layout(lines, names, width=width, box=lambda count: 2.0 if count < 3 else 1.0, pass_by=0.2)


def test_a_way_and_a_short_cut_have_the_rows_of_the_longer() -> None:
    made = laid({("a", "b"): 1.0, ("b", "c"): 1.0, ("c", "d"): 1.0, ("a", "d"): 1.0})
    assert made.rows == (("a",), ("b",), ("c",), ("d",))
    assert [row for row, _ in made.bends["a", "d"]] == [1, 2]
    assert made.bends["a", "b"] == ()


def test_the_thinnest_line_of_a_loop_leads_back_up_and_is_bent_from_its_beginning() -> None:
    made = laid({("a", "b"): 9.0, ("b", "c"): 9.0, ("c", "a"): 1.0})
    assert made.rows == (("a",), ("b",), ("c",))
    assert [row for row, _ in made.bends["c", "a"]] == [1]


def test_who_comes_in_late_stands_just_above_where_they_come_in() -> None:
    made = laid({("a", "b"): 1.0, ("b", "c"): 1.0, ("door", "c"): 1.0})
    assert set(made.rows[1]) == {"b", "door"}


def test_a_step_that_goes_round_to_itself_and_one_without_lines_have_places() -> None:
    made = layout({("a", "a"): 1.0}, ["a", "b"], width=10.0, box=lambda _: 2.0, pass_by=0.2)
    assert sorted(name for row in made.rows for name in row) == ["a", "b"]
    assert made.bends == {}


def test_a_row_that_needs_more_makes_the_whole_wider() -> None:
    made = laid({("a", f"b{place}"): 1.0 for place in range(15)})
    assert made.width == pytest.approx(15.0)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_pathway_lines_lead_to_other_rows_and_boxes_do_not_touch(seed: int) -> None:
    chance = np.random.default_rng(seed)
    names = [f"n{place}" for place in range(12)]
    lines = {(str(a), str(b)): float(chance.random()) for a, b in chance.choice(names, size=(24, 2)) if a != b}
    made = layout(lines, names, width=9.0, box=lambda count: 2.0 if count < 3 else 1.0, pass_by=0.2)
    row_of = {name: row for row, inside in enumerate(made.rows) for name in inside}
    assert set(row_of) == set(names)
    assert all(row_of[start] != row_of[end] for start, end in lines)
    for inside in made.rows:
        places = sorted(made.across[name] for name in inside)
        room = 2.0 if len(inside) < 3 else 1.0
        assert all(right - left >= room - 1e-9 for left, right in pairwise(places))
        assert all(room / 2 - 1e-9 <= place <= made.width - room / 2 + 1e-9 for place in places)
