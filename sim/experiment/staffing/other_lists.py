"""Lists of work for staff whose posts do not vary: no requirement guards them, so people may pile up there unseen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.experiment.pairing import Paired, paired_difference
from sim.experiment.staffing.compared import REFERENCE
from sim.experiment.staffing.problem import Plan
from sim.experiment.staffing.required import ONE_MORE, waits_for
from sim.experiment.staffing.services import Figure
from sim.experiment.staffing.setup import Setup, year_of
from sim.measures.load import offered_load
from sim.scenario.experiments import LIST_TOLERANCE, Staffing


@dataclass(frozen=True, slots=True)
class OtherList:
    """A list that no lever serves, over fresh futures: cases and steps waiting on average in a period.

    Attributes
    ----------
    role, team
        The staff waited for; ``team`` is empty where the role varies in none.
    label
        The same for people.
    period
        The last of those in which promises are to be kept.
    baseline, plan
        Mean in the baseline without the demand scenario, and with the plan [cases and steps].
    more
        The paired difference of the two.
    longer
        Whether it is clearly longer with the plan than a list of staff who vary might be.
    """

    role: str
    team: str
    label: str
    period: str
    baseline: float
    plan: float
    more: Paired
    longer: bool


def other_lists(staffing: Staffing, setup: Setup, plan: Plan, numbers: Sequence[int]) -> tuple[OtherList, ...]:
    """Every list that no lever serves and that the demand scenario's work comes to, in futures looked at before."""
    period = staffing.periods[-1]
    names = list(dict.fromkeys(_unserved(staffing, setup, period)))
    figures = [Figure(tuple(waits_for(period, role, team))) for role, team in names]
    if not figures:
        return ()
    (theirs,) = setup.reference.others([REFERENCE], numbers, figures)
    (ours,) = setup.services.others([plan], numbers, figures)
    may = 1 + (LIST_TOLERANCE if staffing.list_tolerance is None else staffing.list_tolerance)
    base, found = setup.design.service.base, []
    for (role, team), before, after in zip(names, theirs.T, ours.T, strict=True):
        label = base.role[role].label or role
        found.append(
            OtherList(
                role, team, f"{label}, {base.team[team].label or team}" if team else label, period,
                float(before.mean()), float(after.mean()), paired_difference(after, before),
                paired_difference(after, may * before, family=len(names)).low_all > ONE_MORE,
            )
        )  # fmt: skip
    return tuple(found)


def _unserved(staffing: Staffing, setup: Setup, period: str) -> Iterator[tuple[str, str]]:
    """Role and team of the lists; a role that varies in no team is named once, without a team."""
    service = setup.design.service
    roles = service.base.role
    served = {(item.reported, team) for item in (*staffing.roles, *staffing.tied) for team in item.teams}
    varying = {role for role, _ in served}
    for cell in offered_load(service, year_of(service, period)).cells:
        role = roles[cell.role].reports_as or cell.role
        if cell.work_hours > 0 and (role, cell.team) not in served:
            yield role, cell.team if role in varying else ""
