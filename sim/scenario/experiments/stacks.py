"""What an option or a demand scenario lays over the baseline, and the designs that come of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.conflicts import changed_again, conflicts, dated, leaves
from sim.scenario.experiments.settings import Settings
from sim.scenario.experiments.tables import Design
from sim.scenario.faults import problems_of
from sim.scenario.layers import Layer, Reading, beyond, joined, laid
from sim.scenario.load import service_of
from sim.scenario.names import known
from sim.scenario.option_sheet import OptionSheet
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service
from sim.scenario.values import Model

NO_CHANGE = "No change"
"""What people call a baseline."""


@dataclass(frozen=True, slots=True)
class Base:
    """The baseline of an experiment: its files and settings merged, and the service they describe."""

    reading: Reading
    service: Service
    file: str

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its files, from the root down."""
        return self.reading.layers


@dataclass(frozen=True, slots=True)
class Stack:
    """What is laid over the baseline: the files that the baseline has not, and settings.

    ``path`` is where the experiment names it, and ``kind`` what it is, in words. ``sheets`` are those of ``layers``
    whose sheets count.
    """

    name: str
    label: str
    kind: str
    path: str
    layers: tuple[Layer, ...] = ()
    sheets: tuple[Layer, ...] = ()
    settings: Settings | None = None

    @property
    def what(self) -> str:
        """The stack, in words."""
        return f"{self.kind} {self.name!r}"


class _Sheet(Model):
    """The part of a config that is its sheet."""

    option: OptionSheet


def own_part(chain: Sequence[Layer], base: Sequence[Layer], *, name: str, file: str, path: str) -> tuple[Layer, ...]:
    """The files of a chain that the baseline has not.

    Raises
    ------
    InputFault
        If there are none, or the two have no file in common.
    """
    own = beyond(chain, base)
    if not own:
        rule = "this is the baseline, or a part of it, so there would be nothing to compare"
        raise InputFault([Problem(file, path, rule, repr(name))])
    if len(own) == len(chain):
        rule = f"this extends another root: it is laid over {chain[0].file}, and the baseline over {base[0].file}"
        hint = f"Write extends = {base[0].file!r} at its top." if len(chain) == 1 else ""
        raise InputFault([Problem(file, path, rule, repr(name), hint)])
    return own


def label_of(layers: Sequence[Layer]) -> str:
    """The label of the topmost sheet, or the topmost title."""
    for layer in reversed(layers):
        sheet = layer.raw.get("option")
        label = sheet.get("label") if isinstance(sheet, dict) else None
        title = label or layer.raw.get("title")
        if isinstance(title, str) and title:
            return title
    return ""


def with_sheets(top: Layer, own: Sequence[Layer]) -> tuple[Layer, ...]:
    """The file with the sheet of an option: itself, or, if it has none, those that it extends, likewise."""
    if "option" in top.raw:
        return (top,)
    below = [layer for path in top.extends for layer in own if layer.path == path]
    return joined([with_sheets(layer, own) for layer in below])


def beside_one_another(
    parts: Sequence[tuple[Layer, ...]], settled: Layer | None, *, file: str, path: str
) -> list[Problem]:
    """What files laid over the baseline together set to different values."""
    problems: list[Problem] = []
    for one, other in combinations(parts, 2):
        hint = "Set it here with set, or in a file that extends both."
        sides = beyond(one, other), beyond(other, one)
        problems += conflicts(*sides, settled, file=file, path=path, hint=hint)
    return problems


def undone_by_baseline(chain: Sequence[Layer], own: Sequence[Layer], base: Base, stack: Stack) -> list[Problem]:
    """Settings of a stack that the baseline changes again later, in a file that the stack does not extend."""
    problems = []
    first = {leaf: None for layer in own for leaf, _ in leaves(layer.raw)}
    dates = {given.leaf: given.date for given in sorted(dated(own), key=lambda given: str(given.date), reverse=True)}
    for leaf, date in {**dates, **first}.items():
        again = changed_again(base.reading, leaf, date, chain)
        if again is not None:
            setting = ".".join(leaf)
            rule = (
                f"the baseline changes {setting!r} again on {again.date} ({again.file}), so {stack.what} would not hold"
            )
            hint = f"Let its file extend {again.file!r}."
            problems.append(Problem(base.file, stack.path, rule, "", hint))
    return problems


def sheets_of(layers: Sequence[Layer], scenario: Scenario | None) -> tuple[tuple[OptionSheet, ...], list[Problem]]:
    """The sheets of files, from the root down, and what is wrong with them."""
    sheets, problems = [], []
    for layer in (layer for layer in layers if "option" in layer.raw):
        try:
            sheet = _Sheet.model_validate({"option": layer.raw["option"]}).option
        except ValidationError as fault:
            problems += problems_of(fault, layer.file, _Sheet)
            continue
        sheets.append(sheet)
        for name in ("one_off_gbp", "yearly_gbp"):
            source = getattr(sheet, name).source
            if scenario is None:
                continue
            for found in known(f"option.{name}.source", [source] if source else (), scenario.source, "source"):
                problems.append(Problem(layer.file, *found))
    return tuple(sheets), problems


def baseline_under(base: Base, scenario: Stack | None, name: str) -> tuple[Design, Base]:
    """The baseline under a demand scenario, as a design and as what options are laid over.

    Raises
    ------
    InputFault
        If the service of the two has problems.
    """
    if scenario is None:
        return Design(name, NO_CHANGE, "", "", base.service, base.reading.files), base
    own = f"{name}@{scenario.name}"
    reading = laid((*base.layers, *scenario.layers))
    service = base.service if not scenario.layers else _built(reading, base, (scenario,))
    service = replace(service, name=own)
    design = Design(own, NO_CHANGE, scenario.name, "", service, reading.files, scenario_label=scenario.label)
    return design, Base(reading, service, base.file)


def option_under(option: Stack, base: Base, scenario: Stack | None, baseline: Design) -> Design:
    """An option laid over the baseline under a demand scenario.

    Raises
    ------
    InputFault
        If the two set the same thing to different values, or their service has problems.
    """
    name = f"{option.name}@{scenario.name}" if scenario else option.name
    own = option.layers
    if scenario is not None:
        own = beyond(own, scenario.layers)
        _fits_scenario(option, own, scenario, base)
    reading = _with_settings(laid((*base.layers, *own)), option, base)
    service = replace(_built(reading, base, (option,)), name=name)
    counted = beyond(option.sheets, scenario.layers) if scenario else option.sheets
    sheets, wrong = sheets_of(counted, service.base)
    if wrong:
        raise InputFault(wrong)
    return Design(
        name=name,
        label=option.label,
        scenario=baseline.scenario,
        against=baseline.name,
        service=service,
        files=reading.files,
        sheets=sheets,
        scenario_label=baseline.scenario_label,
    )


def _with_settings(reading: Reading, option: Stack, base: Base) -> Reading:
    if option.settings is None:
        return reading
    try:
        return option.settings.laid_over(reading)
    except InputFault as fault:
        problems = list(fault.problems)
    if option.layers:
        try:
            _built(reading, base, (replace(option, settings=None),))
        except InputFault as fault:
            # What is wrong in its files comes first: the settings may be wrong because of it.
            problems = [*fault.problems, *problems]
    raise InputFault(problems)


def _fits_scenario(option: Stack, own: tuple[Layer, ...], scenario: Stack, base: Base) -> None:
    if not own and option.settings is None:
        rule = f"this is {scenario.what}, or a part of it, so there would be nothing to compare"
        raise InputFault([Problem(base.file, option.path, rule, repr(option.name))])
    settled = option.settings.as_written() if option.settings else None
    hint = f"So {option.what} cannot be tried under {scenario.what}."
    others = beyond(scenario.layers, option.layers)
    problems = conflicts(others, own, settled, file=base.file, path=option.path, hint=hint)
    if problems:
        raise InputFault(problems)


def _built(reading: Reading, base: Base, stacks: Sequence[Stack]) -> Service:
    """The service of a reading, with its problems told of what was laid over the baseline."""
    try:
        service = service_of(reading)
    except InputFault as fault:
        raise InputFault([problem for told in fault.problems for problem in _told(told, stacks)]) from None
    if _period(service) != _period(base.service):
        files = [layer.file for stack in stacks for layer in stack.layers if "clock" in layer.raw]
        rule = "all designs of an experiment have one start, one end and one warm-up: those of the baseline"
        hint = "Take it out here. The years of an experiment are set in its own file."
        raise InputFault([Problem(files[-1] if files else base.file, "clock", rule, "", hint)])
    return service


def _told(problem: Problem, stacks: Sequence[Stack]) -> Iterator[Problem]:
    *_, top = stacks
    if problem.file in {layer.file for stack in stacks for layer in stack.layers}:
        yield problem
    elif top.settings is not None:
        yield top.settings.told(problem)
    else:
        yield replace(problem, suggestion=f"{problem.suggestion} This comes of {top.what}.".strip())


def _period(service: Service) -> tuple[object, ...]:
    clock = service.base.clock
    return clock.start_date, service.horizon, clock.warm_up_days.value
