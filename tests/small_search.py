"""A search for the posts of the small service, and what its results hold."""

import csv
import sqlite3
from pathlib import Path

SEARCH = """
title = "Staff of a small service"
question = "How many keep the promise?"
baseline = "tiny"
seed = 3
period = "2014/15"

[staffing]
targets = ["Assessed within 28 days"]

[staffing.search]
first = 4
most = 8

[staffing.certificate]
looks = [20, 80]

[[staffing.role]]
name = "workers"
role = "social_worker"

[[staffing.role]]
name = "advisers"
role = "adviser"
"""


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table of results."""
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def kept_in(store: Path) -> int:
    """Replications in a store."""
    if not store.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM replication").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # its tables are not there yet
