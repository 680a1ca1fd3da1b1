"""Results of a small comparison whose labels would do harm in a spreadsheet, a page or a document."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.experiment.compare import run_comparison
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.report.compare_results import write_comparison
from sim.scenario.experiments import load_experiment
from tiny_board import LABELS, tiny_board

HOSTILE = {
    "second-worker": '=HYPERLINK("http://example.org","click")',
    "quicker": "+1 <script>alert('x')</script> & \"quotes\"",
    "dearer": "-1" + " long label" * 30,
    "more-people": "@SUM(A1) http://example.org \U0001f600",
    "twice-the-people": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
}
"""Labels by option: a formula, numbers with a sign, markup, 300 characters, an address, an emoji, right-to-left."""

TITLE = "=1+1 & <b>board</b>"
QUESTION = "@What of _x0041_ and 'quotes'?"


_FOLDER = TemporaryDirectory()


@cache
def hostile_board() -> Path:
    """The folder of results of the small board with such labels; run once for all tests."""
    folder = Path(_FOLDER.name)
    file = tiny_board(folder, replications="replications = 2")
    for name, label in HOSTILE.items():
        option = folder / "options" / f"{name}.toml"
        text = option.read_text(encoding="utf-8")
        text = text.replace(f'label = "{LABELS[name]}"', f"label = {json.dumps(label, ensure_ascii=False)}")
        option.write_text(text.replace('owner = "Service manager"', 'owner = "=1+2"'), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    text = text.replace('"Options of a small service"', json.dumps(TITLE)).replace(
        '"What shortens waits?"', json.dumps(QUESTION)
    )
    file.write_text(text, encoding="utf-8")
    results = folder / "results"
    with Store(folder / "store.sqlite") as store, in_order as running:
        found = run_comparison(load_experiment(file), store=store, running=running, engine="simpy")
    write_comparison(results, found, where="1 process", best=False)
    return results
