"""How benchmarks measure and what they leave behind: processor seconds in shuffled rounds, and tables."""

import csv
import gc
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

FOLDER = Path(os.environ.get("CARECAP_BENCHMARKS", "results/benchmarks"))
"""Where tables are written."""

LARGE = "CARECAP_LARGE_BENCHMARKS"
"""Set to 1 in the environment, this lets the benchmarks run that take long or most of a computer's memory."""


def medians(runs: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Median processor seconds of each run; every round takes them in another order.

    What a run returns may be seconds that it has measured itself, in another process say.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    order = list(runs)
    shuffle = random.Random(1)
    for _ in range(rounds):
        shuffle.shuffle(order)
        for name in order:
            gc.collect()
            begun = time.process_time()
            told = runs[name]()
            seconds = time.process_time() - begun
            taken[name].append(told if isinstance(told, float) else seconds)
    return {name: median(seconds) for name, seconds in taken.items()}


def seconds_of(run: Callable[[], object]) -> float:
    """Processor seconds of one run, which comes to its end before the next is thought of."""
    gc.collect()
    begun = time.process_time()
    run()
    return time.process_time() - begun


@dataclass
class Table:
    """Rows that are printed when all is done, and written as CSV and Markdown."""

    name: str
    title: str
    columns: Sequence[str]
    rows: list[Sequence[object]] = field(default_factory=list)

    def add(self, *row: object) -> None:
        assert len(row) == len(self.columns)
        self.rows.append(row)

    def texts(self) -> list[list[str]]:
        return [list(self.columns), *([_text(cell) for cell in row] for row in self.rows)]

    def printed(self) -> list[str]:
        texts = self.texts()
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in texts
        ]
        return ["", self.title, *lines]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{self.name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([self.columns, *self.rows])
        head, *rows = (f"| {' | '.join(cells)} |" for cells in self.texts())
        ruled = "|".join(["", " --- ", *[" ---: "] * (len(self.columns) - 1), ""])
        text = "\n".join([self.title, "", head, ruled, *rows, ""])
        (folder / f"{self.name}.md").write_text(text, encoding="utf-8")


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}"
    return f"{cell:,d}" if isinstance(cell, int) else str(cell)
