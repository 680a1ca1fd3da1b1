"""Texts that a spreadsheet takes for formulas when somebody opens a .csv file in it.

Files for other programs keep them as they are: an apostrophe or a space before them would be part of the text to
whatever else reads the file, this package among it, and nothing put there is safe in every spreadsheet. So people are
told.

References
----------
OWASP: CSV Injection.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sim.scenario import Service

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula."""


def taken_for_formulas(texts: Iterable[object]) -> list[str]:
    """Those of some texts that a spreadsheet takes for formulas, each once, in order of the alphabet."""
    return sorted({text for text in texts if isinstance(text, str) and text.startswith(FORMULA_SIGNS)})


def settings_taken_for_formulas(service: Service) -> list[str]:
    """The names and labels of a config that a spreadsheet takes for formulas, as paths, each once."""
    found: dict[str, None] = {}
    for file, text in service.texts:
        if file.endswith(".toml"):
            with suppress(tomllib.TOMLDecodeError):  # a template that is filled in only when it is read
                found |= dict.fromkeys(_paths(tomllib.loads(text), ""))
    return list(found)


def formula_signs_told(service: Service) -> str:
    """What is said of them to people; empty if there are none."""
    found = settings_taken_for_formulas(service)
    if not found:
        return ""
    return (
        "A spreadsheet takes a text that begins with =, +, - or @ for a formula when it opens a .csv file:"
        f" {', '.join(found)}. Results keep it as it is; the workbook of carecap report has it as text."
    )


def _paths(table: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, held in table.items():
        path = f"{above}{name}"
        if name.startswith(FORMULA_SIGNS) or (name == "label" and taken_for_formulas([held])):
            yield path
        for inner in held if isinstance(held, list) else [held]:
            if isinstance(inner, dict):
                yield from _paths(inner, f"{path}.")
