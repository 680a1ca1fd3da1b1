"""Which options a chart in a paper shows: as many as are read at once. Charts of all of them are for the analysts."""

from collections.abc import Sequence
from math import isfinite

from sim.report.paper.found import Row
from sim.report.pictures.reading import Compared, counted

BEST = 8
"""Options that the council can choose: those that do most."""
_WORST = 6
"""Those that make it worse, of what it can choose and of what may come."""
Groups = list[tuple[str, list[Row]]]


def every_group(compared: Compared) -> Groups:
    """What the council can choose, and what comes of itself, sorted by the change of the first figure."""
    groups = (("The council can choose", compared.choices), ("May come whatever is chosen", compared.pressures))
    known = [(title, [row for row in rows if isfinite(row.number("difference_mean"))]) for title, rows in groups]
    return [(title, _in_order(rows, compared)) for title, rows in known if rows]


def main_groups(compared: Compared) -> Groups:
    """Of those the best, what the figures favour, and those that make it worse."""
    return [(title, _main(rows, compared)) for title, rows in every_group(compared)]


def _main(rows: Sequence[Row], compared: Compared) -> list[Row]:
    """Some of a group; what comes of itself is shown where it makes things worse, or where nothing does."""
    worse, better = counted(rows, "worse")[-_WORST:], counted(rows, "better")
    able = compared.choices
    if rows[0] not in able:
        return worse or list(rows[:_WORST])
    rest = [row for row in rows if row not in better and row.text("verdict") != "worse"]
    best = [*better, *rest][:BEST]
    best += [row for row in compared.favours.named if row in better and row not in best]
    return _in_order([*best, *worse], compared)


def _in_order(rows: Sequence[Row], compared: Compared) -> list[Row]:
    return sorted(rows, key=lambda row: row.number("difference_mean") * (-compared.better or 1))
