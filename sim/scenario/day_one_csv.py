"""Day-one files: real cases, one a row, in place of a number of cases."""

import csv
import io
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.faults import nearest, problems_of
from sim.scenario.people import StockCase
from sim.scenario.read import Raw, read_text
from sim.scenario.service import Scenario

COLUMNS = tuple(StockCase.model_fields)
NUMBERS = ("days_since_contact", "days_in_activity")


def read_stock(path: Path) -> tuple[list[Raw], list[Problem]]:
    """The rows of a day-one CSV as raw cases, and what is wrong with them.

    Returns
    -------
    tuple
        Rows with empty cells left out, and problems naming the file and the line.
    """
    if not path.is_file():
        return [], [Problem(path.name, "", "there is no such day-one file", str(path))]
    try:
        text = read_text(path)
    except InputFault as fault:
        return [], list(fault.problems)
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[Raw] = []
    problems: list[Problem] = []
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        for name in header:
            if name not in COLUMNS:
                hint = nearest(name, COLUMNS)
                problems.append(Problem(path.name, "line 1", "there is no such column", repr(name), hint))
        for name in ("activity", "days_since_contact"):
            if name not in header:
                problems.append(Problem(path.name, "line 1", f"the column {name!r} is needed"))
        if problems:
            return [], problems
        for row in reader:
            case, wrong = _case(row, path.name, reader.line_num)
            rows.append(case)
            problems += wrong
    except csv.Error as error:
        problems.append(Problem(path.name, f"line {reader.line_num}", f"this is not valid CSV: {error}"))
    return rows, problems


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


def check_stock_names(scenario: Scenario, kind: str, file: str) -> list[Problem]:
    """Problems with names in the parsed cases of ``day_one.waiting`` or ``day_one.open``."""
    known: dict[str, Collection[str]] = {
        "work_type": scenario.work_type,
        "stream": scenario.demand,
        "activity": scenario.activity,
        "team": scenario.team,
        "role": scenario.role,
        "priority": scenario.priority,
    }
    problems = []
    for place, case in enumerate(getattr(scenario.day_one, f"{kind}_cases")):
        for column, names in known.items():
            name = getattr(case, column)
            if name and name not in names:
                rule = f"there is no {column.replace('_', ' ')} of this name"
                # The header is line 1, so the first case stands on line 2.
                problems.append(Problem(file, f"line {place + 2}, {column}", rule, repr(name), nearest(name, names)))
    return problems
