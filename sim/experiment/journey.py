"""One person's way through the service, under no change and under the option that helps most: the same person in both.

Whoever has the same stream, strip and number is the same person in every design, with the same needs, by common random
numbers. One is chosen by a rule, not by eye: of the stream with most completed assessments in the period, in that
stream's commonest priority, whoever is assessed in all designs told of and whose waits come nearest to the mean wait of
each design over all replications. So the person gains about what people gain on average, neither more nor less.
All of it is replication 0, which is simulated again for the two designs, since a comparison keeps figures only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.experiment.design_row import OptionRow
from sim.experiment.replicate import replicate
from sim.experiment.running import Running, in_order
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import Bools
from sim.measures.tables import Table
from sim.scenario import Service

Person = tuple[str, int, int]
"""Stream, strip and number."""
Step = dict[str, Any]
"""A visit: a row of ``journeys.csv``."""
COLUMNS = ("step", "activity", "worker", "role", "team", "ready", "start", "finish", "minutes", "status")
"""What is told of a visit, as in ``visits.csv``."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A design whose first replication is to be simulated for the people who make contact in a period."""

    name: str
    service: Service = field(compare=False)
    period: str
    seed: int
    engine: str

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"The journeys under {self.name}"


@dataclass(frozen=True)
class _People:
    """Those who make contact in the period and are assessed: their cases, and the visits of these."""

    cases: Table
    visits: Table

    @cached_property
    def rows(self) -> Mapping[Person, int]:
        """The row of each person's case; of several cases the last."""
        persons = zip(*(self.cases[name].tolist() for name in ("stream", "strip", "number")), strict=True)
        return {(str(stream), int(strip), int(number)): row for row, (stream, strip, number) in enumerate(persons)}


def journeys(
    rows: Sequence[OptionRow], *, better: int, period: str, seed: int, engine: str, running: Running = in_order
) -> list[Step]:
    """The ways of one person under the first baseline and under the option whose first figure is best on average.

    Parameters
    ----------
    rows
        The designs with their differences.
    better
        -1 if less of the first figure is better, 1 if more, 0 if neither: then no option is told of.
    period
        In which the person makes contact: a year of the run; else any time.
    running
        Who simulates: whoever has made the replications, since by then none are left to be made.

    Returns
    -------
    list of dict
        Visits in order, design by design; empty if nobody is assessed under both.
    """
    told = [rows[0], *_best(rows, better)]
    asked = [_Asked(row.design.name, row.design.service, period, seed, engine) for row in told]
    found = dict(running.each(_people, asked, title=lambda each: each.title))
    people = [found[each] for each in asked]
    person = _typical(people, [row.wait.mean for row in told])
    if person is None:
        return []
    return [step for each, there in zip(asked, people, strict=True) for step in _steps(each.name, there, person)]


def _best(rows: Sequence[OptionRow], better: int) -> list[OptionRow]:
    """The option of the first baseline with the best first figure, if there is a best."""
    of_first = [row for row in rows if row.design.against == rows[0].design.name and row.differences]
    known = [row for row in of_first if np.isfinite(row.differences[0].mean)]
    if not better or not known:
        return []
    return [max(known, key=lambda row: better * row.differences[0].mean)]


def _people(asked: _Asked) -> _People:
    """Whoever makes contact in the period and is assessed."""
    service = asked.service
    done = replicate(service, seed=asked.seed, replication=0, engine=asked.engine)
    cases, visits = done.cases, done.visits
    wanted: Bools = (cases["origin"] == "contact") & (cases["source"] == "arrival") & ~np.isnat(cases["assessment"])
    labels = [service.year_label(year) for year in range(len(service.year_starts) - 1)]
    if asked.period != WHOLE_RUN and asked.period in labels:
        year = labels.index(asked.period)
        begin, end = (np.datetime64(service.date_of(minute), "m") for minute in service.year_starts[year : year + 2])
        wanted &= (cases["received"] >= begin) & (cases["received"] < end)
    theirs = {name: column[wanted] for name, column in cases.items()}
    of_theirs = np.isin(visits["case"], theirs["case"])
    return _People(theirs, {name: column[of_theirs] for name, column in visits.items()})


def _typical(people: Sequence[_People], means: Sequence[float]) -> Person | None:
    """Who is assessed under all designs, of the commonest stream and priority, and waits most like the mean of each.

    ``means`` are the mean waits of the designs [days]; where there is none, that of the people looked at stands in.
    """
    first, priorities = people[0].rows, people[0].cases["priority"]
    common = [person for person in sorted(first) if all(person in each.rows for each in people)]
    if not common:
        return None
    stream = Counter(person[0] for person in common).most_common(1)[0][0]
    common = [person for person in common if person[0] == stream]
    priority = Counter(priorities[first[person]] for person in common).most_common(1)[0][0]
    common = [person for person in common if priorities[first[person]] == priority]
    off = np.zeros(len(common))
    for each, mean in zip(people, means, strict=True):
        rows = [each.rows[person] for person in common]
        waits = _days(each.cases["assessment"][rows] - each.cases["received"][rows])
        wanted = mean if np.isfinite(mean) else float(np.mean(waits))
        off = np.maximum(off, np.abs(waits / wanted - 1)) if wanted > 0 else off
    return common[int(np.argmin(off))]


def _steps(option: str, people: _People, person: Person) -> Iterator[Step]:
    """The visits of a person's case in order, each with what the case is."""
    cases, visits, row = people.cases, people.visits, people.rows[person]
    about = {
        "option": option,
        "case": int(cases["case"][row]),
        **{name: cases[name][row] for name in ("stream", "priority", "received", "assessment")},
        "days_to_assessment": float(_days(cases["assessment"][row] - cases["received"][row])),
    }
    of_case = np.flatnonzero(visits["case"] == cases["case"][row])
    for visit in of_case[np.argsort(visits["ready"][of_case], kind="stable")]:
        step = {name: visits[name][visit] for name in COLUMNS}
        step |= {name: int(step[name]) for name in ("step", "minutes")}
        yield about | step | {"wait_days": float(_days(step["start"] - step["ready"]))}


def _days(length: Any) -> Any:
    """Lengths of time in days; NaN where an end has not come."""
    return length / np.timedelta64(1, "D")
