"""One person's way through the service, under no change and under the option that helps most: the same person in both.

Whoever has the same stream, strip and number is the same person in every design, with the same needs, by common random
numbers. One is chosen by a rule, not by eye: of the stream with most completed assessments in the period, in that
stream's commonest priority, whoever is assessed in all designs told of and whose waits come nearest to the mean wait of
each design over all replications. So the person gains about what people gain on average, neither more nor less.
All of it is replication 0, which is simulated again for the two designs, since a comparison keeps figures only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiment.design_row import OptionRow
from sim.experiment.replicate import Replication, replicate
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import Bools
from sim.scenario import Service

Person = tuple[str, int, int]
"""Stream, strip and number."""
Step = dict[str, Any]
"""A visit: a row of ``journeys.csv``."""
COLUMNS = ("step", "activity", "worker", "role", "team", "ready", "start", "finish", "minutes", "status")
"""What is told of a visit, as in ``visits.csv``."""


def journeys(rows: Sequence[OptionRow], *, better: int, period: str, seed: int, engine: str) -> list[Step]:
    """The ways of one person under the first baseline and under the option whose first figure is best on average.

    Parameters
    ----------
    rows
        The designs with their differences.
    better
        -1 if less of the first figure is better, 1 if more, 0 if neither: then no option is told of.
    period
        In which the person makes contact: a year of the run; else any time.

    Returns
    -------
    list of dict
        Visits in order, design by design; empty if nobody is assessed under both.
    """
    told = [rows[0], *_best(rows, better)]
    done = [replicate(row.design.service, seed=seed, replication=0, engine=engine) for row in told]
    assessed = [_assessed(row.design.service, each, period) for row, each in zip(told, done, strict=True)]
    person = _typical(done, assessed, [row.wait.mean for row in told])
    if person is None:
        return []
    return [
        step
        for row, each, found in zip(told, done, assessed, strict=True)
        for step in _steps(row.design.name, each, found[person])
    ]


def _best(rows: Sequence[OptionRow], better: int) -> list[OptionRow]:
    """The option of the first baseline with the best first figure, if there is a best."""
    of_first = [row for row in rows if row.design.against == rows[0].design.name and row.differences]
    known = [row for row in of_first if np.isfinite(row.differences[0].mean)]
    if not better or not known:
        return []
    return [max(known, key=lambda row: better * row.differences[0].mean)]


def _assessed(service: Service, done: Replication, period: str) -> dict[Person, int]:
    """Rows of cases of people who made contact in the period and were assessed, by person."""
    cases = done.cases
    wanted: Bools = (cases["origin"] == "contact") & (cases["source"] == "arrival") & ~np.isnat(cases["assessment"])
    labels = [service.year_label(year) for year in range(len(service.year_starts) - 1)]
    if period != WHOLE_RUN and period in labels:
        year = labels.index(period)
        begin, end = (np.datetime64(service.date_of(minute), "m") for minute in service.year_starts[year : year + 2])
        wanted &= (cases["received"] >= begin) & (cases["received"] < end)
    return {
        (str(cases["stream"][row]), int(cases["strip"][row]), int(cases["number"][row])): int(row)
        for row in np.flatnonzero(wanted)
    }


def _typical(
    done: Sequence[Replication], assessed: Sequence[Mapping[Person, int]], means: Sequence[float]
) -> Person | None:
    """Who is assessed under all designs, of the commonest stream and priority, and waits most like the mean of each.

    ``means`` are the mean waits of the designs [days]; where there is none, that of the people looked at stands in.
    """
    cases, first = done[0].cases, assessed[0]
    common = [person for person in sorted(first) if all(person in found for found in assessed)]
    if not common:
        return None
    stream = Counter(person[0] for person in common).most_common(1)[0][0]
    common = [person for person in common if person[0] == stream]
    priority = Counter(cases["priority"][first[person]] for person in common).most_common(1)[0][0]
    common = [person for person in common if cases["priority"][first[person]] == priority]
    off = np.zeros(len(common))
    for each, found, mean in zip(done, assessed, means, strict=True):
        rows = [found[person] for person in common]
        waits = _days(each.cases["assessment"][rows] - each.cases["received"][rows])
        wanted = mean if np.isfinite(mean) else float(np.mean(waits))
        off = np.maximum(off, np.abs(waits / wanted - 1)) if wanted > 0 else off
    return common[int(np.argmin(off))]


def _steps(option: str, done: Replication, row: int) -> Iterator[Step]:
    """The visits of a case in order, each with what the case is."""
    cases, visits = done.cases, done.visits
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
