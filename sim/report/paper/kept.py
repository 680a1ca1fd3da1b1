"""What results keep of the files they were made from: the services, and what the experiment asked."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any

from sim.errors import InputFault
from sim.report.labels import in_words
from sim.report.paper.found import Found
from sim.scenario import Service


def kept_service(found: Found, design: str) -> Service | None:
    """The service of a design; None if the results do not hold its texts."""
    try:
        return found.service(design)
    except InputFault:
        return None


def first_day(found: Found, option: str) -> dt.date | None:
    """The day on which an option begins: as its sheet says, or that of the run; None if the results do not hold it."""
    service = kept_service(found, option)
    if service is None:
        return None
    sheet = service.base.option
    return (sheet.from_ if sheet is not None else None) or service.start_date


def lost_designs(found: Found) -> dict[str, list[str]]:
    """Labels of the designs whose services cannot be made again, by the reason, the baseline's first.

    A sweep has hundreds of points, which differ in its factors alone: of its designs only the baseline counts.
    """
    lost: dict[str, list[str]] = {}
    labels = {found.baseline: found.baseline} | {str(each["name"]): str(each["label"]) for each in found.designs}
    for name, label in list(labels.items())[: 1 if found.kind == "sweep" else None]:
        try:
            found.service(name)
        except InputFault as fault:
            lost.setdefault(fault.problems[0].rule, []).append(label)
    return lost


def told_lost(found: Found) -> Iterator[str]:
    """What is said of designs whose services cannot be made again: which, why, and what is left out for it."""
    lost = lost_designs(found)
    for reason, labels in lost.items():
        named = ", ".join(labels[:_NAMED]) + (f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else "")
        yield (
            f"The config behind these results cannot be read back, of: {named} ({reason}). What would be taken from it,"
            " such as posts, hours of work, the pathway and what an option alters, is left out."
        )
    if kept_service(found, found.baseline) is None:
        yield "There is no documentation of the model (model.html), because the config of the baseline is missing."


_NAMED = 3
"""Designs that are named."""


def asked(found: Found) -> dict[str, Any]:
    """The experiment as its file has it; empty if the results do not hold it."""
    try:
        return tomllib.loads(str(found.manifest.get("experiment", {}).get("text", "")))
    except tomllib.TOMLDecodeError:
        return {}


def scenario_label(found: Found, name: str) -> str:
    """What a demand scenario is called for people; empty for none. Older results have it in their experiment alone."""
    for design in found.designs:
        if design.get("scenario") == name and design.get("scenario_label"):
            return str(design["scenario_label"])
    for scenario in asked(found).get("scenario", []):
        if scenario.get("name") == name:
            return str(scenario.get("label") or in_words(name))
    return in_words(name)
