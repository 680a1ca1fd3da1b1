"""The tidy records of a summary: one figure a row, the same in summary.csv and in JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from sim.measures import Summary

SUMMARY_COLUMNS = (
    "option",
    "measure",
    "stream",
    "priority",
    "activity",
    "role",
    "team",
    "period",
    "mean",
    "low",
    "high",
    "n",
    "unit",
)
"""The columns of summary.csv, in order."""

RECORD_COLUMNS = ("measure", "stream", "priority", "activity", "role", "team", "period", "value", "unit")
"""The columns of one replication's figures, in order."""


def summary_records(option: str, summary: Iterable[Summary]) -> list[dict[str, Any]]:
    """The rows of summary.csv as objects; a column that does not apply is an empty text."""
    return [{"option": option, **{name: getattr(row, name) for name in SUMMARY_COLUMNS[1:]}} for row in summary]


def print_json(records: Sequence[dict[str, Any]]) -> None:
    """Print records as a JSON array, one a line; a number that is missing is null."""
    lines = (json.dumps({name: _finite(value) for name, value in row.items()}, ensure_ascii=False) for row in records)
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value
