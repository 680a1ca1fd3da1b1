"""The columns of the results' tables as the workbook shows them: heads for people, with units, and what they mean."""

from collections.abc import Mapping
from typing import Final

from sim.report.labels import capital
from sim.report.paper.book.sheet import Field, Form

_MEAN = "Mean over the futures."
_ENDS = "End of the 95 % interval of the mean over all futures."
_PAIRED = "Option less baseline, each future with itself; mean over the futures."
_TOGETHER = "End of the 95 % interval of all options and figures together; the verdict rests on it."


def _three(columns: str, head: str, unit: str, form: Form, meaning: str = _MEAN) -> tuple[Field, ...]:
    """A mean and the ends of its interval; ``columns`` is like "wait_{}_days"."""
    return (
        Field(columns.format("mean"), f"{head} ({unit})", form, meaning),
        Field(columns.format("low"), f"{head}: low ({unit})", form, _ENDS),
        Field(columns.format("high"), f"{head}: high ({unit})", form, _ENDS),
    )


_SCENARIO = Field("scenario", "Demand scenario", meaning="Under which demand; empty if the experiment has none.")
_NAME = Field("option", "Name", meaning="Name of the option's file; of the baseline's for no change.")
_DESIGN = (
    Field("option", "Option", "name", of="design"),
    _SCENARIO,
)
_NUMBER = Field("n", "Futures", "whole", "Simulated futures that have the figure.")
_ROLE = Field("role", "Role", "name", of="role")
_TEAM = Field("team", "Team", "name", of="team")
_OF_WHAT = (
    Field("measure", "Measure", "name", "What is measured: see its own line here.", of="measure"),
    Field("stream", "Stream or group", meaning="Of whom: the kind of demand; empty for everybody.", of="stream"),
    Field("priority", "Priority", meaning="Of whom: how urgent; empty for all.", of="priority"),
    Field("activity", "Activity", meaning="Of which kind of work, or which target; empty for all."),
    _ROLE,
    _TEAM,
    Field("period", "Period", meaning="Of when: a year, a month, or all of the run."),
)
_INTERVAL = (
    Field("mean", "Mean (see unit)", "by unit", _MEAN),
    Field("low", "Low (see unit)", "by unit", _ENDS),
    Field("high", "High (see unit)", "by unit", _ENDS),
)
_UNIT = Field("unit", "Unit", meaning="Of the figures of the row; shares look like percentages.")

_WANTED = (
    Field("sense", "At least or at most"),
    Field("wanted", "Wanted (see unit)", "by unit", "What the mean has to reach, or to stay under."),
)
_JUDGED = (
    *_WANTED,
    Field("mean", "Mean (see unit)", "by unit"),
    Field("low", "Low (see unit)", "by unit", "Lower limit, one-sided."),
    Field("high", "High (see unit)", "by unit", "Upper limit, one-sided."),
    _UNIT,
)

OPTIONS: Final = (
    Field("label", "Option", "name"),
    _NAME,
    _SCENARIO,
    Field("against", "Compared with", "name", of="design"),
    Field("kind", "Kind"),
    Field("owner", "Owner", "name", "Who answers for the option."),
    Field("verdict", "Verdict", meaning="What the intervals that hold together say of option and baseline."),
    Field("verdict_text", "Verdict in words", "long"),
    *_three("wait_{}_days", "Mean wait", "days", "decimal", "From contact to completed assessment. " + _MEAN),
    Field("wait_n", "Wait: futures", "whole", "Simulated futures that have such a wait."),
    *_three(
        "over_limit_{}_share", "Waiting too long", "share of people", "share",
        "Share of people not assessed within the longest limit that a target sets. " + _MEAN,
    ),
    Field("headline", "First figure", "name", "What the comparison is about in the first place."),
    Field("headline_unit", "First figure: unit"),
    Field("headline_mean", "First figure: mean (see unit)", "by unit", _MEAN, "headline_unit"),
    Field("headline_low", "First figure: low (see unit)", "by unit", _ENDS, "headline_unit"),
    Field("headline_high", "First figure: high (see unit)", "by unit", _ENDS, "headline_unit"),
    Field("headline_n", "First figure: futures", "whole"),
    Field("difference_mean", "Change of first figure (see unit)", "by unit", _PAIRED, "headline_unit"),
    Field("difference_low", "Change: low (see unit)", "by unit", _ENDS, "headline_unit"),
    Field("difference_high", "Change: high (see unit)", "by unit", _ENDS, "headline_unit"),
    Field("difference_low_simultaneous", "Change: low, all together (unit)", "by unit", _TOGETHER, "headline_unit"),
    Field("difference_high_simultaneous", "Change: high, all together (unit)", "by unit", _TOGETHER, "headline_unit"),
    Field("variance_ratio", "Worth of pairing (times)", "decimal", "So many times the futures without pairing."),
    Field("correlation", "Correlation with no change", "fine"),
    Field("better_share_of_futures", "Better (share of futures)", "share", "Futures in which the option is better."),
    Field("difference_n", "Change: futures", "whole", "Pairs of futures in which both have the figure."),
    Field("targets_met", "Targets met", "whole", "Met on average; those that nobody is judged on are not."),
    Field("targets", "Targets", "whole"),
    Field("targets_judged", "Targets judged", "whole", "On how many of them anybody is judged."),
    Field("targets_met_share_of_futures", "Targets met (share of futures)", "share", "Mean over targets."),
    Field("posts", "Posts", "decimal", "Funded posts, average over the whole run."),
    Field("fte", "Posts (FTE)", "decimal", "Full-time equivalent."),
    *_three(
        "cost_{}_gbp_per_year", "Cost", "GBP a year", "money",
        "Staff, work paid by the piece, and the option's own sums spread over the run. " + _MEAN,
    ),
    Field("cost_with_low_pay_gbp_per_year", "Cost if pay is at its low end (GBP a year)", "money"),
    Field("cost_with_high_pay_gbp_per_year", "Cost if pay is at its high end (GBP a year)", "money"),
    *_three("cost_difference_{}_gbp_per_year", "Cost more than no change", "GBP a year", "money", _PAIRED),
    *_three(
        "cost_difference_{}_gbp_in_period", "Cost more than no change, in the period", "GBP", "money",
        "In the period of the figures, without what is paid once. " + _PAIRED,
    ),
    Field(
        "waiting_list_growth_period", "Growth of the waiting list: when",
        meaning="From the year asked for to the end of the run, for the list of day one is not the service's own.",
    ),
    *_three(
        "waiting_list_growth_{}_cases_per_week", "Growth of the waiting list", "cases a week", "decimal",
        "Longer at the end than at the beginning of these years, a week. " + _MEAN,
    ),
    Field("waiting_list_grows", "The list grows (1 = yes)", "whole", "If so, a mean wait says little."),
    Field("replications", "Futures", "whole", "Simulated futures of each option."),
    Field("one_off_gbp", "One-off cost on the option's sheet (GBP)", "money"),
    Field("yearly_gbp", "Yearly cost on the option's sheet (GBP a year)", "money"),
    Field("weakest_grade_of_changes", "Weakest evidence of what it changes"),
)  # fmt: skip

OPTION_SHEETS: Final = (
    Field("label", "Option", "name"),
    _NAME,
    Field("kind", "Kind"),
    Field("owner", "Owner", "name"),
    Field("mechanism", "What it changes", "long"),
    Field("limit", "What limits it", "long"),
    Field("asks", "What has to be known first", "long"),
    Field("numbers_changed_by_grade", "Numbers changed, by evidence grade", "name"),
    Field("files", "Files", "name", "Files laid over one another, from the root on."),
)

TARGETS: Final = (
    *_DESIGN,
    Field("target", "Target", "name"),
    Field("period", "Period"),
    Field("level_share", "Promised (share of people)", "share"),
    *_three("{}_share", "Within the limit", "share of people", "share"),
    Field("met_on_average", "Met on average (1 = yes)", "whole", "Empty if nobody is judged."),
    *_three("met_{}_share_of_futures", "Met", "share of futures", "share", "Futures in which the target is met."),
    _NUMBER,
)

_PLAN = Field("plan", "Plan", meaning="Posts of each group, in order.")

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "options": OPTIONS,
    "option sheets": OPTION_SHEETS,
    "targets": TARGETS,
    "summary": (*_OF_WHAT[:1], *_DESIGN[:1], *_OF_WHAT[1:], *_INTERVAL, _UNIT, _NUMBER),
    "monthly": (
        *_DESIGN,
        _OF_WHAT[0],
        Field("month", "Month", "month"),
        Field("replication", "Future", "whole", "Number of the simulated future, from 0."),
        _ROLE,
        _TEAM,
        *_INTERVAL,
        Field("value", "Value (see unit)", "by unit"),
        _UNIT,
        _NUMBER,
    ),
    "differences": (
        *_DESIGN,
        _OF_WHAT[0],
        Field("against", "Compared with", "name", of="design"),
        *_OF_WHAT[1:],
        Field("difference_mean", "Change (see unit)", "by unit", _PAIRED),
        Field("difference_low", "Low (see unit)", "by unit", _ENDS),
        Field("difference_high", "High (see unit)", "by unit", _ENDS),
        Field("difference_low_simultaneous", "Low, all together (see unit)", "by unit", _TOGETHER),
        Field("difference_high_simultaneous", "High, all together (see unit)", "by unit", _TOGETHER),
        _UNIT,
        Field("better_share_of_futures", "Better (share of futures)", "share"),
        Field("variance_ratio", "Worth of pairing (times)", "decimal"),
        Field("correlation", "Correlation with no change", "fine"),
        _NUMBER,
    ),
    "points": (Field("point", "Point", meaning="The baseline first, then each choice of the factors."),),
    "posts": (
        Field("label", "Posts", "name"),
        _TEAM,
        _ROLE,
        _SCENARIO,
        Field("group", "Group", meaning="Posts of a group rise and fall together."),
        Field("qualified", "Qualified (1 = yes)", "whole", "Posts for people with a professional qualification."),
        Field("posts_now", "Posts today", "whole"),
        Field("posts_needed", "Posts needed", "whole"),
        Field("posts_more", "Posts more", "whole"),
    ),
    "recruitment": (
        Field("label", "Posts", "name"),
        _TEAM,
        _ROLE,
        _SCENARIO,
        Field("group", "Group"),
        Field("date", "From", "day"),
        Field("advertise_by", "Advertise by", "day"),
        Field("posts_more", "Posts more", "whole"),
        Field("posts_then", "Posts from then on", "whole"),
        Field("gbp_per_year_more", "Pay more (GBP a year)", "money"),
    ),
    "certificate": (
        Field("requirement", "Target or list", "name", "What is judged."),
        _SCENARIO,
        Field("one_fewer_of", "With one post fewer of", meaning="Empty for the plan itself."),
        Field("verdict", "Verdict", meaning="Of the plan, or whether the post is needed."),
        *_JUDGED,
        Field("confidence", "Confidence", "share", "Of all statements of the same kind together."),
        Field("replications", "Futures", "whole"),
        Field("first_replication", "First future", "whole"),
        Field("attempt", "Attempt", "whole", "The last is that of the plan."),
        _PLAN,
    ),
    "promises": (
        Field("promise", "Target or list", "name"),
        _SCENARIO,
        Field("posts", "Whose posts", meaning="Of no change, of today under the new demand, or of the plan."),
        Field("promised", "Promised", "share", "Share of people; empty for lists."),
        *_INTERVAL,
        _UNIT,
        Field("replications", "Futures", "whole"),
    ),
    "budget": (
        Field("binds", "What binds", "name"),
        _SCENARIO,
        Field("verdict", "Verdict"),
        Field("budget", "Budget", "money"),
        Field("unit", "Budget: unit"),
        Field("left", "Left of it", "money"),
        _PLAN,
    ),
    "next_post": (
        Field("label", "One post more of", "name"),
        _SCENARIO,
        Field("one_more_of", "Group"),
        Field("where", "Where", "name"),
        Field("requirement", "Target or list", "name"),
        Field("verdict", "Verdict"),
        Field("mean", "Mean (see unit)", "by unit", "With the post."),
        Field("difference", "Change (see unit)", "by unit"),
        Field("low", "Low (see unit)", "by unit", _TOGETHER),
        Field("high", "High (see unit)", "by unit", _TOGETHER),
        _UNIT,
    ),
    "out_of_reach": (
        Field("requirement", "Target", "name"),
        _SCENARIO,
        Field("without", "Without", "name", "A rule of the service that was switched off."),
        Field("sense", "At least or at most"),
        Field("wanted", "Wanted (see unit)", "by unit"),
        Field("mean_with_ample_posts", "Mean with ample posts (see unit)", "by unit"),
        _UNIT,
    ),
    "growth": (
        Field("requirement", "Target or list", "name"),
        _SCENARIO,
        Field("futures", "Which futures"),
        Field("verdict", "Verdict"),
        *_JUDGED,
    ),
    "plan_figures": (
        Field("requirement", "Target or list", "name"),
        _SCENARIO,
        _PLAN,
        *_WANTED,
        *_INTERVAL,
        _UNIT,
        Field("replications", "Futures of the search", "whole"),
    ),
    "tornado": (
        Field("label", "Number", "name"),
        Field("setting", "Setting"),
        _SCENARIO,
        Field("unit", "Unit"),
        Field("grade", "Evidence grade"),
        Field("end", "End of its range"),
    ),
}  # fmt: skip
"""By table; columns of a table that are not named here come after those that are."""


def head_of(column: str) -> str:
    """A head for a column that has none of its own: its name in words, with the unit in brackets."""
    for ending, unit in _UNITS.items():
        if column.endswith(ending) and column != ending[1:]:
            return f"{_words(column.removesuffix(ending))} ({unit})"
    return _words(column)


def form_of(column: str) -> Form:
    """How numbers of such a column look."""
    if "share" in column:
        return "share"
    return "money" if "gbp" in column else "fine"


_UNITS = {
    "_gbp_per_year": "GBP a year",
    "_cases_per_week": "cases a week",
    "_share_of_futures": "share of futures",
    "_share": "share",
    "_days": "days",
    "_hours": "hours",
    "_percent": "%",
}


def _words(name: str) -> str:
    words = " ".join(name.replace("_", " ").split())
    return capital(words)
