"""Who works when: every worker's timetable, drawn before anything moves.

A post is a place on the establishment, a worker one person's time in it. Chance is taken in this
order, each piece on the days the one before has left, so that no day is lost twice:

vacancy, turn by turn
    how long each worker stays and how long the post then stands empty (:mod:`.vacancy`);
leave, training, sickness, year by year
    which of their due days a worker misses (:mod:`.absence`);
minutes
    contract minutes x casework share x FTE x a starter's productivity x what dips leave
    (:mod:`.dips`), made whole so that running totals stay true (:mod:`.timetable`);
blocks
    a role's yearly hours of duty and the like, booked out of the days of those present
    (:mod:`.blocks`).

:func:`expected_capacity` gives the mean of all this by arithmetic (:mod:`.capacity`). With
``rules.absence = "even"`` nothing is drawn: each post has one worker who works that mean every day.

Nothing here knows what the workers work on.
"""

from sim.workforce.capacity import Capacity, expected_capacity
from sim.workforce.draw import draw_workforce
from sim.workforce.tables import Workforce

__all__ = ["Capacity", "Workforce", "draw_workforce", "expected_capacity"]
