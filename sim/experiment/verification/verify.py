"""Every oracle run, and each of its figures judged against theory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import RunFault
from sim.experiment.campaign import Progress
from sim.experiment.verification import by_hand, flows, waits
from sim.experiment.verification.agreement import SECOND_LOOK, Agreement, compare
from sim.experiment.verification.oracle import Figures, Oracle

if TYPE_CHECKING:
    from sim.experiment.running.pool import Pool

DEFAULT_SEED = 1917

AGREES, AGREES_AT_SECOND_LOOK, DIFFERS = "agrees", "agrees at a second look", "DIFFERS"

_TASKS_OF_ONE = 6
"""Tasks into which an oracle's replications are cut, so that all cores finish together."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of one oracle beside theory; ``second`` is the look taken if the first missed."""

    oracle: Oracle
    figure: str
    first: Agreement
    second: Agreement | None = None

    @property
    def exact(self) -> float:
        """What theory says."""
        return self.oracle.exact[self.figure]

    @property
    def last(self) -> Agreement:
        """The look that counts."""
        return self.second or self.first

    @property
    def verdict(self) -> str:
        """In words."""
        if not self.last.agrees:
            return DIFFERS
        return AGREES if self.second is None else AGREES_AT_SECOND_LOOK


@dataclass(frozen=True, slots=True)
class _Part:
    """Some replications of an oracle, which has its place among those wanted."""

    place: int
    oracle: Oracle
    numbers: range
    seed: int


def all_oracles() -> tuple[Oracle, ...]:
    """Every oracle that verification runs, in order of name."""
    found = (*waits.oracles(), *flows.oracles(), *by_hand.oracles())
    return tuple(sorted(found, key=lambda oracle: (not oracle.name.startswith("O"), oracle.name)))


def verify(
    oracles: Sequence[Oracle], *, seed: int = DEFAULT_SEED, jobs: int | None = None, progress: Progress | None = None
) -> list[Finding]:
    """Run the model against oracles.

    A figure that lies more than 3.5 standard errors from theory is looked at once more, with four
    times as many fresh replications. The findings depend on the seed, never on ``jobs``.

    Parameters
    ----------
    oracles
        Which, such as :func:`all_oracles`.
    seed
        Seed of all chance.
    jobs
        Processes; by default one for each core.
    progress
        Told of the replications done and wanted.

    Returns
    -------
    list of Finding
        One for each figure of each oracle, in their order.

    Raises
    ------
    RunFault
        If processes die again and again over the same oracle, or the keyboard interrupts.
    """
    from sim.experiment.running.pool import Pool

    try:
        with Pool(jobs) as pool:
            return _verified(oracles, seed, pool, progress)
    except KeyboardInterrupt:
        raise RunFault("Interrupted.") from None


def _verified(oracles: Sequence[Oracle], seed: int, pool: "Pool", progress: Progress | None) -> list[Finding]:
    rows = _sampled([(oracle, range(oracle.replications)) for oracle in oracles], seed, pool, progress)
    looks = [
        [
            Finding(oracle, figure, compare([row[figure] for row in found], exact))
            for figure, exact in oracle.exact.items()
        ]
        for oracle, found in zip(oracles, rows, strict=True)
    ]
    missed = [place for place, findings in enumerate(looks) if not all(finding.first.agrees for finding in findings)]
    fresh = [range(oracles[place].replications, oracles[place].replications * (1 + SECOND_LOOK)) for place in missed]
    again = _sampled([(oracles[place], part) for place, part in zip(missed, fresh, strict=True)], seed, pool, progress)
    for place, found in zip(missed, again, strict=True):
        looks[place] = [_looked_at_again(finding, found) for finding in looks[place]]
    return [finding for findings in looks for finding in findings]


def _looked_at_again(finding: Finding, rows: Sequence[Figures]) -> Finding:
    if finding.first.agrees:
        return finding
    return replace(finding, second=compare([row[finding.figure] for row in rows], finding.exact))


def _sampled(
    wanted: Sequence[tuple[Oracle, range]], seed: int, pool: "Pool", progress: Progress | None
) -> list[list[Figures]]:
    """The figures of some replications of each oracle, in order."""
    tasks = [
        _Part(place, oracle, numbers, seed)
        for place, (oracle, replications) in enumerate(wanted)
        for numbers in _parts(replications)
    ]
    total, done = sum(len(replications) for _, replications in wanted), 0
    found: list[dict[int, Figures]] = [{} for _ in wanted]
    for task, rows in pool.each(_sample, tasks, title=lambda task: task.oracle.name):
        found[task.place] |= zip(task.numbers, rows, strict=True)
        done += len(rows)
        if progress is not None:
            progress(done, total)
    return [[rows[number] for number in sorted(rows)] for rows in found]


def _parts(replications: range) -> Iterator[range]:
    size = -(-len(replications) // _TASKS_OF_ONE)
    yield from (replications[start : start + size] for start in range(0, len(replications), size))


def _sample(task: _Part) -> list[Figures]:
    return [task.oracle.sample(task.seed, number) for number in task.numbers]
