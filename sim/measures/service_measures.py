"""The measures of the service as a whole: what comes, what becomes of it, targets, and people in support."""

from typing import Final

from sim.measures.measure import CASE_DIMENSIONS, CLIENT_DIMENSIONS, DAY_ONE, WHOLE_RUN, Measure

_MONTHLY = ("year", "month", WHOLE_RUN)
_PEOPLE = " People's cases only: side work and chasing calls are part of others."

_FLOWS: Final = (
    Measure("received", "Cases received", "cases",
            "Cases received in the period; by month for all cases only." + _PEOPLE, CASE_DIMENSIONS, _MONTHLY,
            counts=True, better=0),
    Measure("closed", "Cases closed", "cases",
            "Cases closed in the period, whenever received and however they ended; by month for all cases only."
            + _PEOPLE, CASE_DIMENSIONS, _MONTHLY, counts=True, better=0),
    Measure("withdrawn", "Cases withdrawn", "cases",
            "Cases closed in the period because the person's patience was at an end.", CASE_DIMENSIONS, counts=True,
            better=-1),
    Measure("ended", "Cases ended", "cases",
            "Cases closed in the period because the person had died or left support.", CASE_DIMENSIONS, counts=True,
            better=0),
    Measure("escalated", "Cases that became more urgent", "cases",
            "Cases that first became more urgent in the period; given under the priority that they came with.",
            CASE_DIMENSIONS, counts=True, better=-1),
    Measure("returns_received", "Returns received", "cases",
            "Cases received in the period of people who come back after an earlier case, be it in the run or before"
            " it.", CASE_DIMENSIONS, counts=True, better=-1),
    Measure("assessments_completed", "Assessments completed", "assessments",
            "Cases whose work type is an assessment and whose assessment was completed in the period; by month for all"
            " cases only.", CASE_DIMENSIONS, _MONTHLY, counts=True, better=0),
)  # fmt: skip

_CONTACTS: Final = (
    Measure("chasing_calls", "Chasing calls", "calls",
            "Calls of people who ask what is happening, taken in the period.", ("all", "stream"), counts=True,
            better=-1),
    Measure("chasing_hours", "Time spent on chasing calls", "hours",
            "Casework time used by chasing calls; role and team of those who take them.",
            ("all", "role", "team", "role_team"), counts=True, better=-1),
    Measure("repeat_contact_share", "Share of contacts that are repeats", "share",
            "(Returns + chasing calls) / (all contacts + chasing calls). Contacts are the cases received in the period"
            " but for reviews.", ("all", "stream"), better=-1),
    Measure("prevention_share", "Share helped without an assessment", "share",
            "Of the cases of people who are not in support that went their way to the end in the period, the share"
            " whose path held no work type that is an assessment.", CASE_DIMENSIONS, better=0),
    Measure("online_share", "Share online", "share",
            "Of the cases received in the period, the share whose path passes an activity done online.",
            CASE_DIMENSIONS, better=0),
    Measure("place_requests", "Places asked for", "requests", "Places asked for in the period.",
            ("all", "activity"), counts=True, better=0),
    Measure("overflows", "Places asked for in vain", "requests",
            "Places asked for in the period when all were taken, so that the case went elsewhere.",
            ("all", "activity"), counts=True, better=-1),
)  # fmt: skip

_TARGETS: Final = (
    Measure("target_share", "Share within the target", "share",
            "Share of the target's cohort whose clock stopped within the limit; only cases whose limit has passed by"
            " the horizon, so that every one is decided. A case that left within the limit is not judged; one that"
            " left later was not within it.", ("target",), ("year", WHOLE_RUN, DAY_ONE), better=1),
    Measure("target_met", "Target met", "share",
            "1 if the share reaches the target and 0 if not; the mean over replications is the share of futures"
            " in which the target holds.", ("target",), ("year", WHOLE_RUN, DAY_ONE), better=1),
    Measure("target_cases", "Cases the target is judged on", "cases", "Decided cases of the target's cohort.",
            ("target",), ("year", WHOLE_RUN, DAY_ONE), counts=True, better=0),
)  # fmt: skip

_REQUESTS = (
    " The national method for waiting times, on adults who are not in support: requests that came to an assessment or"
    " other first response, by the quarter and year of the request, whole days from date to date. Only what has"
    " happened by the horizon is seen, as in the national returns, so recent quarters look quicker than they are."
)
_QUARTERLY = ("quarter", "year", WHOLE_RUN)

_NATIONAL: Final = (
    Measure("dhsc_requests", "Requests in the national figure", "requests",
            "Requests with a first response by the horizon." + _REQUESTS, ("all",), _QUARTERLY, counts=True, better=0),
    Measure("dhsc_first_response_median_days", "National figure: request to first response, median", "days",
            "Median days from the request to the start of the first response." + _REQUESTS, ("all",), _QUARTERLY,
            better=-1),
    Measure("dhsc_first_service_median_days", "National figure: request to first service, median", "days",
            "Median days from the request to the first service, of those requests that came to one." + _REQUESTS,
            ("all",), _QUARTERLY, better=-1),
)  # fmt: skip

_SUPPORT: Final = (
    Measure("clients_supported_average", "People in support, average", "people",
            "People in support, average over time.", CLIENT_DIMENSIONS, counts=True, better=0),
    Measure("clients_supported_end", "People in support, at the end", "people",
            "People in support at the end of the period.", CLIENT_DIMENSIONS, counts=True, better=0),
    Measure("clients_joined", "People who joined support", "people",
            "People who came into support in the period.", CLIENT_DIMENSIONS, counts=True, better=0),
    Measure("clients_left", "People who left support", "people",
            "People who left support in the period: they died, moved away, or their support ended.",
            CLIENT_DIMENSIONS, counts=True, better=0),
    Measure("reviews_due", "Reviews due", "reviews", "Reviews that fell due in the period.", CLIENT_DIMENSIONS,
            counts=True, better=0),
    Measure("reviews_overdue_end", "Reviews overdue, at the end", "reviews",
            "Reviews that are due and not closed at the end of the period.", CLIENT_DIMENSIONS, counts=True, better=-1),
    Measure("review_wait_mean_days", "Wait for a review: mean", "days",
            "Mean time from due to closed of the reviews that fell due in the period; unfinished ones enter with their"
            " length so far, and those of people who left with their length until then (a lower bound).",
            CLIENT_DIMENSIONS, better=-1),
    Measure("reviewed_within_12_months_share", "Share reviewed within 12 months", "share",
            "Of the people in support at the end of the period who joined at least 365 days before, or were there on"
            " day one, the share with a review or reassessment that was completed within the last 365 days. The last"
            " review before day one lies one review interval before the next falls due.", CLIENT_DIMENSIONS, better=1),
)  # fmt: skip

_BALANCE: Final = (
    Measure("balance_received", "Received, with day one's cases", "cases",
            "Every case of the run, side work and chasing calls among them: received = closed + in progress + waiting,"
            " exactly.", ("all",), (WHOLE_RUN,), better=0),
    Measure("balance_closed", "Closed by the horizon", "cases", "Cases closed by the horizon, however they ended.",
            ("all",), (WHOLE_RUN,), better=0),
    Measure("balance_in_progress", "In progress at the horizon", "cases",
            "Cases that hold a caseload place, are worked on, are in a delay, stand before a gate or wait for side"
            " work.", ("all",), (WHOLE_RUN,), better=0),
    Measure("balance_waiting", "Waiting at the horizon", "cases",
            "Cases that hold no place and wait for a worker.", ("all",), (WHOLE_RUN,), better=-1),
)  # fmt: skip

SERVICE_MEASURES: Final = (*_FLOWS, *_CONTACTS, *_TARGETS, *_NATIONAL, *_SUPPORT, *_BALANCE)
