"""The table [staffing] of an experiment file: which posts may vary, and what they must achieve."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.experiments.names import Given, Name
from sim.scenario.limits import MOST_POSTS
from sim.scenario.table import Table
from sim.scenario.values import Day, Model, Real, Whole

MOST_FUTURES = 5_000
"""Of a look at a plan."""

NumberOfPosts = Annotated[Whole, Field(ge=0, le=MOST_POSTS)]


class RoleFile(Model):
    """Posts of a role that vary together, in one team or several.

    Without ``teams`` these are all of the council's own teams that have posts of the role. ``shares`` says how the
    posts are split between the teams: as the work of the role is ("load"), as the posts are now ("posts"), or a share
    for each team.
    """

    name: Name
    label: str = ""
    role: Given
    teams: tuple[Given, ...] = ()
    shares: Literal["load", "posts"] | Table[Annotated[Real, Field(ge=0)]] = "load"
    least: NumberOfPosts = 0
    most: NumberOfPosts | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most is not None and self.most < self.least:
            raise ValueError(f"most ({self.most}) may not be below least ({self.least})")
        return self


class TiedFile(RoleFile):
    """Posts that follow others: one for so many of those of the roles named, rounded up."""

    one_for: Annotated[Real, Field(gt=0)]
    of: tuple[Given, ...] = Field(min_length=1)


class EffortFile(Model):
    """How long to search: futures of the first and last look at a plan, and plans tried in each round of swaps."""

    first: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 8
    most: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 16
    largest: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 64
    plans: Annotated[Whole, Field(ge=0, le=1_000_000)] = 40

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.first <= self.most <= self.largest:
            raise ValueError("first may not be above most, nor most above largest")
        return self


class CertificateFile(Model):
    """How sure to be: confidence, numbers of futures after which it is asked, and how often it is tried for."""

    confidence: Annotated[Real, Field(gt=0.5, lt=1)] = 0.95
    looks: tuple[Annotated[Whole, Field(ge=2, le=MOST_FUTURES)], ...] = Field(default=(50, 100), min_length=1)
    attempts: Annotated[Whole, Field(ge=1, le=20)] = 4

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if list(self.looks) != sorted(set(self.looks)):
            raise ValueError("looks must be numbers that ascend")
        return self


class StaffingFile(Model):
    """A staffing search.

    ``targets`` names targets of the scenario by their labels; without it all are meant. With ``assurance`` each has to
    be met in that share of futures, otherwise on average. No list of a role that varies may grow by more than
    ``growth_per_week`` cases; false leaves lists alone.
    """

    from_: Day | None = Field(default=None, alias="from")
    targets: tuple[Given, ...] | None = Field(default=None, min_length=1)
    periods: tuple[Given, ...] = ()
    assurance: Annotated[Real, Field(gt=0, lt=1)] | None = None
    growth_per_week: Annotated[Real, Field(ge=0)] | Literal[False] = 0.5
    most_posts: NumberOfPosts | None = None
    role: tuple[RoleFile, ...] = Field(min_length=1)
    tied: tuple[TiedFile, ...] = ()
    search: EffortFile = EffortFile()
    certificate: CertificateFile = CertificateFile()
