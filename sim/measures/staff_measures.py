"""The measures of staff: time, caseloads, posts and money."""

from typing import Final

from sim.measures.measure import STAFF_DIMENSIONS, WHOLE_RUN, Measure

_PARTNERS = " Staff of external teams are counted by team only."

_PAY = (
    "Pay of filled posts: FTE-years x annual pay x (1 + on-cost share + pay premium share). Staff of external teams"
    " cost the council nothing."
)

STAFF_MEASURES: Final = (
    Measure("utilisation", "Utilisation", "share",
            "(Minutes of steps + blocks) / (casework minutes of the timetables + blocks); both workers of a joint step"
            " count." + _PARTNERS, STAFF_DIMENSIONS, ("year", "month", WHOLE_RUN), better=0),
    Measure("casework_hours", "Casework time available", "hours",
            "Casework time of the workers' timetables, without blocks." + _PARTNERS, STAFF_DIMENSIONS, counts=True,
            better=0),
    Measure("step_hours", "Time spent on steps", "hours", "Casework time used by steps." + _PARTNERS,
            STAFF_DIMENSIONS, counts=True, better=0),
    Measure("block_hours", "Time booked for blocks", "hours",
            "Client-related time booked out of the days." + _PARTNERS, STAFF_DIMENSIONS, counts=True, better=0),
    Measure("hours_per_case", "Casework time a case closed", "hours",
            "Time spent on steps in the period divided by the people's cases closed in it, however they ended.",
            ("all",), better=0),
    Measure("open_cases_per_worker", "Open cases a worker", "cases per worker",
            "Average number of open cases divided by the average number of employed workers of roles that hold cases.",
            STAFF_DIMENSIONS, better=0),
    Measure("places_held_idle_share", "Places held while nobody works on the case", "share",
            "Share of the time of caseload places held in which the case neither is worked on by its worker nor waits"
            " in their tray: it is in a delay, before a gate, waits for side work, or is with others.",
            STAFF_DIMENSIONS, better=-1),
    Measure("staff_cost_gbp", "Cost of staff", "GBP", _PAY, STAFF_DIMENSIONS, counts=True, better=-1),
    Measure("staff_cost_low_gbp", "Cost of staff, low", "GBP",
            _PAY + " With the low end of every range that these have, and the value where there is none.",
            STAFF_DIMENSIONS, counts=True, better=-1),
    Measure("staff_cost_high_gbp", "Cost of staff, high", "GBP",
            _PAY + " With the high end of every range that these have, and the value where there is none.",
            STAFF_DIMENSIONS, counts=True, better=-1),
    Measure("contract_cost_gbp", "Cost of work paid by the piece", "GBP",
            "Price of an activity x steps of it finished in the period, at the price of that day.",
            ("all", "activity"), counts=True, better=-1),
    Measure("cost_per_assessment_gbp", "Cost of a completed assessment", "GBP",
            "Cost of all staff in the period divided by the assessments completed in it.", ("all",), better=-1),
    Measure("cost_per_case_gbp", "Cost of a completed case", "GBP",
            "Cost of all staff and of work paid by the piece in the period, divided by the people's cases that went"
            " their way to the end in it.", ("all",), better=-1),
    Measure("posts_funded", "Posts funded", "posts", "Average number of funded posts." + _PARTNERS, STAFF_DIMENSIONS,
            counts=True, better=0),
    Measure("posts_filled", "Posts filled", "posts", "Average number of filled posts." + _PARTNERS, STAFF_DIMENSIONS,
            counts=True, better=0),
    Measure("fte_funded", "FTE funded", "FTE", "Average FTE of funded posts." + _PARTNERS, STAFF_DIMENSIONS,
            counts=True, better=0),
    Measure("fte_filled", "FTE filled", "FTE", "Average FTE of filled posts." + _PARTNERS, STAFF_DIMENSIONS,
            counts=True, better=0),
)  # fmt: skip
