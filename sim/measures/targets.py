"""The scenario's targets: the share that keeps each promise, and whether it is enough."""

from collections.abc import Iterator

import numpy as np

from sim.measures.groupings import members
from sim.measures.limits import Limit
from sim.measures.record import Records, records, who
from sim.measures.trace import Trace
from sim.scenario.service import Target

_ROUNDING = 1e-12
_MEASURES = ("target_share", "target_met", "target_cases")


def target_records(run: Trace) -> Records:
    """Share within each target, whether it is met, and the cases it is judged on, by year of receipt."""
    return Records.joined(part for target in run.service.base.target for part in _of_target(run, target))


def _of_target(run: Trace, target: Target) -> Iterator[Records]:
    groups = run.case_groups
    asked = members(
        run.service,
        groups.codes,
        streams=target.streams,
        work_types=target.work_types,
        priorities=target.priorities,
    )
    late, within = run.cohorts.summed_among(asked, run.clock(target.clock).judged(Limit.of(target)))
    number = late + within
    share = within / np.maximum(number, 1)
    met = share >= target.share.value - _ROUNDING
    yield records(
        _MEASURES,
        np.stack((share, met, number), axis=1),
        axes="period measure",
        groups=(who(activity=target.label),),
        periods=run.cohorts.labels,
        there=(number > 0)[:, None],
    )
