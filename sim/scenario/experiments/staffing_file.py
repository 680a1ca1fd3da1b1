"""The table [staffing] of an experiment file: which posts may vary, and what they must achieve."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.experiments.names import Given, Name
from sim.scenario.limits import MOST_POSTS
from sim.scenario.table import Table
from sim.scenario.values import Day, Model, Real, Switch, Whole

MOST_FUTURES = 5_000
"""Of a look at a plan."""

MOST_NUMBERS = 100
"""Of a config, at both ends of whose ranges posts are looked for."""

NumberOfPosts = Annotated[Whole, Field(ge=0, le=MOST_POSTS)]


class RoleFile(Model):
    """Posts of a role that vary together, in one team or several.

    Without ``teams`` these are all of the council's own teams that have posts of the role. ``shares`` says how the
    posts are split between the teams: as the work of the role is ("load"), as the posts are now ("posts"), or a share
    for each team. ``gbp_per_year`` is what a post costs, for roles whose pay the config does not give. ``temporary``
    posts may end again where a search has phases. ``qualified`` posts only people with a professional qualification may
    hold; the answer tells their share.
    """

    name: Name
    label: str = ""
    role: Given
    teams: tuple[Given, ...] = Field(default=(), min_length=1)
    shares: Literal["load", "posts"] | Table[Annotated[Real, Field(ge=0)]] = "load"
    gbp_per_year: Annotated[Real, Field(gt=0)] | None = None
    temporary: Switch = False
    qualified: Switch = False
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


class PhasesFile(Model):
    """When posts may start: every so many months from the search's date, up to a last one.

    ``hires`` is how many posts may be filled at one of these dates, of all that are not temporary; ``weeks_to_fill``
    how long before it a post has to be advertised.
    """

    months: Annotated[Whole, Field(ge=1, le=24)] = 3
    until: Day
    hires: NumberOfPosts | None = None
    weeks_to_fill: Annotated[Real, Field(ge=0, le=104)] | None = None


class ListFile(Model):
    """A list that is to be short by a date, and from then on.

    ``under`` is the most cases at the end of any month from that of the date on; ``age_days`` the 90th percentile of
    the time since contact of those waiting, at the end of any year of the run from that of the date on. ``role`` is
    that of the staff waited for; without it all are meant.
    """

    by: Day
    under: Annotated[Whole, Field(ge=0)] | None = None
    age_days: Annotated[Real, Field(gt=0)] | None = None
    role: Given | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.under is None) == (self.age_days is None):
            raise ValueError("say either how many cases at most (under) or how old (age_days)")
        if self.age_days is not None and self.role is not None:
            raise ValueError("age_days is of all who wait, whatever the role")
        return self


class EffortFile(Model):
    """How long to search.

    Futures of the first and last look at a plan, and of a second look at the one found; plans tried in each round of
    swaps; whether posts are moved between teams as well.
    """

    first: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 8
    most: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 16
    second: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 64
    largest: Annotated[Whole, Field(ge=2, le=MOST_FUTURES)] = 64
    plans: Annotated[Whole, Field(ge=0, le=1_000_000)] = 40
    between_teams: Switch = False

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


class BudgetFile(Model):
    """What there is to spend on all posts that vary, those that follow others among them: pay, or a number of posts."""

    gbp_per_year: Annotated[Real, Field(gt=0)] | None = None
    posts: Annotated[Whole, Field(gt=0, le=MOST_POSTS)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.gbp_per_year is None) == (self.posts is None):
            raise ValueError("give gbp_per_year or posts, one of the two")
        return self


def _so_many_or_these(raw: Any) -> Any:
    if isinstance(raw, list) and raw and all(isinstance(name, str) for name in raw):
        return tuple(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MOST_NUMBERS:
        return raw
    raise ValueError(f"a whole number from 0 to {MOST_NUMBERS} is wanted, or a list of settings")


class RobustFile(Model):
    """What to ask about the plan that was found: the growth of demand it absorbs, and what posts depend on.

    ``values`` is how many of the config's numbers with a range to look at, those first that move the load most, or
    which of them.
    """

    growth: Switch = True
    values: Annotated[int | tuple[str, ...], BeforeValidator(_so_many_or_these)] = 8


class StaffingFile(Model):
    """A staffing search.

    ``targets`` names targets of the scenario by their labels; without it all are meant, with false none. With
    ``assurance`` each has to be met in that share of futures, otherwise on average. No list of a role that varies may
    grow by more than ``growth_per_week`` cases; false leaves lists alone.

    With ``levels`` "baseline" every share is to be at least what the baseline reaches with its own posts and without
    the demand scenario, less ``tolerance``; and lists and in-trays of the posts that vary may be longer than there by
    ``list_tolerance`` (a share) at most, in place of what is said about growth; false leaves lists alone.

    With ``budget`` the best service that it buys is sought, in place of the cheapest that reaches all of this; posts
    then start together, and no other limit holds for all of them.
    """

    from_: Day | None = Field(default=None, alias="from")
    targets: Annotated[tuple[Given, ...], Field(min_length=1)] | Literal[False] | None = None
    periods: tuple[Given, ...] = Field(default=(), min_length=1)
    levels: Literal["promised", "baseline"] = "promised"
    tolerance: Annotated[Real, Field(ge=0, lt=1)] | None = None
    list_tolerance: Annotated[Real, Field(ge=0)] | Literal[False] | None = None
    assurance: Annotated[Real, Field(gt=0, lt=1)] | None = None
    growth_per_week: Annotated[Real, Field(ge=0)] | Literal[False] = 0.5
    most_posts: NumberOfPosts | None = None
    list: tuple[ListFile, ...] = ()
    phases: PhasesFile | None = None
    role: tuple[RoleFile, ...] = Field(min_length=1)
    tied: tuple[TiedFile, ...] = ()
    budget: BudgetFile | None = None
    search: EffortFile = EffortFile()
    certificate: CertificateFile = CertificateFile()
    robust: RobustFile | None = None

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if self.phases is not None and self.search.between_teams:
            raise ValueError(
                "posts are moved between teams (search.between_teams) or start at dates (phases), not both"
            )
        if self.phases is None:
            if any(entry.temporary for entry in (*self.role, *self.tied)):
                raise ValueError("temporary posts need phases: else they would stay")
        elif self.from_ is None:
            raise ValueError("phases begin with the date of the search: give it a from")
        elif self.phases.until < self.from_:
            raise ValueError(f"phases.until ({self.phases.until}) may not be before from ({self.from_})")
        return self

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if self.levels == "baseline":
            return self
        for name in ("tolerance", "list_tolerance"):
            if getattr(self, name) is not None:
                raise ValueError(f'{name} goes with levels = "baseline"')
        return self

    @model_validator(mode="after")
    def _plain_within_budget(self) -> Self:
        for name, given in (
            ("most_posts", self.most_posts is not None),
            ("phases", self.phases is not None),
            ("search.between_teams", self.search.between_teams),
            ("robust", self.robust is not None),
        ):
            if self.budget is not None and given:
                raise ValueError(f"a search within a budget has no {name}")
        return self
