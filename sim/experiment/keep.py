"""A replication as plain tables, to be kept on disk, and back."""

import numpy as np

from sim.experiment.replicate import Replication
from sim.experiment.store import Columns
from sim.measures import Record

_TEXTS = ("measure", "stream", "priority", "activity", "role", "team", "period", "unit")


def pack(replication: Replication) -> dict[str, Columns]:
    """The tables of a replication."""
    records: Columns = {
        name: np.array([getattr(record, name) for record in replication.records], dtype=object) for name in _TEXTS
    }
    records["value"] = np.array([record.value for record in replication.records], dtype=np.float64)
    return {
        "records": records,
        "monthly": replication.monthly,
        "cases": replication.cases,
        "visits": replication.visits,
        "run": {"seconds": np.array([replication.seconds])},
    }


def unpack(number: int, tables: dict[str, Columns]) -> Replication:
    """The replication that ``pack`` made the tables of."""
    columns = tables["records"]
    texts = [columns[name].tolist() for name in _TEXTS]
    records = tuple(
        Record(value=value, **dict(zip(_TEXTS, row, strict=True)))
        for value, *row in zip(columns["value"].tolist(), *texts, strict=True)
    )
    return Replication(
        number=number,
        records=records,
        monthly=tables["monthly"],
        cases=tables.get("cases", {}),
        visits=tables.get("visits", {}),
        seconds=float(tables["run"]["seconds"][0]),
    )
