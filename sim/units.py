"""Time units. The engine counts whole minutes; people read hours, days and weeks."""

from typing import Final

MINUTES_PER_HOUR: Final = 60
MINUTES_PER_DAY: Final = 24 * MINUTES_PER_HOUR
MINUTES_PER_WEEK: Final = 7 * MINUTES_PER_DAY
DAYS_PER_YEAR: Final = 365.25
WEEKS_PER_YEAR: Final = DAYS_PER_YEAR / 7

NEVER: Final = 2**62
"""A minute after every horizon: the finish of what does not finish."""


def parse_time_of_day(text: str) -> int:
    """Minutes after midnight of "HH:MM"; "24:00" is the end of the day.

    Raises
    ------
    ValueError
        If the text is not a time between 00:00 and 24:00.
    """
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f"write a time as HH:MM, not {text!r}")
    total = int(hours) * MINUTES_PER_HOUR + int(minutes)
    if int(minutes) >= MINUTES_PER_HOUR or total > MINUTES_PER_DAY:
        raise ValueError(f"a time lies between 00:00 and 24:00, not {text!r}")
    return total
