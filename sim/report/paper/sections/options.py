"""The options side by side: waits, money and verdicts; the charts of a comparison stand with it."""

from math import isfinite

from sim.report.figures import number, signed
from sim.report.labels import limit_in_words
from sim.report.paper.blocks import Appended, Column, Grid, Name, Section, Words
from sim.report.paper.choices import choices, cost_column, cost_when, of_scenario, scenarios, what_comes
from sim.report.paper.found import Found, Material, Row


def options(material: Material) -> Section | None:
    """The section, of a comparison."""
    found = material.main
    if found.kind != "compare":
        return None
    grids = tuple(_grid(found, *each) for each in scenarios(found))
    put_off = Appended(Section("all-options", "All options side by side", grids))
    return Section("options", "The options side by side", (put_off,))  # the chart of the answer comes before it


def _grid(found: Found, scenario: str, label: str) -> Grid:
    rows = of_scenario(found, scenario)
    base = [row for row in rows if not row.text("against")]
    ordered = [*base, *_best_first(choices(rows)), *_best_first(what_comes(rows))]
    over = f"Over {limit_in_words(str(found.manifest.get('over_limit', ''))) or 'the limit'}, %"
    columns = (
        Column("Option"), Column("Mean wait, days", figures=True), Column(over, figures=True),
        Column("Change of the wait, days", figures=True), Column("Targets met", figures=True),
        Column(f"Cost {cost_when(found)}, £ thousand more", figures=True), Column("Told from chance"),
    )  # fmt: skip
    caption = f"Waits, targets and costs in {found.period_words}" + (f": {label}" if label else "")
    note = (
        "No change first, then what the council can choose, the shortest wait first, then what may come. The last"
        " column tells the first figure that clearly differs."
    )
    return Grid(caption, columns, tuple(_line(row) for row in ordered), (note,))


def _best_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: value if isfinite(value := row.number("wait_mean_days")) else 0.0)


def _line(row: Row) -> tuple[Words, ...]:
    change = row.cite("difference_mean", lambda value: signed(value, 1)) if row.text("headline_unit") == "days" else "-"
    return (
        (Name(row.text("label")),),
        (row.cite("wait_mean_days", lambda value: number(value, 1)),),
        (row.cite("over_limit_mean_share", lambda value: number(100 * value, 0)),),
        (change,),
        (row.cite("targets_met", lambda value: number(value, 0)),),
        (row.cite(cost_column(row), lambda value: signed(value / 1000, 0)),),
        (Name(row.text("verdict_text").partition(";")[0]),),
    )
