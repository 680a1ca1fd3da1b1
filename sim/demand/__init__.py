"""Demand: all randomness about people, drawn before anything moves.

:func:`draw_demand` turns a service into tables of cases and steps: who makes contact and when,
which activities each case will visit, who may do the work, how long it takes, how long delays
last, how often a panel puts the case off. Nothing here knows who will serve them or how long they
will wait.

Every person is known by (stream, strip, number). Their draws come from generators named after
their strip and the decision, at the person's own number, so a person keeps path, efforts and
priority when others are added, when the horizon grows, or when a part of the pathway that they do
not meet is altered.

What happens in the run decides only between things drawn here: both ways of every fork are drawn,
and so are the cases that others may bring about (side work, chasers, returns, reviews, changes of
need), each with names of draws that begin with those of whoever brings it about.

So whoever meets nothing that two services differ in is the same in both, and :func:`shared_demand` draws them once.
"""

from sim.demand.draw import draw_demand
from sim.demand.shared import demand_key, shared_demand
from sim.demand.tables import OPEN_STRIP, WAITING_STRIP, Demand

__all__ = ["OPEN_STRIP", "WAITING_STRIP", "Demand", "demand_key", "draw_demand", "shared_demand"]
