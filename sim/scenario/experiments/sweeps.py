"""Sweeps: the settings that a point has, and the service that they make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sim.errors import InputFault, Problem
from sim.scenario.experiments.factors import plus
from sim.scenario.experiments.put import at, place_of
from sim.scenario.experiments.settings import Settings
from sim.scenario.experiments.tables import Design, Experiment, Factor, Sweep, Value
from sim.scenario.layers import Reading
from sim.scenario.load import service_of
from sim.scenario.overlay import Raw
from sim.scenario.timeline import Service

TELLING = 24
"""Of a factor with more values than this only the ends are tried before the sweep begins."""


def point_design(experiment: Experiment, number: int, values: Sequence[Value]) -> Design:
    """The design of one point of a sweep.

    Parameters
    ----------
    number
        From 1; the design's name is made of it.
    values
        A value for each factor of the sweep, in their order.

    Raises
    ------
    InputFault
        If the values make no valid service; each problem names the point and the setting.
    """
    sweep = experiment.sweep
    reading = experiment.readings.get(experiment.baseline.name)
    if sweep is None or reading is None or len(values) != len(sweep.factors):
        rule = "a point has a value for each factor of a sweep"
        raise InputFault([Problem(experiment.file, f"point {number}", rule)])
    name = f"point-{number:0{max(3, len(str(sweep.number)))}d}"
    made, service = service_at(
        sweep, reading, values, file=experiment.file, what=name, place=lambda dotted: f"{name}: {dotted}".rstrip(": ")
    )
    label = ", ".join(f"{factor.label} {_said(value)}" for factor, value in zip(sweep.factors, values, strict=True))
    return Design(
        name=name,
        label=label,
        scenario="",
        against=experiment.baseline.name,
        service=replace(service, name=name),
        files=made.files,
        settings=tuple((factor.name, value) for factor, value in zip(sweep.factors, values, strict=True)),
    )


def service_at(
    sweep: Sweep, reading: Reading, values: Sequence[Value], *, file: str, what: str, place: Callable[[str], str]
) -> tuple[Reading, Service]:
    """The baseline's files with a point's settings laid over them, and their service; InputFault as above."""
    dotted = {
        setting: plus(value, offset)
        for factor, value in zip(sweep.factors, values, strict=True)
        for setting, offset in zip(factor.settings, factor.offsets, strict=True)
    }
    settings = Settings(dotted, sweep.from_, what, file, place)
    made = settings.laid_over(reading)
    try:
        return made, service_of(made)
    except InputFault as fault:
        raise InputFault(list(dict.fromkeys(map(settings.told, fault.problems)))) from None


def sweep_problems(sweep: Sweep, reading: Reading, places: Mapping[str, str], file: str) -> list[Problem]:
    """What is wrong with the factors' settings and values: each is tried with the first value of the others.

    Parameters
    ----------
    places
        Where each factor stands in the experiment's file, by its name.
    """
    by_setting = {setting: places[factor.name] for factor in sweep.factors for setting in factor.settings}
    first = sweep.points[0] if sweep.points else tuple(factor.low or 0 for factor in sweep.factors)
    tried: dict[tuple[Value, ...], None] = {tuple(first): None}
    for position, factor in enumerate(sweep.factors):
        for value in _telling(factor, [point[position] for point in sweep.points]):
            tried[*first[:position], value, *first[position + 1 :]] = None
    problems: list[Problem] = []
    for values in tried:

        def place(dotted: str) -> str:
            path = by_setting.get(dotted, "sweep")
            return path if f'"{dotted}"' in path or not dotted else f'{path}: "{dotted}"'

        try:
            service_at(sweep, reading, values, file=file, what="the sweep", place=place)
        except InputFault as fault:
            problems += [problem for problem in fault.problems if problem not in problems]
    return problems


def _telling(factor: Factor, given: list[Value]) -> list[Value]:
    """The values of a factor that are worth trying."""
    if factor.low is not None and factor.high is not None:
        return [factor.low, factor.high]
    values = list(dict.fromkeys(factor.values or given))
    numbers = sorted(value for value in values if not isinstance(value, str))
    return values if len(values) <= TELLING or len(numbers) < len(values) else [numbers[0], numbers[-1]]


def with_label(factor: Factor, raw: Raw) -> Factor:
    """The factor with a label for people, made of its settings' names if it has none."""
    if factor.label:
        return factor
    dotted = factor.settings[0]
    return replace(factor, label=_words(dotted, raw) if factor.name in factor.settings else factor.name)


def _words(dotted: str, raw: Raw) -> str:
    place = [str(part) for part in place_of(dotted)]
    if len(place) == 4 and (place[0], place[2]) == ("team", "posts"):
        return f"{_named('role', place[3], raw)}, {_named('team', place[1], raw)}"
    if len(place) > 2 and isinstance(at(raw, place[:2]), dict):
        return f"{_named(place[0], place[1], raw)}: {' '.join(place[2:]).replace('_', ' ')}"
    return " ".join(place).replace("_", " ")


def _named(table: str, name: str, raw: Raw) -> str:
    label = at(raw, (table, name, "label"))
    return label if isinstance(label, str) and label else name.replace("_", " ")


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
