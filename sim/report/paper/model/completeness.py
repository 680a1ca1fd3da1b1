"""How complete the documentation is: items of the checklist, and what the numbers stand on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.experiment_manifest import numbers_of
from sim.report.figures import number, percent
from sim.report.paper.blocks import Bullets, Column, Grid, Paragraph, Section, Strong, Words
from sim.report.paper.model.described import Described
from sim.report.paper.model.item import DOES_NOT_APPLY, FILLED, Item
from sim.scenario.register import RegisterEntry
from sim.scenario.values import GRADES


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    name: str
    there: int
    of: int

    @property
    def share(self) -> float:
        """The part that is there; none of none is all."""
        return self.there / self.of if self.of else 1.0


def completeness(described: Described, items: Sequence[Item]) -> tuple[Part, ...]:
    """The score: of the checklist, of the config's numbers, and of those that options bring.

    Items that do not apply are left out. Numbers are those of the config, what it changes by date among them.
    """
    apply = [item for item in items if item.state != DOES_NOT_APPLY]
    filled = sum(item.state == FILLED for item in apply)
    own = tuple(numbers_of(described.service))
    known = set(own)
    brought = dict.fromkeys(
        entry for version in described.versions for entry in numbers_of(version.service) if entry not in known
    )
    parts = [Part("Items of the checklist that are filled", filled, len(apply)), *_of_numbers("the config", own)]
    return (*parts, *(_of_numbers("the options", tuple(brought)) if brought else ()))


def _of_numbers(whose: str, entries: Sequence[RegisterEntry]) -> tuple[Part, ...]:
    return (
        Part(f"Numbers of {whose} with a source", sum(bool(entry.source) for entry in entries), len(entries)),
        Part(
            f"Numbers of {whose} graded better than an assumption",
            sum(entry.grade != GRADES[-1] for entry in entries),
            len(entries),
        ),
        Part(
            f"Numbers of {whose} with a low and a high",
            sum(entry.low is not None and entry.high is not None for entry in entries),
            len(entries),
        ),
    )


def completeness_section(described: Described, items: Sequence[Item]) -> Section:
    """What is there and what is not, before the documentation itself."""
    parts = completeness(described, items)
    columns = (Column("What"), Column("There", figures=True), Column("Of", figures=True), Column("Share", figures=True))
    rows = tuple(
        ((part.name,), (number(part.there, 0),), (number(part.of, 0),), (percent(part.share),)) for part in parts
    )
    checklist = Grid(
        "The STRESS-DES checklist",
        (Column("Item"), Column("State")),
        tuple(((f"{item.number} {item.name}",), _state(item)) for item in items),
        (
            "Monks and others (2019), Strengthening the reporting of empirical simulation studies: introducing the"
            " STRESS guidelines, Journal of Simulation 13, 55-67.",
        ),
    )
    to_do = tuple((f"{item.number} {item.name}: ", *words) for item in items for words in item.to_do)
    done = parts[0]
    lead = f"{done.there} of the {done.of} items that apply are filled; what only a person can write is marked to do."
    lost = sum(map(len, described.lost.values()))
    lacks = f"{lost} of what was compared cannot be described, because its config cannot be read back: see 2.3."
    return Section(
        "completeness",
        "How complete this is",
        (
            Paragraph((lead,), lead=True),
            *((Paragraph((lacks,)),) if lost else ()),
            *((Paragraph(("Still to be written:",)), Bullets(to_do)) if to_do else ()),
            Grid("Completeness", columns, rows),
            checklist,
        ),
    )


def _state(item: Item) -> Words:
    return (Strong(item.state) if item.to_do else item.state,)
