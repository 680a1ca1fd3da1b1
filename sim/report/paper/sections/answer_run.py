"""The answer of a run of one config: how long people wait, which targets are kept, how many wait at the end."""

from collections.abc import Iterator

from sim.report.figures import percent
from sim.report.paper.blocks import Block, Bullets, Name, Paragraph, Strong, Words, say
from sim.report.paper.found import Found
from sim.report.paper.kept import kept_service
from sim.report.paper.ranges import COUNT, SHARE, ranged
from sim.report.paper.sections.answer_favours import WAIT
from sim.report.paper.speech import days

_RANGES = (
    "In brackets: the 95 % range of the mean over all futures. A run is of one config; a paper that sets options side"
    " by side is made of what carecap compare wrote.",
)


def answer_of_run(found: Found) -> Iterator[Block]:
    """A paragraph on the wait, and what was promised; nothing if the summary is missing."""
    wait = found.figure(found.baseline, WAIT)
    if wait is not None:
        said = say(
            "People who come in {period} wait {wait} on average from contact to a completed assessment.",
            period=found.period_words, wait=days(wait, "{}"),
        )  # fmt: skip
        yield Paragraph(said, lead=True)
    told = (*_targets(found), *_waiting(found))
    if told:
        yield Bullets(told)
    if told or wait is not None:
        yield Paragraph(_RANGES)


def _targets(found: Found) -> Iterator[Words]:
    """Each target with the share that keeps it, beside what is asked for."""
    service = kept_service(found, found.baseline)
    asked = {target.label: float(target.share) for target in service.base.target} if service is not None else {}
    for row in found.rows("summary", option=found.baseline, measure="target_share", period=found.period):
        name = row.text("activity")
        if not name:
            continue
        wanted = f", where {percent(asked[name])} is asked for" if name in asked else ""
        yield ("“", Name(name), "” is kept for ", *ranged(row, SHARE), f"{wanted}.")


def _waiting(found: Found) -> Iterator[Words]:
    """Who waits at the end."""
    row = found.figure(found.baseline, "waiting_cases_end")
    if row is not None:
        yield (Strong("Waiting for a worker at the end"), ": ", *ranged(row, COUNT), " cases.")
