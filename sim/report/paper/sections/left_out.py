"""What the model leaves out: the same words as the page on the model has."""

from sim.report.limits import LEAST_CERTAIN, LEFT_OUT, SUPPOSED
from sim.report.paper.blocks import Bullets, Paragraph, Section, Strong
from sim.report.paper.found import Material


def left_out(_: Material) -> Section:
    """The limits of the model, whatever the results."""
    limits = Bullets(tuple((Strong(f"{name}: "), words) for name, words in LEFT_OUT))
    return Section(
        "left-out",
        "What the model leaves out",
        (
            limits,
            Paragraph((LEAST_CERTAIN,)),
            Paragraph(("Whatever the config says, the model also supposes:",)),
            Bullets(tuple((words,) for words in SUPPOSED)),
        ),
    )
