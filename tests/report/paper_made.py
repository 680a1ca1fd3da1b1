"""Results for the paper to be made of: a small comparison with demand, posts that end, and an option that saves."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.experiment.compare import run_comparison
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.report.compare_results import write_comparison
from sim.scenario.experiments import load_experiment
from tiny_board import tiny_board

_DEMAND = """
extends = "../tiny.toml"
[option]
label = "Many <b>more</b> people"
kind = "demand"
owner = "The government"
mechanism = "twice the referrals"
one_off_gbp = 0
yearly_gbp = 0
[demand.referral]
per_year = 600
"""

_POSTS = """
extends = "../tiny.toml"
[option]
label = "Two more for a year"
kind = "staffing"
owner = "Head of service"
mechanism = "two posts"
asks = "Whether they can be found."
from = 2014-06-30
to = 2015-06-30
one_off_gbp = 1_000
yearly_gbp = 500
[[change]]
from = 2014-06-30
[change.set]
"team.north.posts.social_worker" = 3
"""


_PAY = """
extends = "../tiny.toml"
[option]
label = "Advisers at a higher grade"
kind = "pay"
owner = "Head of service"
mechanism = "nothing but pay"
one_off_gbp = 0
yearly_gbp = 0
[role.adviser]
annual_pay_gbp = 24_000
"""


@cache
def compared() -> Path:
    """The results folder of a comparison, made once for all tests of a process."""
    made = TemporaryDirectory()
    atexit.register(made.cleanup)
    folder = Path(made.name)
    file = tiny_board(
        folder, options="*-more", replications="replications = 16", more='worth = 0.1\nperiod = "2014/15"'
    )
    config = folder / "tiny.toml"
    text = config.read_text(encoding="utf-8")
    blocks = "[role.social_worker.blocks]\nduty = { value = 100, low = 50, high = 400 }\n\n[team.north]"
    config.write_text(text.replace("[team.north]", blocks, 1), encoding="utf-8")
    for name, option in (("many", _DEMAND), ("two", _POSTS), ("pay", _PAY)):
        (folder / "options" / f"{name}-more.toml").write_text(option, encoding="utf-8")
    with Store(folder / "store.sqlite") as store, in_order as running:
        comparison = run_comparison(load_experiment(file), store=store, running=running, engine="compiled")
    write_comparison(folder / "results", comparison, where="1 process", best=False)
    return folder / "results"
