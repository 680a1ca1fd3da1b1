"""From a TOML file to a Service: read, lay over what it extends, validate, check, number."""

from pathlib import Path

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.changes import states_of
from sim.scenario.checks import cross_check
from sim.scenario.day_one_csv import check_stock_names, read_stock
from sim.scenario.faults import problems_of
from sim.scenario.read import Raw, read_scenario
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service, build_service


def load_service(path: str | Path) -> Service:
    """Load and check a scenario file.

    Parameters
    ----------
    path
        A TOML file, or the name of a config that comes with the package.

    Returns
    -------
    Service
        The validated states of the scenario by date, deeply frozen, with all names numbered.

    Raises
    ------
    InputFault
        With every problem found, each with file, place, rule and value.
    """
    reading = read_scenario(path)
    file = reading.files[-1]
    raw, texts, problems = _with_day_one_files(reading.raw)
    base = _validated(raw, file, problems)
    if base is None:
        raise InputFault(problems)
    problems += cross_check(base, file)
    for kind in ("waiting", "open"):
        stock = getattr(base.day_one, kind)
        if stock is not None and stock.csv is not None:
            problems += check_stock_names(base, kind, Path(stock.csv).name)
    states, wrong_changes = states_of(raw, base, file)
    problems += wrong_changes
    scenarios = [(0, base)]
    if not wrong_changes:
        for minute, state, name in states[1:]:
            later: list[Problem] = []
            scenario = _validated(state, file, later)
            if scenario is not None:
                later += cross_check(scenario, file)
                scenarios.append((minute, scenario))
            known = {(problem.path, problem.rule) for problem in problems}
            problems += [_from(problem, name) for problem in later if (problem.path, problem.rule) not in known]
    if problems:
        raise InputFault(problems)
    content = "\n".join(f"# {name}\n{text}" for name, text in zip(reading.files, reading.texts, strict=True))
    return build_service(Path(file).stem, reading.files, "\n".join((content, *texts)), scenarios)


def _validated(raw: Raw, file: str, problems: list[Problem]) -> Scenario | None:
    try:
        return Scenario.model_validate(raw)
    except ValidationError as fault:
        problems += problems_of(fault, file, Scenario)
        return None


def _with_day_one_files(raw: Raw) -> tuple[Raw, list[str], list[Problem]]:
    """The raw scenario with the cases of its day-one files, the files' texts, and what is wrong with them."""
    problems: list[Problem] = []
    texts: list[str] = []
    day_one = raw.get("day_one")
    if not isinstance(day_one, dict):
        return raw, texts, problems
    filled = dict(day_one)
    for kind in ("waiting", "open"):
        stock = day_one.get(kind)
        if isinstance(stock, dict) and isinstance(stock.get("csv"), str):
            rows, wrong = read_stock(Path(stock["csv"]))
            problems += wrong
            filled[f"{kind}_cases"] = [] if wrong else rows
            if not wrong:
                texts.append(f"# {Path(stock['csv']).name}\n{Path(stock['csv']).read_text(encoding='utf-8-sig')}")
    return {**raw, "day_one": filled}, texts, problems


def _from(problem: Problem, change: str) -> Problem:
    return Problem(problem.file, f"{change}: {problem.path}", problem.rule, problem.value, problem.suggestion)
