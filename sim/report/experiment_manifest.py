"""manifest.json of an experiment: what its figures stand on, so that anyone can make them again."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sim.report.manifest import texts_told, versions
from sim.scenario import Service
from sim.scenario.content import content_digest
from sim.scenario.experiments import Design, Experiment
from sim.scenario.register import RegisterEntry, evidence_register, grade_counts, weakest_grade
from sim.scenario.values import GRADES

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.sweep import Response


@dataclass(frozen=True, slots=True)
class ExperimentRun:
    """How an experiment was run.

    Attributes
    ----------
    replications
        Of each design.
    seed, engine
        What all chance comes from, and what moved the work.
    where
        In words: "2 processes", or the address of a cluster.
    made, kept
        Replications run now, and those that the store had from before.
    seconds
        Wall time of this run [s].
    """

    replications: int
    seed: int
    engine: str
    where: str
    made: int
    kept: int
    seconds: float

    @classmethod
    def of(cls, found: "Comparison | Response", *, where: str) -> Self:
        """How a comparison or a sweep was run."""
        return cls(len(found.numbers), found.seed, found.engine, where, found.run, found.kept, found.seconds)


def experiment_manifest(
    experiment: Experiment,
    designs: Sequence[Design],
    *,
    run: ExperimentRun,
    files: Sequence[str],
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything needed to make the figures of an experiment again, and what they stand on.

    Parameters
    ----------
    experiment
        As read from its file.
    designs
        Those whose figures are in the results, the points of a sweep among them.
    run
        How they were run.
    files
        Names of the files beside the manifest.
    more
        What a kind of experiment adds, such as the precision reached; it may not repeat a name.
    """
    baseline = experiment.baseline.service
    texts = list(dict.fromkeys(text for design in designs for text in design.service.texts))
    told: dict[str, Any] = {
        "question": experiment.question,
        "title": experiment.title,
        "experiment": {
            "name": experiment.name,
            "file": Path(experiment.file).name,
            "hash": _hash(experiment.text),
            "text": experiment.text,
        },
        "baseline": {"name": baseline.name, "title": baseline.base.title},
        "start_date": baseline.start_date.isoformat(),
        "end_date": baseline.date_of(baseline.horizon).date().isoformat(),
        "years": baseline.base.clock.years.value,
        "period": experiment.period,
        "seed": run.seed,
        "engine": run.engine,
        "replications": run.replications,
        "designs": [_design(design, texts) for design in designs],
        "texts": texts_told(texts),
        "evidence": {
            "numbers_by_grade": _grades(designs),
            "weakest_grade": weakest_of([design.service for design in designs]),
        },
        "run": {
            "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "wall_seconds": round(run.seconds, 2),
            "where": run.where,
            "replications_made_now": run.made,
            "replications_kept_from_before": run.kept,
        },
        "versions": versions(),
        "files": sorted(files),
    }
    return told | dict(more or {})


def weakest_of(services: Sequence[Service]) -> str:
    """The weakest grade among all numbers of several services."""
    grades = {weakest_grade(tuple(numbers_of(service))) for service in services}
    return max(grades, key=GRADES.index)


def grades_of_changes(design: Design, baseline: Design) -> dict[str, int]:
    """How many of the numbers that a design has and its baseline has not stand on each grade, strongest first."""
    before = numbers_of(baseline.service)
    return grade_counts(tuple(entry for entry in numbers_of(design.service) if entry not in before))


@lru_cache(maxsize=64)
def numbers_of(service: Service) -> dict[RegisterEntry, None]:
    """Every number of a service, those that a dated change brings among them, in order."""
    states = (replace(service, epochs=(epoch,)) for epoch in service.epochs)
    return dict.fromkeys(entry for state in states for entry in evidence_register(state))


def _design(design: Design, texts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": design.name,
        "label": design.label,
        "scenario": design.scenario,
        "scenario_label": design.scenario_label,
        "against": design.against,
        "files": [Path(file).name for file in design.files],
        "texts": [texts.index(text) for text in design.service.texts],
        "hash": f"blake2b:{content_digest(design.service)}",
    }
    return told | ({"settings": dict(design.settings)} if design.settings else {})


def _grades(designs: Sequence[Design]) -> dict[str, int]:
    """How many numbers stand on each grade; one that several designs share, in place and in value, counts once."""
    entries: dict[RegisterEntry, None] = {}
    for design in designs:
        entries |= numbers_of(design.service)
    return grade_counts(tuple(entries))


def _hash(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
