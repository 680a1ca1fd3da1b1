"""The rules that both engines cite: where a case may stand, and what comes first in a minute."""

from typing import Final

# The order of things that happen in the same minute: by phase, then as they were called.

ORDINARY: Final = 1
"""Finishes, delays over, contacts, slots that open: in any order, since they commute."""
CALLED_OFF: Final = 2
"""Side work and calls end with what they belong to, unless they were done in that very minute."""
STAFF_LEAVE: Final = 3
"""Absences begin and leavers go, after what finishes in that minute."""
PATIENCE_WITH_STEP: Final = 4
PATIENCE_WITH_CASE: Final = 5
"""People run out of patience, after what happens in that minute and before anybody is served."""
DEATHS: Final = 6
CLIENTS_LEAVE: Final = 7
REVIEWS_DUE: Final = 8
FIRST_GATE: Final = 10
"""The first gate; the others follow in declared order, each after what the one before it set off."""
PLACES: Final = 800
"""Places asked for: after all that may free one."""
ALLOCATION: Final = 900
JOINT_START: Final = 990
"""Both workers of a joint step begin, after the second has finished what they had in hand."""
DISPATCH: Final = 1000

# Where a case may stand.

NOT_COME: Final = 0
ON_LIST: Final = 1
ON_ALLOCATION_LIST: Final = 2
IN_TRAY: Final = 3
SEEKING: Final = 4
"""A joint step for which no second worker can be had today."""
CLAIMED: Final = 5
"""A joint step whose two workers are promised."""
IN_WORK: Final = 6
IN_DELAY: Final = 7
AT_GATE: Final = 8
ASKING: Final = 9
"""For a place, in this very minute."""
AT_AWAIT: Final = 10
GONE: Final = 11

UNSTARTED: Final = (ON_LIST, ON_ALLOCATION_LIST, IN_TRAY, SEEKING, CLAIMED)
"""Where patience can end."""

# What a worker has in hand, in place of a case.

NOBODY: Final = -1
PROMISED: Final = -2
"""Nothing, and they wait for the start of a joint step."""

# In place of a list.

NO_LIST: Final = -1
OWN_TRAY: Final = -1
"""A step of the worker's own in-tray."""

NO_LIMIT: Final = 2**31
"""Less urgent than every rank."""
