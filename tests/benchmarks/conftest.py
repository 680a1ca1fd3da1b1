"""The tables of the benchmarks, written as they come and told when all tests are done."""

from collections.abc import Callable

import pytest
from measured import FOLDER, Table

TABLES = pytest.StashKey[list[Table]]()


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Callable[[Table], None]:
    """Write a table, and print it after the last test."""
    tables = pytestconfig.stash.setdefault(TABLES, [])

    def told(table: Table) -> None:
        table.write(pytestconfig.rootpath / FOLDER)
        tables.append(table)

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the tables."""
    tables = config.stash.get(TABLES, [])
    for table in tables:
        for line in table.printed():
            terminalreporter.write_line(line)
    if tables:
        terminalreporter.write_line(f"\nThe tables are in {config.rootpath / FOLDER}.")
