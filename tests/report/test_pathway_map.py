"""The pathway map: all that people come to is on it, in words that fit a page, whatever the council."""

from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.patches import FancyBboxPatch

from sim.measures.moves import moves
from sim.report.drawing import as_bytes
from sim.report.paper.pathway_map import BANDS, pathway_map
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
    assert high / wide < 1.42, "an A4 page with its margins"
    (axes,) = figure.axes
    boxes = [patch.get_bbox() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    doors = {activity for (_, activity), cases in flows.entries.items() if cases > 0}
    assert len(boxes) == sum(cases > 0 for cases in flows.visits.values()) + len(doors)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


def test_a_box_tells_how_many_come_how_long_they_wait_and_how_many_end(tmp_path: Path) -> None:
    service = load_service(tiny_config(tmp_path))
    flows = moves(service, 0)
    figure = pathway_map(service, flows, {"assessment": 12.3}, title="Map", under="a test")
    words = [text.get_text() for text in figure.axes[0].texts]
    half = f"{flows.visits['front_door'] / 2:,.0f}"
    assert f"{half} a year, wait 12 days, {half} end" in words
    assert f"{flows.visits['front_door']:,.0f} a year, {half} end" in words
    assert f"Referrals: {flows.visits['front_door']:,.0f}" in words


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
