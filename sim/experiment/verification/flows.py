"""Oracles about networks, about lists that are out of balance, and about who is present where nobody waits."""

from collections.abc import Sequence
from math import log as ln

import numpy as np

from sim.demand.tables import REVIEW
from sim.eventlog.log import FULL
from sim.experiment.verification.oracle import Figures, Oracle
from sim.experiment.verification.populations import (
    expected_count,
    in_support,
    present_in_growth,
    present_in_steps,
    reviews_due,
    share_up_to,
)
from sim.experiment.verification.queueing import drain, erlang_b, jackson_flows, mmc_in_system, transient_mmc
from sim.experiment.verification.running import Bools, Play, world
from sim.units import MINUTES_PER_DAY, MINUTES_PER_WEEK, NEVER

INFINITE_SERVERS = "Eick, Massey and Whitt 1993, theorem 1"


def present(play: Play, here: Bools) -> float:
    """Mean number of people at some visits (waiting or served) from the end of the warm-up to the horizon."""
    log = play.log
    inside = np.minimum(log.finish[here], log.horizon) - np.maximum(log.ready[here], play.warm_up)
    return float(np.maximum(inside, 0).sum() / (log.horizon - play.warm_up))


def network_exact() -> Figures:
    """O11: an open Jackson network of three pools; the mean time in the system by Little's law."""
    flows = jackson_flows([6, 0, 0], [[0, 0.7, 0], [0, 0.1, 0.5], [0, 0.2, 0]])
    pools = zip(("first", "second", "third"), (4, 7, 6), flows, (2, 1, 0.5), strict=True)
    means = {f"mean number at {name}": mmc_in_system(workers, flow, rate) for name, workers, flow, rate in pools}
    return means | {"mean time in the system": sum(means.values()) / 6}


def read_network(play: Play) -> Figures:
    """The same of a run."""
    means = {f"mean number at {name}": present(play, play.at(name)) for name in play.service.activities}
    return means | {"mean time in the system": sum(means.values()) / 6}


def feedback_exact() -> Figures:
    """O11b: half a person comes in a mean effort and two fifths of finished work comes back: load 5/6."""
    return {"mean number present": mmc_in_system(1, 0.5 / 0.6), "visits a person": 1 / 0.6}


def read_feedback(play: Play) -> Figures:
    """The same of a run."""
    whole = present(play, np.ones(len(play.log.case), dtype=np.bool_))
    return {"mean number present": whole, "visits a person": play.demand.steps / play.demand.cases}


TRANSIENT_EFFORTS = (5, 10, 20, 50, 100)
TRANSIENT_EFFORT_MINUTES = 300


def transient_exact() -> Figures:
    """O21: M/M/5 at load 0.8 from fifty people."""
    means = transient_mmc(5, 4.0, 50, TRANSIENT_EFFORTS)
    return {f"mean number after {time} efforts": mean for time, mean in zip(TRANSIENT_EFFORTS, means, strict=True)}


def read_transient(play: Play) -> Figures:
    """The same of a run."""
    begins, finish = play.demand.begins[play.log.case], play.log.finish
    moments = {time: time * TRANSIENT_EFFORT_MINUTES for time in TRANSIENT_EFFORTS}
    return {
        f"mean number after {time} efforts": float(((begins <= at) & (finish > at)).sum())
        for time, at in moments.items()
    }


def drain_exact() -> Figures:
    """O22: five workers, fifty people on the first morning and nobody after them."""
    until_last, wait = drain(5, 50)
    return {"time until all are served": until_last, "mean wait of the 45": wait}


def read_drain(play: Play) -> Figures:
    """The same of a run, in mean efforts of ten hours."""
    queued = np.sort(play.log.start)[5:]
    return {"time until all are served": play.log.finish.max() / 600, "mean wait of the 45": queued.mean() / 600}


NO_WAIT_DAYS = (1, 4, 8)
SETTLED_DAYS = range(150, 200)


def no_wait_exact() -> Figures:
    """O13: five a day come and stay four days on average, with nobody to wait for; nobody is there at first."""
    mean = {day: present_in_steps(day, [0], [5], 4, 4) for day in (*NO_WAIT_DAYS, *SETTLED_DAYS)}
    transient = {f"mean number after {day} days": mean[day] for day in NO_WAIT_DAYS}
    return transient | {"share of days with 25 or fewer": share_up_to(25, [mean[day] for day in SETTLED_DAYS])}


def read_no_wait(play: Play) -> Figures:
    """The same of a run."""
    transient = zip(NO_WAIT_DAYS, _present_at(play, NO_WAIT_DAYS, MINUTES_PER_DAY), strict=True)
    settled = np.array(_present_at(play, SETTLED_DAYS, MINUTES_PER_DAY))
    return {f"mean number after {day} days": number for day, number in transient} | {
        "share of days with 25 or fewer": float((settled <= 25).mean())
    }


GROWTH_WEEKS = (10, 52, 104)


def growth_exact() -> Figures:
    """O14b: stays of six weeks, ten a week at first and 0.4 more every four weeks; the rates are those of the world."""
    service = world("o14b_growth")
    begins = [epoch.start / MINUTES_PER_WEEK for epoch in service.epochs]
    entries = [epoch.scenario.demand["people"].per_year for epoch in service.epochs]
    rates = [float(entry) * 7 / 365 for entry in entries if entry is not None]
    return {f"mean number after {week} weeks": present_in_steps(week, begins, rates, 6, 6) for week in GROWTH_WEEKS}


def read_growth(play: Play) -> Figures:
    """The same of a run."""
    numbers = zip(GROWTH_WEEKS, _present_at(play, GROWTH_WEEKS, MINUTES_PER_WEEK), strict=True)
    return {f"mean number after {week} weeks": number for week, number in numbers}


def _present_at(play: Play, moments: Sequence[int] | range, unit: int) -> list[float]:
    log = play.log
    return [float(((log.ready <= at * unit) & (log.finish > at * unit)).sum()) for at in moments]


REVIEW_WEEKS = (208, 364)


def reviews_exact() -> Figures:
    """O26: 7.2 a week join for two years on average and are reviewed every 52 weeks."""
    first, last = REVIEW_WEEKS
    means = [in_support(week, 7.2, 749, 104) for week in range(first, last, 13)]
    due = reviews_due(REVIEW_WEEKS, 7.2, 749, 52, 104)
    return {"reviews a week": due / (last - first), "mean number in support": float(np.mean(means))}


def read_reviews(play: Play) -> Figures:
    """The same of a run."""
    demand, log = play.demand, play.log
    first, last = (week * MINUTES_PER_WEEK for week in REVIEW_WEEKS)
    due = (demand.origin == REVIEW) & (log.received >= first) & (log.received < last)
    joined = log.client_joined
    known = joined < NEVER
    leaves = joined[known] + demand.client_tenure[known]
    moments = [week * MINUTES_PER_WEEK for week in range(*REVIEW_WEEKS, 13)]
    present_then = [float(((joined[known] <= at) & (leaves > at)).sum()) for at in moments]
    weeks = REVIEW_WEEKS[1] - REVIEW_WEEKS[0]
    return {"reviews a week": float(due.sum()) / weeks, "mean number in support": float(np.mean(present_then))}


COUNT_WEEKS = 104


def count_exact() -> Figures:
    """O27: ten a week, 5 % more a year, 20 % more from week 52; a Poisson count."""
    mean = expected_count([0, 52], COUNT_WEEKS, [10, 12], ln(1.05) / 52)
    return {"mean number who come": mean, "variance of the number": mean}


def read_count(play: Play) -> Figures:
    """The same of a draw: no engine is needed."""
    came = float((play.demand.received < COUNT_WEEKS * MINUTES_PER_WEEK).sum())
    return {"mean number who come": came, "variance of the number": (came - count_exact()["mean number who come"]) ** 2}


def read_places(play: Play) -> Figures:
    """Share of those who ask for a place and find none."""
    asked = play.at("place")
    return {"share who find no place": float((play.log.status[asked & play.measured[play.log.case]] == FULL).mean())}


def oracles() -> tuple[Oracle, ...]:
    """The oracles about flows that verification runs."""
    straight = present_in_growth(104, 10, 0.1, 6, 6)
    full = {"share who find no place": erlang_b(10, 8)}
    erlang = "Erlang 1917; Sevastyanov 1957"
    return (
        Oracle(
            "O11", "three pools with rework (Jackson network)", ("o11_network",), network_exact(), read_network,
            30, 1.2, "Jackson 1957",
        ),
        Oracle(
            "O11b", "one worker, two fifths come back", ("o11b_feedback",), feedback_exact(), read_feedback,
            30, 2, "Jackson 1957",
        ),
        Oracle(
            "O13", "stays without waiting, from nobody (M/G/inf)", ("o13_no_waiting",), no_wait_exact(), read_no_wait,
            120, None, INFINITE_SERVERS,
        ),
        Oracle(
            "O14b", "stays without waiting, more people every month", ("o14b_growth",), growth_exact(), read_growth,
            70, None, INFINITE_SERVERS,
            f"Growth is in steps of four weeks, and so is the exact figure; on a straight line it is {straight:.2f}"
            " after 104 weeks.",
        ),
        Oracle(
            "O21", "five workers, load 0.8, from fifty people (transient M/M/5)", ("o21_transient",),
            transient_exact(), read_transient, 200, None, "Kleinrock 1975, section 2.5",
        ),
        Oracle(
            "O22", "fifty people and nobody after them (drain)", ("o22_drain",), drain_exact(), read_drain,
            60, None, "minimum of exponential times",
        ),
        Oracle(
            "O26", "people in support, reviewed every 52 weeks", ("o26_reviews",), reviews_exact(), read_reviews,
            30, None, "geometric sum; M/M/inf",
            "Measured over weeks 208 to 364, and the exact figures are of these weeks; in the long run there are"
            " 11.0988 reviews a week and 748.8 people in support.",
        ),
        Oracle(
            "O27", "5 % growth a year and a step of 20 %", ("o27_step",), count_exact(), read_count,
            400, None, "Cinlar 1975, section 4.7",
        ),
        Oracle(
            "B", "ten places, load 8, exponential stays (M/M/10/10)", ("places_exponential",), full, read_places,
            30, None, erlang,
        ),
        Oracle(
            "B", "ten places, load 8, lognormal stays (M/G/10/10)", ("places_lognormal",), full, read_places,
            30, None, erlang,
        ),
    )  # fmt: skip
