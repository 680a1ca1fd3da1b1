"""Posts by role and team: today, needed, and beside the options of a comparison that add posts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

from sim.report.figures import number, signed
from sim.report.labels import label_of
from sim.report.paper.blocks import Column, Grid, Name, Piece, Words
from sim.report.paper.choices import cost_column
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.kept import kept_service
from sim.scenario import Service
from sim.scenario.establishment import establishment

Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that vary together: a row of posts.csv for each team."""

    label: str
    rows: tuple[Row, ...]

    @property
    def now(self) -> int:
        """Posts today."""
        return _sum(self.rows, "posts_now")

    @property
    def needed(self) -> int:
        """Posts of the plan."""
        return _sum(self.rows, "posts_needed")

    @property
    def more(self) -> int:
        """The difference."""
        return self.needed - self.now

    @property
    def pay(self) -> float:
        """What the difference costs [GBP a year]; NaN where the results do not say what a post costs."""
        each = self.rows[0].number("gbp_per_year") if self.rows else nan
        return self.more * each if self.more else 0.0


def _sum(rows: Sequence[Row], column: str) -> int:
    return round(sum(row.number(column) for row in rows))


def groups_of(found: Found, scenario: str) -> list[Group]:
    """The posts of a plan, in the order of the experiment."""
    groups: dict[str, list[Row]] = {}
    for row in found.rows("posts", scenario=scenario):
        groups.setdefault(row.text("group"), []).append(row)
    return [Group(rows[0].text("label"), tuple(rows)) for rows in groups.values()]


def posts_grid(found: Found, groups: Sequence[Group]) -> Grid:
    """Posts of each group today and needed, and how they are spread over teams."""
    service = kept_service(found, found.baseline)
    columns = (
        Column("Posts"), Column("Today", figures=True), Column("Needed", figures=True), Column("More", figures=True),
        Column("Pay of one, GBP a year", figures=True), Column("More pay, GBP a year", figures=True),
        Column("Needed, by team"),
    )  # fmt: skip
    rows = [_posts_line(group, service) for group in groups]
    total = [sum(values) for values in zip(*((group.now, group.needed, group.more) for group in groups), strict=True)]
    pay = sum(group.pay for group in groups)
    rows.append(
        (("Together",), (str(total[0]),), (str(total[1]),), (signed(total[2], 0),), ("",), (signed(pay, 0),), ("",))
    )
    return Grid("Posts today and posts needed", columns, tuple(rows), ("Sums over teams; pay with on-costs.",))


def _posts_line(group: Group, service: Service | None) -> Line:
    teams: list[Piece] = []
    for row in group.rows:
        team = row.text("team")
        label = label_of(service, "team", team) if service is not None else team
        teams += [Name(label), " ", row.cite("posts_needed", lambda value: number(value, 0)), ", "]
    return (
        (Name(group.label),), (str(group.now),), (str(group.needed),), (signed(group.more, 0),),
        (group.rows[0].cite("gbp_per_year", lambda value: number(value, 0)),), (signed(group.pay, 0),),
        tuple(teams[:-1]),
    )  # fmt: skip


def beside_grid(material: Material, groups: Sequence[Group]) -> Grid | None:
    """The plan beside the options of a comparison that add posts for good; None where there is none."""
    options = list(_adding(material, groups))
    if not options:
        return None
    columns = (
        Column("Posts"), Column("Today", figures=True), Column("This plan", figures=True),
        *(Column(row.text("label"), figures=True) for row, _ in options),
    )  # fmt: skip
    rows: list[Line] = [
        ((Name(group.label),), (str(group.now),), (str(group.needed),), *((str(each[place]),) for _, each in options))
        for place, group in enumerate(groups)
    ]
    totals = (sum(group.now for group in groups), sum(group.needed for group in groups))
    rows.append((("Together",), *((str(total),) for total in totals), *((str(sum(each)),) for _, each in options)))
    pay = sum(group.pay for group in groups)
    costs = ((row.cite(cost_column(row), lambda value: signed(value / 1000, 0)),) for row, _ in options)
    rows.append((("More cost, £ thousand a year",), ("",), (signed(pay / 1000, 0),), *costs))
    note = (
        "Posts of the options are from their configs. The options were compared on the demand of the baseline, the plan"
        " was sought for the demand named above, so their waits are not to be set side by side; which roles the"
        " posts go to may be. The plan's cost is pay; that of an option has what else it takes."
    )
    return Grid("The plan beside options that add posts", columns, tuple(rows), (note,))


def _adding(material: Material, groups: Sequence[Group]) -> Iterator[tuple[Row, list[int]]]:
    """Options of the kind "staffing" with more of these posts on their last day than there are today."""
    now = sum(group.now for group in groups)
    for found in material.of("compare"):
        for row in found.rows("options", kind="staffing"):
            service = kept_service(found, row.text("option"))
            if service is None:
                continue
            each = [sum(_posts(service, at) for at in group.rows) for group in groups]
            if sum(each) > now:
                yield row, each


def _posts(service: Service, at: Row) -> int:
    return establishment(service, at.text("role"), at.text("team")).posts[1]
