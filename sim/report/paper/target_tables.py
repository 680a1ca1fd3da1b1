"""Which targets are kept: if nothing changes, and by option."""

from collections.abc import Iterator, Sequence

from sim.report.figures import percent
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Strong, Words, say
from sim.report.paper.found import Found, Row
from sim.report.paper.ranges import SHARE, ranged, whole


def target_tables(found: Found, base: Row) -> Iterator[Block]:
    """What is promised and kept if nothing changes; then by option."""
    promised = list(found.rows("targets", option=found.baseline, period=found.period))
    if not promised:
        return
    yield Paragraph(
        say(
            "If nothing changes, {met} of {judged} targets are met on average.",
            met=base.cite("targets_met", whole), judged=base.cite("targets_judged", whole),
        )
    )  # fmt: skip
    columns = (
        Column("Target"), Column("Asked for", figures=True), Column("Kept, if nothing changes", figures=True),
        Column("Met"), Column("Futures in which it is met", figures=True),
    )  # fmt: skip
    rows = tuple(
        (
            (f"{place}. ", Name(row.text("target"))),
            (row.cite("level_share", percent),),
            ranged(row, SHARE, "{}_share"),
            ("met" if row.text("met_on_average") == "1" else "missed",),
            (row.cite("met_mean_share_of_futures", percent),),
        )
        for place, row in enumerate(promised, start=1)
    )
    yield Grid("Targets, if nothing changes", columns, rows)
    yield _targets_by_option(found, promised)


def _targets_by_option(found: Found, promised: Sequence[Row]) -> Grid:
    names = [row.text("target") for row in promised]
    kept = {(row.text("option"), row.text("target")): row for row in found.rows("targets", period=found.period)}
    rows = []
    for option in found.rows("options"):
        cells = [kept.get((option.text("option"), name)) for name in names]
        rows.append(
            (
                _label(option),
                *(_kept(row) for row in cells),
                (option.cite("targets_met", whole), " of ", option.cite("targets_judged", whole)),
            )
        )
    columns = (
        Column("Option"), *(Column(str(place), figures=True) for place in range(1, len(names) + 1)),
        Column("Met", figures=True),
    )  # fmt: skip
    note = ("Numbers of targets as in the table above. A tick: met on average over the futures.",)
    return Grid("People within each target, by option", columns, tuple(rows), note)


def _kept(row: Row | None) -> Words:
    if row is None:
        return ("-",)
    return (row.cite("mean_share", percent), *((" ", Strong("✓")) if row.text("met_on_average") == "1" else ()))


def _label(row: Row) -> Words:
    scenario = row.text("scenario")
    return (Name(row.text("label")), *((" (", Name(scenario), ")") if scenario else ()))
