"""What a sweep's tables and charts call things: settings, figures in their units, targets, and the marks they earn."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TypeGuard

from sim.experiment.headline import Headline
from sim.experiment.sweep import Point, Response
from sim.measures import Summary
from sim.measures.registry import CLOCK_WORDS, within_name, within_working_days_name
from sim.report.figures import Shown, number, shown_in
from sim.scenario import Service
from sim.scenario.experiments import Factor, Value
from sim.scenario.service import Scenario, Target
from sim.scenario.timeline import minute_of

ALL_TARGETS, CLOCK_TARGETS = "**", "*"
"""Marks of points at which all targets hold on average, and those of the first headline's clock."""


def shown(response: Response, place: int) -> Shown:
    """How the values of a headline are shown, the same way at every point."""
    rows = (response.baseline, *response.points)
    return shown_in(response.headlines[place].unit, [row.figures[place].mean for row in rows])


def value_text(value: Value) -> str:
    """A value of a setting as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.6g}"
    return value


def text_of(value: Value) -> str:
    """A value of a setting as it is written in a file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_number(value: Value | None) -> TypeGuard[float]:
    """Whether a value has a place on a scale."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def values_of(response: Response, place: int) -> list[Value]:
    """The value of a factor at each point."""
    return [point.settings[place][1] for point in response.points]


def factors_of(response: Response) -> tuple[Factor, ...]:
    """The factors of the sweep, in order."""
    assert response.experiment.sweep is not None, "a response is that of a sweep"
    return response.experiment.sweep.factors


def settings_text(point: Point) -> str:
    """The values at a point, in the factors' order."""
    return ", ".join(value_text(value) for _, value in point.settings)


def baseline_values(response: Response) -> tuple[Value | None, ...]:
    """What each factor is in the baseline, on the day from which the sweep sets it; None where it is no such value."""
    sweep, service = response.experiment.sweep, response.baseline.design.service
    assert sweep is not None, "a response is that of a sweep"
    start = 0 if sweep.from_ is None else minute_of(service.start_date, sweep.from_)
    scenario = service.epoch_at(start).scenario
    return tuple(_value_now(scenario, factor) for factor in sweep.factors)


def _value_now(scenario: Scenario, factor: Factor) -> Value | None:
    """The value at which every setting of a factor is what the scenario has; None if there is none."""
    found = set()
    for setting, offset in zip(factor.settings, factor.offsets or (0.0,) * len(factor.settings), strict=True):
        value = _setting_now(scenario, setting)
        found.add(value - offset if is_number(value) and offset else value)
    return found.pop() if len(found) == 1 else None


def _setting_now(scenario: Scenario, setting: str) -> Value | None:
    here: object = scenario
    for part in setting.split("."):
        here = here.get(part) if isinstance(here, Mapping) else getattr(here, part, getattr(here, f"{part}_", None))
    for name in ("value", "number"):
        here = getattr(here, name, here)
    return here if isinstance(here, str | bool | int | float) else None


# --- Targets


def headline_targets(headline: Headline, service: Service) -> tuple[Target, ...]:
    """The targets that a headline speaks to: its own, those of the same limit, or those of its clock."""
    targets = tuple(service.base.target)
    if headline.ref.measure.startswith("target_"):
        return tuple(target for target in targets if target.label == headline.ref.activity)
    clock = clock_of(headline)
    of_clock = tuple(target for target in targets if target.clock == clock)
    if "_within_" in headline.ref.measure:
        return tuple(target for target in of_clock if _within(target) == headline.ref.measure)
    return of_clock


def clock_of(headline: Headline) -> str:
    """The clock that a headline is read from; empty if from none."""
    return next((clock for clock in CLOCK_WORDS if headline.ref.measure.startswith(f"{clock}_")), "")


def _within(target: Target) -> str:
    if target.working_days is not None:
        return within_working_days_name(target.clock, round(target.working_days.value))
    return within_name(target.clock, target.minutes)


def level_of(headline: Headline, service: Service) -> Target | None:
    """The target whose share is a level of the headline itself; None if there is none, or several differ."""
    measure = headline.ref.measure
    if not (measure == "target_share" or "_within_" in measure):
        return None
    found = headline_targets(headline, service)
    return found[0] if len({target.share.value for target in found}) == 1 else None


def mark_of(response: Response, point: Point) -> str:
    """Two stars where all targets hold on average, one where those of the first headline's clock do."""
    if point.meets_all:
        return ALL_TARGETS
    wanted = {target.label for target in headline_targets(response.headlines[0], response.baseline.design.service)}
    rows = [row for row in point.targets if row.label in wanted]
    return CLOCK_TARGETS if rows and all(row.met_on_average for row in rows) else ""


def marks_told(response: Response) -> Iterator[str]:
    """What the marks mean, for those that some point has."""
    marks = {mark_of(response, point) for point in response.points}
    if CLOCK_TARGETS in marks:
        targets = headline_targets(response.headlines[0], response.baseline.design.service)
        clock = clock_of(response.headlines[0])
        only = f'"{targets[0].label}" holds' if len(targets) == 1 else f"the targets for {CLOCK_WORDS[clock]} hold"
        yield f"{CLOCK_TARGETS} {only} on average"
    if ALL_TARGETS in marks:
        yield f"{ALL_TARGETS} all targets hold on average"


def futures_text(share: Summary) -> str:
    """The share of futures in which targets are met, as a percentage."""
    return f"{number(100 * share.mean, 0)} %" if isfinite(share.mean) else "-"


def counted(many: int, noun: str) -> str:
    """A number with its noun."""
    return f"{many:,} {noun}{'' if many == 1 else 's'}"
