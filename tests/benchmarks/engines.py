"""The engines that are measured, by the part they play."""

import pytest

from sim.engine import why_not_compiled

REFERENCE = "simpy"
COMPILED = "compiled"


def compiled() -> str:
    """The name of the compiled engine, ready to run; the test is skipped where it cannot be had."""
    if why_not := why_not_compiled():
        pytest.skip(f"there is no compiled engine: {why_not}")
    return COMPILED
