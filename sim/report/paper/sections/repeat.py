"""How to make every figure again: the command, the seed, the versions, and what the results themselves hold.

And what measures and words of the paper mean.
"""

from sim.measures.registry import MEASURES, measure_named
from sim.report.labels import duration
from sim.report.paper.blocks import Bullets, Column, Grid, Name, Paragraph, Section, Strong, Words, say
from sim.report.paper.found import Found, Material
from sim.report.paper.framework import FRAMEWORK
from sim.report.paper.sections.implement_watch import WATCHED_YEARLY

_ALSO = ("target_share", "open_cases_end", "withdrawn", "utilisation", "chasing_calls")
"""Measures that the paper speaks of, beside those that it watches, measures success by, and that were asked for."""


def repeat(material: Material) -> Section:
    """A table for each results folder."""
    grids = [_grid(found, many=bool(material.more)) for found in (material.main, *material.more)]
    told = (
        "The same version of carecap with the same files and the same starting number of chance makes the same"
        " figures, to the last digit. Each results folder holds the whole text of what was asked and of every"
        " description of the service, so nothing else is needed.",
    )
    return Section("repeat", "How to repeat it", (Paragraph(told), *grids))


def _grid(found: Found, *, many: bool) -> Grid:
    manifest = found.manifest
    run, versions = manifest.get("run", {}), manifest.get("versions", {})
    experiment, config = manifest.get("experiment", {}), manifest.get("config", {})
    lines: list[tuple[str, Words]] = [
        ("Command", (Name(_command(found)),)),
        ("Period of the figures", (Name(found.period_words),)),
        (
            "Simulated",
            say("{first} to {last}", first=str(manifest.get("start_date")), last=str(manifest.get("end_date"))),
        ),
        ("Futures of each option" if found.kind == "compare" else "Futures", (str(found.replications),)),
        ("Starting number of chance (seed)", (str(manifest.get("seed", "")),)),
        ("Calculated by", (Name(str(manifest.get("engine", ""))),)),
        ("Made", (Name(str(run.get("finished", ""))),)),
        ("Runs made now, and kept from before", (_made(run),)),
        ("Versions", (Name(", ".join(f"{name} {version}" for name, version in versions.items())),)),
        ("Fingerprint of what was asked", (Name(str(experiment.get("hash") or config.get("hash", ""))),)),
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


_WORDS = (
    (
        "Future",
        "one run of the service over all years, with chance of its own: who comes, what is needed, who is ill.",
    ),
    (
        "Range of an average",
        "where the average over all futures lies with 95 % confidence. It tells how far chance goes, not how far what"
        " the model is given is right.",
    ),
    (
        "Range of one year or one future",
        "where nineteen of twenty single ones lie. It is wider, and only for holding a real year against the model.",
    ),
    (
        "Clearly better or worse",
        "the ranges of all comparisons together leave no doubt of it, at 95 %: the same people came in the same"
        " futures, with the option and without.",
    ),
    (
        "Wait",
        "that of people who make contact in a period, finished or not; one that is not finished counts at its length"
        " so far. Who gives up, dies or leaves before stays in the figure, at the length of the wait till then.",
    ),
    ("Share within a limit", "taken over people whose limit has passed by the end of the run."),
)


def definitions(material: Material) -> Section:
    """What the words and the measures mean that the paper speaks of."""
    asked = [str(item["measure"]) for item in material.main.manifest.get("figures", [])]
    spoken_of = (*asked, *WATCHED_YEARLY, *(kept.measure for kept in FRAMEWORK), *_ALSO)
    names = [name for name in dict.fromkeys(spoken_of) if name in MEASURES or "_within_" in name]
    columns = (Column("Measure"), Column("Unit"), Column("What it means"))
    rows = tuple(((item.label,), (item.unit,), (item.meaning,)) for item in (measure_named(name) for name in names))
    words = Bullets(tuple((Strong(f"{word}: "), meaning) for word, meaning in _WORDS))
    note = ("In the words of carecap's dictionary of measures, for those who check figures.",)
    return Section("definitions", "What words and measures mean", (words, Grid("Measures", columns, rows, note)))
