"""What the differences of an option say, in a word and in a line."""

import math
from collections.abc import Sequence
from typing import Final

from sim.experiment.design_row import Verdict
from sim.experiment.headline import Headline
from sim.experiment.pairing import Paired

NO_DIFFERENCE: Final = "no clear difference"
EQUAL: Final = "no difference worth caring about"


def verdict_of(
    headlines: Sequence[Headline], differences: Sequence[Paired], *, worth: float | None, replications: int
) -> Verdict:
    """The verdict on an option, from the intervals that hold together.

    A headline figure whose interval lies on one side of 0 speaks for the option or against it. The first one does
    not if its interval lies within ``worth`` of 0. Figures that have no better, such as posts, decide nothing; where
    one clearly differs that is said, and where there are such figures it is said which others a verdict is of.

    Parameters
    ----------
    headlines, differences
        The figures, and how the option differs in each from its baseline.
    worth
        The smallest difference of the first figure worth caring about, in its unit.
    replications
        How many were run of each.
    """
    if replications == 1:
        return Verdict("unknown", "unknown: one replication")
    pairs = list(zip(headlines, differences, strict=True))
    judged = [pair for pair in pairs if pair[0].better]
    differs = [
        _said(headline, paired, headlines) for headline, paired in pairs if not headline.better and clear(paired)
    ]
    if not judged:
        return Verdict("unknown", "; ".join(["unknown: none of the figures has a better", *differs]))
    missing = [pair for pair in judged if math.isnan(pair[1].low_all)]
    if missing:
        return Verdict("unknown", f"unknown: {_missing(*missing[0])}")
    equal = judged[0][0] is headlines[0] and _within(judged[0][1], worth)
    spoken = [
        (headline, paired, headline.better * paired.mean > 0)
        for place, (headline, paired) in enumerate(judged)
        if clear(paired) and not (equal and place == 0)
    ]
    good = [_said(headline, paired, headlines) for headline, paired, better in spoken if better]
    bad = [_said(headline, paired, headlines) for headline, paired, better in spoken if not better]
    if good and bad:
        both = f"mixed: {'; '.join(good)}, but {'; '.join(bad)}"
        return Verdict("mixed", "; ".join([both, *differs]))
    if good or bad:
        return Verdict("better" if good else "worse", "; ".join([*(good or bad), *differs]))
    what = EQUAL if equal else NO_DIFFERENCE
    of = [lowered(headline.label) for headline, _ in (judged[:1] if equal else judged)]
    return Verdict(
        NO_DIFFERENCE, what if len(judged) == len(pairs) else "; ".join([f"{what} in {_listed(of)}", *differs])
    )


def clear(paired: Paired) -> bool:
    """Whether the interval that holds together with the others lies on one side of 0."""
    return paired.low_all > 0 or paired.high_all < 0


def _missing(headline: Headline, paired: Paired) -> str:
    """Why nothing is known of a figure."""
    label = lowered(headline.label)
    return f"{label} in one pair only" if paired.n == 1 else f"no figure of {label}"


def _listed(labels: Sequence[str]) -> str:
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last


def _within(paired: Paired, worth: float | None) -> bool:
    return worth is not None and -worth <= paired.low_all and paired.high_all <= worth


def _said(headline: Headline, paired: Paired, headlines: Sequence[Headline]) -> str:
    """Such as "waits 4 to 9 days shorter"."""
    size = sorted((abs(paired.low_all), abs(paired.high_all)))
    more = paired.mean > 0
    if headline.unit == "share":
        return f"{_subject(headline, headlines)} {_from_to(size, 100)} points {'higher' if more else 'lower'}"
    if headline.unit == "days":
        return f"{_subject(headline, headlines)} {_from_to(size)} days {'longer' if more else 'shorter'}"
    if headline.unit == "GBP":
        return f"{_subject(headline, headlines)} {_from_to(size)} GBP {'more' if more else 'less'}"
    return f"{_subject(headline, headlines)} {_from_to(size)} {headline.unit} {'more' if more else 'fewer'}"


def _subject(headline: Headline, headlines: Sequence[Headline]) -> str:
    """What the figure is called: just "waits" if no other figure is in days."""
    alone = sum(other.unit == "days" for other in headlines) == 1
    return "waits" if headline.unit == "days" and alone else f"{lowered(headline.label)}:"


def lowered(label: str) -> str:
    """A label within a sentence; what begins with a word in capitals keeps them."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _from_to(size: Sequence[float], scale: float = 1.0) -> str:
    """Both ends to so many digits that they can be told apart; one number if they cannot."""
    low, high = (scale * value for value in size)
    width = high - low
    step = width if width > 1e-9 * high else high
    digits = min(6, max(0, math.ceil(-math.log10(step)))) if step > 0 else 0
    if low > 0 and round(low, digits) == 0:
        digits += 1
    texts = dict.fromkeys(f"{value:,.{digits}f}" for value in (low, high))
    return " to ".join(texts) if round(low, digits) else f"up to {high:,.{digits - 1}f}"
