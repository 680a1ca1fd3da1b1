"""What the model leaves out: the same words as the page on the model has."""

from sim.report.limits import FIRST, LEAST_CERTAIN, LEFT_OUT, SUPPOSED
from sim.report.paper.blocks import Appended, Bullets, Paragraph, Section, Strong, Words
from sim.report.paper.found import Material


def left_out(_: Material) -> Section:
    """The limits of the model, whatever the results: those that matter most, then the rest."""
    limits: tuple[Words, ...] = tuple((Strong(f"{name}: "), words) for name, words in LEFT_OUT)
    more: tuple[Words, ...] = (*limits[FIRST:], *((words,) for words in SUPPOSED))
    told = Paragraph(("The model also supposes, whatever the council's own figures are:",))
    further = Appended(Section("further-limits", "Further limits of the model", (told, Bullets(more))))
    blocks = (Bullets(limits[:FIRST]), Paragraph((LEAST_CERTAIN,)), further)
    return Section("left-out", "What the model leaves out", blocks)
