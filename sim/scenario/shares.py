"""Shares of a whole, names of queues of workers, and other small shapes that several tables use."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.scenario.table import Table
from sim.scenario.values import Duration, Model, Share

SHARES_TOLERANCE = 1e-6


def _sum_to_one(shares: Table[Any]) -> Table[Any]:
    total = sum(float(share) for share in shares.values())
    if abs(total - 1) > SHARES_TOLERANCE:
        raise ValueError(f"shares must sum to 1, not {total:.6g}")
    return shares


Shares = Annotated[Table[Share], AfterValidator(_sum_to_one)]
"""Shares by name that sum to one."""


def _one_name(raw: Any) -> Any:
    return {raw: 1.0} if isinstance(raw, str) else raw


Route = Annotated[Table[Share], BeforeValidator(_one_name), AfterValidator(_sum_to_one)]
"""Where a case goes next: one name, or a share for each of several."""


class WorkList(Model):
    """Who may do a piece of work, in order of preference, for a share of the cases.

    ``who`` holds ``role`` (the case's own team), ``role@team`` or ``role@any``. ``teams`` gives
    the case a team when this list is drawn for it; without it the case keeps the team it has.
    """

    share: Share = Field(default=1.0, validate_default=True)
    who: tuple[str, ...] = Field(min_length=1)
    teams: Shares | None = None


def _as_lists(raw: Any) -> Any:
    if isinstance(raw, str):
        return [{"who": [raw]}]
    if isinstance(raw, list) and raw and all(isinstance(item, str) for item in raw):
        return [{"who": raw}]
    return raw


def _lists_sum_to_one(lists: tuple[WorkList, ...]) -> tuple[WorkList, ...]:
    total = sum(float(item.share) for item in lists)
    if abs(total - 1) > SHARES_TOLERANCE:
        raise ValueError(f"the shares of the lists must sum to 1, not {total:.6g}")
    return lists


By = Annotated[tuple[WorkList, ...], Field(min_length=1), BeforeValidator(_as_lists), AfterValidator(_lists_sum_to_one)]
"""Lists of workers; a case is drawn into one of them (its skill need)."""

WITHDRAW, ESCALATE = "withdraw", "escalate"
"""What somebody out of patience may do beside going to another activity."""


class Patience(Model):
    """How long somebody waits before they do something about it, drawn once.

    ``then`` shares out what they do: ``withdraw``, ``escalate`` (to the priority ``escalates_to``), or go
    to an activity or work type.
    """

    days: Duration
    then: Route
    escalates_to: str | None = None

    @model_validator(mode="after")
    def _priority_for_those_who_escalate(self) -> Self:
        if (ESCALATE in self.then) != (self.escalates_to is not None):
            raise ValueError("escalates_to (a priority) goes with a share of escalate, and is needed there")
        return self
