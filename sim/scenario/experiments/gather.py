"""The options and demand scenarios that an experiment names, with the files they are made of."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import InputFault, Problem
from sim.scenario.experiments.file import ExperimentFile, OptionFile, ScenarioFile
from sim.scenario.experiments.find import config_at, configs_at
from sim.scenario.experiments.period import cut, end_of
from sim.scenario.experiments.put import flattened
from sim.scenario.experiments.settings import Settings
from sim.scenario.experiments.stacks import (
    Base,
    Stack,
    beside_one_another,
    label_of,
    own_part,
    sheets_of,
    undone_by_baseline,
    with_sheets,
)
from sim.scenario.layers import Layer, joined, laid
from sim.scenario.read import read_scenario

Places = dict[str, list[int]]
"""Where in the file the entries of a list stand, by the list's name."""


def outside_run(date: dt.date | None, base: Base, file: str, path: str) -> Iterator[Problem]:
    """A problem for a date on which nothing of a run can begin to hold."""
    service = base.service
    last = service.date_of(service.horizon - 1).date()
    if date is not None and not service.start_date < date <= last:
        rule = "a date after the first day of the run and before its end is wanted"
        hint = f"The run goes from {service.start_date} to {last}"
        hint += "; leave the date out for the whole run." if date <= service.start_date else "."
        yield Problem(file, path, rule, str(date), hint)


@dataclass
class Gathering:
    """What is needed to find an experiment's files; problems found are added to ``problems``."""

    folder: Path
    file: str
    base: Base | None
    years: float | None
    problems: list[Problem] = field(repr=False)

    def options(self, written: ExperimentFile, places: Places) -> list[Stack]:
        """Every option, those of files first; names are unique."""
        stacks: list[Stack] = []
        for path, files in self._option_files(written.options, places.get("options", [])):
            for file in files:
                stacks += self._tried(self._of_file, file, path)
        for place, option in zip(places.get("option", []), written.option, strict=True):
            stacks += self._tried(self._of_table, option, f"option[{place}]")
        names = [self.base.service.name] if self.base else []
        for stack in stacks:
            if stack.name in names:
                of_baseline = self.base is not None and stack.name == self.base.service.name
                rule = "the baseline has this name" if of_baseline else "two options have this name"
                self.problems.append(Problem(self.file, stack.path, rule, repr(stack.name)))
            names.append(stack.name)
        return stacks

    def scenarios(self, written: ExperimentFile, places: Places) -> list[Stack]:
        """Every demand scenario; names are unique."""
        stacks: list[Stack] = []
        for place, scenario in zip(places.get("scenario", []), written.scenario, strict=True):
            path = f"scenario[{place}]"
            if scenario.name in [stack.name for stack in stacks]:
                rule = "two demand scenarios have this name"
                self.problems.append(Problem(self.file, f"{path}.name", rule, repr(scenario.name)))
            stacks += self._tried(self._of_scenario, scenario, path)
        return stacks

    def _tried(self, made: Callable[..., Stack], given: object, path: str) -> list[Stack]:
        try:
            return [made(given, path)]
        except InputFault as fault:
            self.problems += fault.problems
            return []

    def _option_files(self, names: Sequence[str], places: list[int]) -> Iterator[tuple[str, list[Path]]]:
        """The files that each entry of ``options`` names; one that a pattern names too is taken once."""
        seen: dict[Path, str] = {}
        for place, name in zip(places, names, strict=True):
            path = f"options[{place}]"
            try:
                found = configs_at(name, self.folder, file=self.file, path=path)
            except InputFault as fault:
                self.problems += fault.problems
                continue
            plain = len(found) == 1 and found[0].stem == Path(name).name.removesuffix(".toml")
            if plain and seen.get(found[0].resolve()) == "plain":
                self.problems.append(Problem(self.file, path, "an option is named once", repr(name)))
            yield path, [file for file in found if file.resolve() not in seen]
            seen |= {file.resolve(): "plain" if plain else "pattern" for file in found}

    def _of_file(self, file: Path, path: str) -> Stack:
        chain, own = self._chain(file, path)
        sheets = with_sheets(own[-1], own)
        stack = Stack(file.stem, label_of(own) or file.stem, "the option", path, own, sheets)
        self._check([chain], stack)
        return stack

    def _of_table(self, option: OptionFile, path: str) -> Stack:
        chains = self._chains(option.files, f"{path}.files")
        layers = joined([own for _, own in chains])
        label = option.label or (label_of(layers) if len(chains) == 1 and not option.set else "") or option.name
        settings = None
        if option.set and self.base is not None:
            self.problems += outside_run(option.from_, self.base, self.file, f"{path}.from")
            settings = self._settings(option, layers, path)
        sheets = joined([with_sheets(own[-1], own) for _, own in chains])
        stack = Stack(option.name, label, "the option", path, layers, sheets, settings)
        settled = settings.as_written() if settings else None
        parts = [own for _, own in chains]
        self.problems += beside_one_another(parts, settled, file=self.file, path=f"{path}.files")
        self._check([chain for chain, _ in chains], stack)
        return stack

    def _settings(self, option: OptionFile, layers: Sequence[Layer], path: str) -> Settings | None:
        assert self.base is not None
        raw = laid((*self.base.layers, *layers)).raw
        if any(outside_run(option.from_, self.base, self.file, path)):
            return None

        def place(dotted: str) -> str:
            return f'{path}.set."{dotted}"' if dotted else f"{path}.set"

        values = flattened(raw, dict(option.set))
        return Settings(values, option.from_, f"the option {option.name!r}", self.file, place)

    def _of_scenario(self, scenario: ScenarioFile, path: str) -> Stack:
        chains = self._chains(scenario.files, f"{path}.files")
        layers = joined([own for _, own in chains])
        label = scenario.label or (label_of(layers) if len(chains) == 1 else "") or scenario.name
        stack = Stack(scenario.name, label, "the demand scenario", path, layers)
        self.problems += beside_one_another([own for _, own in chains], None, file=self.file, path=f"{path}.files")
        self._check([chain for chain, _ in chains], stack)
        return stack

    def _chains(self, names: Sequence[str], path: str) -> list[tuple[tuple[Layer, ...], tuple[Layer, ...]]]:
        """Of each file the chain of files it extends, and the part of it that the baseline has not."""
        chains: list[tuple[tuple[Layer, ...], tuple[Layer, ...]]] = []
        problems: list[Problem] = []
        for place, name in enumerate(names):
            here = f"{path}[{place}]"
            try:
                found = config_at(name, self.folder, file=self.file, path=here)
                chains.append(self._chain(found, here))
            except InputFault as fault:
                problems += fault.problems
        if problems:
            raise InputFault(problems)
        return chains

    def _chain(self, file: Path, path: str) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
        chain = read_scenario(file).layers
        if self.base is None:
            return chain, chain
        own = own_part(chain, self.base.layers, name=file.stem, file=self.file, path=path)
        if self.years is not None:
            own = cut(own, end_of(self.base.reading.raw, self.years))
        return chain, own

    def _check(self, chains: list[tuple[Layer, ...]], stack: Stack) -> None:
        self.problems += sheets_of(stack.layers, None)[1]
        if self.base is not None and chains:
            self.problems += undone_by_baseline(joined(chains), stack.layers, self.base, stack)
