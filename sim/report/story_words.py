"""Dates, lengths of time and workers, in the words of a story."""

import datetime as dt

from sim.report.labels import capital
from sim.report.story_read import Results

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def on(moment: dt.datetime, *, after: dt.datetime | None = None) -> str:
    """A moment such as "on Tue 3 June 2014 at 09:40"; only what is new after another moment of the sentence."""
    time = f"at {moment:%H:%M}"
    if after is not None and moment.date() == after.date():
        return time
    day = f"on {_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"
    if after is None or moment.year != after.year:
        day += f" {moment.year}"
    return f"{day} {time}"


def long(length: dt.timedelta | int) -> str:
    """A length of time, or minutes, in its two largest units: "2 days 3 hours", "22 minutes"."""
    minutes = length if isinstance(length, int) else round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    units = [(days, "day"), (hours, "hour"), (left, "minute")]
    while len(units) > 1 and units[0][0] == 0:
        units.pop(0)
    said = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in units[:2] if number]
    return " ".join(said) or "no time"


def hours(minutes: int) -> str:
    """Staff time: "10 hours", "1 hour 5 minutes", never days, which would be taken for working days."""
    whole, left = divmod(minutes, 60)
    said = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in ((whole, "hour"), (left, "minute"))]
    return " ".join(text for text, number in zip(said, (whole, left), strict=True) if number) or "no time"


def days(length: dt.timedelta) -> str:
    """A length of time in days, to a tenth."""
    number = length / dt.timedelta(days=1)
    return f"{number:.1f} days"


def who(results: Results, worker: str) -> str:
    """A worker in words: role, post and team, and which person in the post if not the first."""
    team, role, post = worker.split("/")
    number, _, turn = post.partition(".")
    person = f"{results.label('role', role)} {number} of {results.label('team', team)}"
    return f"{person} (the {_ordinal(int(turn))} in the post)" if turn else person


def _ordinal(number: int) -> str:
    named = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return named.get(number, f"{number}th")


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return capital(text) + ("" if text.endswith((".", "!", "?")) else ".")
