"""From a TOML file to a Service: read, lay over what it extends, validate, check, number."""

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.changes import kept_from, states_of
from sim.scenario.checks import cross_check
from sim.scenario.day_one_csv import StockFile, check_stock_names, read_stock
from sim.scenario.faults import problems_of
from sim.scenario.origin import in_its_file, without_repeats
from sim.scenario.parts import validated
from sim.scenario.read import Raw, Reading, order_of_changes, read_scenario
from sim.scenario.salvage import further_problems
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
    return service_of(read_scenario(path))


def service_of(reading: Reading) -> Service:
    """The service that a file, read with all that it extends, describes; InputFault as above."""
    file = reading.files[-1]
    problems: list[Problem] = []
    for name, own in zip(reading.files, reading.raws, strict=True):
        problems += order_of_changes(own, name)
    raw, stocks, wrong_rows = _with_day_one_files(reading.raw, file)
    scenarios, wrong = _states(raw, file)
    problems += wrong_rows + wrong
    if scenarios:
        for kind, stock in stocks.items():
            problems += check_stock_names(scenarios[0][1], kind, stock)
    if problems:
        raise InputFault(without_repeats([in_its_file(problem, reading) for problem in problems]))
    written = zip(reading.files, reading.texts, strict=True)
    texts = (*written, *((stock.name, stock.text) for stock in stocks.values()))
    return build_service(Path(file).stem, reading.files, texts, scenarios)


def _states(raw: Raw, file: str) -> tuple[list[tuple[int, Scenario]], list[Problem]]:
    """The scenario from the start and from each dated change on, and what is wrong with any of them."""
    base, problems = _validated(raw, file)
    if base is None:
        return [], problems
    problems += cross_check(base, file)
    scenarios = [(0, base)]
    if any(problem.path.startswith("clock.") for problem in problems):
        return scenarios, problems  # no date can be judged
    states, wrong_changes = states_of(raw, base, file)
    problems += wrong_changes
    if wrong_changes:
        return scenarios, problems
    known = {(problem.path, problem.rule) for problem in problems}
    for minute, state, name in states[1:]:
        scenario, later = _validated(state, file)
        if scenario is not None:
            later += cross_check(scenario, file) + kept_from(base, scenarios[-1][1], scenario, file)
            scenarios.append((minute, scenario))
        new = [problem for problem in later if (problem.path, problem.rule) not in known]
        problems += [replace(problem, path=f"{name}: {problem.path}") for problem in new]
        known |= {(problem.path, problem.rule) for problem in new}
    return scenarios, problems


def _validated(raw: Raw, file: str) -> tuple[Scenario | None, list[Problem]]:
    try:
        return validated(raw), []
    except ValidationError as fault:
        told = problems_of(fault, file, Scenario)
        places = {problem.path for problem in told}
        return None, told + [more for more in further_problems(raw, fault, file) if more.path not in places]


def _with_day_one_files(raw: Raw, file: str) -> tuple[Raw, dict[str, StockFile], list[Problem]]:
    """The raw scenario with the cases of its day-one files, the files by kind of stock, and what is wrong with them."""
    problems: list[Problem] = []
    stocks: dict[str, StockFile] = {}
    day_one = raw.get("day_one")
    if not isinstance(day_one, dict):
        return raw, stocks, problems
    filled = dict(day_one)
    for kind in ("waiting", "open"):
        if f"{kind}_cases" in day_one:
            hint = f"Name a file of cases as day_one.{kind}.csv."
            problems.append(Problem(file, f"day_one.{kind}_cases", "there is no such setting", suggestion=hint))
            del filled[f"{kind}_cases"]
        stock = day_one.get(kind)
        if isinstance(stock, dict) and isinstance(stock.get("csv"), str):
            stocks[kind], wrong = read_stock(Path(stock["csv"]))
            problems += wrong
            filled[f"{kind}_cases"] = [] if wrong else stocks[kind].rows
    return {**raw, "day_one": filled}, stocks, problems
