"""The whole paper of a results folder, and of further ones that add to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from sim.errors import InputFault
from sim.report.paper.blocks import Name, Notice, Paper, Picture, Section, Words, say
from sim.report.paper.found import Material
from sim.report.paper.kept import told_lost
from sim.report.paper.sections.answer import answer
from sim.report.paper.sections.current import current
from sim.report.paper.sections.implement import implement
from sim.report.paper.sections.local import local
from sim.report.paper.sections.new_activities import new_activities
from sim.report.paper.sections.options import options
from sim.report.paper.sections.outcomes import outcomes
from sim.report.paper.sections.whole import appendices, future_capacity
from sim.report.pictures.comparison import comparison_pictures

SECTIONS: Final[tuple[Callable[[Material], Section | None], ...]] = (
    answer, options, current, new_activities, local, outcomes, future_capacity, implement, appendices,
)  # fmt: skip
"""In the order of the paper."""

PLACED: Final = {
    "answer": ("answer",), "options": ("waits", "cost-and-wait"), "targets": ("targets",),
    "lists": ("lists",),
}  # fmt: skip
"""Charts of a comparison by the anchor of the part that they end; of several demand scenarios each has its own."""


def paper_of(material: Material) -> Paper:
    """The paper of some results."""
    pictures = comparison_pictures(material)
    notices = [
        (Name(each),) for found in (material.main, *material.more) for each in (*found.faults, *told_lost(found))
    ]
    sections = []
    for make in SECTIONS:
        try:
            section = make(material)
        except InputFault as fault:
            notices.append((Name(f"A part of this paper is missing: {fault}"),))
            continue
        if section is not None:
            sections.append(_with_pictures(section, pictures))
    found = material.main
    return Paper(found.title, found.question, _facts(material), tuple(sections), tuple(map(Notice, notices)))


def _with_pictures(section: Section, pictures: Mapping[str, Picture]) -> Section:
    parts = tuple(_with_pictures(part, pictures) for part in section.parts)
    placed = tuple(_placed(section.anchor, pictures))
    if section.anchor == "options":  # charts come before the long tables
        return replace(section, blocks=(*placed, *section.blocks), parts=parts)
    return replace(section, blocks=(*section.blocks, *placed), parts=parts)


def _placed(anchor: str, pictures: Mapping[str, Picture]) -> Iterator[Picture]:
    for kind in PLACED.get(anchor, ()):
        for name, picture in pictures.items():
            if name == kind or name.startswith(f"{kind}-"):
                yield picture


def _facts(material: Material) -> tuple[tuple[str, Words], ...]:
    found = material.main
    run = found.manifest.get("run", {})
    period = say("{first} to {last}", first=str(found.manifest["start_date"]), last=str(found.manifest["end_date"]))
    futures = say(
        "{n} futures of each option, seed {seed}", n=str(found.replications), seed=str(found.manifest["seed"])
    )
    made = say("{day} with carecap {version}", day=str(run.get("finished", ""))[:10], version=_version(found.manifest))
    return (
        ("Period", period),
        ("Simulated", futures),
        ("Made", made),
        ("Weakest evidence", say("{grade}", grade=found.weakest)),
    )


def _version(manifest: Mapping[str, object]) -> str:
    versions = manifest.get("versions")
    return str(versions.get("carecap", "")) if isinstance(versions, Mapping) else ""
