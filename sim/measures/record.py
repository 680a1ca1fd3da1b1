"""One figure of one replication."""

from dataclasses import dataclass

from sim.measures.registry import measure_named


@dataclass(frozen=True, slots=True)
class Record:
    """A value of a measure for one cell of its dimensions; a column that does not apply is empty.

    ``period`` is a year of the run ("2014/15"), a month ("2014-04"), ``all`` (the whole run after
    the warm-up) or ``day_one`` (the cases found on the first morning).
    """

    measure: str
    stream: str
    priority: str
    activity: str
    role: str
    team: str
    period: str
    value: float
    unit: str


def record(
    measure: str,
    value: float,
    period: str,
    *,
    stream: str = "",
    priority: str = "",
    activity: str = "",
    role: str = "",
    team: str = "",
) -> Record:
    """A record whose unit comes from the measure's declaration."""
    unit = measure_named(measure).unit
    return Record(measure, stream, priority, activity, role, team, period, float(value), unit)
