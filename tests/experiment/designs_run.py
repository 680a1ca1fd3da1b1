"""Run designs into a store, from a process of its own: python designs_run.py STORE WHERE REPLICATIONS CONFIG..."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sim.experiment import replicate_designs, running_for
from sim.experiment.store import Store
from sim.scenario import load_service

SEED = 7


def started(store: Path, where: str, replications: int, configs: list[Path]) -> subprocess.Popen[str]:
    """The process; WHERE is a number of processes or the address of a scheduler."""
    from keyboard import ENVIRONMENT  # which the process itself could not find

    command = [sys.executable, __file__, str(store), where, str(replications), *map(str, configs)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT, start_new_session=True)


def stored(store: Path) -> list[tuple[int, int, str, float]]:
    """Run, number, moment and seconds of every replication in a store that others may be writing."""
    if not store.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT run, number, made, seconds FROM replication ORDER BY 1, 2").fetchall()
    except sqlite3.OperationalError:
        return []  # it is just being made


def main() -> None:
    file, where, replications, *configs = sys.argv[1:]
    jobs, address = (int(where), None) if where.isdigit() else (None, where)
    services = [load_service(config) for config in configs]
    said: list[str] = []
    with Store(Path(file)) as store, running_for(jobs, address, say=said.append) as running:
        numbers = range(int(replications))
        done = replicate_designs(services, numbers, seed=SEED, engine="simpy", store=store, running=running)
    print(done.run, done.kept, *said)


if __name__ == "__main__":
    main()
