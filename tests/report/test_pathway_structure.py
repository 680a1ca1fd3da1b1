"""The pathway as a graph: every way that cases go, with its share, whatever a label says."""

from collections import defaultdict
from pathlib import Path

import pytest

from sim.report.paper.model.diagram import pathway_boxes
from sim.report.paper.model.structure import Edge, pathway_edges
from sim.scenario import load_service
from tiny import TINY, tiny_config


def test_the_edges_of_a_small_service_are_those_of_its_routes(tmp_path: Path) -> None:
    assert pathway_edges(load_service(tiny_config(tmp_path))) == (
        Edge("referral", "front_door", "begins", 1, 1),
        Edge("front_door", "assessment", "next", 0.5, 0.5),
        Edge("front_door", "close", "next", 0.5, 0.5),
        Edge("assessment", "close", "next", 1, 1),
    )


def test_a_dated_change_widens_the_share_and_opens_ways(tmp_path: Path) -> None:
    change = (
        '\n[[change]]\nfrom = 2014-10-01\nset = { "activity.front_door.next" = { assessment = 0.7, close = 0.3 },'
        ' "activity.assessment.next" = { assessment = 0.1, close = 0.9 } }\n'
    )
    file = tiny_config(tmp_path)
    file.write_text(TINY + change, encoding="utf-8")
    service = load_service(file)
    edges = pathway_edges(service)
    assert set(edges) == {
        Edge("referral", "front_door", "begins", 1, 1),
        Edge("front_door", "assessment", "next", 0.5, 0.7),
        Edge("front_door", "close", "next", 0.3, 0.5),
        Edge("assessment", "close", "next", 0.9, 1),
        Edge("assessment", "assessment", "next", 0, 0.1),
    }
    words = [words.text for words in pathway_boxes(service, edges)["assessment"].words]
    assert words == ["Assessment", "90 to 100 % end here", "0 to 10 % again"]


@pytest.mark.parametrize("config", ["thurrock-2014", "thurrock-2014-care-act"])
def test_the_ways_on_from_an_activity_share_out_all_cases(config: str) -> None:
    service = load_service(config)
    least: dict[str, float] = defaultdict(float)
    most: dict[str, float] = defaultdict(float)
    for edge in pathway_edges(service):
        assert 0 <= edge.least <= edge.most <= 1
        if edge.way == "next":
            least[edge.source] += edge.least
            most[edge.source] += edge.most
    assert len(least) > 30
    assert max(least.values()) <= 1 + 1e-9
    assert min(most.values()) >= 1 - 1e-9


def test_side_work_and_full_places_are_ways_of_their_own() -> None:
    ways = {(edge.source, edge.target): edge.way for edge in pathway_edges(load_service("thurrock-2014"))}
    assert ways["support_planning", "financial_papers"] == "beside"
    assert ways["preparation", "silence"] == "beside"
    assert ways["reablement_place", "support_planning"] == "away"
    assert ways["reablement_place", "reablement"] == "next"
    assert ways["hospital_discharge", "screening"] == "begins"
