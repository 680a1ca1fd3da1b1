"""The first section of the paper: what it says follows from the rows, and from nothing else."""

from pathlib import Path
from typing import Any

import pytest
from paper_walk import rows_of

from sim.report.paper.blocks import Bullets, Grid, Paragraph, plain
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
    many = option("many", days=-25, cost=696_000)
    lines = said(option("few", days=-5, cost=20_000), many)
    assert line(lines, "Helps most") == (
        "Helps most: “many”. People wait 25 days (24 to 26): 25 days shorter (23 to 27), for £696,000 more a year."
    )


def test_best_value_is_the_most_gained_for_a_pound_and_a_saving_comes_before_all() -> None:
    dear, cheap = option("dear", days=-25, cost=500_000), option("cheap", days=-5, cost=20_000)
    assert "“cheap”" in line(said(dear, cheap), "Most for the money")
    saves = option("saves", days=-3, cost=-3_000)
    assert "“saves”" in line(said(dear, cheap, saves), "Most for the money")


def test_the_option_that_is_most_for_the_money_says_what_it_is() -> None:
    cheap = option("cheap", days=-5, cost=20_000, mechanism="Calls take longer")
    dear = option("dear", days=-25, cost=500_000, mechanism="More posts.")
    lines = said(dear, cheap)
    assert "“cheap”. Calls take longer. People wait" in line(lines, "Most for the money")
    assert "More posts" not in line(lines, "Helps most")


def test_an_option_that_is_both_is_told_once() -> None:
    assert "“a”" in line(said(option("a", days=-5, cost=1_000)), "Most for the money and helps most")


def test_an_option_that_cannot_be_told_from_no_change_is_never_favoured() -> None:
    unclear = option("unclear", days=-30, cost=1_000, verdict="no clear difference")
    lines = said(unclear, option("clear", days=-5, cost=9e4))
    assert "“clear”" in line(lines, "Most for the money and helps most")
    assert [each for each in lines if "unclear" in each] == [line(lines, "No difference worth having")]


def test_an_option_that_is_better_in_another_figure_only_is_not_favoured_for_waits() -> None:
    lines = said(option("elsewhere", days=-1, cost=1_000))  # its interval holds no gain at all
    assert not any(each.startswith("Most for the money") for each in lines)
    assert "1 is better in something else only" in line(lines, "What the figures favour.")


@pytest.mark.parametrize(
    "drawback",
    [
        {"targets_met": "0"},
        {"waiting_list_grows": "1", "waiting_list_growth_low_cases_per_week": "5"},
    ],
)
def test_an_option_at_a_price_elsewhere_is_not_favoured(drawback: dict[str, str]) -> None:
    base = BASE | {"waiting_list_grows": "1", "waiting_list_growth_high_cases_per_week": "4"}
    lines = said(option("priced", days=-20, cost=1_000, **drawback), option("sound", days=-5, cost=9e4), base=base)
    assert "“sound”" in line(lines, "Most for the money and helps most")


GROWS = {"waiting_list_grows": "1", "waiting_list_growth_mean_cases_per_week": "3.2"}


def test_a_cheap_option_that_leaves_the_list_growing_says_so_and_the_cheapest_that_does_not_is_told() -> None:
    cheap = option("cheap", days=-10, cost=10_000, **(GROWS | {"waiting_list_growth_mean_cases_per_week": "1.5"}))
    steady = option("steady", days=-12, cost=80_000, waiting_list_grows="0")
    dear = option("dear", days=-25, cost=700_000, waiting_list_grows="0")
    lines = said(cheap, steady, dear, base=BASE | GROWS)
    told = line(lines, "Most for the money")
    assert told.endswith("the waiting list goes on growing, by about 1.5 cases a week instead of 3.2.")
    assert "“steady”" in line(lines, "Cheapest with which the waiting list no longer clearly grows")
    assert "“dear”" in line(lines, "Helps most")


def test_what_harms_is_told_with_what_it_saves() -> None:
    fewer = option("fewer posts", days=45, cost=-136_600, verdict="worse")
    assert line(said(fewer), "Clearly worse") == (
        "Clearly worse than no change: “fewer posts” (95 days, £137,000 less)."
    )


def test_the_counts_of_options_add_up() -> None:
    lines = said(
        option("a", days=-5, cost=1), option("b", days=-1, cost=1), option("c", days=4, cost=1, verdict="worse"),
        option("d", days=0, cost=1, verdict="no clear difference"), option("e", days=-5, cost=1, verdict="mixed"),
    )  # fmt: skip
    assert line(lines, "What the figures favour.") == (
        "What the figures favour. Of 5 options that the council can choose, 1 clearly shortens waits, with no longer"
        " list and no fewer targets met, 1 is better in something else only, or at a price elsewhere, 1 makes no clear"
        " difference worth having, 1 is clearly worse than no change and 1 is of another kind. It is the board that"
        " decides."
    )


def test_the_table_has_no_change_and_the_options_that_none_beats_the_cheapest_first() -> None:
    section = answer(
        material(
            option("dear", days=-25, cost=700_000), option("cheap", days=-5, cost=20_000),
            option("beaten", days=-4, cost=30_000), option("unclear", days=-30, cost=1, verdict="no clear difference"),
        )
    )  # fmt: skip
    assert section is not None
    (grid,) = (block for block in section.blocks if isinstance(block, Grid))
    rows = rows_of(grid)
    assert [row[0] for row in rows] == ["No change", "cheap", "beaten", "dear"]
    assert rows[1][1:] == ["45 (44 to 46)", "5.0 (3.0 to 7.0)", "-", "1 of 7", "+20", "Most for the money"]


def test_of_more_options_than_a_reader_takes_in_the_beaten_are_left_out_of_the_table() -> None:
    unbeaten = [option(f"{place}", days=-5 - place, cost=10_000 * place) for place in range(1, 8)]
    section = answer(material(option("beaten", days=-4, cost=9_000 * 2), *unbeaten))
    assert section is not None
    (grid,) = (block for block in section.blocks if isinstance(block, Grid))
    assert [row[0] for row in rows_of(grid)] == ["No change", *"1234567"]


@pytest.mark.parametrize("kind", ["demand", "pressure"])
def test_what_nobody_chooses_is_told_as_what_may_come(kind: str) -> None:
    lines = said(option("flood", days=40, cost=0, verdict="worse", kind=kind))
    wait = "90 days (89 to 91)" if kind == "demand" else "90 days"
    assert f"people wait: {wait} with “flood”." in line(lines, "What may come")
    alone = line(lines, "What may come")
    assert alone.endswith("Each option was simulated by itself and with none of this: what it does then is not known.")


def test_a_pressure_that_is_not_clear_is_left_out_and_a_demand_is_not() -> None:
    mild = {"days": 1, "cost": 0, "verdict": "no clear difference"}
    lines = said(option("quiet", kind="pressure", **mild), option("as it came", kind="demand", **mild))
    told = line(lines, "What may come")
    assert "51 days (50 to 52) with “as it came”" in told
    assert "quiet" not in told


def test_where_nothing_is_clearly_better_that_is_said_and_not_that_nothing_helps() -> None:
    lines = said(option("a", days=-3, cost=1, verdict="no clear difference"))
    assert any("Of 1 option, none is clearly better" in each and "not to say that none helps" in each for each in lines)


def test_targets_are_told_by_the_option_that_meets_most() -> None:
    some = option("some", days=-5, cost=1, targets_met="3")
    told = "Targets: No option meets all 7 targets; the most are met by “some”, 3 of them."
    assert line(said(some), "Targets") == told
    whole = option("whole", days=-5, cost=1, targets_met="7")
    assert line(said(some, whole), "Targets") == "Targets: “whole” meets all 7 targets on average."


def test_how_sure_it_is_counts_futures_and_assumptions() -> None:
    lines = said()
    assert "the mean of 10 simulated futures" in line(lines, "How sure: chance.")
    assert "75 of the 100 numbers that describe the service are assumptions" in line(lines, "How sure: assumptions.")


def test_what_options_change_is_said_to_be_assumed_as_far_as_it_is() -> None:
    guessed = option("guessed", days=-5, cost=1_000, numbers_changed_by_grade="assumption 16")
    better = option("better known", days=-4, cost=9_000, numbers_changed_by_grade="derived 4, assumption 8")
    told = line(said(guessed, better), "How sure: assumptions.")
    assert "24 of the 28 numbers of options, and all 16 of “guessed”" in told


def test_the_decision_asked_of_the_board_is_left_to_a_person() -> None:
    assert said()[-1].startswith("To do: whoever presents this paper writes here which decision")


def test_one_future_is_no_ground_for_a_decision() -> None:
    assert "no grounds for a decision" in line(said(replications=1), "How sure: chance.")


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
