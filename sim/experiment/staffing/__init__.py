"""The staffing needed: the cheapest plan of posts that meets every target, with a certificate."""

from sim.experiment.staffing.certificate import Certificate, KeptTarget, OneFewer, Rules
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.obstacles import Obstacle
from sim.experiment.staffing.problem import Lever, Plan, Problem, Requirement
from sim.experiment.staffing.search import Answer, OutOfReach, search
from sim.experiment.staffing.solve import Solved, StaffingResult, solve

__all__ = [
    "Answer",
    "Certificate",
    "Effort",
    "KeptTarget",
    "Lever",
    "Obstacle",
    "OneFewer",
    "OutOfReach",
    "Plan",
    "Problem",
    "Requirement",
    "Rules",
    "Solved",
    "StaffingResult",
    "search",
    "solve",
]
