"""Sheets in words: the answer, what words and measures mean, and how to make the results again."""

from collections.abc import Iterable, Iterator, Sequence

from sim.measures import MEASURES, measure_named
from sim.report.paper.blocks import Bullets, Notice, Paragraph, Section, plain
from sim.report.paper.book.fields import FIELDS
from sim.report.paper.book.sheet import Field, Sheet, Value
from sim.report.paper.book.tables import Names, measure_label, told
from sim.report.paper.book.words import WORDS
from sim.report.paper.found import Found, Material
from sim.report.paper.sections.answer import answer

_KEY = (
    "label", "kind", "wait_mean_days", "wait_low_days", "wait_high_days", "over_limit_mean_share", "targets_met",
    "targets", "cost_difference_mean_gbp_per_year", "verdict_text",
)  # fmt: skip
_DEFINED = (
    Field("word", "Word", "name"),
    Field("where", "Where", meaning="On which sheet, or what kind of word it is."),
    Field("meaning", "Meaning", "long"),
    Field("unit", "Unit"),
    Field("name", "Name in the tables of the results", "name"),
)
_MEASURED = ("summary", "monthly", "differences")
"""Tables with a column of measures."""
_FACTS = (Field("fact", "What", "name"), Field("says", "Says", "long"))


def answer_sheet(material: Material) -> Sheet:
    """The answer in words, and the options in a few figures."""
    found = material.main
    section = answer(material)
    said = [found.question, *_faults(material), *(_paragraphs(section) if section else ())]
    fields = [field for column in _KEY for field in FIELDS["options"] if field.column == column]
    rows = sorted(found.rows("options"), key=lambda row: row.number("wait_mean_days"))
    return Sheet("Answer", found.title, *told(rows, fields, Names(found)), tuple(said))


def _paragraphs(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Paragraph | Notice):
            yield plain(block.words)
        elif isinstance(block, Bullets):
            yield from (f"\u2022 {plain(item)}" for item in block.items)
    for part in section.parts:
        yield from (part.title, *_paragraphs(part))


def _faults(material: Material) -> Iterator[str]:
    for found in (material.main, *material.more):
        yield from (f"Please note: {fault}" for fault in found.faults)


def definitions_sheet(material: Material, sheets: Iterable[Sheet]) -> Sheet:
    """What the words, the heads of these sheets and the measures in the results mean."""
    rows: list[tuple[Value, ...]] = [(word, "all sheets", meaning, None, None) for word, meaning in WORDS.items()]
    for sheet in sheets:
        rows += [(each.head, sheet.name, each.meaning, None, each.column) for each in sheet.fields if each.meaning]
    for name in _measured(material):
        item = measure_named(name)
        rows.append((item.label, "measure", item.meaning, item.unit, name))
    said = "Words of the model, heads of columns, and measures: what each means."
    return Sheet("Definitions", "Definitions", _DEFINED, rows, (said,))


def _measured(material: Material) -> list[str]:
    """The measures of the results, in the order of their declaration; shares within a limit come last."""
    every = (material.main, *material.more)
    named = {row.text("measure") for found in every for table in _MEASURED for row in found.rows(table)}
    declared = [name for name in MEASURES if name in named]
    return [*declared, *sorted(name for name in named - set(declared) if measure_label(name) != name)]


def about_sheet(material: Material) -> Sheet:
    """What was asked, of when, how it was made, and how to make it again."""
    facts = [fact for found in (material.main, *material.more) for fact in _facts(found)]
    return Sheet("About", "About these results", _FACTS, [(name, text) for name, text in facts if text])


def _facts(found: Found) -> Sequence[tuple[str, str]]:
    told, run = found.manifest, found.manifest.get("run", {})
    return (
        ("Title", found.title),
        ("Question", found.question),
        ("Made by", f"carecap {found.kind}"),
        ("Period simulated", f"{told['start_date']} to {told['end_date']}"),
        ("Period that figures are of, where they do not say", found.period),
        ("Simulated futures of each option", str(found.replications)),
        ("Seed", str(told["seed"])),
        ("Engine", str(told.get("engine", ""))),
        ("Intervals", str(told.get("interval", told.get("intervals", "")))),
        ("Weakest evidence", found.weakest),
        ("Numbers by evidence grade", _grades(found)),
        ("Finished", str(run.get("finished", ""))),
        ("Versions", ", ".join(f"{name} {version}" for name, version in told["versions"].items())),
        ("How to repeat", _repeat(found)),
        *(("Fault found", fault) for fault in found.faults),
    )


def _grades(found: Found) -> str:
    counts = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    return ", ".join(f"{grade} {count}" for grade, count in counts.items())


def _repeat(found: Found) -> str:
    told = found.manifest
    experiment = told.get("experiment")
    if experiment:
        text = f"carecap {found.kind} {experiment['file']} with the file and the configs as manifest.json has them"
        return f"{text} (digest of the file: {experiment['hash']})."
    config = told.get("config", {})
    files = ", ".join(config.get("files", ()))
    return (
        f"carecap run {found.baseline} --seed {told['seed']} --replications {found.replications} with the configs as"
        f" manifest.json has them ({files}; digest: {config.get('hash', '')})."
    )
