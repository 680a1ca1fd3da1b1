"""Section 5 of the plan's outline, and what stands behind the answers, each with its parts under one heading."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.report.paper.blocks import Appended, Section
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


def limits(material: Material) -> Section | None:
    """Evidence and limits; definitions, sources, and how to repeat it all stand in the appendix."""
    told = _under("limits", "Assumptions and limits", material, (assumptions, left_out))
    put_off = tuple(Appended(part) for make in (definitions, sources, repeat) if (part := make(material)) is not None)
    behind = Section("behind", "Definitions, sources, and how to repeat it", put_off)
    return replace(told, parts=(*told.parts, behind)) if told is not None and put_off else told


def _under(anchor: str, title: str, material: Material, makes: Sequence[Make]) -> Section | None:
    parts = tuple(part for make in makes if (part := make(material)) is not None)
    return Section(anchor, title, parts=parts) if parts else None
