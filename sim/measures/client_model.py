"""People in support as a stock: how many there are, and the reviews and changes of need they bring about.

The number follows dN/dt = J - x N, with J people joining a year and each leaving at the rate x.

Reviews come from competing risks. An interval begins when somebody joins, or when their last
review or change of need has been closed; S of them begin a year. It ends with a change of need
(rate r), with leaving (rate x), or after L years, when a review is due. So its mean length is
E[min(L, Exp(r + x))] = (1 - e^{-(r + x) L}) / (r + x), and by Little's law

    N_running = S (1 - e^{-(r + x) L}) / (r + x)

people have a running clock. The share e^{-(r + x) L} of the intervals gets as far as a review:
R = S e^{-(r + x) L} reviews a year. A change of need may come at any time, so there are r N a year.
A case is open for w years from due to closed, and suspends the clock, so w (R + r N) people have
an open one (Little again; two open at once count twice), and

    N = N_running + w (R + r N).

With N given, S = N (1 - w r) / ((1 - e^{-(r + x) L}) / (r + x) + w e^{-(r + x) L}).

References
----------
D. R. Cox and P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966 (renewal in
equilibrium); Little, J. D. C. (1961), A proof for the queuing formula L = lambda W, Operations
Research 9, 383-387.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientTerms:
    """What happens to people in support.

    Attributes
    ----------
    leaves, changes
        Rates for each person [per year]: x and r.
    review_after
        Years from the close of the last review or change to the next review: L; None for no reviews.
    takes
        Years from due to closed of both: w.
    """

    leaves: float
    changes: float
    review_after: float | None
    takes: float


def reviews_a_year(number: float, terms: ClientTerms) -> float:
    """Reviews a year that fall due in the steady state of so many people: R of the module's derivation."""
    if terms.review_after is None:
        return 0.0
    ends = terms.changes + terms.leaves
    lasting = math.exp(-ends * terms.review_after)
    # Where each person has more open cases than time, nobody's clock ever runs.
    running_share = max(1 - terms.takes * terms.changes, 0.0)
    begun = number * running_share / (_discounted(ends, terms.review_after) + terms.takes * lasting)
    return begun * lasting


def course(number: float, joins: float, leaves: float, years: float) -> tuple[float, float]:
    """The number of people after some years of dN/dt = joins - leaves N, and its average over them.

    Parameters
    ----------
    number
        People at the beginning.
    joins
        People a year.
    leaves
        Rate for each person [per year].
    years
        Length of time, above zero.
    """
    staying = _discounted(leaves, years)
    later = number * math.exp(-leaves * years) + joins * staying
    joined = (years - staying) / leaves if leaves > 0 else years**2 / 2
    return later, (number * staying + joins * joined) / years


def _discounted(rate: float, years: float) -> float:
    """Integral of e^{-rate t} over the years."""
    return -math.expm1(-rate * years) / rate if rate > 0 else years
