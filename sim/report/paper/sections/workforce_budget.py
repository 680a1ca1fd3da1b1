"""What only some staffing searches answer: what a budget buys, where the next post goes, and who starts when."""

from sim.report.figures import number, signed
from sim.report.labels import label_of
from sim.report.paper.blocks import Column, Grid, Name, Words
from sim.report.paper.found import Found, Row
from sim.report.paper.kept import kept_service

_SLIPPAGE: Words = (
    "Slippage: how far the promise kept worst falls short. At 0.5 one and a half times as many people are missed as was"
    " promised; at 0 or less every promise is kept.",
)


def _whole(row: Row, column: str, *, sign: bool = False) -> Words:
    return (row.cite(column, lambda value: (signed if sign else number)(value, 0)),)


def budget_grid(found: Found, scenario: str) -> Grid | None:
    """What the budget buys, and how far that is from what is promised."""
    row = found.row("budget", scenario=scenario)
    if row is None:
        return None
    unit = "GBP a year" if row.text("unit") == "gbp_per_year" else "posts"

    slips = [row.cite(column, lambda value: number(value, 2)) for column in ("slippage", "low", "high")]
    lines: tuple[tuple[Words, ...], ...] = (
        ((f"Budget, {unit}",), _whole(row, "budget")),
        ((f"Left over, {unit}",), _whole(row, "left")),
        (("Posts",), _whole(row, "posts")),
        (("Pay, GBP a year",), _whole(row, "cost_gbp_per_year")),
        (("Slippage (0 or less: every promise is kept)",), (slips[0], " (", slips[1], " to ", slips[2], ")")),
        (("Promise with least to spare",), (Name(row.text("binds")),)),
        (("Verdict",), (Name(row.text("verdict")),)),
    )  # fmt: skip
    return Grid("What the budget buys", (Column("What"), Column("Figure", figures=True)), lines, _SLIPPAGE)


def next_post_grid(found: Found, scenario: str) -> Grid | None:
    """One post more of each role: what it costs and what it does."""
    rows = list(found.rows("next_post", scenario=scenario))
    if not rows:
        return None
    columns = (
        Column("One post more of"), Column("GBP a year", figures=True), Column("Slippage then", figures=True),
        Column("Promise"), Column("Verdict"),
    )  # fmt: skip
    lines = tuple(
        (
            (Name(row.text("label")),), _whole(row, "gbp_per_year"),
            (row.cite("slippage", lambda value: number(value, 2)),), (Name(row.text("requirement")),),
            (Name(row.text("verdict")),),
        )
        for row in rows
    )  # fmt: skip
    return Grid("Where the next post would do most", columns, lines, _SLIPPAGE)


def recruitment_grid(found: Found, scenario: str) -> Grid | None:
    """Posts that start or end, date by date."""
    rows = list(found.rows("recruitment", scenario=scenario))
    if not rows:
        return None
    service = kept_service(found, found.baseline)
    columns = (
        Column("From"), Column("Advertise by"), Column("Posts"), Column("Team"),
        Column("More", figures=True), Column("Posts then", figures=True),
    )  # fmt: skip
    lines = tuple(
        (
            (row.cite("date"),), (row.cite("advertise_by"),), (Name(row.text("label")),),
            (Name(label_of(service, "team", row.text("team")) if service is not None else row.text("team")),),
            _whole(row, "posts_more", sign=True), _whole(row, "posts_then"),
        )
        for row in rows
    )  # fmt: skip
    return Grid("The recruitment plan: posts that start or end", columns, lines)
