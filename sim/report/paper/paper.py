"""The whole paper of a results folder, and of further ones that add to it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from sim.errors import InputFault
from sim.report.paper.blocks import Appended, Block, Name, Notice, Paper, Picture, Section, Words, say
from sim.report.paper.found import Material
from sim.report.paper.kept import told_lost
from sim.report.paper.sections.answer import answer
from sim.report.paper.sections.current import current
from sim.report.paper.sections.implement import implement
from sim.report.paper.sections.local import local
from sim.report.paper.sections.new_activities import new_activities
from sim.report.paper.sections.options import options
from sim.report.paper.sections.outcomes import outcomes
from sim.report.paper.sections.whole import future_capacity, limits
from sim.report.paper.speech import in_full, listed
from sim.report.pictures.comparison import comparison_pictures

SECTIONS: Final[tuple[Callable[[Material], Section | None], ...]] = (
    answer, options, current, new_activities, local, outcomes, future_capacity, implement, limits,
)  # fmt: skip
"""In the order of the paper."""

PLACED: Final = {
    "options": ("answer",), "all-options": ("all-options", "cost-and-wait"), "targets": ("targets",),
    "lists": ("lists",),
}  # fmt: skip
"""Charts of a comparison by the anchor of their part; of several demand scenarios each has its own. The others (every
option's targets, the waits) say what a table of the paper says; they are files for those who want the picture."""
_ADD: Final = ("staff", "sweep")
"""What further results may be of; a paper is about one comparison or run."""
_EACH: Final = {"compare": " of each option", "sweep": " of each point"}
"""What futures were simulated of, by the kind of results."""
_FIRST: Final = ("options", "all-options")
"""Parts whose charts come before their tables."""


def paper_of(material: Material) -> Paper:
    """The paper of some results."""
    pictures = comparison_pictures(material)
    notices = [
        (Name(each),) for found in (material.main, *material.more) for each in (*found.faults, *told_lost(found))
    ]
    notices += [(Name(each),) for each in _unused(material)]
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
    told = with_numbers(tuple(sections))
    return Paper(found.title, found.question, _facts(material), told, tuple(map(Notice, notices)))


def with_numbers(sections: Sequence[Section], taken: Iterator[int] | None = None) -> tuple[Section, ...]:
    """The same sections, with what they put off to the appendix numbered from A1 and told where it is from."""
    numbers = taken or count(1)

    def put_off(block: Block, home: Section) -> Block:
        if not isinstance(block, Appended):
            return block
        return replace(block, number=f"A{next(numbers)}", home=(home.anchor, home.title))

    return tuple(
        replace(
            section,
            blocks=tuple(put_off(block, section) for block in section.blocks),
            parts=with_numbers(section.parts, numbers),
        )
        for section in sections
    )


def _with_pictures(section: Section, pictures: Mapping[str, Picture]) -> Section:
    parts = tuple(_with_pictures(part, pictures) for part in section.parts)
    placed = tuple(_placed(section.anchor, pictures))
    blocks = tuple(
        replace(block, section=_with_pictures(block.section, pictures)) if isinstance(block, Appended) else block
        for block in section.blocks
    )
    together = (*placed, *blocks) if section.anchor in _FIRST else (*blocks, *placed)
    return replace(section, blocks=together, parts=parts)


def _placed(anchor: str, pictures: Mapping[str, Picture]) -> Iterator[Picture]:
    for kind in PLACED.get(anchor, ()):
        for name, picture in pictures.items():
            if name == kind or name.startswith(f"{kind}-"):
                yield picture


def _unused(material: Material) -> Iterator[str]:
    """A sentence for each of the further results that the paper takes nothing of."""
    for found in material.more:
        if found.kind not in _ADD:
            yield (
                f"The results in {found.folder.name} add nothing to this paper but a place under 'How to repeat it':"
                f" further results may be of {listed(f'carecap {kind}' for kind in _ADD)}."
            )


def _facts(material: Material) -> tuple[tuple[str, Words], ...]:
    found = material.main
    run = found.manifest.get("run", {})
    after = dt.date.fromisoformat(str(found.manifest["end_date"]))
    first, last = (in_full(str(day)) for day in (found.manifest["start_date"], after - dt.timedelta(days=1)))
    made = in_full(str(run.get("finished", "")))
    return (
        ("Time simulated", say("{first} to {last}", first=first, last=last)),
        ("Futures", say("{n} simulated{each}", n=str(found.replications), each=_EACH.get(found.kind, ""))),
        ("Made", say("{day}{back}", day=made, back=", looking back" if made[-4:] > last[-4:] else "")),
        ("Figures are of", say("{period}", period=found.period_words)),
    )
