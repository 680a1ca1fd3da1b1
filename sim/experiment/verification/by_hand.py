"""Oracles without chance: every replication must give the very figures."""

from sim.errors import RunFault
from sim.eventlog.log import ASSISTED, FINISHED
from sim.experiment.verification.oracle import Figures, Oracle
from sim.experiment.verification.running import Play
from sim.measures import Trace, balance, check_run
from sim.units import MINUTES_PER_HOUR

OVERLOAD_EXACT = {
    "wait of the hundredth": 12.0,
    "mean wait of the first 100": 6.0,
    "mean wait of the first 1000": 62.25,
}
"""O15: person n waits half an interval for each four who came before them."""


def read_overload(play: Play) -> Figures:
    """The same of a run, in the two hours between one person and the next."""
    waits = (play.log.start - play.log.ready) / (2 * MINUTES_PER_HOUR)
    return {
        "wait of the hundredth": float(waits[99]),
        "mean wait of the first 100": float(waits[:100].mean()),
        "mean wait of the first 1000": float(waits[:1000].mean()),
    }


IDENTITIES_EXACT = {"identities broken": 0.0, "cases lost": 0.0}
"""O18: on every path, whatever the chance."""


def read_identities(play: Play) -> Figures:
    """Whether a run breaks an identity, and how many cases came and are neither closed nor open."""
    run = Trace(play.service, play.demand, play.workforce, play.log)
    try:
        check_run(run)
        broken = 0.0
    except RunFault:
        broken = 1.0
    found = balance(run)
    return {
        "identities broken": broken,
        "cases lost": float(found.received - found.closed - found.in_progress - found.waiting),
    }


JOINT_EXACT = {
    "visit by two begins": 13.0,
    "the second worker is done": 15.0,
    "the second worker's next begins": 15.0,
    "the first worker is done": 35.0,
    "the first worker's next begins": 35.0,
}
"""Hours after midnight of a Monday, by hand.

The nurse's clinic takes from 09:00 to 13:00. The visit is ready at 10:00 and claims the social worker, who
is free, and the nurse, who is not: both begin at 13:00. The nurse's two hours end at 15:00, and the second
clinic begins. The social worker's six end on Tuesday at 11:00 (four on Monday, two on Tuesday from 09:00); the
letter of Monday 11:00, for which a claimed worker is not free, begins then.
"""


def read_joint(play: Play) -> Figures:
    """The same of a run."""
    log = play.log
    visit, first, second = play.at("visit"), log.status == FINISHED, log.status == ASSISTED
    hours = {
        "visit by two begins": log.start[visit & first],
        "the second worker is done": log.finish[visit & second],
        "the second worker's next begins": log.start[play.at("clinic")][-1:],
        "the first worker is done": log.finish[visit & first],
        "the first worker's next begins": log.start[play.at("letter")],
    }
    return {name: float(minutes.sum()) / MINUTES_PER_HOUR for name, minutes in hours.items()}


def oracles() -> tuple[Oracle, ...]:
    """The oracles without chance that verification runs."""
    return (
        Oracle(
            "O15", "work for five before four workers (D/D/4)", ("o15_dd4",), OVERLOAD_EXACT, read_overload,
            1, None, "by hand",
        ),
        Oracle(
            "O18", "Little's law and the balance of cases, a pathway of the ordinary kind", ("pathway",),
            IDENTITIES_EXACT, read_identities, 6, None, "Little 1961",
        ),
        Oracle(
            "O18", "Little's law and the balance of cases, every rule there is", ("whole",), IDENTITIES_EXACT,
            read_identities, 4, None, "Little 1961",
        ),
        Oracle(
            "J", "a visit by two workers, each the only one of their kind", ("joint",), JOINT_EXACT, read_joint,
            1, None, "by hand",
        ),
    )  # fmt: skip
