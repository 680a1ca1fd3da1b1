"""The table of a comparison: what a board reads first, at any width, and what it is warned of."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.experiment.compare import Comparison, run_comparison
from sim.experiment.design_row import OptionRow
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.report.compare_results import write_comparison
from sim.report.compare_view import print_comparison
from sim.report.figures import shown_in, signed
from sim.report.layout import Column, fit
from sim.scenario.experiments import Experiment, load_experiment
from tiny_board import LABELS, SCENARIOS, tiny_board

Told = Callable[..., list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("board")


def compare(folder: Path, experiment: Experiment) -> Comparison:
    with Store(folder / "store.sqlite") as store, in_order as running:
        return run_comparison(experiment, store=store, running=running, engine="simpy")


@pytest.fixture(scope="module")
def comparison(folder: Path) -> Comparison:
    return compare(folder, load_experiment(tiny_board(folder, more="worth = 1.0")))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    def lines(comparison: Comparison, *, width: int | None = None, best: bool = False) -> list[str]:
        if width is not None:
            # A terminal of that width, without colours.
            monkeypatch.setenv("FORCE_COLOR", "1")
            monkeypatch.setenv("TERM", "dumb")
            monkeypatch.setenv("COLUMNS", str(width))
        print_comparison(comparison, best=best, folder=Path("there"), files=["options.csv", "waits.png"])
        return capsys.readouterr().out.splitlines()

    return lines


def table_of(lines: list[str]) -> list[str]:
    """The lines of the table, from its head to its last row."""
    rule = next(place for place, line in enumerate(lines) if set(line.strip()) == {"─"})
    notes = ("*", "†", "Nobody", "Contact", "Too")
    end = next(place for place, line in enumerate(lines) if place > rule and (not line or line.startswith(notes)))
    return lines[rule - 2 : end]


def test_the_baseline_comes_first_then_what_helps_then_what_harms(comparison: Comparison, told: Told) -> None:
    table = table_of(told(comparison))
    order = [
        "No change",
        "A second social worker",
        "Shorter assessments",
        "Advisers at",
        "A third more",
        "Twice the",
    ]
    places = [next(place for place, line in enumerate(table) if line.startswith(start)) for start in order]
    assert places == sorted(places)


def test_a_row_has_what_a_board_asks_for(comparison: Comparison, told: Told) -> None:
    lines = told(comparison)
    head = " ".join(table_of(lines)[:2])
    for words in ("Option", "Mean wait", "Over", "28 days", "Targets", "Posts", "FTE", "Cost a year", "Verdict"):
        assert words in head
    row = next(line for line in lines if line.startswith("Twice the referrals"))
    option = next(row for row in comparison.rows if row.design.name == "twice-the-people")
    difference = option.differences[0]
    assert f"{option.wait.mean:.1f} ±{(option.wait.high - option.wait.low) / 2:.1f}*" in row
    assert f"+{difference.mean:.1f} (+{difference.low_all:.1f} to +{difference.high_all:.1f})" in row
    assert "0 of 1" in row
    assert f"{option.cost.mean / 1000:.0f}" in row


def test_what_it_stands_on_is_said_above(comparison: Comparison, told: Told) -> None:
    text = "\n".join(told(comparison)[:5])
    for words in (
        "Options of a small service", "What shortens waits?", "No change: A small service.",
        "6 replications of each of 6 designs", "seed 7",
        "1.5 years from 1 April 2014", "simpy", "10 comparisons (Bonferroni)", "weakest evidence: assumption",
    ):  # fmt: skip
        assert words in text


def test_the_table_fits_a_page_and_long_labels_wrap_in_their_cell(comparison: Comparison, told: Told) -> None:
    table = table_of(told(comparison))
    assert max(len(line.rstrip()) for line in table) <= 170
    start = next(place for place, line in enumerate(table) if line.startswith("A second social worker"))
    assert table[start + 1].split("  ")[0].strip() in LABELS["second-worker"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_narrow_terminal_loses_columns_but_not_the_answer(comparison: Comparison, told: Told, width: int) -> None:
    lines = told(comparison, width=width)
    table = table_of(lines)
    assert max(len(line) for line in table) <= width
    text = "\n".join(table)
    assert "Change of mean wait" in text
    assert "+113" in text or "(+" in text
    for label in LABELS.values():
        assert label.split()[0] in text
    (missing,) = [line for line in lines if line.startswith("Too narrow for: ")]
    assert missing.endswith("They are in options.csv.")
    assert "posts" in missing


def test_columns_leave_in_the_order_they_say() -> None:
    columns = [
        Column("words", ("aa bb cc",), least=5),
        Column("first", ("12345",), leaves=1),
        Column("then", ("1234",), leaves=2),
        Column("stays", ("12345",)),
    ]
    for width, left in ((25, []), (24, ["first"]), (18, ["first"]), (17, ["first", "then"]), (3, ["first", "then"])):
        kept, gone = fit(columns, width)
        assert [column.title for column in gone] == left
        assert len(kept) + len(gone) == 4


def test_waits_of_a_growing_list_are_marked_and_its_growth_is_told(comparison: Comparison, told: Told) -> None:
    lines = told(comparison)
    option = next(row for row in comparison.rows if row.design.name == "twice-the-people")
    (remark,) = [line for line in lines if line.startswith("* In 2015/16 the list grows")]
    assert f"by about {option.growth.mean:.1f} cases a week (Twice the referrals)" in remark
    assert "No change" not in remark


def test_what_common_random_numbers_are_worth_is_told(comparison: Comparison, told: Told) -> None:
    (line,) = [line for line in told(comparison) if line.startswith("Common random numbers")]
    ratios = {row.design.label: row.differences[0].variance_ratio for row in comparison.rows if row.differences}
    assert min(ratios, key=lambda label: ratios[label]) in line


def paired_so(comparison: Comparison, *, n: int = 20, **given: float) -> Comparison:
    """The same rows, as so many replications with such pairs would give them."""
    rows = tuple(
        replace(row, differences=tuple(replace(paired, n=n, **given) for paired in row.differences))  # type: ignore[arg-type]
        for row in comparison.rows
    )
    return replace(comparison, rows=rows, numbers=tuple(range(n)))


def looks_broken(lines: list[str]) -> bool:
    return any("Pairing looks broken" in line for line in lines)


def test_broken_pairing_is_noticed(comparison: Comparison, told: Told) -> None:
    broken = {"variance_ratio": 1.0, "correlation": 0.02, "spread_ratio": 1.1}
    assert looks_broken(told(paired_so(comparison, **broken)))
    assert not looks_broken(told(paired_so(comparison, n=6, **broken)))
    few = replace(comparison, rows=comparison.rows[:3])
    assert not looks_broken(told(paired_so(few, **broken)))


@pytest.mark.parametrize(
    "given",
    [
        # Both vary in step, the option three times as much: pairing saves nothing, and is in order.
        {"variance_ratio": 1.1, "correlation": 0.9, "spread_ratio": 3.0},
        # The option has ended the queue whose chance it would share.
        {"variance_ratio": 1.0, "correlation": -0.03, "spread_ratio": 0.07},
        {"variance_ratio": 1.0, "correlation": math.nan, "spread_ratio": math.nan},
    ],
)
def test_options_that_vary_far_less_or_more_are_no_sign_of_broken_pairing(
    comparison: Comparison, told: Told, given: dict[str, float]
) -> None:
    lines = told(paired_so(comparison, **given))
    assert not looks_broken(lines)
    (line,) = [line for line in lines if line.startswith("Common random numbers")]
    assert ("Correlation with no change" in line) == math.isfinite(given["correlation"])


def test_a_figure_that_exists_in_some_futures_only_is_marked_and_told(comparison: Comparison, told: Told) -> None:
    base, option, *others = comparison.rows
    first = (replace(option.differences[0], n=2), *option.differences[1:])
    rows = (base, replace(option, wait=replace(option.wait, n=4), differences=first), *others)
    lines = told(replace(comparison, rows=rows))
    assert not any("†" in line for line in told(comparison))
    (row,) = [line for line in table_of(lines) if "†" in line]
    assert row.startswith(option.design.label.split()[0])
    assert row.count("†") == 2
    figure = comparison.headlines[0].label
    told_of = f"{option.design.label} (mean wait in 4, change of {figure[:1].lower()}{figure[1:]} in 2)"
    assert f"† in some of the 6 futures only: {told_of}." in lines


def test_targets_that_nobody_is_judged_on_are_told_and_count_as_not_met(comparison: Comparison, told: Told) -> None:
    def without(row: OptionRow) -> OptionRow:
        target = row.targets[0]
        gone = replace(target.share, mean=math.nan, n=0)
        other = replace(target, label="Seen the same day", share=gone, met_on_average=False)
        return replace(row, targets=(target, other))

    lines = told(replace(comparison, rows=tuple(without(row) for row in comparison.rows)))
    assert "1 of 2" in next(line for line in lines if line.startswith("A second social worker"))
    (note,) = [line for line in lines if line.startswith("Nobody could be judged")]
    assert note.startswith('Nobody could be judged on the target "Seen the same day" in any design: it counts as not')
    assert not any(line.startswith("Nobody") for line in told(comparison))


def test_of_a_change_without_an_interval_it_is_said_that_it_is_not_known(comparison: Comparison, told: Told) -> None:
    def blind(row: OptionRow) -> OptionRow:
        if not row.differences:
            return row
        first, second = row.differences
        return replace(row, differences=(first, replace(second, low_all=math.nan, high_all=math.nan, n=1)))

    (label,) = [headline.label for headline in comparison.headlines[1:]]
    lines = told(replace(comparison, rows=tuple(map(blind, comparison.rows))))
    assert f"{label}: changes are not known." in lines
    rows = (*comparison.rows[:-1], blind(comparison.rows[-1]))
    (line,) = [line for line in told(replace(comparison, rows=rows)) if line.startswith(f"{label}: ")]
    assert line.endswith(f"; not known: {rows[-1].design.label}.")


@pytest.mark.parametrize(
    ("worth", "said"), [(1e-200, "by 1e-200 days takes more than a million"), (1.0, "by 1.0 days")]
)
def test_a_tiny_difference_worth_caring_about_takes_more_than_a_million_replications(
    folder: Path, told: Told, worth: float, said: str
) -> None:
    experiment = replace(load_experiment(tiny_board(folder)), worth=worth)
    found = compare(folder, experiment)
    assert any(said in line for line in told(found, best=True))
    assert found.best[0].replications_needed == math.inf or worth == 1.0


def test_best_options_are_told_only_if_asked(comparison: Comparison, told: Told) -> None:
    assert not any(line.startswith("Could be best") for line in told(comparison))
    (line,) = [line for line in told(comparison, best=True) if line.startswith("Could be best")]
    assert "Best on average: A second social worker" in line
    assert "Twice the referrals" not in line


def test_figures_that_were_not_precise_enough_are_named(folder: Path, told: Told) -> None:
    precision = """
[precision]
least = 2
most = 3
[[precision.goal]]
measure = "contact_to_assessment_mean_days"
half_width = 0.01
[[precision.goal]]
measure = "contact_to_assessment_p90_days"
half_width = 1e-9
"""
    file = tiny_board(folder, options="quicker", replications="", more=precision)
    lines = told(compare(folder, load_experiment(file)))
    start = next(place for place, line in enumerate(lines) if "Not precise enough after 3 replications" in line)
    assert "±0.01 is wanted" in lines[start + 1]
    assert "contact_to_assessment_mean_days" in lines[start + 1]
    (hopeless,) = [line for line in lines if "contact_to_assessment_p90_days, No change" in line]
    assert hopeless.endswith("±1e-09 is wanted; it takes more than a million replications.")


def test_one_replication_claims_no_interval(folder: Path, told: Told) -> None:
    experiment = load_experiment(tiny_board(folder, replications="replications = 1"))
    lines = told(compare(folder, experiment))
    assert any("nothing here can be told from chance" in line for line in lines)
    assert "*" not in "\n".join(lines), "that a list grows is not told of one future"
    assert "±" not in "\n".join(table_of(lines))
    files = write_comparison(folder / "one", compare(folder, experiment), where="1 process", best=False)
    assert {"answer.svg", "differences.png", "lists.png", "targets.png", "waits.png"} <= set(files)


def test_every_demand_scenario_has_a_table_and_charts(folder: Path, told: Told) -> None:
    file = tiny_board(folder, options="quicker", replications="replications = 2", more=SCENARIOS)
    comparison = compare(folder, load_experiment(file))
    lines = told(comparison)
    assert sum(set(line.strip()) == {"─"} for line in lines) == 2
    assert {"as-it-is", "A surge of referrals"} <= set(lines)
    charts = write_comparison(folder / "two", comparison, where="1 process", best=False)
    assert {"differences-as-it-is.png", "differences-surge.png", "lists-surge.png", "waits-as-it-is.png"} <= set(charts)


def test_square_brackets_in_a_label_are_no_markup(comparison: Comparison, told: Told) -> None:
    rows = tuple(
        replace(row, design=replace(row.design, label="Plan [bold] B")) if row.design.against else row
        for row in comparison.rows
    )
    assert any(line.startswith("Plan [bold] B") for line in told(replace(comparison, rows=rows)))


@pytest.mark.parametrize(
    ("value", "text"), [(3.24, "+3.2"), (-3.24, "-3.2"), (0.04, "0.0"), (-0.04, "0.0"), (0.0, "0.0"), (math.nan, "-")]
)
def test_differences_have_a_sign_unless_they_are_nought(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("unit", "values", "difference", "text"),
    [
        ("share", [0.5, -0.2], True, "+12.3"),
        ("days", [40.0], True, "+0.1"),
        ("days", [0.4], True, "+0.12"),
        ("cases", [4000.0], True, "0"),
    ],
)
def test_figures_are_shown_as_finely_as_they_differ(
    unit: str, values: list[float], difference: bool, text: str
) -> None:
    shown = shown_in(unit, values, difference=difference)
    assert shown.change(0.1234, math.nan, math.nan) == text
