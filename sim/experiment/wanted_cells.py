"""Which of a run's figures reports on several designs need: not the waits of each team, nor roles within teams."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from sim.experiment.figure_table import Cell
from sim.measures.registry import WHOLE_RUN
from sim.measures.staff_measures import STAFF_MEASURES

Wanted = Callable[[Cell], bool]

MONTHLY: Final = ("waiting_cases_end", "open_cases_end")
"""The lists that are drawn by month."""

_OF_STAFF: Final = frozenset(measure.name for measure in STAFF_MEASURES)
_YEAR: Final = re.compile(r"\d{4}(/\d\d)?")
_MONTH: Final = re.compile(r"\d{4}-\d\d")
_OF_KINDS: Final = re.compile(
    r"contact_to_assessment_(mean_days|within_.*|cases|unfinished)|utilisation|step_wait_mean_days"
)
"""What is told of each kind of people, of each team and of each activity."""


def for_comparison(asked: Iterable[Cell], period: str = WHOLE_RUN) -> Wanted:
    """What a comparison keeps, and the cells asked for.

    Every figure of the whole service and every target, by year and for the whole run. For the whole run and
    ``period``: clocks by priority, staff by role, and the wait for an assessment, utilisation and the waits of steps
    by whatever they are given by. By month the cases waiting and open.
    """
    extra = frozenset(asked)

    @cache  # all designs have the same cells, tens of thousands of them
    def wanted(cell: Cell) -> bool:
        measure, _, priority, activity, role, team, when, _ = cell
        if cell in extra:
            return True
        if _MONTH.fullmatch(when):
            return measure in MONTHLY and not any(cell[1:6])
        if (when != WHOLE_RUN and not _YEAR.fullmatch(when)) or (role and team):
            return False
        if not any(cell[1:6]) or measure.startswith("target_") or (measure == "utilisation" and role):
            return True
        if when not in (WHOLE_RUN, period):
            return False
        by_role = role and not activity and measure in _OF_STAFF
        return bool(priority or by_role or _OF_KINDS.fullmatch(measure))

    return wanted


def for_sweep(asked: Iterable[Cell], period: str = WHOLE_RUN) -> Wanted:
    """What each of the many points of a sweep keeps, and the cells asked for.

    As for a comparison, but the waits of the whole service only, for the whole run and ``period``, and no months.
    """
    extra = frozenset(asked)
    more = for_comparison((), period)

    def wanted(cell: Cell) -> bool:
        measure, *who, when, _ = cell
        if cell in extra:
            return True
        if when not in (WHOLE_RUN, period) or not more(cell):
            return False
        return not any(who) or measure in _OF_STAFF or measure.startswith("target_")

    return wanted
