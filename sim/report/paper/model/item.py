"""An item of the checklist: what is said of it, and what a person has still to say."""

from dataclasses import dataclass

from sim.report.paper.blocks import Block, Paragraph, Section, Strong, Words, say

FILLED, TO_DO, DOES_NOT_APPLY = "filled", "to do", "does not apply"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of STRESS-DES.

    Attributes
    ----------
    number, name
        As the guideline has them.
    blocks
        What is said of it; none if it does not apply, with the reason in ``because``.
    to_do
        What only a person can say and nobody has said yet.
    parts
        What is said under headings of its own.
    """

    number: str
    name: str
    blocks: tuple[Block, ...] = ()
    to_do: tuple[Words, ...] = ()
    because: str = ""
    parts: tuple[Section, ...] = ()

    @property
    def state(self) -> str:
        """Whether the item is filled, has to be done, or does not apply."""
        return DOES_NOT_APPLY if self.because else TO_DO if self.to_do else FILLED

    @property
    def anchor(self) -> str:
        """Its name in links."""
        return f"stress-{self.number.replace('.', '-')}"

    @property
    def section(self) -> Section:
        """The item as a part of a paper."""
        blocks = list(self.blocks)
        if self.because:
            blocks.append(Paragraph((f"Does not apply: {self.because}.",)))
        blocks += [Paragraph((Strong("To do"), ": ", *words)) for words in self.to_do]
        return Section(self.anchor, f"{self.number} {self.name}", tuple(blocks), self.parts)


def told(text: str, to_do: str) -> tuple[tuple[Block, ...], tuple[Words, ...]]:
    """What a person has written, as blocks; or what they are asked to write."""
    if text.strip():
        return tuple(Paragraph(say("{text}", text=part)) for part in text.strip().split("\n\n")), ()
    return (), ((to_do,),)
