"""What the figures stand on: numbers by grade of evidence, the least known ones, and the grade behind each headline."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from sim.measures.load import offered_load
from sim.report.figures import number, percent
from sim.report.labels import day_in_words, in_words, label_of
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.choices import all_choices
from sim.report.paper.found import Found, Material
from sim.report.paper.ground import checked_words, grade_words
from sim.report.paper.kept import kept_service
from sim.scenario import Service
from sim.scenario.experiments.bounds import Ranged, moving_load
from sim.scenario.register import RegisterEntry, evidence_register
from sim.scenario.values import GRADES

_SHOWN = 15
"""Numbers that are listed; the rest is in the config."""

_MEANS = {
    "seed": "stands in the council's workforce capacity plan",
    "measured": "counted in the council's own records",
    "published": "from official statistics or research",
    "derived": "worked out from such numbers",
    "assumption": "a judgement, because nothing was found",
}
_YEAR = re.compile(r"(?:19|20)\d\d")


def assumptions(material: Material) -> Section | None:
    """The evidence of the results, strongest grade first; single assumptions in the appendix."""
    found = material.main
    counts = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    if not counts:
        return None
    service = kept_service(found, found.baseline)
    blocks: list[Block] = (
        [Paragraph(_lead(found, counts)), Paragraph(_compared(material))]
        if found.designs
        else [Paragraph(_lead(found, counts))]
    )
    if service is not None and (words := _years(found, service)):
        blocks.append(Paragraph(words))
    blocks.append(_grades_grid(counts))
    if service is not None:
        blocks += _least_known(service)
    return Section("assumptions", "Assumptions, and what stands behind them", tuple(blocks))


def _lead(found: Found, counts: dict[str, int]) -> Words:
    whole, weak = sum(counts.values()), counts.get(GRADES[-1], 0)
    return say(
        "The results stand on {whole} numbers; {weak} of them are assumptions. Every headline of this paper, be it a"
        " wait, a cost or a number of posts, stands on the weakest of them: {grade}. {checked} That the computer works"
        " the queues out rightly has been tested on small services whose answers are known exactly (carecap verify);"
        " whether the service is described rightly, no computer can tell.",
        whole=(number(whole, 0),),
        weak=(number(weak, 0),),
        grade=grade_words(found.weakest),
        checked=(checked_words(found),),
    )


def _compared(material: Material) -> Words:
    """What wrong assumptions do to differences between options."""
    rows = [row for row in all_choices(material.main) if row.text("numbers_changed_by_grade")]
    alone = [row for row in rows if row.text("numbers_changed_by_grade").split()[:-1] == [GRADES[-1]]]
    said: Words = (
        "An assumption about the service that is wrong shifts every option much alike, so differences between options"
        " feel it less than the waits do. What an option itself alters is another matter: if that is supposed wrongly,"
        " the difference is wrong.",
    )
    if rows:
        said += (
            f" Of {len(rows)} options, {len(alone)} alter numbers that are all assumptions, and all others alter some"
            " that"
            " are." if all(row.text("weakest_grade_of_changes") == GRADES[-1] for row in rows)
            else f" Of {len(rows)} options, {len(alone)} alter numbers that are all assumptions.",
        )  # fmt: skip
    if not material.of("sweep"):
        said += (
            " Whether the order of the options would be the same with other values of the assumptions was not tried"
            " here (carecap sweep does it).",
        )
    return said


def _years(found: Found, service: Service) -> Words:
    """That the paper looks back, if it does, and on what."""
    first = service.start_date.year
    dated = [int(years[-1]) for source in service.base.source.values() if (years := _YEAR.findall(source.year))]
    later = sum(year > first + 1 for year in dated)
    if not later:
        return ()
    return (
        f"The paper looks back: it was made in {found.finished.year}, of the years from"
        f" {day_in_words(service.start_date)}. {later} of its {len(service.base.source)} sources are of later years."
        " They are used where nothing of the time was found, and they let an option be judged by what has been learnt"
        " since; the board of the day could not know them.",
    )


def _grades_grid(counts: dict[str, int]) -> Grid:
    whole = sum(counts.values())
    columns = (
        Column("Grade"), Column("What it means"), Column("Numbers", figures=True), Column("Part", figures=True),
    )  # fmt: skip
    lines = tuple(
        (
            (Name(grade_words(grade)),), (_MEANS.get(grade, ""),), (number(counts[grade], 0),),
            (percent(counts[grade] / whole),),
        )
        for grade in GRADES
        if counts.get(grade)
    )  # fmt: skip
    note = ("Numbers of all descriptions of the service that were compared; one that several share counts once.",)
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
        words = f"For {number(without, 0)} assumptions of the service as it is nobody has said how wrong they may be."
        told.append(Paragraph((words,)))
    if not shown:
        return told
    columns = (
        Column("Number"), Column("Believed", figures=True), Column("Low", figures=True), Column("High", figures=True),
        Column("Unit"), Column("Width of the range for its size", figures=True),
        Column("Part of the service it is about", figures=True),
    )  # fmt: skip
    lines = tuple(
        (
            (Name(item.label),), (_plainly(item.value),), (_plainly(item.low),), (_plainly(item.high),),
            (Name(item.unit),), (percent(width),), (percent(about),),
        )
        for item, width, about in shown
    )  # fmt: skip
    note = (
        "What to find out first, by arithmetic and not by simulation: those with the widest range, for the size of the"
        " number, come first, and those that are about most of the service's cases or hours.",
    )
    first = shown[0][0]
    most = say(
        "The assumption that weighs most, for how little is known of it and how much hangs on it, is “{label}”:"
        " believed to be {value}, but it may be anything from {low} to {high}.",
        label=first.label, value=(_plainly(first.value),), low=(_plainly(first.low),), high=(_plainly(first.high),),
    )  # fmt: skip
    told.append(Paragraph(most))
    title = "Assumptions by which results could change most"
    return [*told, Appended(Section("assumptions-listed", title, (Grid(title, columns, lines, note),)))]


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
    """What a number of the config is called for people: "Visit: effort hours"."""
    table, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    kinds = {"demand": "stream", "work_type": "work_type", "activity": "activity", "role": "role", "clients": "clients"}
    called = label_of(service, kinds[table], name) if table in kinds else in_words(name)
    key = key.replace("blocks.", "hours booked for ")  # a block in a config is time booked for what is nobody's case
    return f"{called}: {key.replace('_', ' ').replace('.', ', ')}" if key else f"{in_words(table)}: {called}"


def _plainly(value: float) -> str:
    """A number of a config as people write it."""
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def sources(material: Material) -> Section | None:
    """Where evidence comes from, as the configs have it, and how many numbers of the baseline each one bears."""
    found = material.main
    service = kept_service(found, found.baseline)
    if service is None or not service.base.source:
        return None
    uses = Counter(entry.source for entry in evidence_register(service))
    columns = (
        Column("Source"),
        Column("Year"),
        Column("Where"),
        Column("Numbers that draw on it", figures=True),
        Column("Note"),
    )
    lines = tuple(
        (
            (Name(source.title),), (Name(source.year),), (Name(source.address),), (number(uses[name], 0),),
            (Name(source.note),),
        )
        for name, source in service.base.source.items()
    )  # fmt: skip
    note = (
        "Numbers that draw on the source: those that stand in it, and those worked out from it or judged by it. So"
        " these are more than the numbers graded as given or published. A source without any bears numbers of some"
        " option.",
    )
    return Section("sources", "Sources", (Grid("Sources", columns, lines, note),))
