"""What ``carecap verify`` shows: each figure of the model beside theory, and the verdict."""

from collections.abc import Sequence
from typing import Any

from sim.engine import ENGINES, why_not_compiled
from sim.experiment.verification import AGREES, MOST_Z, Finding
from sim.report.figures import number
from sim.report.layout import make_console, make_table, print_table

_DIGITS = 5
"""Significant digits of figures."""


def findings_records(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One record a figure: which system, what theory says, what the model gave, and the verdict."""
    return [
        {
            "oracle": finding.oracle.name,
            "system": finding.oracle.label,
            "figure": finding.figure,
            "measured": finding.last.mean,
            "half_width_95": finding.last.half,
            "exact": finding.exact,
            "z": finding.last.z,
            "replications": finding.last.replications,
            "verdict": finding.verdict,
            "reference": finding.oracle.reference,
            "note": finding.oracle.note,
        }
        for finding in findings
    ]


def print_findings(findings: Sequence[Finding], *, seed: int, seconds: float) -> None:
    """Print a row for each figure, the notes, and how many agree."""
    console = make_console()
    columns = ("measured", "+/-", "exact", "z", "replications", "verdict")
    table = make_table("The model against exact results", *columns)
    system = None
    for finding in findings:
        if finding.oracle is not system:
            system = finding.oracle
            table.add_row(f"{system.name}  {system.label}")
        look = finding.last
        table.add_row(
            f"    {finding.figure}",
            _figure(look.mean),
            _figure(look.half) if look.half else "",
            _figure(finding.exact),
            number(look.z, 2) if look.half else "",
            str(look.replications),
            finding.verdict,
        )
    print_table(console, table)
    console.print()
    for note in dict.fromkeys(f"{f.oracle.name}: {f.oracle.note}" for f in findings if f.oracle.note):
        console.print(note)
    console.print(summary_of(findings, seed=seed, seconds=seconds))
    console.print(engines_line())


def summary_of(findings: Sequence[Finding], *, seed: int, seconds: float) -> str:
    """How many figures agree, in a sentence, and what the columns mean in another."""
    systems = len({(finding.oracle.name, finding.oracle.label) for finding in findings})
    wrong = [finding for finding in findings if not finding.last.agrees]
    agree = f"All {len(findings)} agree" if not wrong else f"{len(findings) - len(wrong)} of {len(findings)} agree"
    again = sum(finding.second is not None for finding in findings)
    looked = f" ({again} after a second look at fresh replications)" if again and not wrong else ""
    return (
        f"{agree} with theory{looked}: figures of {systems} systems, seed {seed}, {seconds:.0f} seconds.\n"
        f"+/- is half the width of the 95 % interval, z the distance from theory in standard errors; up to"
        f" {MOST_Z} counts as {AGREES.removesuffix('s')}ment. Where there is no z, nothing is left to chance and the"
        " figure must be the very one."
    )


def engines_line() -> str:
    """Which engines were held against one another."""
    why_not = why_not_compiled()
    if why_not:
        return f"Only the SimPy engine was looked at: {why_not}."
    return f"Engines: {' and '.join(ENGINES)}; their logs of the first replication of each system are equal."


def _figure(value: float) -> str:
    return f"{value:.{_DIGITS}g}"
