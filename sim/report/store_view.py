"""What is in the store: its runs, the figures of one, and its tables for other programs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputFault, Problem, RunFault
from sim.experiment import Replication
from sim.experiment.replicate import Measured
from sim.experiment.store import OF_PROMISES, SHORT_KEY, Columns, Store, StoredRun
from sim.measures import WHOLE_RUN, Summary
from sim.measures.summary import Cell, summaries
from sim.report.figures import number
from sim.report.folder import refuse_taken, scratch_folder
from sim.report.layout import make_console, make_table, print_table
from sim.report.records import RECORD_COLUMNS, SUMMARY_COLUMNS
from sim.report.results import repeated, stacked
from sim.report.tables import columns_of, parquet_available, write_table
from sim.scenario.faults import nearest

if TYPE_CHECKING:
    from rich.table import Table

_WHOSE = ("stream", "priority", "activity", "role", "team")
_EXPORTED = ("replications", "summary", "monthly")


def run_records(runs: Sequence[StoredRun]) -> list[dict[str, Any]]:
    """The runs as objects for JSON."""
    return [
        {
            "name": run.name,
            "also": list(run.also),
            "title": run.title,
            "key": run.key,
            "seed": run.seed,
            "start_date": run.start_date.isoformat(),
            "years": run.years,
            "replications": len(run.numbers),
            "engines": list(run.engines),
            "made": run.made,
            "bytes": run.size,
            "semantics": run.semantics,
            "measured": run.measured,
            "current": run.current,
            "sound": run.sound,
            "versions": run.versions,
        }
        for run in runs
    ]


def print_runs(runs: Sequence[StoredRun], path: Path) -> None:
    """Print a table of the runs."""
    console = make_console()
    if not runs:
        console.print(f"{path}: no runs are kept yet.", soft_wrap=True, markup=False)
        return
    print_table(console, runs_table(runs))
    total = sum(len(run.numbers) for run in runs)
    console.print(f"\n{path}: {_size(path.stat().st_size)}, {total} replications.", soft_wrap=True, markup=False)
    if any(_lacks_figures(run) for run in runs):
        console.print(
            f"~ Replications {OF_PROMISES}, made by a search for posts: other commands make their own.", soft_wrap=True
        )
    if any(not run.current for run in runs):
        console.print(
            "* Made by a version of carecap whose figures meant something else: no run of this version uses them.",
            soft_wrap=True,
        )
    if any(not run.sound for run in runs):
        console.print("! What is told of it is not as it was written: see `carecap results check`.", soft_wrap=True)


def runs_table(runs: Sequence[StoredRun]) -> "Table":
    """One row a run."""
    from rich.text import Text

    headings = ("title", "key", "made (UTC)", "engines", "seed", "years", "replications", "size")
    table = make_table("Runs", *headings, texts=5)
    for run in runs:
        also = f" (also {', '.join(run.also)})" if run.also else ""
        marks = {" ~": _lacks_figures(run), " *": not run.current, " !": not run.sound}
        name = f"{run.name}{also}{''.join(mark for mark, there in marks.items() if there)}"
        made = run.made[:16].replace("T", " ")
        words = (name, run.title, run.key[:SHORT_KEY], made, ", ".join(run.engines))
        counts = (str(run.seed), f"{run.years:g}", str(len(run.numbers)), _size(run.size))
        table.add_row(*(Text(word) for word in (*words, *counts)))
    return table


def chosen_figures(store: Store, run: StoredRun, *, measure: str | None, period: str) -> list[Summary]:
    """Mean and interval of some figures of a run.

    Parameters
    ----------
    measure
        The name of a measure, or how names begin; None for every measure, but of the whole service only.
    period
        A period of the figures, such as "all" or "2016/17".

    Raises
    ------
    InputFault
        If the run has no such measure or period.
    """
    table = store.figures(run.key, run.numbers)
    names = list(dict.fromkeys(cell[0] for cell in table.cells))
    periods = list(dict.fromkeys(cell[6] for cell in table.cells))
    problems = []
    if measure is not None and not any(name.startswith(measure) for name in names):
        but = f"; its replications are {OF_PROMISES}" if _lacks_figures(run) else ""
        rule = f"the run {run.called} has no measure whose name begins so{but}"
        problems.append(Problem("--measure", "", rule, repr(measure), nearest(measure, names)))
    if period not in periods:
        hint = nearest(period, (known for known in periods if len(known) != len("2014-04") or not known[5:].isdigit()))
        rule = f"the run {run.called} has no figures of this period"
        problems.append(Problem("--period", "", rule, repr(period), hint))
    if problems:
        raise InputFault(problems)

    def wanted(cell: Cell) -> bool:
        if cell[6] != period:
            return False
        if measure is None:
            return not any(cell[1:6])
        return cell[0] == measure if measure in names else cell[0].startswith(measure)

    chosen = table.only(wanted)
    return summaries(chosen.cells, chosen.values)


def print_figures(run: StoredRun, figures: Sequence[Summary], *, period: str, narrowed: bool) -> None:
    """Print figures of a run in a period as a table; ``narrowed`` if only those of the whole service were chosen."""
    console = make_console()
    start = run.start_date
    console.print(
        f"{run.called}: {run.title}\n{run.years:g} years from {start.day} {start:%B %Y}; {run.counted},"
        f" seed {run.seed}; low and high bound the 95 % interval of the mean.",
        soft_wrap=True,
        markup=False,
    )
    print_table(console, figures_table(figures, period))
    if not figures:
        console.print("\nThere are no such figures.")
    elif narrowed:
        console.print("\nFigures of the whole service. --measure NAME has one by stream, priority, role and team.")


def figures_table(figures: Sequence[Summary], period: str) -> "Table":
    """One row a figure, with those columns only in which something stands."""
    from rich.text import Text

    shown = [name for name in _WHOSE if any(getattr(row, name) for row in figures)]
    words = ("measure", "unit", *shown)
    heading = "Whole run" if period == WHOLE_RUN else period
    table = make_table(heading, *words[1:], "mean", "low", "high", "n", texts=len(words))
    for row in figures:
        numbers = (*(_told(value) for value in (row.mean, row.low, row.high)), str(row.n))
        table.add_row(*(Text(str(getattr(row, name))) for name in words), *numbers)
    return table


def export_run(store: Store, run: StoredRun, folder: Path) -> list[str]:
    """Write a run's tables into a folder, as carecap run does; nothing there is written over.

    Returns
    -------
    list of str
        Names of the files: replications, summary and, where it was measured, monthly.

    Raises
    ------
    InputFault
        If one of them is there already, or nothing can be written there.
    """
    suffixes = (".csv", ".parquet") if parquet_available() else (".csv",)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = [name for table in _EXPORTED for name in (f"{table}{suffix}" for suffix in suffixes)]
        taken = [name for name in taken if (folder / name).exists()]
        refuse_taken(folder, taken, whose="")
        with scratch_folder(folder) as scratch:
            names = [name for table, columns in _tables(store, run) for name in write_table(scratch, table, columns)]
            for name in names:
                (scratch / name).replace(folder / name)
    except OSError as error:
        rule = f"the tables cannot be written there: {error.strerror or error}"
        raise InputFault([Problem("--out", str(folder), rule)]) from None
    return sorted(names)


def _tables(store: Store, run: StoredRun) -> Iterator[tuple[str, Columns]]:
    figures: list[Columns] = []
    monthly: list[Columns] = []
    for replication in _replications(store, run):
        figures.append(columns_of(replication.records, RECORD_COLUMNS))
        monthly.append(replication.monthly)
    yield "replications", stacked(run.name, run.numbers, figures)
    if not _lacks_figures(run):
        yield "monthly", stacked(run.name, run.numbers, monthly)
    table = store.figures(run.key, run.numbers)
    rows = summaries(table.cells, table.values)
    yield "summary", {"option": repeated(run.name, len(rows)), **columns_of(rows, SUMMARY_COLUMNS[1:])}


def _replications(store: Store, run: StoredRun) -> Iterator[Replication]:
    for one in run.numbers:
        found = store.load(run.key, one)
        if found is None:
            raise RunFault(f"{store.path}: replication {one} of {run.called} was removed while it was read.")
        yield found


def _lacks_figures(run: StoredRun) -> bool:
    return run.measured is not Measured.ALL


def _told(value: float) -> str:
    """A number with about four digits that say something."""
    size = abs(value)
    return number(value, 0 if size in (0, 1) else 3 if size < 1 else 2 if size < 100 else 1 if size < 1000 else 0)


def _size(count: int) -> str:
    """A number of bytes in words."""
    for unit, size in (("KiB", 1024), ("MiB", 1024**2)):
        if count < 1024 * size:
            return f"{count / size:.0f} {unit}"
    return f"{count / 1024**3:.1f} GiB"
