"""Look for a scenario in which the engines differ, one file of one of them being another than it should be.

Run by `twin_mutations` in a process of its own: ``python twin_hunt.py reference FOLDER FILE FIRST LAST`` prints the
first seed of those in which the engines differ, or "none". FOLDER holds the file that stands in for the engine's own.
"""

import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory


def main(engine: str, mutants: str, file: str, first: str, last: str) -> None:
    package = import_module(f"sim.engine.{engine}")
    package.__path__.insert(0, mutants)
    module = import_module(f"sim.engine.{engine}.{Path(file).stem}")
    assert module.__file__ == str(Path(mutants) / file), module.__file__
    from twin_scenarios import ENGINE, TWIN, scenario
    from twin_shrink import logs

    with TemporaryDirectory() as folder:
        for seed in range(int(first), int(last)):
            made = scenario(seed, Path(folder))
            try:
                one, other = logs(made, ENGINE, TWIN)
            except Exception as fault:  # the reference itself fails
                one, other = None, fault
            if isinstance(other, Exception) or one is None or not one.same_as(other):
                print(seed)
                return
    print("none")


if __name__ == "__main__":
    main(*sys.argv[1:])
