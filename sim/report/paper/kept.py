"""What results keep of the files they were made from: the services, and what the experiment asked."""

import tomllib
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
