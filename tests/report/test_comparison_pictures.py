"""Charts of a comparison: what they say follows from the rows, whatever is missing and however options are named."""

import re
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.compare import run_comparison
from sim.experiment.running import in_order, processes
from sim.experiment.store import Store
from sim.report.compare_results import write_comparison
from sim.report.drawing import as_bytes
from sim.report.lettering import fitted, width_of
from sim.report.paper.blocks import Grid, Picture, plain
from sim.report.paper.found import Cited, Found, Material, Row, read_found
from sim.report.pictures.comparison import comparison_pictures
from sim.report.pictures.drawn_rows import reach
from sim.report.pictures.page import PAGE
from sim.report.pictures.reading import compared_of, short
from sim.scenario.experiments import load_experiment
from tiny_board import SCENARIOS, tiny_board

ALL = ["answer", "differences", "waits", "lists", "cost-and-wait", "targets"]
MONTHS = [f"2014-{month:02}" for month in range(4, 13)]
Cells = dict[str, str]


def design(
    name: str, change: float | None = None, *, cost: float = 0.0, verdict: str = "better", label: str = "",
    kind: str = "staffing",
) -> Cells:  # fmt: skip
    """A row of options.csv; without a change the baseline."""
    wait = 50 + (change or 0.0)
    row = {
        "option": name, "label": label or name, "scenario": "", "against": "base", "verdict": verdict, "kind": kind,
        "verdict_text": verdict, "wait_mean_days": str(wait), "wait_low_days": str(wait - 3), "wait_n": "10",
        "wait_high_days": str(wait + 3), "over_limit_mean_share": "0.9", "over_limit_low_share": "0.7",
        "over_limit_high_share": "1.1", "headline": "Mean wait, 2016/17", "headline_unit": "days",
        "headline_mean": str(wait), "difference_mean": str(change), "difference_low_simultaneous": str(wait - 52),
        "difference_high_simultaneous": str(wait - 48), "difference_n": "10", "better_share_of_futures": "0.9",
        "cost_mean_gbp_per_year": str(4_000_000 + cost), "cost_difference_mean_gbp_per_year": str(cost),
        "waiting_list_grows": "1",
    }  # fmt: skip
    if change is None:
        row |= {"against": "", "verdict": "baseline", "kind": ""}
        row |= {name: "" for name in row if name.startswith(("difference", "cost_difference", "better"))}
    return row


def tables_of(options: list[Cells]) -> dict[str, list[Cells]]:
    first = {"measure": "contact_to_assessment_mean_days"}
    return {
        "options": options,
        "differences": [{**row, **first} for row in options if row["against"]],
        "monthly": [
            {
                "option": row["option"], "scenario": row["scenario"], "measure": "waiting_cases_end", "month": month,
                "mean": str(place + 1.0), "low": str(place + 0.5), "high": str(place + 1.5),
            }
            for place, row in enumerate(options) for month in MONTHS
        ],
        "targets": [
            {
                "option": row["option"], "scenario": row["scenario"], "target": "Within 28 days", "level_share": "0.8",
                "mean_share": share, "met_on_average": str(int(share >= "0.8")), "met_mean_share_of_futures": "0.4",
            }
            for row, share in zip(options, cycle(("0.5", "0.85", "0.79", "0.6")), strict=False)
        ],
    }  # fmt: skip


def found_of(tables: Mapping[str, list[Cells]], *, replications: int = 10, **more: Any) -> Found:
    manifest = {
        "title": "Costs $1 and $2", "period": "2016/17", "replications": replications, "worth": 2.0,
        "over_limit": "contact_to_assessment_within_28_days", "evidence": {"weakest_grade": "assumption"},
        "designs": [], **more,
    }  # fmt: skip
    rows = {
        name: [Row(f"{name}.csv", line, cells) for line, cells in enumerate(each, start=2)]
        for name, each in tables.items()
    }
    return Found(Path("results"), "compare", manifest, rows)


FOUR = [
    design("base", label="No change"),
    design("more", -20.0, cost=500_000),
    design("fewer", 30.0, cost=-100_000, verdict="worse"),
    design("surge", 200.0, verdict="worse", kind="demand"),
]


def pictures(options: list[Cells] = FOUR, **more: Any) -> dict[str, Picture]:
    return comparison_pictures(Material(found_of(tables_of(options), **more)))


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return pictures()


def words_on(picture: Picture) -> str:
    from matplotlib.text import Text

    return "\n".join(text.get_text() for text in picture.figure.findobj(Text))


def table_behind(picture: Picture) -> list[list[str]]:
    assert isinstance(picture.behind, Grid)
    return [[plain(cell) for cell in row] for row in picture.behind.rows]


def test_every_chart_says_replications_interval_period_and_weakest_grade_in_its_last_line(
    drawn: dict[str, Picture],
) -> None:
    assert list(drawn) == ALL
    for name, picture in drawn.items():
        words = words_on(picture)
        assert "10 paired replications" in words
        assert "weakest evidence: assumption" in words
        assert ("by month" if name == "lists" else "2016/17 · weakest") in words
        assert ("intervals: 95 %" in words) == (name != "targets")
    assert "95 % for all 3 comparisons together" in words_on(drawn["answer"])


def test_what_one_can_see_is_told_in_words(drawn: dict[str, Picture]) -> None:
    assert "The council can choose: 2 options, of which 1 better, 1 worse." in drawn["answer"].alt
    assert "more, -20.0 (-22.0 to -18.0) days, for +500 thousand pounds" in drawn["answer"].alt
    assert "Better: 1, the largest change being more" in drawn["differences"].alt
    assert "No change: 50.0 days, 90 % beyond 28 days. Shortest of 3 options: more: 30.0 days" in drawn["waits"].alt
    assert "at the end of 2014-12: No change, 1." in drawn["lists"].alt
    assert "no other such both cheaper and quicker: 1, from the cheapest on: more, +500" in drawn["cost-and-wait"].alt
    assert "more meets most, 1. Within 28 days: met by 1." in drawn["targets"].alt


def test_what_the_council_can_choose_comes_before_what_may_come(drawn: dict[str, Picture]) -> None:
    assert [row[0] for row in table_behind(drawn["answer"])] == ["more", "fewer", "surge"]
    assert [row[0] for row in table_behind(drawn["cost-and-wait"])] == ["No change", "more", "fewer"]


def test_what_may_come_does_not_squeeze_what_can_be_chosen(drawn: dict[str, Picture]) -> None:
    (axes,) = drawn["answer"].figure.axes
    assert axes.get_xlim()[1] < 50
    assert "an arrow goes on beyond the chart" in words_on(drawn["answer"])
    assert drawn["differences"].figure.axes[0].get_xlim()[1] > 200


def test_an_interval_of_few_futures_does_not_squeeze_the_means() -> None:
    wide = design("more", -20.0) | {"difference_low_simultaneous": "-9000", "difference_high_simultaneous": "9000"}
    left, right = reach([Row("options.csv", 2, wide)], 1.0)
    assert -60 < left < -20
    assert 0 < right < 60
    assert reach([Row("options.csv", 2, design("more", -20.0))], 1.0) == pytest.approx((-23.1, 1.1))


def test_figures_of_the_table_behind_lead_back_to_their_rows() -> None:
    found = found_of(tables_of(FOUR))
    for picture in comparison_pictures(Material(found)).values():
        assert picture.behind is not None
        cited = [piece for row in picture.behind.rows for cell in row for piece in cell if isinstance(piece, Cited)]
        assert cited
        for piece in cited:
            row = found.tables[piece.file.removesuffix(".csv")][piece.line - 2]
            assert row.number(piece.column) == piece.value
            assert row.cells["option"] in {"base", "more", "fewer", "surge"}


def test_shares_do_not_pass_a_hundred_percent(drawn: dict[str, Picture]) -> None:
    assert {row[6] for row in table_behind(drawn["waits"])} == {"100 %"}
    assert max(max(line.get_xdata()) for line in drawn["waits"].figure.axes[1].lines) <= 100


def test_a_missed_target_says_what_is_needed_and_none_can_take_the_share_for_that_of_the_late(
    drawn: dict[str, Picture],
) -> None:
    words = words_on(drawn["targets"])
    assert re.findall(r"^(?:\d+ needed|just met|met)$", words, re.MULTILINE) == [
        "80 needed",
        "met",
        "80 needed",
        "80 needed",
    ]
    assert not re.search(r"% missed", words)
    assert "at least 80 %" in words
    assert table_behind(drawn["targets"])[1][1] == "85 %, met (met in 40 % of futures)"
    assert table_behind(drawn["targets"])[0][1] == "50 %: missed, 80 % needed (met in 40 % of futures)"


def test_a_target_is_just_met_where_its_interval_holds_what_is_asked_for() -> None:
    told = tables_of(FOUR)
    told["targets"][1] |= {"low_share": "0.79", "high_share": "0.91"}
    words = words_on(comparison_pictures(Material(found_of(told)))["targets"])
    assert "just met" in words.split("\n")


MANY = [
    FOUR[0],
    *(design(f"better-{place}", -30.0 + place, cost=900_000 - 1_000 * place) for place in range(11)),
    *(design(f"unclear-{place}", -1.0, verdict="no clear difference") for place in range(4)),
    design("cheap", -3.0, cost=1_000),
    *(design(f"worse-{place}", 20.0 + place, cost=-1_000, verdict="worse") for place in range(3)),
    design("calm", 0.1, verdict="no clear difference", kind="demand"),
    design("surge", 200.0, verdict="worse", kind="demand"),
]


def test_a_chart_for_the_board_has_the_best_the_favoured_and_the_harmful_and_another_has_all() -> None:
    drawn = pictures(MANY)
    best, worse = [f"better-{place}" for place in range(8)], [f"worse-{place}" for place in range(3)]
    assert [row[0] for row in table_behind(drawn["answer"])] == [*best, "cheap", *worse, "surge"]
    assert "not shown: 8 that do less" in words_on(drawn["answer"])
    assert "cheap" in [row[0] for row in table_behind(drawn["targets"])]
    assert "cheap" in words_on(drawn["lists"])
    assert len(table_behind(drawn["all-options"])) == len(MANY) - 1
    assert len(table_behind(drawn["targets"])) < len(table_behind(drawn["all-targets"])) == len(MANY)


def test_the_letters_of_charts_of_the_paper_are_printed_in_eight_points() -> None:
    from matplotlib.text import Text

    drawn = pictures(MANY)
    for name in ("answer", "lists", "cost-and-wait", "targets"):
        figure = drawn[name].figure
        wide, high = figure.get_size_inches()
        sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
        assert wide == pytest.approx(PAGE)
        assert high <= 9.25
        assert min(sizes) >= 8


def test_a_list_that_goes_on_growing_is_told_in_words_beside_each_option() -> None:
    grown = [
        row | {"waiting_list_growth_mean_cases_per_week": growth, "waiting_list_grows": grows}
        for row, growth, grows in zip(FOUR, ("3.1", "-0.5", "0.3", "9.0"), ("1", "0", "0", "1"), strict=True)
    ]
    words = words_on(pictures(grown)["answer"])
    assert "the list grows by 3.1 a week" in words
    for told in ("no, -0.5", "unclear, +0.3", "yes, +9.0"):
        assert told in words


def test_a_cut_that_saves_money_and_lengthens_waits_is_not_on_the_way_to_shorter_ones(
    drawn: dict[str, Picture],
) -> None:
    told = {row[0]: row[3] for row in table_behind(drawn["cost-and-wait"])}
    assert told == {"No change": "no change", "more": "yes", "fewer": "no"}


def test_one_replication_has_no_interval_and_says_so() -> None:
    options = [
        {name: "" if "_low" in name or "_high" in name else value for name, value in row.items()} for row in FOUR
    ]
    drawn = pictures([row | {"verdict": "unknown"} if row["against"] else row for row in options], replications=1)
    assert list(drawn) == ALL
    for picture in drawn.values():
        assert "one replication, so no interval" in words_on(picture)
        assert "interval" not in words_on(picture).replace("so no interval", "")
    assert "fewer, +30.0 days, for" in drawn["answer"].alt


def test_an_option_without_figures_is_left_out_and_its_targets_are_of_nobody() -> None:
    words = ("option", "label", "scenario", "against", "verdict", "verdict_text", "kind", "headline", "headline_unit")
    options = [row if row["option"] != "more" else {n: v if n in words else "" for n, v in row.items()} for row in FOUR]
    tables = tables_of(options)
    for name, keys in (("monthly", ("mean", "low", "high")), ("targets", ("mean_share", "met_on_average"))):
        tables[name] = [row | dict.fromkeys(keys, "") if row["option"] == "more" else row for row in tables[name]]
    drawn = comparison_pictures(Material(found_of(tables)))
    assert list(drawn) == ALL
    for name in ALL[:-1]:
        assert "more" not in [row[0] for row in table_behind(drawn[name])]
    assert "nobody judged" in words_on(drawn["targets"])


def test_two_options_nothing_but_pressures_and_no_table_at_all() -> None:
    assert list(pictures(FOUR[:2])) == ALL
    assert list(pictures([FOUR[0], FOUR[3]])) == [name for name in ALL if name != "cost-and-wait"]
    assert pictures([FOUR[0]]).keys() == {"waits", "lists", "targets"}
    assert pictures(FOUR[1:]) == {}
    assert comparison_pictures(Material(found_of({"options": FOUR}))).keys() == set(ALL) - {"lists", "targets"}


HOSTILE = [
    "Costs $5 and $10, a_b^{2} \\frac{ $x", "$$$", "word " * 60, "W" * 300, "תוכנית עבודה חדשה", "خطة القوى العاملة",
    '<script>alert("x")</script> 😀 日本', "two\nlines",
]  # fmt: skip


def test_labels_of_any_kind_are_drawn_as_they_stand_and_leave_room_for_the_chart() -> None:
    options = [design(f"option-{place}", -20.0 + place, label=label) for place, label in enumerate(HOSTILE)]
    for picture in pictures([FOUR[0], *options]).values():
        assert as_bytes(picture.figure, "svg").startswith(b"<?xml")
        assert sum(axes.get_position().width for axes in picture.figure.axes) > 0.2
        assert picture.behind is not None
        labels = {plain(row[0]) for row in picture.behind.rows}
        assert labels - {"No change"} == set(HOSTILE) or picture.name == "targets"


@pytest.mark.parametrize("words", ["W" * 300, "many words " * 30, "short", "i" * 500])
@pytest.mark.parametrize("lines", [1, 2])
def test_words_fit_their_room(words: str, lines: int) -> None:
    made = fitted(words, 1.5, lines=lines).split("\n")
    assert len(made) <= lines
    assert all(width_of(line, size=8.0) <= 1.5 for line in made)
    assert made[0][:2] == words[:2]
    assert made[-1].endswith("…") == (len(words) > 5)


def test_a_short_label_ends_between_words() -> None:
    assert short("one two three", 100) == "one two three"
    assert short("one two three four", 12) == "one two …"
    assert short("x" * 30, 12) == "x" * 11 + " …"


def test_options_stand_in_the_order_in_which_a_board_reads_them() -> None:
    (compared,) = compared_of(found_of(tables_of([FOUR[3], FOUR[0], FOUR[2], FOUR[1]])))
    assert [row.text("option") for row in compared.rows] == ["base", "more", "fewer", "surge"]
    assert compared.better == -1
    assert compared.limit == "28 days"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scratch = tmp_path_factory.mktemp("board")
    file = tiny_board(scratch, options="quicker", replications="replications = 2", more=SCENARIOS)
    with Store(scratch / "store.sqlite") as store, in_order as running:
        comparison = run_comparison(load_experiment(file), store=store, running=running, engine="simpy")
    with processes(2) as running:
        write_comparison(
            scratch / "results", comparison, where="2 processes", best=False, compact=True, running=running
        )
    return scratch / "results"


def test_a_folder_holds_the_charts_that_its_tables_give_whoever_drew_them(folder: Path) -> None:
    found = read_found(folder)
    assert not found.faults
    drawn = comparison_pictures(Material(found))
    assert {f"{each}-{scenario}" for each in ALL for scenario in ("as-it-is", "surge")} == set(drawn)
    assert "(A surge of referrals)" in drawn["waits-surge"].title
    for each in ("answer-surge", "lists-as-it-is"):
        svg = (folder / f"{each}.svg").read_bytes()
        assert svg == as_bytes(drawn[each].figure, "svg")
