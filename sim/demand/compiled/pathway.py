"""The pathway as rows of records, the way the compiled walk looks it up."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled.ground import TABLES
from sim.demand.draws import Choices
from sim.demand.pathways import Pathways
from sim.scenario.once import once_for_each

Ints = NDArray[np.int64]
Records = NDArray[np.void]


@once_for_each
def pathway_tables(pathways: Pathways) -> dict[str, Records]:
    """The tables of nodes, kinds, patience and shares, by name."""
    features, activities = pathways.features, pathways.activities
    certain = np.append(pathways.certain, True)  # the last stands for -1, no distribution
    sorts = (pathways.lists, pathways.teams, pathways.routes, features.then)
    lists, teams, routes, then, _ = np.cumsum([0, *(len(choices.open) for choices in sorts)]).tolist()

    nodes = np.zeros((len(pathways.by), len(pathways.nodes)), dtype=TABLES["nodes"])
    nodes["by"] = _below(pathways.by, lists)
    at = nodes[:, :activities]
    at["somebody"] = pathways.work | features.place
    for name in ("alongside", "slot_begun", "slot_awaited", "chased_by", "if_full", "second_size", "joins"):
        at[name] = getattr(features, name)
    at["second"] = _below(features.second, lists)
    at["second_varies"] = ~certain[features.second_size]
    work_type = nodes[:, activities:]
    work_type["begins"] = pathways.begins
    work_type["total_varies"] = ~certain[pathways.total]
    work_type["priority"] = pathways.priority_of_work

    kinds = np.zeros(pathways.route.shape, dtype=TABLES["kinds"])
    kinds["route"] = _below(pathways.route, routes)
    kinds["size_varies"] = ~certain[pathways.size] | (pathways.deferred > 0)[:, :, None]
    kinds["sized_alone"] = pathways.sized_alone
    kinds["patience"] = features.patience
    patience = np.zeros(len(features.patience_days), dtype=TABLES["patience"])
    patience["days"] = features.patience_days
    patience["varies"] = ~certain[features.patience_days]
    patience["then"] = _below(features.patience_then, then)
    team_of_list = _below(pathways.team_of_list, teams).view(TABLES["team_of_list"])
    tables = {"nodes": nodes, "kinds": kinds, "patience": patience, "team_of_list": team_of_list}
    return tables | _shares(sorts)


def _below(row: Ints, first: int) -> Ints:
    """Numbers of rows of a sort among all, of which its own begin at ``first``; -1 stays."""
    return np.where(row >= 0, row + first, -1)


def _shares(sorts: tuple[Choices, ...]) -> dict[str, Records]:
    """The rows of all sorts, one after another."""
    choices = np.zeros(sum(len(sort.open) for sort in sorts), dtype=TABLES["choices"])
    choices["open"] = np.concatenate([sort.open for sort in sorts])
    widths = np.concatenate([np.full(*sort.target.shape, dtype=np.int64) for sort in sorts])
    choices["first"] = np.cumsum(widths) - widths
    targets = np.zeros(widths.sum(), dtype=TABLES["targets"])
    targets["target"] = np.concatenate([sort.target.ravel() for sort in sorts])
    targets["bound"] = np.concatenate([sort.cumulative.ravel() for sort in sorts])
    return {"choices": choices, "targets": targets}
