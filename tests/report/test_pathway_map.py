"""The pathway map: all that people come to is on it, in words that fit a page, whatever the council."""

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from sim.measures.moves import moves
from sim.report.drawing import as_bytes
from sim.report.paper.pathway_map import BANDS, pathway_map
from sim.report.paper.pathway_steps import bypassed, steps_without_waiting
from sim.report.pictures.page import PAGE
from sim.scenario import load_service
from tiny import tiny_config

ROOT = Path(__file__).parents[2]
COUNCILS = {
    "thurrock": ROOT / "configs" / "thurrock-2014.toml",
    "westmere": ROOT / "sim" / "template" / "westmere" / "configs" / "council.toml",
}


@pytest.mark.parametrize("council", COUNCILS)
def test_the_map_of_a_council_fits_a_page_and_its_boxes_do_not_touch(council: str) -> None:
    service = load_service(COUNCILS[council])
    flows = moves(service, 0)
    figure = pathway_map(service, flows, {}, title="Where people wait", under="a test")
    wide, high = figure.get_size_inches()
    printed = min(PAGE / wide, 9.25 / high)  # of an A4 page with its margins
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) * printed >= 7.5
    (axes,) = figure.axes
    boxes = [patch.get_bbox() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    coming: dict[str, float] = defaultdict(float)
    for (_, activity), cases in flows.entries.items():
        coming[activity] += cases
    work = {name for name in flows.visits if service.base.activity[name].kind == "work"}
    doors = {name for name in work if 0 < coming[name] < 0.99 * flows.visits[name]}
    left_out = set(steps_without_waiting(service, flows, {}))
    assert work.isdisjoint(left_out)
    assert len(boxes) >= len({name for name in work if flows.visits[name] > 0}) + len(doors)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


def test_a_box_tells_how_many_come_how_long_they_wait_and_how_many_end(tmp_path: Path) -> None:
    service = load_service(tiny_config(tmp_path))
    flows = moves(service, 0)
    figure = pathway_map(service, flows, {"assessment": 12.3}, title="Map", under="a test")
    words = [text.get_text() for text in figure.axes[0].texts]
    half = f"{flows.visits['front_door'] / 2:,.0f}"
    assert f"{half} a year, wait 12 days, {half} end" in words
    assert f"{flows.visits['front_door']:,.0f} come in, {half} end" in words
    assert f"{flows.visits['front_door']:,.0f} come in, {half} end" in words


def test_a_longer_wait_has_a_darker_box(tmp_path: Path) -> None:
    service = load_service(tiny_config(tmp_path))
    flows = moves(service, 0)
    shades = []
    for wait in (0.0, *BANDS):
        figure = pathway_map(service, flows, {"assessment": wait}, title="Map", under="a test")
        boxes = [patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]
        # The sum of red, green and blue falls as a colour darkens; others in the map are pale.
        shades.append(min(sum(patch.get_facecolor()[:3]) for patch in boxes))
    assert shades[1:] == sorted(shades[1:], reverse=True)
    assert len(set(shades[2:])) == len(shades[2:])


def test_a_label_with_signs_of_mathematics_is_drawn_as_it_is_written(tmp_path: Path) -> None:
    file = tiny_config(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace('label = "Assessment"', 'label = "$\\\\frac{a$ {b} 5 $"'))
    service = load_service(file)
    figure = pathway_map(service, moves(service, 0), {}, title="Map", under="a test")
    assert "$\\frac{a$ {b} 5 $" in [text.get_text() for text in figure.axes[0].texts]
    assert as_bytes(figure, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("council", COUNCILS)
def test_steps_that_are_left_out_lose_nobody_on_the_way(council: str) -> None:
    service = load_service(COUNCILS[council])
    flows = moves(service, 0)
    left_out = steps_without_waiting(service, flows, {})
    assert left_out
    made = bypassed(flows, left_out)
    assert set(made.visits) == set(flows.visits) - set(left_out)
    for name, cases in made.visits.items():
        come = [n for table in (made.entries, made.onward, made.beside) for (_, to), n in table.items() if to == name]
        go = [n for (at, _), n in made.onward.items() if at == name]
        assert sum(come) == pytest.approx(cases, rel=1e-6)
        assert sum(go) + made.ends[name] == pytest.approx(cases, rel=1e-6)
