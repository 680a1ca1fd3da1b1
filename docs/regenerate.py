"""Bring the tables of config.md and data-dictionary.md up to date with the code.

A table below a line ``<!-- table: NAME -->`` takes its rows, and every cell that the code knows, from the
code. Units and meanings are written by hand in the documents and kept, by the first cell of their row.

    PYTHONPATH=. python docs/regenerate.py      (or without PYTHONPATH where carecap is installed)
"""

import dataclasses
import functools
import re
import sqlite3
import tempfile
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.defaults import AUTO
from sim.experiment import Store, in_order, run_option
from sim.experiment.compare import run_comparison
from sim.experiment.replicated import Means
from sim.experiment.staffing import StaffingResult, solve
from sim.experiment.store.schema import SCHEMA
from sim.experiment.sweep import Response, run_sweep
from sim.experiment.verification import all_oracles, verify
from sim.measures.registry import CLOCK_WORDS, MEASURES, Measure
from sim.report.check_view import check_records
from sim.report.compare_results import comparison_tables, write_comparison
from sim.report.manifest import read_manifest
from sim.report.paper.found import read_material
from sim.report.paper.workbook import sheets_of
from sim.report.paper.write import write_report
from sim.report.results import summary_of, tables_of, write_results
from sim.report.staffing_results import staffing_tables, write_staffing
from sim.report.store_view import run_records
from sim.report.story import story_records, tell
from sim.report.story_read import read_results
from sim.report.story_view import picks, picks_records
from sim.report.sweep_results import headline_names, sweep_tables, write_sweep
from sim.report.sweep_words import factors_of
from sim.report.tables import columns_of_records
from sim.report.verify_view import findings_records
from sim.scenario import load_service, option_sheet, people, shares, staffing, stock, values
from sim.scenario import pathway as way
from sim.scenario import service as whole
from sim.scenario.experiments import load_experiment

FOLDER = Path(__file__).parent
KEPT = None
"""Stands for a cell that is written by hand."""

NOT_WRITTEN = {"waiting_cases", "open_cases"}
"""Fields of the models that the loader fills; a config may not set them."""

CONFIG_TABLES = {
    "top level": whole.Scenario,
    "clock": whole.Clock,
    "population": people.PopulationBand,
    "clients": stock.Clients,
    "priority": people.Priority,
    "pattern": people.Pattern,
    "demand": people.Stream,
    "uptake": people.Uptake,
    "batches": people.Batch,
    "from_clients": people.FromClients,
    "returns": people.Returns,
    "patience": shares.Patience,
    "work_type": way.WorkType,
    "at": way.AtActivity,
    "list": shares.WorkList,
    "activity": way.Activity,
    "gate": way.Gate,
    "place": way.Place,
    "joint": way.Joint,
    "rules": way.Rules,
    "role": staffing.Role,
    "absence": staffing.Absence,
    "starter": staffing.Starter,
    "team": staffing.Team,
    "posts": staffing.Posts,
    "warrant": staffing.Warrant,
    "productivity_dip": staffing.ProductivityDip,
    "day_one": stock.DayOne,
    "stock": stock.Stock,
    "stock case": stock.StockCase,
    "group": whole.Group,
    "target": whole.Target,
    "comparator": whole.Comparator,
    "cost": whole.Cost,
    "source": whole.Source,
    "documentation": whole.Documentation,
    "change": whole.Change,
    "option": option_sheet.OptionSheet,
    "number": values.Quantity,
    "distribution": values.Distribution,
}

_NAMED_TYPES = (
    (values.Number, "number"),
    (values.Amount, "number, 0 or more"),
    (values.Positive, "number above 0"),
    (values.Share, "share, 0 to 1"),
    (values.Duration, "duration"),
    (stock.Ages, "duration"),
    (values.Count, "whole number, 0 or more"),
    (values.Whole, "whole number"),
    (values.Switch, "true or false"),
    (values.Day, "date"),
    (values.Real, "plain number"),
    (shares.Shares, "shares by name"),
    (shares.Route, "name, or shares by name"),
    (shares.By, "list of roles, or of lists"),
    (people.Moment, "date or moment"),
    (str, "text"),
    (float, "plain number"),
)

AS_ELSEWHERE = {
    "compare: summary", "compare: replications", "sweep: frontier", "sweep: targets", "sweep: summary",
    "sweep: replications",
}  # fmt: skip
"""Tables of experiments that have the columns of other tables, which the documents say in words."""

WITHOUT_CHANCE = "O15"
"""A system of ``carecap verify`` that a single short run settles."""

SMALL_WORLD = """
title = "A desk"
description = "Everything that the documents name, and nothing else."
[clock]
start_date = 2014-04-01
years = 0.2
[priority.urgent]
number = 1
[priority.standard]
number = 2
[clients.long_term]
supported = 100
leaves_per_year = 0.2
joined_at = ["support_planning"]
join_share = 0.5
[demand.referral]
per_year = { value = 400, low = 300 }
priorities = { urgent = 0.2, standard = 0.8 }
begins_at = "assessment"
[demand.neighbourhood]
per_year = 40
begins_at = "coordinator"
[demand.review]
from_clients = { of = "long_term", review_after_days = 365 }
begins_at = "approval"
[work_type.assessment]
assessment = true
by = ["social_worker"]
effort_hours = 3
begins_at = "visit"
[activity.visit]
held = true
effort_share = 1
reaches_at_start = "response"
reaches = "assessment"
next = "support_planning"
[activity.support_planning]
by = ["social_worker"]
effort_hours = 1
reaches = "support"
next = "close"
[activity.coordinator]
by = ["coordinator"]
place = { if_full = "assessment" }
next = "with_coordinator"
[activity.with_coordinator]
delay_days = 30
next = "close"
[activity.approval]
by = ["approved"]
effort_hours = 1
next = "close"
[warrant.approved]
[role.social_worker]
caseload = 20
[role.coordinator]
caseload = 10
[team.north.posts]
coordinator = 1
social_worker = { number = 1, warrants = { approved = 1 } }
[day_one.waiting]
cases = 60
work_types = { assessment = 1 }
reached = { visit = 1 }
[[target]]
label = "Assessed within 28 days"
clock = "contact_to_assessment"
days = 28
share = 0.8
[[target]]
label = "Assessed within the hour"
clock = "contact_to_assessment"
hours = 1
share = 0.8
"""

ASKED = """
title = "A desk"
question = "What shortens waits?"
baseline = "desk.toml"
replications = 2
measures = ["contact_to_assessment_mean_days"]
worth = 1
"""

OPTION = """
extends = "desk.toml"
title = "A second worker"
[option]
label = "A second worker"
kind = "staffing"
owner = "Manager"
mechanism = "One post more."
one_off_gbp = 1000
yearly_gbp = 0
[team.north.posts]
social_worker = 2
"""

GRID = """
[sweep]
method = "grid"
[sweep.grid]
"team.north.posts.social_worker" = [1, 2]
"""

SEARCH = """
title = "A desk"
question = "How many keep the promise?"
baseline = "desk.toml"
[staffing]
from = 2014-04-15
growth_per_week = false
[staffing.phases]
months = 1
until = 2014-05-15
[[staffing.role]]
name = "workers"
role = "social_worker"
gbp_per_year = 40_000
[staffing.search]
first = 2
most = 2
largest = 2
plans = 2
[staffing.certificate]
looks = [2]
attempts = 1
[staffing.robust]
values = 1
"""

ROBUST = "[staffing.robust]\nvalues = 1\n"

SCENARIOS = """
[[scenario]]
name = "as_it_is"
files = []
[[scenario]]
name = "again"
files = []
[staffing]"""

BUDGET = SEARCH.replace(ROBUST, "")
for _before, _after in (
    ("[staffing.phases]\nmonths = 1\nuntil = 2014-05-15", "[staffing.budget]\nposts = 2"),
    ("growth_per_week = false\n", ""),
    ('"social_worker"', '"coordinator"'),
    ("[staffing]", SCENARIOS),
):
    BUDGET = BUDGET.replace(_before, _after)

AND_PLACES = '"role.social_worker.caseload" = [10, 20]'

WRITTEN = {
    "desk.toml": SMALL_WORLD, "second-worker.toml": OPTION,
    "options.toml": f'options = ["second-worker.toml"]\n{ASKED}',
    "line.toml": ASKED + GRID, "grid.toml": ASKED + GRID + AND_PLACES, "search.toml": SEARCH,
    "budget.toml": BUDGET,
}  # fmt: skip
"""The files of a small service and of experiments with it."""


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of a document: its header, and rows with ``KEPT`` where a person writes."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def config_tables() -> dict[str, Table]:
    """The keys of every table of a config, with what they hold and their defaults."""
    header = ("key", "holds", "default", "unit", "meaning")
    return {name: Table(header, tuple(_keys(model))) for name, model in CONFIG_TABLES.items()}


def _keys(model: Any) -> Iterator[tuple[str | None, ...]]:
    hints = typing.get_type_hints(model, include_extras=True)
    if model is whole.Scenario:
        yield "`extends`", "text", "none", KEPT, KEPT
    for name, field in model.model_fields.items():
        if name not in NOT_WRITTEN:
            default = "required" if field.is_required() else _default(field.default)
            yield f"`{field.alias or name}`", _holds(hints[name]), default, KEPT, KEPT


def _holds(hint: Any) -> str:
    for known, words in _NAMED_TYPES:
        if hint == known:
            return words
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _holds(parts[0])
    if origin is typing.Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_holds(part) for part in parts if part is not type(None)))
    if origin is tuple:
        return f"list: {_holds(parts[0])}"
    if isinstance(hint, type) and issubclass(hint, values.Model):
        return "table"
    if getattr(hint, "__origin__", None) is not None and parts:
        inner = _holds(parts[0])
        return "table by name" if inner == "table" else f"table by name: {inner}"
    return "anything"


def _default(value: Any) -> str:
    if isinstance(value, values.Model):
        return "its own defaults"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or (not isinstance(value, int | float) and not len(value)):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    return f"{value:g}" if isinstance(value, int | float) else f"`{value}`"


@functools.cache
def dictionary_tables() -> dict[str, Table]:
    """Files, columns and measures of a results folder, found by writing one."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in WRITTEN.items():
            (Path(scratch) / name).write_text(text, encoding="utf-8")
        service = load_service(Path(scratch) / "desk.toml")
        result = run_option(service, replications=2, jobs=1)
        summary = summary_of(result)
        files = write_results(Path(scratch) / "results", result, summary)
        written = read_results(Path(scratch) / "results")
        printed = {
            "manifest": [read_manifest(Path(scratch) / "results") or {}],
            "story": story_records(tell(written, 0)),
            "story without a case": picks_records(picks(written)),
            "verify": findings_records(verify([oracle for oracle in all_oracles() if oracle.name == WITHOUT_CHANCE])),
        }
        of_experiments = experiment_tables(Path(scratch))
    tables = {f"columns of {name}": _columns(table) for name, table in tables_of(result, summary).items()}
    names = [name for name in files if not name.endswith(".parquet")]
    checks = dict.fromkeys((row["measure"], row["unit"]) for row in check_records(service))
    return (
        tables
        | of_experiments
        | {
            "files": _named("file", names),
            "clocks": Table(("clock", "runs from, to"), tuple((f"`{k}`", words) for k, words in CLOCK_WORDS.items())),
            "clock statistics": Table(("measure", "unit", "meaning"), tuple(_clock_statistics())),
            "measures": Table(("measure", "unit", "given by", "for each", "meaning"), tuple(_measures())),
            "check": Table(("measure", "unit", "meaning"), tuple((f"`{k}`", unit, KEPT) for k, unit in checks)),
            **{name: _named("key", records[0]) for name, records in printed.items()},
            **{f"store: {name}": table for name, table in _store_tables().items()},
        }
    )


def _named(what: str, names: Iterable[str]) -> Table:
    """A table that says in words what each of some names holds."""
    return Table((what, "holds"), tuple((f"`{name}`", KEPT) for name in names if not name.endswith(".parquet")))


def experiment_tables(folder: Path) -> dict[str, Table]:
    """Files and columns that a comparison, a sweep and a search leave behind, and what a store is told to hold."""
    with Store(folder / "store.sqlite") as store:
        means: dict[str, Any] = {"store": store, "running": in_order, "engine": AUTO}
        compared = run_comparison(load_experiment(folder / "options.toml"), **means)
        line, grid = (run_sweep(load_experiment(folder / f"{name}.toml"), **means) for name in ("line", "grid"))
        by = Means(store, in_order, AUTO)
        searched, bought = (
            solve(load_experiment(folder / f"{name}.toml"), by=by, stage=lambda *told: None)
            for name in ("search", "budget")
        )
        runs = run_records(store.runs())
    of_comparison = write_comparison(folder / "compared", compared, where="here", best=True)
    of_sweep = dict.fromkeys(
        name for found in (line, grid) for name in write_sweep(folder / "swept", found, where="here")
    )
    of_search = {
        name
        for place, found in (("bought", bought), ("staffed", searched))
        for name in write_staffing(folder / place, found, where="here")
        if "-" not in name  # the charts of one scenario among several
    }
    manifests = [read_manifest(folder / name) or {} for name in ("compared", "swept", "staffed")]
    tables = {f"compare: {name}": table for name, table in comparison_tables(compared, best=True).items()}
    tables |= {f"sweep: {name}": table for name, table in sweep_tables(line).items()}
    tables["sweep: points"] = _with_stand_ins(tables["sweep: points"], line)
    rows: dict[str, list[dict[str, Any]]] = {}
    for found in (bought, searched):
        rows |= {f"staff: {name}": table for name, table in staffing_tables(found).items()}
    for name in ("staff: plans", "staff: tornado"):
        rows[name] = [_with_levers(row, searched) for row in rows[name]]
    tables |= {name: columns_of_records(table) for name, table in rows.items()}
    return {
        "compare: files": _named("file", of_comparison),
        "sweep: files": _named("file", sorted(of_sweep)),
        "staff: files": _named("file", sorted(of_search)),
        **_report_tables(folder),
        "experiment: manifest": _named("key", dict.fromkeys(key for told in manifests for key in told)),
        "results list": _named("key", runs[0]),
        **{name: _columns(table) for name, table in tables.items() if name not in AS_ELSEWHERE},
    }


def _report_tables(folder: Path) -> dict[str, Table]:
    """Files of a report of a comparison and a search, its manifest, and the sheets of its workbook."""
    material = read_material([folder / "compared", folder / "staffed"])
    files = write_report(folder / "report", material)
    drawn = {name.removesuffix(".png") for name in files if name.endswith(".png")}
    names = (re.sub(r"(-\d+)+", "-N", name) for name in files if name.removesuffix(".svg") not in drawn)
    sheets = [sheet.name for sheet in sheets_of(material) if not sheet.name[-1].isdigit()]  # of one kind the first
    return {
        "report: files": _named("file", sorted(names)),
        "report: manifest": _named("key", read_manifest(folder / "report") or {}),
        "report: sheets": Table(("sheet", "holds"), tuple((f"*{name}*", KEPT) for name in sheets)),
    }


def _with_stand_ins(points: Mapping[str, Any], swept: Response) -> dict[str, Any]:
    """The columns of points.csv with words in the place of what experiments call their settings and figures."""
    (setting,) = (factor.name for factor in factors_of(swept))
    (figure,) = headline_names(swept)
    return {"SETTING" if name == setting else name.replace(figure, "FIGURE"): value for name, value in points.items()}


def _with_levers(row: dict[str, Any], found: StaffingResult) -> dict[str, Any]:
    """A row of plans.csv or tornado.csv with words in the place of what experiments call their roles."""
    (solved,) = found.solved
    called = dict.fromkeys(solved.setup.layout.named(solved.answer.plan), "ROLE DATE")
    return {called.get(name, name): value for name, value in row.items()}


def _store_tables() -> dict[str, Table]:
    """The tables of a store, as its schema has them."""
    held = {"INTEGER": "whole number", "REAL": "number", "TEXT": "text", "BLOB": "packed numbers"}
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(SCHEMA)
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")]
        columns = {name: db.execute(f"PRAGMA table_info({name})").fetchall() for name in names}
    finally:
        db.close()
    header = ("column", "holds", "meaning")
    return {
        name: Table(header, tuple((f"`{column}`", held[kind], KEPT) for _, column, kind, *_ in found))
        for name, found in columns.items()
    }


def _columns(table: Any) -> Table:
    kinds = {"i": "whole number", "f": "number", "M": "moment", "O": "text", "U": "text"}
    rows = ((f"`{name}`", kinds[np.asarray(column).dtype.kind], KEPT) for name, column in table.items())
    return Table(("column", "holds", "meaning"), tuple(rows))


def _of_clocks() -> dict[str, dict[str, Measure]]:
    """Measures of clocks by statistic, and then by clock."""
    found: dict[str, dict[str, Measure]] = {}
    for clock in CLOCK_WORDS:
        for name, measure in MEASURES.items():
            if name.startswith(f"{clock}_"):
                found.setdefault(name.removeprefix(f"{clock}_"), {})[clock] = measure
    return found


def _clock_statistics() -> Iterator[tuple[str, ...]]:
    for statistic, by_clock in _of_clocks().items():
        measure = next(iter(by_clock.values()))
        meaning = measure.meaning.partition(". ")[2]
        few = "" if len(by_clock) == len(CLOCK_WORDS) else f" Only of {', '.join(f'`{clock}`' for clock in by_clock)}."
        yield f"`CLOCK_{statistic}`", measure.unit, meaning + few


def _measures() -> Iterator[tuple[str, ...]]:
    of_clocks = {measure.name for by_clock in _of_clocks().values() for measure in by_clock.values()}
    for name, measure in MEASURES.items():
        if name not in of_clocks:
            by, periods = (", ".join(words) for words in (measure.dimensions, measure.periods))
            yield f"`{name}`", measure.unit, by, periods, measure.meaning


_TABLE = re.compile(r"(<!-- table: (.+?) -->\n\n)((?:\|.*\n)*)")


def regenerated(text: str, tables: dict[str, Table]) -> str:
    """The text with its marked tables made anew.

    Raises
    ------
    ValueError
        If a table is not marked in the text, or one is marked that does not exist.
    """
    marked = [name for _, name, _ in _TABLE.findall(text)]
    if sorted(marked) != sorted(tables):
        raise ValueError(f"tables that differ: {sorted(set(marked) ^ set(tables)) or 'one is there twice'}")
    return _TABLE.sub(lambda found: found[1] + _written(tables[found[2]], found[3]), text)


def _written(table: Table, old: str) -> str:
    kept = {row[0]: row for row in (cells_of(line) for line in old.splitlines())}
    lines = [table.header, ("---",) * len(table.header)]
    for row in table.rows:
        before = kept.get(row[0] or "", ())
        place = len(row) - len(before)
        # A row with fewer cells than it should have (a new column) keeps its last ones.
        lines.append(
            tuple(
                cell if cell is not KEPT else before[at - place] if 0 <= at - place < len(before) else ""
                for at, cell in enumerate(row)
            )
        )
    return "".join(f"| {' | '.join(cell or '' for cell in line)} |\n" for line in lines)


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a line of a table."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split(" | "))


DOCUMENTS = {"config.md": config_tables, "data-dictionary.md": dictionary_tables}

if __name__ == "__main__":
    for document, tables_now in DOCUMENTS.items():
        page = FOLDER / document
        page.write_text(regenerated(page.read_text(encoding="utf-8"), tables_now()), encoding="utf-8")
