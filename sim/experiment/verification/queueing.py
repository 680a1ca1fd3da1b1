"""Exact results of queueing theory, in units of the mean service time unless said otherwise.

Arguments: ``arrivals`` and ``service`` are rates, ``load`` is arrivals / service (in workers).
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.optimize import brentq
from scipy.sparse.linalg import expm_multiply
from scipy.stats import poisson

Floats = NDArray[np.float64]


def erlang_b(places: int, load: float) -> float:
    """Chance that somebody who comes to M/G/c/c finds no place free, whatever the shape of the stays.

    Erlang (1917); insensitivity: Sevastyanov (1957). Cooper, Introduction to Queueing Theory (1981), section 3.3.
    """
    lost = 1.0
    for k in range(1, places + 1):
        lost = load * lost / (k + load * lost)
    return lost


def erlang_c(workers: int, load: float) -> float:
    """Chance that somebody who comes to M/M/c has to wait, from that of being lost.

    Cooper, Introduction to Queueing Theory (1981), section 3.4.
    """
    lost = erlang_b(workers, load)
    return workers * lost / (workers - load * (1 - lost))


def erlang_a(workers: int, arrivals: float, leaving: float, *, states: int = 400) -> tuple[float, float, float]:
    """Chance of waiting, mean number waiting and share who leave unserved, in M/M/c+M with service rate 1.

    ``leaving`` is the rate at which each person who waits gives up. The number present is a birth
    and death process: up ``arrivals``, down min(n, c) + leaving (n - c)+.
    Palm (1957); Garnett, Mandelbaum and Reiman, Designing a call center with impatient customers (2002).
    """
    number = np.arange(1, states)
    down = np.minimum(number, workers) + leaving * np.maximum(number - workers, 0)
    law = np.concatenate(([1.0], np.cumprod(arrivals / down)))
    law /= law.sum()
    queue = float(np.maximum(np.arange(states) - workers, 0) @ law)
    return float(law[workers:].sum()), queue, leaving * queue / arrivals


def mmc_wait(workers: int, arrivals: float, service: float = 1.0) -> float:
    """Mean wait of M/M/c."""
    return erlang_c(workers, arrivals / service) / (workers * service - arrivals)


def mmc_wait_beyond(t: float, workers: int, arrivals: float, service: float = 1.0) -> float:
    """Chance of a wait longer than t in M/M/c: the wait of those who wait is exponential."""
    return erlang_c(workers, arrivals / service) * math.exp(-(workers * service - arrivals) * t)


def mmc_wait_quantile(p: float, workers: int, arrivals: float, service: float = 1.0) -> float:
    """The wait that a share p of people do not exceed in M/M/c; 0 if that many do not wait."""
    wait = erlang_c(workers, arrivals / service)
    return max(0.0, math.log(wait / (1 - p)) / (workers * service - arrivals))


def mmc_in_system(workers: int, arrivals: float, service: float = 1.0) -> float:
    """Mean number of people in M/M/c, by Little's law."""
    return arrivals * (mmc_wait(workers, arrivals, service) + 1 / service)


def mg1_wait(arrivals: float, moments: Sequence[float]) -> tuple[float, float]:
    """Mean and variance of the wait in M/G/1, from the first three moments of the service time.

    Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing Systems I (1975), section 5.7.
    """
    first, second, third = moments
    spare = 1 - arrivals * first
    mean = arrivals * second / (2 * spare)
    return mean, mean**2 + arrivals * third / (3 * spare)


def lognormal_moments(mean: float, deviation: float) -> list[float]:
    """First three moments: E[S^k] = mean^k (1 + cv^2)^(k (k - 1) / 2)."""
    spread = 1 + (deviation / mean) ** 2
    return [mean**k * spread ** (k * (k - 1) / 2) for k in (1, 2, 3)]


def gamma_moments(mean: float, cv: float) -> list[float]:
    """First three moments of a gamma distribution of shape 1 / cv^2."""
    scale = mean * cv**2
    return [mean, mean * (mean + scale), mean * (mean + scale) * (mean + 2 * scale)]


def discrete_moments(values: Sequence[float], shares: Sequence[float]) -> list[float]:
    """First three moments of a distribution on a few values."""
    return [sum(share * value**k for value, share in zip(values, shares, strict=True)) for k in (1, 2, 3)]


def mdc(workers: int, arrivals: float, *, states: int = 250) -> tuple[float, float]:
    """Chance of waiting and mean wait of M/D/c with service time 1.

    Whoever is served at t has left by t + 1, so the number present obeys
    N(t + 1) = (N(t) - c)+ + Poisson(arrivals); its stationary law is found numerically. Poisson
    arrivals see it (PASTA), and Little's law turns the queue into the wait.
    Crommelin (1932); Tijms, A First Course in Stochastic Models (2003), section 9.6.
    """
    steps = np.maximum(np.arange(states) - workers, 0)
    come = poisson.pmf(np.arange(states)[None, :] - steps[:, None], arrivals)
    come[:, -1] += 1 - come.sum(axis=1)
    law = _stationary(come)
    queue = np.maximum(np.arange(states) - workers, 0) @ law
    return float(law[workers:].sum()), float(queue / arrivals)


def dmc(workers: int, interval: float, *, states: int = 160) -> tuple[float, float]:
    """Chance of waiting and mean wait of D/M/c with service rate 1 and a fixed interval.

    The chain of the numbers found by those who come: one more, less those who leave in an
    interval (a pure death process). Takács, Introduction to the Theory of Queues (1962), chapter 2.
    """
    number = np.arange(states + 1)
    rate = np.minimum(number, workers).astype(np.float64)
    death = np.diag(-rate) + np.diag(rate[1:], -1)
    after = expm(death * interval)
    # From n found, n + 1 are present; nobody is turned away before the last state.
    found = after[1:, :states].copy()
    found[-1] /= found[-1].sum()
    law = _stationary(found)
    ahead = np.maximum(np.arange(states) - workers + 1, 0)
    return float(law[workers:].sum()), float(ahead @ law / workers)


def dm1_root(interval: float) -> float:
    """The root below 1 of sigma = exp(-interval (1 - sigma)): the chance of waiting in D/M/1."""
    return float(brentq(lambda sigma: sigma - math.exp(-interval * (1 - sigma)), 0.0, 1 - 1e-9))


def priority_waits(workers: int, arrivals: Sequence[float]) -> list[float]:
    """Mean wait of each class, first class first, in M/M/c with priorities and no interruption.

    Cobham (1954); Kella and Yechiali, Waiting times in the non-preemptive priority M/M/c queue (1985).
    """
    work = erlang_c(workers, sum(arrivals)) / workers
    up_to = np.concatenate(([0.0], np.cumsum(arrivals))) / workers
    return [work / ((1 - above) * (1 - with_own)) for above, with_own in pairwise(up_to.tolist())]


def jackson_flows(outside: Sequence[float], routing: Sequence[Sequence[float]]) -> Floats:
    """Arrival rates at the nodes of an open network: flow = outside + flow routing. Jackson (1957)."""
    return np.asarray(np.linalg.solve(np.eye(len(outside)) - np.asarray(routing).T, np.asarray(outside)))


def transient_mmc(workers: int, arrivals: float, present: int, times: Sequence[float], *, states: int = 300) -> Floats:
    """Mean number in M/M/c at given times, from ``present`` people at time 0. Shape [times].

    The birth and death process on 0..states - 1 by the exponential of its generator.
    Kleinrock, Queueing Systems I (1975), section 2.5.
    """
    number = np.arange(states)
    up = np.where(number < states - 1, arrivals, 0.0)
    down = np.minimum(number, workers).astype(np.float64)
    # Column vectors: entry [i, j] is the rate from j to i.
    generator = np.diag(up[:-1], -1) - np.diag(up + down) + np.diag(down[1:], 1)
    law = np.zeros(states)
    law[present] = 1.0
    return np.array([number @ expm_multiply(generator * t, law) for t in times])


def drain(workers: int, present: int) -> tuple[float, float]:
    """Mean time until ``present`` people are all served by c workers, and mean wait of those who queue.

    While all are busy somebody finishes every 1 / c on average; at the end the last c finish
    after 1/c + ... + 1/1.
    """
    queued = present - workers
    until_last_start = queued / workers
    return until_last_start + sum(1 / k for k in range(1, workers + 1)), (queued + 1) / (2 * workers)


def _stationary(chain: Floats) -> Floats:
    """The law that a Markov chain keeps."""
    states = len(chain)
    balance = chain.T - np.eye(states)
    balance[-1] = 1.0
    return np.asarray(np.linalg.solve(balance, np.eye(states)[-1]))
