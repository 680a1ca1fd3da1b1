"""The exception tree. Everything carecap raises on purpose is a CarecapError."""

from dataclasses import dataclass


class CarecapError(Exception):
    """Root of the tree; its text is written for the person at the keyboard."""


class RunFault(CarecapError):
    """A run could not be completed (exit code 1)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, which rule it breaks, what was found."""

    file: str
    path: str
    rule: str
    value: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}: {self.path}" if self.path else self.file
        found = f" (found {self.value})" if self.value else ""
        hint = f" {self.suggestion}" if self.suggestion else ""
        return f"{place}: {self.rule}{found}.{hint}"


class InputFault(CarecapError):
    """What was given cannot be used (exit code 2); carries every problem found.

    Parameters
    ----------
    problems
        At least one :class:`Problem`.
    """

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InputFault"], tuple[tuple[Problem, ...]]]:
        return (InputFault, (self.problems,))
