"""Charts of comparisons and sweeps on disk."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.drawing import save

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def saved(folder: Path, charts: "Iterable[tuple[str, Figure | None]]") -> list[str]:
    """Write charts into a folder, each as it is drawn; the names written. One without figures is left out."""
    written = []
    for name, figure in charts:
        if figure is not None:
            save(figure, folder / name)
            written.append(name)
    return written
