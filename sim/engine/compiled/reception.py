"""When cases that the run itself brings about are received."""

from sim.engine.compiled.state import FAR, World, day_at, given_at, part, stream_at
from sim.units import MINUTES_PER_DAY


@part
def first_reception(w: World, case: int, minute: int) -> int:
    """The first minute at or after another within the hours of a case's stream; FAR if none is left."""
    stream = stream_at(w.streams, given_at(w.givens, case).stream)
    for place in range(stream.days_from + max(minute, 0) // MINUTES_PER_DAY, stream.days_to):
        day = day_at(w.days, place)
        if day.opens < day.closes and minute < day.closes:
            return max(minute, day.opens)
    return FAR
