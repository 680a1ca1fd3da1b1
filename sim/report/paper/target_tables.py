"""Which targets are kept: if nothing changes, and by option."""

from collections.abc import Iterator, Sequence

from sim.report.figures import percent
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Section, Strong, Words, say
from sim.report.paper.found import Found, Row
from sim.report.paper.ranges import SHARE, ranged, whole
from sim.report.paper.standing import standing

_JUST = "Just: the interval of the share holds what is asked for, so a little more or less would turn it."


def target_tables(found: Found, base: Row) -> Iterator[Block]:
    """What is promised and kept if nothing changes; by option in the appendix."""
    promised = list(found.rows("targets", option=found.baseline, period=found.period))
    if not promised:
        return
    yield Paragraph(
        say(
            "If nothing changes, {met} of {judged} targets {are} met on average.",
            are="is" if base.number("targets_met") == 1 else "are",
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
            (standing(row),),
            (row.cite("met_mean_share_of_futures", percent),),
        )
        for place, row in enumerate(promised, start=1)
    )
    near = any(standing(row).startswith("just") for row in promised)
    yield Grid("Targets, if nothing changes", columns, rows, (_JUST,) if near else ())
    by_option = _targets_by_option(found, promised)
    yield Appended(Section("targets-by-option", "Targets of every option", (by_option,)))


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
    numbers = (f"{place}. {name}" for place, name in enumerate(names, start=1))
    note = ("A tick: met on average over the futures; in brackets: only just. ", Name("; ".join(numbers)), ".")
    return Grid("People within each target, by option", columns, tuple(rows), note)


def _kept(row: Row | None) -> Words:
    if row is None:
        return ("-",)
    tick = {"met": (" ", Strong("✓")), "just met": (" (", Strong("✓"), ")")}.get(standing(row), ())
    return (row.cite("mean_share", percent), *tick)


def _label(row: Row) -> Words:
    scenario = row.text("scenario")
    return (Name(row.text("label")), *((" (", Name(scenario), ")") if scenario else ()))
