"""What holds for all tests: one process compiles the engine before the first, so that none waits or is told so."""

import pytest

from sim.engine import why_not_compiled


def pytest_sessionstart(session: pytest.Session) -> None:
    """With several processes, the one that shares out the tests does it."""
    if not hasattr(session.config, "workerinput"):
        why_not_compiled()
