"""The staffing needed: the cheapest plan of posts that meets every target, or the best that a budget buys."""

from sim.experiment.staffing.best_service import Bought, Slippage
from sim.experiment.staffing.certificate import Certificate, KeptTarget, OneFewer, Rules
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.growth import Absorbed
from sim.experiment.staffing.next_post import NextPosts, OneMore
from sim.experiment.staffing.obstacles import Obstacle
from sim.experiment.staffing.other_lists import OtherList
from sim.experiment.staffing.problem import Lever, Plan, Problem, Requirement
from sim.experiment.staffing.robust import Robust, Swing
from sim.experiment.staffing.search import Answer, OutOfReach, search
from sim.experiment.staffing.solve import Solved, StaffingResult, solve

__all__ = [
    "Absorbed",
    "Answer",
    "Bought",
    "Certificate",
    "Effort",
    "KeptTarget",
    "Lever",
    "NextPosts",
    "Obstacle",
    "OneFewer",
    "OneMore",
    "OtherList",
    "OutOfReach",
    "Plan",
    "Problem",
    "Requirement",
    "Robust",
    "Rules",
    "Slippage",
    "Solved",
    "StaffingResult",
    "Swing",
    "search",
    "solve",
]
