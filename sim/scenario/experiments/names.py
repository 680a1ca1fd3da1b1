"""Names and texts in experiment files."""

from typing import Annotated, Any

from pydantic import BeforeValidator

SIGNS = '@/\\"\n'
"""What the name of an option, a demand scenario or a factor may not hold."""


def _name(raw: Any) -> Any:
    if isinstance(raw, str) and (not raw.strip() or any(sign in raw for sign in SIGNS)):
        raise ValueError("names may not be empty or hold the signs @ / \\ or quotes")
    return raw


def _given(raw: Any) -> Any:
    if isinstance(raw, str) and not raw.strip():
        raise ValueError("a name is wanted; this is empty")
    return raw


Name = Annotated[str, BeforeValidator(_name)]
Given = Annotated[str, BeforeValidator(_given)]
"""A text that says something."""
