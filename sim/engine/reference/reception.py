"""When cases that the run itself brings about are received."""

from sim.engine.pathway import Reception
from sim.units import MINUTES_PER_DAY, NEVER


def first_reception(hours: Reception, minute: int) -> int:
    """The first minute at or after ``minute`` within the hours of a stream; NEVER if none is left.

    Parameters
    ----------
    hours
        First and last minute of each day, from the first day of the run.
    """
    opens, closes = hours
    for day in range(max(minute, 0) // MINUTES_PER_DAY, len(opens)):
        if opens[day] < closes[day] and minute < closes[day]:
            return max(minute, opens[day])
    return NEVER
