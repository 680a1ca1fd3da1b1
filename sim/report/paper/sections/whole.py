"""Sections 5 and 6 of the plan's outline and the appendices, each with its parts under one heading."""

from collections.abc import Callable, Sequence

from sim.report.paper.blocks import Section
from sim.report.paper.found import Material
from sim.report.paper.sections.assumptions import assumptions, sources
from sim.report.paper.sections.care_matrix import care_matrix
from sim.report.paper.sections.left_out import left_out
from sim.report.paper.sections.repeat import definitions, repeat
from sim.report.paper.sections.sensitivities import sensitivities
from sim.report.paper.sections.workforce import workforce

Make = Callable[[Material], Section | None]


def future_capacity(material: Material) -> Section | None:
    """The staffing plan, the Care Matrix, and what the answers depend on."""
    return _under("future-capacity", "5. Future workforce capacity", material, (workforce, care_matrix, sensitivities))


def appendices(material: Material) -> Section | None:
    """Evidence, limits, definitions, and how to repeat it all."""
    parts = (assumptions, left_out, definitions, sources, repeat)
    return _under("appendices", "Assumptions, limits, and how to repeat it", material, parts)


def _under(anchor: str, title: str, material: Material, makes: Sequence[Make]) -> Section | None:
    parts = tuple(part for make in makes if (part := make(material)) is not None)
    return Section(anchor, title, parts=parts) if parts else None
