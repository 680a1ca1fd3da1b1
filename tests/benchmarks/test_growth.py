"""Time and memory as the service grows: 1 and 10 times Thurrock; 100 times and England when they are asked for."""

import os
from collections.abc import Callable

import pytest
from engines import compiled
from measured import LARGE, Table
from stages import STAGES, Stages, run_stages

MOST = 1.5
"""Time and memory of a replication a case, as times those of the smallest."""
MOST_OF_ENGINE = 3.0
"""Time of the engine alone a case: its rows no longer fit the caches, and it does little but ask for rows."""
ENGLAND = 345
"""England is so many Thurrocks by population."""
MEMORY_OF_ENGLAND = 16
YEARS = 1

pytestmark = pytest.mark.benchmark
large = pytest.mark.skipif(os.environ.get(LARGE) != "1", reason=f"long, and large: {LARGE}=1 runs it")


@pytest.mark.parametrize("councils", [(1, 10), pytest.param((1, 10, 100), marks=large)])
def test_time_and_memory_a_case_stay_as_the_service_grows(
    councils: tuple[int, ...], tell: Callable[[Table], None]
) -> None:
    sizes = [_best_of(3 if size < 100 else 1, size) for size in councils]
    tell(_table(f"growth-to-{councils[-1]}", sizes))
    smallest, *others = sizes
    assert not any(size.stopped for size in sizes)
    for size in others:
        assert _a_case(size.whole, size) <= MOST * _a_case(smallest.whole, smallest), size.councils
        assert _a_case(size.seconds["engine"], size) <= MOST_OF_ENGINE * _a_case(smallest.seconds["engine"], smallest)
        assert _a_case(size.peak, size) <= MOST * _a_case(smallest.peak, smallest), size.councils


@large
def test_all_of_england_fits_or_says_what_breaks_first(tell: Callable[[Table], None]) -> None:
    # The address space of a process is a little more than the memory that it uses.
    england = run_stages(ENGLAND, years=YEARS, engine=compiled(), memory=MEMORY_OF_ENGLAND + 2)
    tell(_table("england", [england]))
    assert not england.stopped
    assert max(england.peaks.values()) <= MEMORY_OF_ENGLAND * 2**10


def _best_of(times: int, councils: int) -> Stages:
    runs = [run_stages(councils, years=YEARS, engine=compiled()) for _ in range(times)]
    return min(runs, key=lambda run: run.whole if not run.stopped else float("inf"))


def _a_case(total: float, size: Stages) -> float:
    return total / size.counts["cases"]


def _table(name: str, sizes: list[Stages]) -> Table:
    columns = [f"{size.councils} x" for size in sizes]
    title = f"Thurrock so many times over, {YEARS} year: processor time and memory"
    table = Table(name, title, ("", *columns))
    for what in ("cases", "visits", "workers"):
        table.add(what, *(size.counts.get(what, "") for size in sizes))
    for stage in ("loading", *STAGES):
        seconds = (size.seconds.get(stage) for size in sizes)
        table.add(f"{stage} [s]", *("" if taken is None else taken for taken in seconds))
    for stage in ("program", "loading", *STAGES):
        peaks = (size.peaks.get(stage) for size in sizes)
        table.add(f"peak memory to the end of {stage} [MiB]", *("" if peak is None else round(peak) for peak in peaks))
    if not any(size.stopped for size in sizes):
        table.add("microseconds a case", *(_a_case(size.whole, size) * 1e6 for size in sizes))
        table.add("of these the engine", *(_a_case(size.seconds["engine"], size) * 1e6 for size in sizes))
        table.add("KiB a case", *(_a_case(size.peak, size) * 2**10 for size in sizes))
    table.add("stopped at", *(size.stopped or "no" for size in sizes))
    return table
