"""A progress bar on stderr, with the rate and the time left, where there is a terminal to show it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """How fast replications come; ``told`` is given every number done, first that with which this run begins.

    All moments are in seconds of the same clock.
    """

    begun: float = 0.0
    before: int | None = None
    done: int = 0
    latest: float = 0.0

    def told(self, done: int, now: float) -> None:
        """So many are done."""
        if self.before is None:
            self.begun, self.before = now, done
        if done != self.done:
            self.done, self.latest = done, now

    @property
    def per_minute(self) -> float | None:
        """Replications a minute of this run up to the latest; None before the first."""
        gone, made = self.latest - self.begun, self.done - (self.before or 0)
        return 60 * made / gone if made > 0 and gone > 0 else None

    def left(self, wanted: int, now: float) -> float | None:
        """Seconds left at this pace; None before the first."""
        if self.per_minute is None:
            return None
        return max(0.0, 60 * (wanted - self.done) / self.per_minute - (now - self.latest))


@contextmanager
def progress_bar(label: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; gives a function to be told (done, wanted), first with what is there from before.

    Nothing is written where stderr is not a terminal or ``shown`` is false.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda done, wanted: None
        return
    pace = Pace()

    class PaceColumn(ProgressColumn):
        """Rate, time gone and time left."""

        def render(self, task: Task) -> Text:
            return Text(pace_text(pace, int(task.total or 0), task.elapsed or 0.0, time.monotonic()))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), PaceColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        row = bar.add_task(label, total=None)

        def told(done: int, wanted: int) -> None:
            pace.told(done, time.monotonic())
            bar.update(row, completed=done, total=wanted)

        yield told


@contextmanager
def search_line(label: str, *, shown: bool = True) -> Iterator[Callable[[str, str, Sequence[int], int], None]]:
    """A line on stderr that says what a search is at; gives a function to be told.

    It takes the demand scenario, what is done, the posts of each role tried, and the replications looked at. Nothing is
    written where stderr is not a terminal or ``shown`` is false.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda scenario, what, plan, looked_at: None
        return
    begun = time.monotonic()
    with console.status(label) as status:

        def told(scenario: str, what: str, plan: Sequence[int], looked_at: int) -> None:
            posts = " + ".join(map(str, plan))
            parts = (label, scenario, what, f"at {posts} posts", f"{looked_at:,} replications")
            status.update(", ".join(part for part in parts if part) + f", {_clock(time.monotonic() - begun)} gone")

        yield told


def pace_text(pace: Pace, wanted: int, elapsed: float, now: float) -> str:
    """Such as "replications, 4.2 a minute, 0:01:10 gone, 0:03:20 left"."""
    rate, left = pace.per_minute, pace.left(wanted, now)
    parts = ["replications"]
    if rate is not None:
        parts.append(f"{rate:.3g} a minute" if rate < 1000 else f"{rate:,.0f} a minute")
    parts.append(f"{_clock(elapsed)} gone")
    if left is not None:
        parts.append(f"{_clock(left)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"
