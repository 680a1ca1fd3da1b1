"""Three years of Thurrock: both engines beside idiomatic SimPy, and beside the engine of version 0.1.0."""

from collections.abc import Callable
from pathlib import Path

import pytest
from engines import REFERENCE, compiled
from first_engine import FirstEngine, checked_out
from idiomatic import PooledService
from measured import Table, medians

from sim.demand import draw_demand
from sim.engine import simulate
from sim.scenario import Service, load_service
from sim.workforce import draw_workforce

CONFIG = "thurrock-2014"
YEARS = 3
SEED = 2014
ROUNDS = 5
TIMES_REFERENCE = 25
TIMES_IDIOMATIC = 40
NO_SLOWER = 1.3
"""The reference engine may take so many times as long as in version 0.1.0: less cannot be told from noise."""

COLUMNS = ("run", "visits", "seconds", "visits a second", "times the reference", "times idiomatic")

pytestmark = pytest.mark.benchmark


def test_the_compiled_engine_beside_the_reference_and_an_idiomatic_model_of_the_same_volumes(
    tmp_path: Path, tell: Callable[[Table], None]
) -> None:
    file = tmp_path / "three-years.toml"
    file.write_text(f'extends = "{CONFIG}"\nclock.years = {YEARS}\n', encoding="utf-8")
    service = load_service(file)
    found: dict[str, int] = {}
    runs = {
        "reference engine": engine_run(service, REFERENCE, "reference engine", found),
        "compiled engine": engine_run(service, compiled(), "compiled engine", found),
        "idiomatic SimPy": idiomatic_run(service, "idiomatic SimPy", found),
    }
    speed = measured(f"{CONFIG}, {YEARS} years", "engines", runs, found=found, tell=tell)
    # An engine counts a stay that is set aside or left as a visit of its own, which the yardstick does not know.
    assert found["reference engine"] == found["compiled engine"]
    assert found["reference engine"] == pytest.approx(found["idiomatic SimPy"], rel=0.1)
    assert speed["compiled engine"] >= TIMES_REFERENCE * speed["reference engine"]
    assert speed["compiled engine"] >= TIMES_IDIOMATIC * speed["idiomatic SimPy"]


def test_the_engines_beside_that_of_version_0_1_0_on_its_own_config(
    tmp_path: Path, tell: Callable[[Table], None]
) -> None:
    code, text = checked_out(tmp_path, years=YEARS)
    file = tmp_path / "thurrock-of-0-1-0.toml"
    file.write_text(text, encoding="utf-8")
    service = load_service(file)
    found: dict[str, int] = {}
    with FirstEngine(code, file, seed=SEED) as first:
        found["engine of version 0.1.0"] = first.visits
        runs = {
            "reference engine": engine_run(service, REFERENCE, "reference engine", found),
            "compiled engine": engine_run(service, compiled(), "compiled engine", found),
            "engine of version 0.1.0": first.seconds,
            "idiomatic SimPy": idiomatic_run(service, "idiomatic SimPy", found),
        }
        title = f"{CONFIG} as it was in version 0.1.0, {YEARS} years"
        speed = measured(title, "engines-and-version-0-1-0", runs, found=found, tell=tell)
    assert found["reference engine"] == found["compiled engine"] == found["engine of version 0.1.0"]
    assert NO_SLOWER * speed["reference engine"] >= speed["engine of version 0.1.0"]
    assert speed["compiled engine"] >= TIMES_REFERENCE * speed["engine of version 0.1.0"]


def engine_run(service: Service, engine: str, name: str, found: dict[str, int]) -> Callable[[], object]:
    """An engine on tables that are drawn before the clock starts."""
    demand = draw_demand(service, seed=SEED, replication=0)
    workforce = draw_workforce(service, seed=SEED, replication=0)

    def run() -> None:
        found[name] = len(simulate(service, demand, workforce, engine=engine).case)

    run()  # compiled before the first round
    return run


def idiomatic_run(service: Service, name: str, found: dict[str, int]) -> Callable[[], object]:
    """The idiomatic model; it draws as it goes."""

    def run() -> None:
        model = PooledService(service, SEED)
        model.run()
        found[name] = len(model.visits)

    return run


def measured(
    title: str,
    name: str,
    runs: dict[str, Callable[[], object]],
    *,
    found: dict[str, int],
    tell: Callable[[Table], None],
) -> dict[str, float]:
    """Visits a second of each run, told as a table."""
    seconds = medians(runs, rounds=ROUNDS)
    speed = {run: found[run] / seconds[run] for run in runs}
    table = Table(name, f"{title}: processor time, medians of {ROUNDS} shuffled rounds", COLUMNS)
    for run in sorted(runs, key=speed.__getitem__):
        ratios = (speed[run] / speed[other] for other in ("reference engine", "idiomatic SimPy"))
        table.add(run, found[run], seconds[run], speed[run], *ratios)
    tell(table)
    return speed
