"""What the figures stand on: numbers by grade of evidence, the least known ones, and the grade behind each headline."""

from collections import Counter, defaultdict
from collections.abc import Callable

from sim.measures.load import offered_load
from sim.report.figures import number, percent
from sim.report.labels import in_words, label_of
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.found import Found, Material
from sim.report.paper.kept import kept_service
from sim.scenario import Service
from sim.scenario.experiments.bounds import Ranged, moving_load
from sim.scenario.register import RegisterEntry, evidence_register
from sim.scenario.values import GRADES

_SHOWN = 15
"""Numbers that are listed; the rest is in the config."""

_MEANS = {
    "seed": "given in the workforce capacity plan itself",
    "measured": "counted in the council's own records",
    "published": "from official statistics or research",
    "derived": "worked out from such numbers",
    "assumption": "a judgement, because nothing was found",
}


def assumptions(material: Material) -> Section | None:
    """The evidence of the results, strongest grade first."""
    found = material.main
    counts = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    if not counts:
        return None
    service = kept_service(found, found.baseline)
    blocks: list[Block] = [Paragraph(_lead(found, counts)), _grades_grid(counts)]
    if service is not None:
        blocks += _least_known(service)
    changes = _changes_grid(found)
    if changes is not None:
        blocks.append(changes)
    return Section("assumptions", "Assumptions, and what stands behind them", tuple(blocks))


def _lead(found: Found, counts: dict[str, int]) -> Words:
    whole = sum(counts.values())
    weak = counts.get(GRADES[-1], 0)
    return say(
        "The results stand on {whole} numbers; {weak} of them are assumptions. Every headline of this"
        " paper, be it a wait, a cost or a number of posts, stands on the weakest of them: {grade}. What is compared is"
        " surer than what is forecast: an assumption that is wrong is wrong for all options alike.",
        whole=(number(whole, 0),),
        weak=(number(weak, 0),),
        grade=found.weakest,
    )


def _grades_grid(counts: dict[str, int]) -> Grid:
    whole = sum(counts.values())
    columns = (
        Column("Grade"), Column("What it means"), Column("Numbers", figures=True), Column("Part", figures=True),
    )  # fmt: skip
    lines = tuple(
        ((Name(grade),), (_MEANS.get(grade, ""),), (number(counts[grade], 0),), (percent(counts[grade] / whole),))
        for grade in GRADES
        if counts.get(grade)
    )
    note = ("From the manifest: the numbers of all configs that were compared; one that several share counts once.",)
    return Grid("Numbers by grade of evidence, strongest first", columns, lines, note)


def _least_known(service: Service) -> list[Block]:
    """The assumptions by which results could change most, as far as ranges and hours tell without a run."""
    register = [entry for entry in evidence_register(service) if entry.grade == GRADES[-1] and entry.value]
    part = _parts(service)
    items = moving_load([_ranged(service, entry) for entry in register], service.roles)
    weighed = sorted(((item, _width(item), part(item.setting)) for item in items), key=lambda one: -one[1] * one[2])
    shown = [one for one in weighed if one[1] * one[2] > 0][:_SHOWN]
    told: list[Block] = []
    without = sum(entry.low is entry.high is None for entry in register)
    if without:
        words = f"{number(without, 0)} assumptions of the baseline have no range: how wrong they may be is not said."
        told.append(Paragraph((words,)))
    if not shown:
        return told
    columns = (
        Column("Number"), Column("Believed", figures=True), Column("Low", figures=True), Column("High", figures=True),
        Column("Unit"), Column("Range for its size", figures=True), Column("Part of the service", figures=True),
    )  # fmt: skip
    lines = tuple(
        (
            (Name(item.label),), (_plainly(item.value),), (_plainly(item.low),), (_plainly(item.high),),
            (Name(item.unit),), (percent(width),), (percent(about),),
        )
        for item, width, about in shown
    )  # fmt: skip
    note = (
        "From the config of the baseline. In the order of the range for its size times the part of the service that"
        " the number is about: of cases for a stream or a kind of work, of hours for an activity or a role. That is a"
        " reckoning of what to find out first, not a simulation; what posts depend on is told under sensitivities where"
        " a search has tried it.",
    )
    return [*told, Grid("Assumptions by which results could change most", columns, lines, note)]


def _ranged(service: Service, entry: RegisterEntry) -> Ranged:
    low = entry.value if entry.low is None else entry.low
    high = entry.value if entry.high is None else entry.high
    return Ranged(entry.path, _words(service, entry.path), entry.value, low, high, entry.unit, entry.grade)


def _width(item: Ranged) -> float:
    """The width of a range over the number believed."""
    return (item.high - item.low) / abs(item.value)


def _parts(service: Service) -> Callable[[str], float]:
    """What part of the service a number is about, by its dotted name: of the cases or hours of the first year."""
    load = offered_load(service)
    roles: dict[str, float] = defaultdict(float)
    for cell in load.cells:
        roles[cell.role] += cell.capacity_hours
    tables = {
        "demand": dict(load.streams),
        "work_type": dict(load.work_types),
        "activity": {item.activity: item.hours for item in load.activities},
        "role": dict(roles),
    }

    def part(setting: str) -> float:
        table, _, rest = setting.partition(".")
        if table not in tables:
            return 1.0
        whole = sum(tables[table].values())
        return tables[table].get(rest.partition(".")[0], 0.0) / whole if whole else 0.0

    return part


def _words(service: Service, path: str) -> str:
    """A number's place in the config for people: "Visit: effort hours"."""
    table, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    kinds = {"demand": "stream", "work_type": "work_type", "activity": "activity", "role": "role", "clients": "clients"}
    called = label_of(service, kinds[table], name) if table in kinds else in_words(name)
    return f"{called}: {key.replace('_', ' ').replace('.', ', ')}" if key else f"{in_words(table)}: {called}"


def _plainly(value: float) -> str:
    """A number of a config as people write it."""
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _changes_grid(found: Found) -> Grid | None:
    """What each option alters, by grade."""
    rows = [row for row in found.rows("options") if row.text("numbers_changed_by_grade")]
    if not rows:
        return None
    columns = (Column("Option"), Column("Weakest grade of what it alters"), Column("Numbers altered"))
    lines = tuple(
        (
            (Name(row.text("label")),), (row.cite("weakest_grade_of_changes"),),
            (row.cite("numbers_changed_by_grade"),),
        )
        for row in rows
    )  # fmt: skip
    return Grid("The evidence behind each option", columns, lines)


def sources(material: Material) -> Section | None:
    """Where evidence comes from, as the configs have it, and how many numbers of the baseline each one bears."""
    found = material.main
    service = kept_service(found, found.baseline)
    if service is None or not service.base.source:
        return None
    uses = Counter(entry.source for entry in evidence_register(service))
    columns = (Column("Source"), Column("Year"), Column("Where"), Column("Numbers", figures=True), Column("Note"))
    lines = tuple(
        (
            (Name(source.title),), (Name(source.year),), (Name(source.address),), (number(uses[name], 0),),
            (Name(source.note),),
        )
        for name, source in service.base.source.items()
    )  # fmt: skip
    note = ("From the config of the baseline; a source without numbers there bears some of an option.",)
    return Section("sources", "Sources", (Grid("Sources", columns, lines, note),))
