"""How to make every figure again: the command, the seed, the versions, and what the results themselves hold."""

from sim.measures.registry import MEASURES, measure_named
from sim.report.labels import duration
from sim.report.paper.blocks import Bullets, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.found import Found, Material

_USED = (
    "contact_to_assessment_mean_days", "contact_to_assessment_within_28_days", "target_share", "waiting_cases_end",
    "open_cases_end", "assessments_completed", "withdrawn", "utilisation", "repeat_contact_share", "prevention_share",
    "reviewed_within_12_months_share", "reviews_overdue_end", "cost_per_assessment_gbp",
)  # fmt: skip
"""Measures that the paper speaks of, beside those that an experiment asks for."""


def repeat(material: Material) -> Section:
    """A table for each results folder."""
    grids = [_grid(found, many=bool(material.more)) for found in (material.main, *material.more)]
    told = (
        "The same version with the same config and seed makes the same figures, to the last digit. The manifest of each"
        " results folder holds the whole text of the experiment and of every config, with digests of all tables, so"
        " nothing else is needed. Replications that a store already has are not simulated again; forgetting them there"
        " first, or naming a new store, makes all of them anew.",
    )
    return Section("repeat", "How to repeat it", (Paragraph(told), *grids))


def _grid(found: Found, *, many: bool) -> Grid:
    manifest = found.manifest
    run, versions = manifest.get("run", {}), manifest.get("versions", {})
    experiment = manifest.get("experiment", {})
    lines: list[tuple[str, Words]] = [
        ("Command", (Name(_command(found)),)),
        ("Period of the figures", (Name(found.period),)),
        (
            "Simulated",
            say("{first} to {last}", first=str(manifest.get("start_date")), last=str(manifest.get("end_date"))),
        ),
        ("Futures of each option" if found.kind == "compare" else "Futures", (str(found.replications),)),
        ("Seed", (str(manifest.get("seed", "")),)),
        ("Engine", (Name(str(manifest.get("engine", ""))),)),
        ("Made", (Name(str(run.get("finished", ""))),)),
        ("Simulated now, and kept in the store from before", (_made(run),)),
        ("Versions", (Name(", ".join(f"{name} {version}" for name, version in versions.items())),)),
        ("Digest of the experiment", (Name(str(experiment.get("hash", manifest.get("config", {}).get("hash", "")))),)),
    ]
    rows = tuple(((name,), words) for name, words in lines)
    return Grid(found.title if many else "What these results were made with", (Column("What"), Column("Value")), rows)


def _command(found: Found) -> str:
    """The command that made a results folder; a run's config is named by its file."""
    manifest = found.manifest
    file = manifest.get("experiment", {}).get("file") or manifest.get("config", {}).get("file", "CONFIG")
    words = ["carecap", found.kind, str(file), "--seed", str(manifest.get("seed", ""))]
    if found.kind in ("compare", "run"):
        words += ["--replications", str(found.replications)]
    return " ".join(words)


def _made(run: dict[str, float]) -> str:
    made, kept = run.get("replications_made_now"), run.get("replications_kept_from_before")
    took = duration(float(run.get("wall_seconds", 0)))
    return f"{made} made, {kept} kept, {took}" if made is not None else took


def definitions(material: Material) -> Section:
    """What the measures mean that the paper speaks of."""
    asked = [str(item["measure"]) for item in material.main.manifest.get("figures", [])]
    names = [name for name in dict.fromkeys((*asked, *_USED)) if name in MEASURES or "_within_" in name]
    columns = (Column("Measure"), Column("Unit"), Column("What it means"))
    rows = tuple(((item.label,), (item.unit,), (item.meaning,)) for item in (measure_named(name) for name in names))
    waits = Bullets(
        (
            (
                "Waits are those of people who make contact in a period, finished or not; one that is not finished"
                " counts at its length so far.",
            ),
            ("Who withdraws, dies or leaves before that stays in the figure, at the length of the wait till then.",),
            ("A share within a limit is taken over people whose limit has passed by the end of the run.",),
        )
    )
    return Section("definitions", "What the measures mean", (waits, Grid("Measures", columns, rows)))
