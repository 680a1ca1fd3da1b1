"""What becomes of a plan if the future is other than believed: more demand, or a number at the end of its range."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from sim.errors import InputFault
from sim.experiment.staffing.aim import Model
from sim.experiment.staffing.certificate import Rules
from sim.experiment.staffing.climb import Told
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.growth import Absorbed, absorbed
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Plan
from sim.experiment.staffing.search import Answer, Columns
from sim.experiment.staffing.setup import Setup, posts_taken, year_of
from sim.experiment.staffing.tornado import Needed, flattered_levels, needed, scaled_plan
from sim.measures.load import offered_load
from sim.measures.rows import Floats
from sim.scenario.experiments import Experiment, Ranged, at_value, moving_load, ranged, streams_scaled, with_growth
from sim.scenario.layers import Reading
from sim.scenario.load import service_of
from sim.scenario.timeline import Service

ENDS = ("low", "high")
"""Of a range."""


@dataclass(frozen=True, slots=True)
class Swing:
    """What posts depend on: a number of the config, and the posts needed at the ends of its range.

    Attributes
    ----------
    number
        Of the config.
    ends
        The posts needed, by the end; an end that is the value itself needs the plan.
    width
        Between the two [posts, of levers and of those that follow them].
    """

    number: Ranged
    ends: Mapping[str, Needed]
    width: int


@dataclass(frozen=True, slots=True)
class Robust:
    """What becomes of a plan if the future is other than believed.

    Attributes
    ----------
    growth
        The growth of demand it absorbs; None if not asked for.
    streams
        Whose demand grew, by name.
    swings
        The widest first.
    left_out
        Numbers that could not be set to the end of their range, with the reason.
    """

    growth: Absorbed | None
    streams: tuple[str, ...]
    swings: tuple[Swing, ...]
    left_out: tuple[tuple[str, str], ...]


def robustness(
    experiment: Experiment, setup: Setup, answer: Answer, *, effort: Effort, rules: Rules, told: Told
) -> Robust:
    """What ``[staffing.robust]`` asks about the plan of a search.

    Raises
    ------
    RunFault
        If a replication cannot be made or kept.
    """
    asked = experiment.staffing.robust if experiment.staffing is not None else None
    assert asked is not None, "the experiment asks for it"
    worlds = _Worlds(experiment, setup, answer)
    growth = None
    if asked.growth:
        growth = absorbed(
            answer.problem, answer.plan, worlds.with_growth, levels=worlds.levels(effort.most), first=effort.most,
            number=rules.looks[0], confidence=rules.confidence, told=told,
        )  # fmt: skip
    swings = tuple(
        sorted(
            worlds.swings(asked.values, effort, rules.looks[0], told), key=lambda swing: (-swing.width, -_money(swing))
        )
    )
    streams = streams_scaled(worlds.reading.raw)
    return Robust(growth, streams, swings, tuple(worlds.left_out))


def posts_in_all(setup: Setup, plan: Plan) -> int:
    """Posts of a plan from the last of its dates on, with those that follow others."""
    return sum(setup.layout.totals(setup.layout.at(plan)))


def _money(swing: Swing) -> float:
    return abs(swing.ends["high"].cost - swing.ends["low"].cost)


def _lines(judge: Judge, plan: Plan) -> Model:
    """What a post more or fewer of each lever does near a plan."""
    return Model.around(judge, plan, [1] * len(plan))


class _Worlds:
    """The worlds in which the plan of a search is looked at."""

    def __init__(self, experiment: Experiment, setup: Setup, answer: Answer) -> None:
        assert experiment.staffing is not None and experiment.plain is not None, "an experiment that was read has both"
        self._experiment, self._staffing = experiment, experiment.staffing
        self._setup, self._answer = setup, answer
        self.reading = experiment.readings[setup.design.name]
        self._plain = experiment.plain
        self.left_out: list[tuple[str, str]] = []
        names = [item.name for item in setup.problem.requirements]
        self._places = [names.index(item.name) for item in answer.problem.requirements]
        self._sample = Sample(Columns(setup.futures, self._places))

    def levels(self, number: int) -> Floats:
        """What means of so many futures of the search have to reach."""
        truth = np.array([item.mean for item in self._answer.certificate.targets])
        return flattered_levels(self._answer.problem, self._moments(self._sample, number), truth)

    def levels_of(self, world: Sample, number: int, second: int) -> Floats:
        """What they have to reach in another world, whose truth is that of so many futures more."""
        truth = self._moments(world, max(number, second)).mean
        return flattered_levels(self._answer.problem, self._moments(world, number), truth)

    def _moments(self, sample: Sample, number: int) -> Moments:
        """Of the plan."""
        sample.ask([self._answer.plan], number)
        return Moments(self._answer.problem.requirements, sample.figures(self._answer.plan, number))

    def with_growth(self, percent: int) -> Futures:
        """Futures with more demand; what promises compare with stays as it is."""
        if percent == 0:
            return Columns(self._setup.futures, self._places)
        more = with_growth(self.reading, percent / 100, from_=self._staffing.from_, file=self._experiment.file)
        return Columns(self._setup.compared(self._setup.of(more, f"-demand-{percent}-more")), self._places)

    # Numbers of the config at the ends of their ranges.

    def swings(self, wanted: int | Sequence[str], effort: Effort, most: int, told: Told) -> Iterator[Swing]:
        """The posts needed at the ends of the ranges of some numbers: those named, or so many that move the load.

        ``most`` futures at the most tell how much those of the search flatter the plan in a world.
        """
        plan, problem = self._answer.plan, self._answer.problem
        chosen = self._chosen(wanted, lambda what: told(what, plan))
        if not chosen:
            return
        middle = Needed(plan, self._answer.cost, True, effort.most)
        for number, loads in chosen:
            ends = dict.fromkeys(ENDS, middle)
            for end, load in loads.items():
                told(f"{number.label} {getattr(number, end):g}", plan)
                start = scaled_plan(problem, plan, load / self._load_now)
                world = Sample(self._world(number, end))
                ends[end] = needed(
                    problem, partial(_lines, Judge(problem, world, first=effort.first, most=effort.most)), world,
                    (plan, start), levels=self.levels_of(world, effort.most, min(effort.second, most)),
                    number=effort.most,
                )  # fmt: skip
            low, high = (posts_in_all(self._setup, ends[end].plan) for end in ENDS)
            yield Swing(number, ends, abs(high - low))

    def _chosen(
        self, wanted: int | Sequence[str], told: Callable[[str], None]
    ) -> list[tuple[Ranged, dict[str, Floats]]]:
        """Numbers, and by each end that is not the value itself the posts that the work fills there [levers]."""
        service = self._setup.design.service
        numbers = ranged(service, self.reading)
        if isinstance(wanted, int):
            varying = (*self._staffing.roles, *self._staffing.tied)
            numbers = moving_load(numbers, {item.role for item in varying}) if wanted else ()
        else:
            numbers = tuple(number for number in numbers if number.setting in wanted)
        self._load_now = self._load(service)
        found = []
        for place, number in enumerate(numbers, 1):
            told(f"what moves the load, {place} of {len(numbers)} numbers")
            loads = self._loads(number)
            if loads is not None:
                found.append((number, loads))
        if isinstance(wanted, int):
            found.sort(key=lambda each: -self._moved(each[1]))
            found = [each for each in found if self._moved(each[1]) > 0][:wanted]
        return found

    def _loads(self, number: Ranged) -> dict[str, Floats] | None:
        """None if the number cannot be set."""
        try:
            return {
                end: self._load(service_of(self._at(self.reading, number, end)))
                for end in ENDS
                if getattr(number, end) != number.value
            }
        except InputFault as fault:
            self.left_out.append((number.setting, fault.problems[0].rule))
            return None

    def _load(self, service: Service) -> Floats:
        """The posts that the work of each lever fills, in the last of the periods. Shape [levers]."""
        load = offered_load(service, max(year_of(service, period) for period in self._staffing.periods))
        taken = [max(posts_taken(item, load), 1e-9) for item in self._setup.layout.varying]
        return np.repeat(taken, len(self._setup.layout.dates))

    def _moved(self, loads: Mapping[str, Floats]) -> float:
        """By how many posts the work changes from one end to the other."""
        low, high = (loads.get(end, self._load_now) for end in ENDS)
        return float(np.abs(high - low).sum())

    def _world(self, number: Ranged, end: str) -> Futures:
        """Futures in which the number is at the end of its range, also in what promises compare with."""
        mark = f"-{number.setting}-{end}"
        services = self._setup.of(self._at(self.reading, number, end), mark)
        reference = self._setup.reference
        if any(item.against for item in self._setup.problem.requirements):
            plain = service_of(self._at(self._experiment.readings[self._plain.name], number, end))
            reference = self._setup.always(replace(plain, name=f"{self._plain.name}{mark}"))
        return Columns(replace(self._setup, services=services, reference=reference).futures, self._places)

    def _at(self, reading: Reading, number: Ranged, end: str) -> Reading:
        return at_value(reading, number.setting, getattr(number, end), file=self._experiment.file)
