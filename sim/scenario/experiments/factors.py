"""The factors of a sweep and the points they make."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.conflicts import meet
from sim.scenario.experiments.file import MOST_POINTS, FactorFile, RangeFile, SweepFile
from sim.scenario.experiments.put import place_of
from sim.scenario.experiments.tables import Factor, Sweep, Value
from sim.scenario.faults import nearest, problems_of, short

RANGE = frozenset({"from", "to", "step"})

Entry = tuple[str, FactorFile]
"""A factor as written, with its place in the file."""


def grid_points(sweep: Sweep) -> tuple[tuple[Value, ...], ...]:
    """The points of a grid (the last factor changes fastest) or a list: a value for each factor, in their order."""
    if sweep.method == "grid":
        return tuple(product(*(factor.values for factor in sweep.factors)))
    return sweep.points


def sweep_of(written: SweepFile, file: str) -> tuple[Sweep | None, dict[str, str], list[Problem]]:
    """The sweep that a file asks for, where each factor stands in it by name, and what is wrong."""
    entries, problems = _entries(written, file)
    for path, entry in entries:
        problems += _shape(written, path, entry, file)
    problems += _whole_shape(written, entries, file)
    factors = []
    for path, entry in entries:
        values, wrong = _values(entry, path, file)
        problems += wrong
        settings = tuple(entry.settings)
        offsets = tuple(entry.offsets) or (0,) * len(settings)
        if any(offsets) and any(isinstance(value, str | bool) for value in values):
            problems.append(Problem(file, f"{path}.offsets", "offsets go with numbers only"))
        factors.append(Factor(entry.name, entry.label, settings, offsets, values, entry.low, entry.high, entry.whole))
    problems += _repeats(entries, file)
    points, wrong = _listed(written, tuple(factor.name for factor in factors), file)
    problems += wrong
    number = written.points or len(points)
    if written.method == "grid":
        number = prod(len(factor.values) for factor in factors)
    if number > MOST_POINTS:
        rule = f"this makes {number:,} points; a sweep may have {MOST_POINTS:,}"
        problems.append(Problem(file, "sweep", rule, "", "Give fewer values, or draw points: latin_hypercube."))
    if problems:
        return None, {}, problems
    sweep = Sweep(written.method, tuple(factors), points, number, written.from_)
    sweep = replace(sweep, points=grid_points(sweep))
    return sweep, {entry.name: path for path, entry in entries}, []


def _entries(written: SweepFile, file: str) -> tuple[list[Entry], list[Problem]]:
    """The factors in both forms, the short one first."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for dotted, given in _short_form(dict(written.grid)):
        path = f'sweep.grid."{dotted}"'
        kind = "values" if isinstance(given, list) else "range"
        if not isinstance(given, list | dict):
            rule = "a list of values is wanted, or a range { from = 4, to = 8, step = 2 }"
            problems.append(Problem(file, path, rule, short(given)))
            continue
        entry, wrong = _in_short({"name": dotted, "settings": [dotted], kind: given}, path, file)
        entries += [(path, entry)] if entry else []
        problems += wrong
    entries += [(f"sweep.factor[{place}]", entry) for place, entry in enumerate(written.factor)]
    if written.method == "list" and not entries and written.point:
        for dotted in dict.fromkeys(name for point in written.point for name, _ in _short_form(dict(point))):
            path = f'sweep.point[0]."{dotted}"'
            entry, wrong = _in_short({"name": dotted, "settings": [dotted]}, path, file)
            entries += [(path, entry)] if entry else []
            problems += wrong
    return entries, problems


def _in_short(raw: dict[str, Any], path: str, file: str) -> tuple[FactorFile | None, list[Problem]]:
    """A factor of one setting, and what is wrong with it."""
    try:
        return FactorFile.model_validate(raw), []
    except ValidationError as fault:
        problems = []
        for problem in problems_of(fault, file, FactorFile):
            head = next(
                (name for name in ("values", "range", "settings[0]", "name") if problem.path.startswith(name)), ""
            )
            problems.append(replace(problem, path=path + problem.path.removeprefix(head)))
        return None, list(dict.fromkeys(problems))


def _short_form(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted names and values, where names may be written as tables in tables."""
    for name, value in table.items():
        here = f"{above}.{name}" if above else name
        # What has any key of a range is meant as one, unless something stands in it that only a table of names holds.
        if isinstance(value, dict) and value and not (RANGE & value.keys() and "." in here):
            yield from _short_form(value, here)
        else:
            yield here, value


def _shape(written: SweepFile, path: str, entry: FactorFile, file: str) -> list[Problem]:
    """What a factor lacks, or has too much, for the method of its sweep."""
    given = {name for name in ("values", "range", "low", "high") if getattr(entry, name) is not None}
    method = written.method
    if method == "grid" and len(given & {"values", "range"}) != 1:
        return [Problem(file, path, "a factor of a grid has either values or a range")]
    if method == "latin_hypercube" and not {"low", "high"} <= given:
        return [Problem(file, path, "a factor of a Latin hypercube has low and high")]
    wanted = {"grid": {"values", "range"}, "latin_hypercube": {"low", "high"}, "list": set()}[method]
    problems = [Problem(file, f"{path}.{name}", f"{name} does not go with {method}") for name in sorted(given - wanted)]
    if entry.whole and method != "latin_hypercube":
        problems.append(Problem(file, f"{path}.whole", f"whole does not go with {method}"))
    if entry.low is not None and entry.high is not None and method == "latin_hypercube":
        if entry.low >= entry.high:
            rule = f"high ({entry.high:g}) must be above low ({entry.low:g})"
            problems.append(Problem(file, f"{path}.high", rule))
        for name in ("low", "high"):
            if entry.whole and getattr(entry, name) % 1:
                rule = "a whole number is wanted, as whole = true"
                problems.append(Problem(file, f"{path}.{name}", rule, f"{getattr(entry, name):g}"))
    return problems


def _whole_shape(written: SweepFile, entries: list[Entry], file: str) -> list[Problem]:
    """What the sweep lacks, or has too much, for its method."""
    method = written.method
    problems = []
    surplus = {
        "grid": (method != "grid" and bool(written.grid)),
        "point": (method != "list" and bool(written.point)),
        "points": (method != "latin_hypercube" and written.points is not None),
    }
    for name in (name for name, there in surplus.items() if there):
        goes = {"grid": "grid", "point": "list", "points": "latin_hypercube"}[name]
        rule = f"{name} goes with the method {goes}, and this is {method}"
        problems.append(Problem(file, f"sweep.{name}", rule))
    if method == "latin_hypercube" and written.points is None:
        problems.append(Problem(file, "sweep.points", "this setting is needed", "", "Write points = 40."))
    if method == "list" and not written.point:
        hint = "Write [[sweep.point]] with a value for each factor."
        problems.append(Problem(file, "sweep.point", "a list needs at least one point", "", hint))
    elif not entries and not written.grid:
        hint = "Write [[sweep.factor]]" + (", or [sweep.grid]" if method == "grid" else "") + "."
        problems.append(Problem(file, "sweep", "at least one factor is needed", "", hint))
    return problems


def _values(entry: FactorFile, path: str, file: str) -> tuple[tuple[Value, ...], list[Problem]]:
    """The values that a factor takes in a grid."""
    if entry.range is not None and entry.values is None:
        return _steps(entry.range, f"{path}.range" if "factor" in path else path, file)
    values = entry.values or ()
    counts = Counter((type(value) is bool, value) for value in values)
    twice = [value for (_, value), count in counts.items() if count > 1]
    where = f"{path}.values" if "factor" in path else path
    return values, [Problem(file, where, "a value is given once", short(value)) for value in twice]


def _steps(given: RangeFile, path: str, file: str) -> tuple[tuple[Value, ...], list[Problem]]:
    """The numbers of a range, exact to the last written digit; whole numbers stay whole."""
    if (given.to - given.from_) / given.step > MOST_POINTS:
        return (), [Problem(file, path, f"this makes more than {MOST_POINTS:,} values", "", "Take a larger step.")]
    first, last, step = (Decimal(str(number)) for number in (given.from_, given.to, given.step))
    whole = isinstance(given.from_, int) and isinstance(given.step, int)
    steps = range(int((last - first) / step) + 1)
    return tuple(int(first + n * step) if whole else float(first + n * step) for n in steps), []


def _repeats(entries: list[Entry], file: str) -> list[Problem]:
    """Factors of one name, and settings that two factors set."""
    problems = []
    names = Counter(entry.name for _, entry in entries)
    for path, entry in entries:
        if names[entry.name] > 1:
            names[entry.name] = 0
            problems.append(Problem(file, path, "two factors have this name", repr(entry.name)))
    settings = [(path, setting) for path, entry in entries for setting in entry.settings]
    for (_, one), (path, other) in combinations(settings, 2):
        if meet(tuple(map(str, place_of(one))), tuple(map(str, place_of(other)))):
            rule = "a setting is varied once"
            problems.append(Problem(file, path, rule, repr(other), "" if one == other else f"There is {one!r}, too."))
    return problems


def _listed(
    written: SweepFile, names: tuple[str, ...], file: str
) -> tuple[tuple[tuple[Value, ...], ...], list[Problem]]:
    """The points of a list: a value for each factor, by its name."""
    points: list[tuple[Value, ...]] = []
    problems: list[Problem] = []
    for place, point in enumerate(written.point if written.method == "list" else ()):
        given = dict(_short_form(dict(point)))
        path = f"sweep.point[{place}]"
        for name, value in given.items():
            where = f'{path}."{name}"' if "." in name else f"{path}.{name}"
            if name not in names:
                problems.append(Problem(file, where, "there is no factor of this name", "", nearest(name, names)))
            elif not isinstance(value, str | bool | int | float):
                rule = "a number, a text or true or false is wanted"
                problems.append(Problem(file, where, rule, short(value)))
            elif isinstance(value, float) and not abs(value) < float("inf"):
                problems.append(Problem(file, where, "a number below a million million is wanted"))
        for name in (name for name in names if name not in given):
            problems.append(Problem(file, path, "a point has a value for each factor", "", f"Add {name!r}."))
        if not problems:
            points.append(tuple(given[name] for name in names))
    for twice in (made for made, count in Counter(points).items() if count > 1):
        value = ", ".join(map(short, twice))
        problems.append(Problem(file, "sweep.point", "a point is given once", value))
    return tuple(points), problems


def plus(value: Value, offset: float) -> Value:
    """A factor's value with what one of its settings has beyond it; exact to the last written digit."""
    if not offset or isinstance(value, str | bool):
        return value
    if isinstance(value, int) and isinstance(offset, int):
        return value + offset
    return float(Decimal(str(value)) + Decimal(str(offset)))
