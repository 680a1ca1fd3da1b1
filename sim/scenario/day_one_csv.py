"""Day-one files: real cases, one a row, in place of a number of cases."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.faults import nearest, problems_of
from sim.scenario.limits import A_CENTURY
from sim.scenario.read import Raw, read_text
from sim.scenario.service import Scenario
from sim.scenario.stock import StockCase

COLUMNS = tuple(StockCase.model_fields)
NUMBERS = ("days_since_contact", "days_in_activity")


@dataclass(frozen=True, slots=True)
class StockFile:
    """A day-one file: its raw cases with empty cells left out, the line of each, and its text."""

    name: str
    rows: list[Raw]
    lines: list[int]
    text: str


def read_stock(path: Path) -> tuple[StockFile, list[Problem]]:
    """The raw cases of a day-one CSV, and what is wrong with them, by line."""
    try:
        if not path.is_file():
            missing = Problem(path.name, "", f"there is no such day-one file in {path.parent.resolve()}")
            return StockFile(path.name, [], [], ""), [missing]
        text = read_text(path)
    except InputFault as fault:
        return StockFile(path.name, [], [], ""), list(fault.problems)
    except (OSError, ValueError) as error:
        return StockFile(path.name, [], [], ""), [Problem(path.name, "", f"the file cannot be read: {error}")]
    stock = StockFile(path.name, [], [], text)
    # newline="" leaves the ends of lines to the CSV reader, as it wants.
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        problems = _wrong_header(header, path.name)
        for row in reader if not problems else ():
            case, wrong = _case(row, path.name, reader.line_num)
            stock.rows.append(case)
            stock.lines.append(reader.line_num)
            problems += wrong
    except csv.Error as error:
        # A quotation mark that is never closed runs to the end; what is told is where its row begins.
        line = max(reader.line_num, stock.lines[-1] + 1 if stock.lines else 2)
        problems = [Problem(path.name, f"line {line}", f"this is not valid CSV: {error}")]
    return stock, problems


def _wrong_header(header: list[str], file: str) -> list[Problem]:
    problems = []
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            problems.append(Problem(file, "line 1", "there is no such column", repr(name), nearest(name, COLUMNS)))
        if header.count(name) > 1:
            problems.append(Problem(file, "line 1", "this column is there more than once", repr(name)))
    for name in ("activity", "days_since_contact"):
        if name not in header:
            problems.append(Problem(file, "line 1", f"the column {name!r} is needed"))
    return problems


def _case(row: dict[str, str | None], file: str, line: int) -> tuple[Raw, list[Problem]]:
    problems = []
    if None in row or None in row.values():
        return {}, [Problem(file, f"line {line}", "the row has more or fewer cells than the header")]
    case: Raw = {name: (cell or "").strip() for name, cell in row.items() if (cell or "").strip()}
    for name in NUMBERS:
        if name in case:
            try:
                case[name] = float(case[name])
            except ValueError:
                problems.append(Problem(file, f"line {line}, {name}", "a number of days is wanted", repr(case[name])))
            else:
                if case[name] > A_CENTURY:
                    rule = f"must be at most {A_CENTURY:,} days"
                    problems.append(Problem(file, f"line {line}, {name}", rule, f"{case[name]:g}"))
    if problems:
        return case, problems
    try:
        checked = StockCase.model_validate(case)
    except ValidationError as fault:
        wrong = problems_of(fault, file, StockCase)
        return case, [Problem(file, f"line {line}, {p.path}", p.rule, p.value, p.suggestion) for p in wrong]
    if checked.days_in_activity > checked.days_since_contact:
        rule = "days_in_activity may not be above days_since_contact"
        problems.append(Problem(file, f"line {line}", rule, f"{checked.days_in_activity:g}"))
    if not checked.work_type and not checked.stream:
        problems.append(Problem(file, f"line {line}", "give the case a work_type or a stream"))
    return case, problems


def check_stock_names(scenario: Scenario, kind: str, stock: StockFile) -> list[Problem]:
    """Problems with names in the cases of ``day_one.waiting`` or ``day_one.open``, read from a file."""
    known: dict[str, Collection[str]] = {
        "work_type": scenario.work_type,
        "stream": scenario.demand,
        "activity": scenario.activity,
        "team": scenario.team,
        "role": scenario.role,
        "priority": scenario.priority,
    }
    problems = []
    cases: tuple[StockCase, ...] = getattr(scenario.day_one, f"{kind}_cases")
    for line, case in zip(stock.lines if cases else (), cases, strict=True):
        for column, names in known.items():
            name = getattr(case, column)
            if name and name not in names:
                rule = f"there is no {column.replace('_', ' ')} of this name"
                place = f"line {line}, {column}"
                problems.append(Problem(stock.name, place, rule, repr(name), nearest(name, names)))
    return problems
