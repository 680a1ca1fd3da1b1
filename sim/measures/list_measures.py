"""The measures of lists, in-trays and open cases, and of the waits of single steps."""

from typing import Final

from sim.measures.measure import STAFF_DIMENSIONS, WHOLE_RUN, Measure

_LISTS: Final = (
    (
        "allocation_list",
        "allocation list",
        "cases",
        -1,
        "Cases waiting to be allocated to a worker; role and team are those asked for first.",
    ),
    (
        "shared_list",
        "shared lists",
        "steps",
        -1,
        "Steps waiting on a list that several workers share, side work and chasing calls among them; role and team are"
        " those asked for first.",
    ),
    ("in_tray", "in-trays", "steps", -1, "Held steps waiting for their own worker; role and home team of that worker."),
    (
        "open_cases",
        "open cases",
        "cases",
        0,
        "Cases that hold a caseload place (allocated, not released); role and home team of the worker.",
    ),
    ("gate_list", "cases before a gate", "cases", -1, "Cases waiting for a meeting, such as a funding panel."),
    (
        "await_list",
        "cases waiting for side work",
        "cases",
        -1,
        "Cases that cannot go on before a piece of side work is done, such as a financial assessment.",
    ),
    (
        "waiting_cases",
        "cases waiting",
        "cases",
        -1,
        "People's cases that hold no caseload place and wait for a worker (allocation list and shared lists); side work"
        " and chasing calls are not counted again.",
    ),
    (
        "cases_in_system",
        "cases in the system",
        "cases",
        -1,
        "People's cases received and not closed; side work and chasing calls are not counted again.",
    ),
)
LIST_NAMES: Final = tuple(name for name, *_ in _LISTS)
LISTS_BY_STAFF: Final = ("allocation_list", "shared_list", "in_tray", "open_cases", "waiting_cases")
LISTS_THAT_GROW: Final = ("waiting_cases", "cases_in_system")


def list_measures() -> list[Measure]:
    """The sizes of every list, the ages of those who wait, and the waits of steps."""
    return [*_sizes(), *_WAITS]


def _sizes() -> list[Measure]:
    found = []
    for name, label, unit, better, meaning in _LISTS:
        by = STAFF_DIMENSIONS if name in LISTS_BY_STAFF else ("all",)
        title = label[0].upper() + label[1:]
        found += [
            Measure(f"{name}_average", f"{title}, average", unit, f"{meaning} Average over time.", by, counts=True,
                    better=better),
            Measure(f"{name}_end", f"{title}, at the end", unit, f"{meaning} At the end of the period.", by,
                    ("year", "month", WHOLE_RUN), counts=True, better=better),
        ]  # fmt: skip
        if name in LISTS_THAT_GROW:
            found.append(Measure(f"{name}_growth_per_week", f"{title}, growth a week", "cases per week",
                                 f"{meaning} Number at the end of the period less number at its start, a week.", by,
                                 counts=True, better=better))  # fmt: skip
    return found


_WAITS: Final = (
    Measure("waiting_cases_age_mean_days", "Cases waiting: mean time since contact", "days",
            "Mean time since contact of the cases waiting at the end of the period.", ("all",), better=-1),
    Measure("waiting_cases_age_p90_days", "Cases waiting: 90th percentile of time since contact", "days",
            "Order statistic of the time since contact of the cases waiting at the end of the period.", ("all",),
            better=-1),
    Measure("step_wait_mean_days", "Wait of a step: mean", "days",
            "From ready to first start, for work, gates and side work awaited that became ready in the period; steps"
            " not started enter with their length so far, or until their case left them (a lower bound); the role is"
            " the one asked for first.", ("activity", "role"), better=-1),
    Measure("step_wait_p90_days", "Wait of a step: 90th percentile", "days",
            "Kaplan-Meier quantile of the time from ready to first start.", ("activity", "role"), better=-1),
    Measure("steps_ready", "Steps ready", "steps", "Steps that became ready in the period.",
            ("activity", "role"), counts=True, better=0),
    Measure("steps_unstarted", "Steps unstarted", "steps",
            "Steps that became ready in the period and still waited for their start at the horizon.",
            ("activity", "role"), counts=True, better=-1),
    Measure("steps_left", "Steps left before their start", "steps",
            "Steps that became ready in the period and that their case left before they started: it withdrew, took"
            " another route, or was ended.", ("activity", "role"), counts=True, better=0),
)  # fmt: skip
