"""Times of lower output after a change: a fall on the day, made good along a straight line."""

import numpy as np
from numpy.typing import ArrayLike

from sim.scenario.staffing import ProductivityDip
from sim.scenario.timeline import Service
from sim.workforce.grid import Floats
from sim.workforce.posts import Post


def dips(service: Service, post: Post, days: ArrayLike) -> Floats:
    """What is left of a post's casework minutes on each day: 1 outside all dips. Shape of ``days``.

    On day d of a dip that begins on day b it is 1 - drop (1 - (d - b) / (7 weeks)); dips that meet
    multiply. A dip takes minutes of days worked and alters nobody's days, so it changes no draw.
    """
    left = np.ones(np.shape(days))
    for dip in service.base.productivity_dip if service.base.rules.productivity_dips else ():
        if _concerns(dip, service, post):
            elapsed = (np.asarray(days, dtype=np.float64) - (dip.from_ - service.start_date).days) / (
                7 * dip.weeks.value
            )
            left *= 1 - np.where((elapsed >= 0) & (elapsed < 1), dip.drop_share.value * (1 - elapsed), 0.0)
    return left


def _concerns(dip: ProductivityDip, service: Service, post: Post) -> bool:
    role, team = service.roles[post.role], service.teams[post.team]
    return (not dip.roles or role in dip.roles) and (not dip.teams or team in dip.teams)
