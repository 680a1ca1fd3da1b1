"""From an experiment file to an Experiment: read, validate, lay options over the baseline, check."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.experiments.bounds import ranged, unknown_settings
from sim.scenario.experiments.factors import sweep_of
from sim.scenario.experiments.file import ExperimentFile, FigureFile, SweepFile
from sim.scenario.experiments.find import config_at, experiment_at
from sim.scenario.experiments.gather import Gathering, outside_run
from sim.scenario.experiments.period import clock_layer, cut, end_of
from sim.scenario.experiments.stacks import Base, Stack, baseline_under, option_under
from sim.scenario.experiments.staffing import Staffing, staffing_of
from sim.scenario.experiments.staffing_file import StaffingFile
from sim.scenario.experiments.sweeps import sweep_problems, with_label
from sim.scenario.experiments.tables import Design, Experiment, FigureRef, Goal, Precision, Sweep
from sim.scenario.faults import nearest, problems_of
from sim.scenario.layers import Layer, laid
from sim.scenario.load import service_of
from sim.scenario.overlay import Raw
from sim.scenario.read import parsed, read_scenario, read_text

LISTS = ("options", "option", "scenario", "measures")
"""Lists of which a broken entry leaves the others to be checked."""


def load_experiment(path: str | Path) -> Experiment:
    """Load and check an experiment file, with the baseline and the options it names.

    Parameters
    ----------
    path
        A TOML file, or the name of an experiment that comes with the package.

    Raises
    ------
    InputFault
        With every problem found in the file, the baseline and the options.
    """
    found = experiment_at(path)
    return _Loading(found, read_text(found)).experiment()


@dataclass
class Under:
    """The baseline under a demand scenario, what options are laid over, and the options."""

    baseline: Design
    base: Base
    options: list[Design] = field(default_factory=list)


@dataclass
class _Loading:
    """An experiment on its way in, with the problems found so far."""

    path: Path
    text: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def file(self) -> str:
        return self.path.name

    def experiment(self) -> Experiment:
        raw = parsed(self.text, self.file)
        written, places = self._validated(raw)
        self.problems += _whole_file(raw, self.file)
        if written is None:
            raise InputFault(self.problems)
        base = self._baseline(written)
        name = Path(self.file).stem
        sweep = staffing = None
        under: list[Under] = []
        if written.sweep is not None:
            sweep = self._sweep(written.sweep, base)
            under = [Under(*baseline_under(base, None, base.service.name))] if base else []
        else:
            under = self._under(written, places, base)
            if written.staffing is not None:
                staffing = self._staffing(written.staffing, written.period, base)
        self._check_periods(written, base, places)
        if self.problems:
            raise InputFault(list(dict.fromkeys(self.problems)))
        assert base is not None, "without a baseline there is a problem"
        precision = None
        if written.precision is not None:
            goals = tuple(
                Goal(_figure(goal, written.period), goal.half_width, goal.relative) for goal in written.precision.goal
            )
            precision = Precision(goals, written.precision.least, written.precision.most)
        return Experiment(
            name=name,
            title=written.title or name.replace("-", " ").replace("_", " ").capitalize(),
            question=written.question,
            designs=tuple(design for each in under for design in (each.baseline, *each.options)),
            replications=written.replications if precision is None else None,
            precision=precision,
            seed=written.seed,
            figures=tuple(_figure(figure, written.period) for figure in written.measures),
            period=written.period,
            worth=written.worth,
            sweep=sweep,
            staffing=staffing,
            file=self.file,
            text=self.text,
            readings={base.service.name: base.reading} | {each.baseline.name: each.base.reading for each in under},
            plain=base.service,
        )

    def _validated(self, raw: Raw) -> tuple[ExperimentFile | None, dict[str, list[int]]]:
        """What is sound in the file, and the places in it of the entries that are left of its lists."""
        places = {name: list(range(len(raw[name]))) for name in LISTS if isinstance(raw.get(name), list)}
        try:
            return ExperimentFile.model_validate(raw), places
        except ValidationError as fault:
            self.problems += problems_of(fault, self.file, ExperimentFile)
            broken = {error["loc"][:2] if error["loc"][0] in LISTS else error["loc"][:1] for error in fault.errors()}
        left = {name: value for name, value in raw.items() if (name,) not in broken}
        for name in places.keys() & left.keys():
            places[name] = [place for place in places[name] if (name, place) not in broken]
            left[name] = [raw[name][place] for place in places[name]]
        try:
            return ExperimentFile.model_validate(left), places
        except ValidationError:
            return None, places

    def _baseline(self, written: ExperimentFile) -> Base | None:
        try:
            path = config_at(written.baseline, self.path.parent, file=self.file, path="baseline")
            layers = read_scenario(path).layers
            if written.years is not None:
                layers = self._with_years(layers, written.years)
            reading = laid(layers)
            service = service_of(reading)
        except InputFault as fault:
            self.problems += [
                replace(problem, path="years") if problem.file == self.file and "clock" in problem.path else problem
                for problem in fault.problems
            ]
            return None
        return Base(reading, replace(service, name=path.stem), self.file)

    def _with_years(self, layers: tuple[Layer, ...], years: float) -> tuple[Layer, ...]:
        end = end_of(laid(layers).raw, years)
        return layers if end is None else (*cut(layers, end), clock_layer(years, end, self.file))

    def _under(self, written: ExperimentFile, places: dict[str, list[int]], base: Base | None) -> list["Under"]:
        """The baseline and its options, for each demand scenario."""
        gathering = Gathering(self.path.parent, self.file, base, written.years, self.problems)
        options = gathering.options(written, places)
        scenarios = gathering.scenarios(written, places)
        if base is None:
            return []
        found = []
        conditions: list[Stack | None] = [*scenarios] or [None]
        for scenario in conditions:
            try:
                baseline, under = baseline_under(base, scenario, base.service.name)
            except InputFault as fault:
                self.problems += fault.problems
                continue
            found.append(Under(baseline, under))
            for option in options:
                try:
                    found[-1].options.append(option_under(option, under, scenario, baseline))
                except InputFault as fault:
                    self.problems += fault.problems
        return found

    def _staffing(self, written: StaffingFile, period: str, base: Base | None) -> Staffing | None:
        if base is None:
            return None
        wrong_date = list(outside_run(written.from_, base, self.file, "staffing.from"))
        self.problems += wrong_date
        if wrong_date:
            return None
        staffing, wrong = staffing_of(written, base.service, period, self.file)
        self.problems += wrong
        if written.robust is not None and not isinstance(written.robust.values, int):
            known = ranged(base.service, base.reading)
            path = "staffing.robust.values"
            self.problems += unknown_settings(written.robust.values, known, file=self.file, path=path)
        return staffing

    def _sweep(self, written: SweepFile, base: Base | None) -> Sweep | None:
        sweep, places, wrong = sweep_of(written, self.file)
        self.problems += wrong
        if base is None:
            return None
        wrong_date = list(outside_run(written.from_, base, self.file, "sweep.from"))
        self.problems += wrong_date
        if sweep is None or wrong_date:
            return None
        self.problems += sweep_problems(sweep, base.reading, places, self.file)
        return replace(sweep, factors=tuple(with_label(factor, base.reading.raw) for factor in sweep.factors))

    def _check_periods(self, written: ExperimentFile, base: Base | None, places: dict[str, list[int]]) -> None:
        if base is None:
            return
        service = base.service
        labels = ("all", *(service.year_label(year) for year in range(len(service.year_starts) - 1)))
        given = [("period", written.period)]
        given += [
            (f"measures[{place}].period", figure.period)
            for place, figure in zip(places.get("measures", []), written.measures, strict=True)
        ]
        goals = written.precision.goal if written.precision else ()
        given += [(f"precision.goal[{place}].period", goal.period) for place, goal in enumerate(goals)]
        for path, period in given:
            if period not in ("", *labels):
                rule = "this is no year of the run"
                self.problems.append(Problem(self.file, path, rule, repr(period), nearest(period, labels)))


def _figure(written: FigureFile, period: str) -> FigureRef:
    return FigureRef(
        measure=written.measure,
        stream=written.stream,
        group=written.group,
        priority=written.priority,
        activity=written.activity,
        role=written.role,
        team=written.team,
        period=written.period or period,
        label=written.label,
    )


def _whole_file(raw: dict[str, Any], file: str) -> list[Problem]:
    """What does not go together in an experiment file."""
    problems = []
    if "sweep" in raw and "staffing" in raw:
        problems.append(Problem(file, "staffing", "an experiment has a sweep or a staffing search, not both"))
    if "sweep" in raw:
        for name in ("options", "option", "scenario"):
            if raw.get(name):
                rule = f"a sweep has no {name}: it varies settings of the baseline"
                problems.append(Problem(file, name, rule, "", "Write a second experiment."))
    elif "staffing" in raw:
        for name in ("options", "option", "precision", "replications"):
            if raw.get(name):
                rule = f"a staffing search has no {name}: it makes its plans and their replications itself"
                problems.append(Problem(file, name, rule, "", "Write a second experiment."))
        asked = raw["staffing"]
        if isinstance(asked, dict) and asked.get("levels") == "baseline" and not raw.get("scenario"):
            rule = "the baseline can set the levels for a demand scenario only: without one it is what it is"
            problems.append(Problem(file, "staffing.levels", rule, "'baseline'", "Write a [[scenario]]."))
    elif not raw.get("options") and not raw.get("option"):
        hint = 'Write options = ["options/*.toml"], an [[option]], a [sweep], or [staffing].'
        problems.append(Problem(file, "options", "at least one option is needed", "", hint))
    if "precision" in raw and "replications" in raw:
        rule = "give replications (a fixed number) or [precision] (as many as it takes), not both"
        problems.append(Problem(file, "replications", rule))
    return problems
