"""The first section of the paper: what it says follows from the rows, and from nothing else."""

from pathlib import Path
from typing import Any

import pytest

from sim.report.paper.blocks import Bullets, Paragraph, plain
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.sections.answer import answer

BASE = {
    "option": "base", "label": "No change", "against": "", "verdict": "baseline", "wait_mean_days": "50",
    "wait_low_days": "40", "wait_high_days": "60", "over_limit_mean_share": "0.47", "targets": "7", "targets_met": "1",
}  # fmt: skip


def option(
    name: str, *, days: float, cost: float, verdict: str = "better", kind: str = "staffing", **more: str
) -> dict[str, str]:
    return {
        **BASE, "option": name, "label": name, "against": "base", "verdict": verdict, "kind": kind,
        "wait_mean_days": str(50 + days), "wait_low_days": str(49 + days), "wait_high_days": str(51 + days),
        "difference_mean": str(days), "difference_low_simultaneous": str(days - 2),
        "difference_high_simultaneous": str(days + 2), "cost_difference_mean_gbp_per_year": str(cost), **more,
    }  # fmt: skip


def material(*options: dict[str, str], replications: int = 10, base: dict[str, str] | None = None) -> Material:
    rows = [Row("options.csv", line, cells) for line, cells in enumerate([base or BASE, *options], start=2)]
    manifest: dict[str, Any] = {
        "period": "2016/17", "replications": replications, "designs": [{"name": "base"}],
        "over_limit": "contact_to_assessment_over_28_days", "figures": [{"measure": "contact_to_assessment_mean_days"}],
        "evidence": {"numbers_by_grade": {"published": 25, "assumption": 75}},
    }  # fmt: skip
    return Material(Found(Path("results"), "compare", manifest, {"options": rows}))


def said(*options: dict[str, str], **more: Any) -> list[str]:
    section = answer(material(*options, **more))
    assert section is not None
    found = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(plain(block.words))
        elif isinstance(block, Bullets):
            found += [plain(item) for item in block.items]
    return found


def line(lines: list[str], begins: str) -> str:
    (found,) = (each for each in lines if each.startswith(begins))
    return found


def test_the_first_sentence_is_what_comes_if_nothing_changes() -> None:
    first = said()[0]
    assert "wait 50 days (40 to 60) on average" in first
    assert "47 % of them longer than 28 days" in first


def test_a_list_that_grows_is_told_beside_the_wait() -> None:
    grows = BASE | {"waiting_list_grows": "1", "waiting_list_growth_mean_cases_per_week": "3.2"}
    assert "grows by about 3 cases a week" in said(base=grows)[0]


def test_what_helps_most_is_the_largest_clear_gain_with_its_range_and_cost() -> None:
    lines = said(option("few", days=-5, cost=20_000), option("many", days=-25, cost=696_000))
    assert line(lines, "What helps most") == (
        "What helps most: “many”. People wait 25 days (24 to 26): 25 days shorter (23 to 27), for £700,000 more a year"
        " (about 0.4 days saved for each £10,000 a year)."
    )


def test_best_value_is_the_most_gained_for_a_pound_and_a_saving_comes_before_all() -> None:
    dear, cheap = option("dear", days=-25, cost=500_000), option("cheap", days=-5, cost=20_000)
    assert "“cheap”" in line(said(dear, cheap), "Best value")
    saves = option("saves", days=-1, cost=-3_000)
    assert "“saves”" in line(said(dear, cheap, saves), "Best value")


def test_an_option_that_cannot_be_told_from_no_change_is_never_recommended() -> None:
    lines = said(
        option("unclear", days=-30, cost=1_000, verdict="no clear difference"), option("clear", days=-5, cost=9e4)
    )
    assert "“clear”" in line(lines, "What helps most")
    assert not any("unclear" in each for each in lines)


@pytest.mark.parametrize("kind", ["demand", "pressure"])
def test_what_nobody_chooses_is_told_as_what_may_come(kind: str) -> None:
    lines = said(option("flood", days=40, cost=0, verdict="worse", kind=kind))
    assert "“flood”. People then wait 90 days (89 to 91): 40 days longer (38 to 42)" in line(lines, "What may come")
    gift = said(option("gift", days=-40, cost=0, kind=kind))
    assert not any("gift" in each for each in gift)


def test_where_nothing_is_clearly_better_that_is_said_and_not_that_nothing_helps() -> None:
    lines = said(option("a", days=-3, cost=1, verdict="no clear difference"))
    assert any(
        "Of 1 options that the council can choose, none" in each and "not to say that none helps" in each
        for each in lines
    )


def test_targets_are_told_by_the_option_that_meets_most() -> None:
    some = option("some", days=-5, cost=1, targets_met="3")
    assert any(each == "No option meets all 7 targets; the most are met by “some”, 3 of them." for each in said(some))
    whole = option("whole", days=-5, cost=1, targets_met="7")
    assert any(each == "“whole” meets all 7 targets on average." for each in said(some, whole))


def test_how_sure_it_is_counts_futures_and_assumptions() -> None:
    last = said()[-1]
    assert "the mean of 10 simulated futures" in last
    assert "75 of the 100 numbers that describe the service are assumptions" in last


def test_one_future_is_no_ground_for_a_decision() -> None:
    assert "no grounds for a decision" in said(replications=1)[-1]


def test_figures_lead_back_to_their_rows() -> None:
    section = answer(material(option("a", days=-10, cost=50_000)))
    assert section is not None
    cited = [
        piece
        for block in section.blocks
        if isinstance(block, Bullets)
        for words in block.items
        for piece in words
        if hasattr(piece, "line")
    ]
    assert {(piece.line, piece.column, piece.value) for piece in cited} >= {
        (3, "difference_mean", -10.0), (3, "cost_difference_mean_gbp_per_year", 50_000.0), (3, "wait_mean_days", 40.0),
    }  # fmt: skip
