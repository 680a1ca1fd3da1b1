"""How sure a staffing plan is: what becomes of every promise, and the certificate."""

from collections.abc import Callable, Sequence

from sim.report.figures import number, percent, signed
from sim.report.paper.blocks import Column, Grid, Name, Words
from sim.report.paper.found import Found, Row
from sim.report.paper.sections.workforce_plan import Group

Show = Callable[[float], str]

_WHOSE = {"baseline": "Without the new demand", "posts_of_today": "With the posts of today", "plan": "With the plan"}

_BEYOND = " beyond "
"""In the units of figures that are differences from the baseline's."""


def promises_grid(found: Found, scenario: str) -> Grid | None:
    """Every promise in the baseline, with the posts of today, and with the plan."""
    rows: dict[str, dict[str, Row]] = {}
    for row in found.rows("promises", scenario=scenario):
        rows.setdefault(row.text("promise"), {})[row.text("posts")] = row
    if not rows:
        return None
    whose = [name for name in _WHOSE if any(name in each for each in rows.values())]
    columns = (
        Column("Promise"), Column("Promised", figures=True), *(Column(_WHOSE[name], figures=True) for name in whose),
    )  # fmt: skip
    lines = []
    for promise, each in rows.items():
        first = next(iter(each.values()))
        cells = (_with_range(each[name]) if name in each else ("",) for name in whose)
        lines.append(((Name(promise),), (first.cite("promised", percent),), *cells))
    futures = first.cite("replications", lambda value: number(value, 0))
    note: Words = (
        "Shares within the limit, and cases and steps that wait; in brackets the range of the average over ",
        futures, " futures, the same for all columns.",
    )  # fmt: skip
    return Grid("What becomes of every promise", columns, tuple(lines), note)


def _with_range(row: Row) -> Words:
    """A mean with its interval: "76 % (75 to 77)", "334 (303 to 365)", "+0.4 a week (0.1 to 0.7)"."""
    share, weekly = row.text("unit") == "share", row.text("unit") == "cases per week"

    def plain(value: float) -> str:
        # An interval of Student's t knows nothing of the bounds of a share.
        return number(100 * min(max(value, 0.0), 1.0), 0) if share else signed(value, 1) if weekly else number(value, 0)

    mean, low, high = (row.cite(column, plain) for column in ("mean", "low", "high"))
    return (mean, " %" if share else " a week" if weekly else "", " (", low, " to ", high, ")")


def certificate_grid(found: Found, scenario: str, groups: Sequence[Group]) -> Grid | None:
    """The last certificate: every promise on fresh futures, and what one post fewer of each role does."""
    every = list(found.rows("certificate", scenario=scenario))
    if not every:
        return None
    attempt = every[-1].text("attempt")
    labels = {row.text("group"): group.label for group in groups for row in group.rows}
    heads = ("Wanted", "Comes to", "Surely above", "Surely below", "Futures")
    columns = (Column("In futures never seen"), *(Column(head, figures=True) for head in heads), Column("Verdict"))
    lines = [_statement(row, labels) for row in every if row.text("attempt") == attempt]
    sure = every[-1].cite("confidence", percent)
    note: Words = (
        "With ", sure, " confidence no promise is said to be met that is not, and with as much no post to be needed or"
        " spare that is not. What is undecided may be either.",
    )  # fmt: skip
    return Grid("The certificate", columns, tuple(lines), (*note, *_beyond(every)))


def _beyond(rows: Sequence[Row]) -> Words:
    """What figures are where they are differences from the baseline; nothing if none is."""
    units = dict.fromkeys(row.text("unit") for row in rows if _BEYOND in row.text("unit"))
    if not units:
        return ()
    return (
        " The baseline is the service without the new demand, in the same futures, and figures are what is beyond it:"
        f" {'; '.join(units)}.",
    )


def _statement(row: Row, labels: dict[str, str]) -> tuple[Words, ...]:
    show = _shown(row)
    name: Words = (Name(row.text("requirement")),)
    if row.text("one_fewer_of"):
        # Posts that may start at several dates have a name for each: "planners from 2015-04-01".
        fewer, since, date = row.text("one_fewer_of").partition(" from ")
        name = ("One fewer of ", Name(labels.get(fewer, fewer)), f"{since}{date}: ", *name)
    unit = row.text("unit")
    of = "" if unit.startswith("share") or _BEYOND in unit else f" {unit}"
    wanted: Words = (f"{row.text('sense')} ", row.cite("wanted", show), of)
    figures = ((row.cite(column, show),) for column in ("mean", "low", "high"))
    futures = row.cite("replications", lambda value: number(value, 0))
    return (name, wanted, *figures, (futures,), (Name(row.text("verdict")),))


def _shown(row: Row) -> Show:
    """How the figures of a statement are written: shares as %, their differences in points, anything else plain."""
    unit = row.text("unit")
    if not unit.startswith("share"):
        return lambda value: number(value, 1)
    return (lambda value: f"{signed(100 * value, 1)} points") if _BEYOND in unit else lambda value: percent(value, 1)


def growth_grid(found: Found, scenario: str) -> Grid | None:
    """How much more demand the plan takes: for each growth looked at, the promise nearest to failing."""
    looks: dict[tuple[str, str], list[Row]] = {}
    for row in found.rows("growth", scenario=scenario, futures="fresh"):
        looks.setdefault((row.text("more_demand_percent"), row.text("replications")), []).append(row)
    if not looks:
        return None
    columns = (
        Column("More demand, %", figures=True), Column("Promises kept", figures=True),
        Column("Surely broken", figures=True), Column("Not certain", figures=True), Column("Which are not kept"),
    )  # fmt: skip
    lines = []
    for rows in sorted(looks.values(), key=lambda rows: rows[0].number("more_demand_percent")):
        verdicts = [row.text("verdict") for row in rows]
        counts = ((str(verdicts.count(verdict)),) for verdict in ("met", "missed", "undecided"))
        open_ = [Name(row.text("requirement")) for row in rows if row.text("verdict") != "met"]
        named = tuple(piece for name in open_ for piece in (name, "; "))[:-1]
        lines.append(((rows[0].cite("more_demand_percent", lambda value: number(value, 0)),), *counts, named or ("-",)))
    return Grid("How much more demand the plan takes, in futures never seen", columns, tuple(lines))
