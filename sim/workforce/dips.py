"""Times of lower output after a change: a fall on the day, made good along a straight line."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.scenario.staffing import ProductivityDip
from sim.scenario.timeline import Service
from sim.workforce.grid import Floats
from sim.workforce.posts import Post


class Dip(NamedTuple):
    """A dip that concerns a post: its first day, how many days it lasts, and the share that is lost on the first."""

    begins: int
    lasts: float
    drop: float


def dips_of(service: Service, post: Post) -> tuple[Dip, ...]:
    """The dips that concern a post."""
    return tuple(
        Dip((dip.from_ - service.start_date).days, 7 * dip.weeks.value, dip.drop_share.value)
        for dip in (service.base.productivity_dip if service.base.rules.productivity_dips else ())
        if _concerns(dip, service, post)
    )


def left_by(dips: tuple[Dip, ...], days: ArrayLike) -> Floats:
    """What dips leave of casework minutes on each day: 1 outside all of them. Shape of ``days``.

    On day d of a dip that begins on day b it is 1 - drop (1 - (d - b) / (7 weeks)); dips that meet
    multiply. A dip takes minutes of days worked and alters nobody's days, so it changes no draw.
    """
    left = np.ones(np.shape(days))
    for dip in dips:
        elapsed = (np.asarray(days, dtype=np.float64) - dip.begins) / dip.lasts
        left *= 1 - np.where((elapsed >= 0) & (elapsed < 1), dip.drop * (1 - elapsed), 0.0)
    return left


def _concerns(dip: ProductivityDip, service: Service, post: Post) -> bool:
    role, team = service.roles[post.role], service.teams[post.team]
    return (not dip.roles or role in dip.roles) and (not dip.teams or team in dip.teams)
