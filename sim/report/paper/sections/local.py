"""Section 3 of the plan: the people of the place, who contacts the council, and what waits on the first morning.

A sentence or two of each; the tables are in the appendix.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from sim.measures.volumes import spans, stream_volumes
from sim.report.figures import number
from sim.report.labels import in_words, label_of, lowered, year_labels
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Piece, Section, Words, say
from sim.report.paper.found import Found, Material
from sim.report.paper.ground import grade_words
from sim.report.paper.kept import kept_service
from sim.report.paper.ranges import COUNT, ranged, whole
from sim.scenario import Service
from sim.scenario.people import Stream
from sim.scenario.stock import Stock
from sim.scenario.values import Quantity

_GIVEN = "From what the model is given about the service; nothing is simulated here."
_FAR = 0.67
"""If less than this part of the first list is left after a month, it does not fit the service."""
_UNSURE = "In brackets: how low and how high the true number may be."


def local(material: Material) -> Section | None:
    """The section, of results that hold the service they are of."""
    found = material.main
    service = kept_service(found, found.baseline)
    if service is None:
        return None
    parts = (
        Section("population", "The population, and carers", tuple(_population(service))),
        Section("demand", "Who contacts the council", tuple(_demand(service))),
        Section("received", "Contacts as simulated", tuple(_received(found, service))),
        Section("day-one", "What is there on the first morning", tuple(_day_one(found, service))),
    )
    said = tuple(block for part in parts for block in part.blocks if not isinstance(block, Grid))
    tables = tuple(
        replace(part, blocks=tuple(grid for grid in part.blocks if isinstance(grid, Grid))) for part in parts
    )
    whole = Section("local-tables", "Local information in tables", (), tuple(part for part in tables if part.blocks))
    return Section("local", "3. Local information", (*said, *((Appended(whole),) if whole.parts else ())))


def _population(service: Service) -> Iterator[Block]:
    """Bands of the population, how they grow, and how sure that is."""
    bands = service.base.population
    if not bands:
        return
    years = service.base.clock.years.value
    rows = []
    for name, band in bands.items():
        growth = band.growth_per_year
        later = float(band.people) * (1 + growth.value) ** years if band.people is not None else None
        rows.append((
            (Name(band.label or in_words(name)),),
            (number(float(band.people), 0) if band.people is not None else "not given",),
            (_percent(growth.value, growth.low, growth.high),),
            (number(later, 0) if later is not None else "-",),
            (grade_words(*_grades(band.people, growth)),),
        ))  # fmt: skip
    fastest = max(bands, key=lambda name: bands[name].growth_per_year.value)
    yield Paragraph(
        say(
            "The number that grows fastest is that of {who}: {growth} a year.",
            who=lowered(bands[fastest].label or in_words(fastest)),
            growth=f"{number(100 * bands[fastest].growth_per_year.value, 1)} %",
        )
    )
    columns = (
        Column("People"), Column("At the start", figures=True), Column("Growth a year", figures=True),
        Column(f"After {number(years, 0)} years", figures=True), Column("Evidence"),
    )  # fmt: skip
    note = f"{_GIVEN} {_UNSURE} Where people grow in number, the contacts they make grow with them."
    yield Grid("Population and carers", columns, tuple(rows), (note,))


def _percent(value: float, low: float | None, high: float | None) -> str:
    ends = "" if low is None or high is None else f" ({number(100 * low)} to {number(100 * high)})"
    return f"{number(100 * value)} %{ends}"


def _grades(*numbers: Quantity | None) -> list[str]:
    """The grades of some numbers."""
    return [item.grade for item in numbers if item is not None]


def _demand(service: Service) -> Iterator[Block]:
    """Each stream by year as expected, and what that rests on."""
    years = year_labels(service)
    volumes = [_volumes(service, year) for year in range(len(years))]
    streams = [name for name in service.streams if any(each.get(name, 0) >= 0.5 for each in volumes)]
    if not streams:
        return
    total = [sum(each.values()) for each in volumes]
    most = max(streams, key=lambda name: volumes[0].get(name, 0))
    said = say(
        "{cases} cases are expected in {year}, among them people who come back and the reviews of people in support."
        " The largest kind is: {most}.",
        cases=number(total[0], 0), year=years[0], most=lowered(label_of(service, "stream", most)),
    )  # fmt: skip
    if len(years) > 1:
        said += say(" In {year} {cases} are expected.", year=years[-1], cases=number(total[-1], 0))
    yield Paragraph(said)
    shown = [0, len(years) - 1] if len(years) > 1 else [0]
    columns = (
        Column("Kind of contact"), *(Column(years[year], figures=True) for year in shown), Column("How it is given"),
        Column("Evidence"),
    )  # fmt: skip
    rows: list[tuple[Words, ...]] = []
    for name in streams:
        given = _given(service, service.epochs[0].scenario.demand[name])
        numbers = ((number(volumes[year].get(name, 0), 0),) for year in shown)
        rows.append(
            ((Name(label_of(service, "stream", name)),), *numbers, (Name(given.words),), (grade_words(*given.grades),))
        )
    rows.append((("All",), *((number(total[year], 0),) for year in shown), ("",), ("",)))
    note = f"Cases a year. {_GIVEN} {_UNSURE}"
    yield Grid("Contacts expected, by kind", columns, tuple(rows), (note,))


def _volumes(service: Service, year: int) -> dict[str, float]:
    """Cases of each stream expected in a year of the run."""
    total: dict[str, float] = {}
    for epoch, begin, end in spans(service, year):
        for name, cases in stream_volumes(service, epoch.scenario, begin, end).items():
            total[name] = total.get(name, 0.0) + cases
    return total


@dataclass(frozen=True, slots=True)
class _Given:
    """How a config says how many come, and the grades of that."""

    words: str
    grades: Sequence[str] = ()


def _given(service: Service, stream: Stream) -> _Given:
    if stream.per_year is not None:
        unit = stream.per_year.unit or "a year"
        return _Given(f"{_number(stream.per_year)} {unit}", [stream.per_year.grade])
    if stream.uptake is not None:
        band = service.base.population[stream.uptake.of]
        rate = stream.uptake.per_person_per_year
        return _Given(
            f"{number(rate.value, 3)} a year for each of: {band.label or in_words(stream.uptake.of)}", [rate.grade]
        )
    source = stream.from_clients
    if source is not None:
        who = lowered(label_of(service, "clients", source.of))
        if source.review_after_days is not None:
            return _Given(
                f"due {number(source.review_after_days.value, 0)} days after the last review: {who}",
                [source.review_after_days.grade],
            )
        assert source.per_client_per_year is not None, "a stream of people in support is of reviews or of changes"
        return _Given(
            f"{number(source.per_client_per_year.value, 2)} a year for each of: {who}",
            [source.per_client_per_year.grade],
        )
    if stream.every_hours is not None:
        return _Given(f"one every {number(stream.every_hours.value, 1)} hours", [stream.every_hours.grade])
    if stream.batches is not None:
        return _Given("on given dates, many at a time", _grades(*(batch.cases for batch in stream.batches)))
    return _Given("at given moments")


def _number(quantity: Quantity) -> str:
    ends = ""
    if quantity.low is not None and quantity.high is not None:
        ends = f" ({number(quantity.low, 0)} to {number(quantity.high, 0)})"
    return f"{number(quantity.value, 0)}{ends}"


def _received(found: Found, service: Service) -> Iterator[Block]:
    """Cases received in each year of the simulation, and people in support."""
    names = {
        "received": "Cases received", "returns_received": "Of these: people who come back",
        "reviews_due": "Reviews that fall due", "clients_supported_average": "People in support, on average",
    }  # fmt: skip
    years = sorted({row.text("period") for row in found.rows("summary", option=found.baseline, measure="received")})
    years = [year for year in years if year[:4].isdigit() and not (len(year) == 7 and year[4] == "-")]
    there = [name for name in names if any(found.figure(found.baseline, name, period=year) for year in years)]
    if not there:
        return
    yield Paragraph(tuple(_apart(found, service, there)))
    columns = (Column("If nothing changes, as simulated"), *(Column(year, figures=True) for year in years))
    rows = tuple(
        ((names[name],), *(ranged(found.figure(found.baseline, name, period=year), COUNT) for year in years))
        for name in there
    )
    note = ("In brackets: 95 % range of the mean over all futures.",)
    yield Grid("Contacts and people in support, by year", columns, rows, note)


def _apart(found: Found, service: Service, measures: Sequence[str]) -> Iterator[Piece]:
    """What is simulated beside what is expected, and why reviews part from it."""
    year = found.period if found.period in year_labels(service) else year_labels(service)[-1]
    row = found.figure(found.baseline, "received", period=year)
    if row is not None:
        expected = sum(_volumes(service, year_labels(service).index(year)).values())
        yield from say(
            "In {year} {cases} cases are received in the simulation; {expected} are expected by arithmetic alone.",
            year=year, cases=ranged(row, COUNT), expected=number(expected, 0),
        )  # fmt: skip
    if "reviews_due" in measures:
        yield (
            " Arithmetic takes every review to be done on time. In the simulation the next one falls due a year after"
            " the last is completed, so where reviews are late fewer fall due: a falling number is a sign of delay,"
            " not of less need."
        )


def _day_one(found: Found, service: Service) -> Iterator[Block]:
    """Cases that wait or are held when the simulation begins, and people in support."""
    day_one = service.base.day_one
    stocks: dict[str, Stock | None] = {
        "Cases that wait for a worker": day_one.waiting,
        "Cases that a worker holds": day_one.open,
    }
    stocks |= {f"People with: {in_words(name)}": stock for name, stock in day_one.places.items()}
    given: Mapping[str, int] = {
        "Cases that wait for a worker": len(day_one.waiting_cases),
        "Cases that a worker holds": len(day_one.open_cases),
    }
    rows: list[tuple[Words, ...]] = []
    for label, stock in stocks.items():
        if stock is None:
            continue
        if stock.cases is None:
            rows.append(
                ((Name(label),), (number(given.get(label, 0), 0),), ("from the council's list of cases",), ("",))
            )
            continue
        ages = f"{number(stock.ages.average, 0)} days since contact on average"
        rows.append(((Name(label),), (_number(stock.cases),), (ages,), (grade_words(stock.cases.grade),)))
    rows += [
        (
            (Name(kind.label or in_words(name)),),
            (number(kind.supported.value, 0),),
            ("",),
            (grade_words(kind.supported.grade),),
        )
        for name, kind in service.base.clients.items()
        if kind.supported.value > 0
    ]
    if not rows:
        return
    said = tuple(_first_month(found, service))
    if said:
        yield Paragraph(said)
    columns = (Column("On the first day"), Column("Number", figures=True), Column("Ages"), Column("Evidence"))
    note = f"{_GIVEN} {_UNSURE}"
    yield Grid("What is there when the simulation begins", columns, tuple(rows), (note,))


def _first_month(found: Found, service: Service) -> Iterator[Piece]:
    """The first morning beside the end of the first month: how far they are apart tells how well the former fits."""
    begin, month = service.base.day_one, f"{service.start_date:%Y-%m}"
    waits, holds = (
        found.row("monthly", option=found.baseline, measure=name, month=month)
        for name in ("waiting_cases_end", "open_cases_end")
    )
    waiting, held = (stock.cases if stock is not None else None for stock in (begin.waiting, begin.open))
    if waiting is None or held is None or waits is None or holds is None:
        return
    if not (isfinite(waits.number("mean")) and isfinite(holds.number("mean"))):
        return  # a run's months are of single futures
    yield from say(
        "The simulation begins with {waiting} cases that wait for a worker and {held} that workers hold; a month later,"
        " with no change, {waits} wait and {holds} are held.",
        waiting=number(waiting.value, 0), held=number(held.value, 0),
        waits=(waits.cite("mean", whole),), holds=(holds.cite("mean", whole),),
    )  # fmt: skip
    if waits.number("mean") < _FAR * waiting.value and holds.number("mean") > held.value:
        yield (
            " The two beginnings do not fit one another: workers have room for more and take most of the list at once,"
            " so charts of the list begin lower, and the first months tell nothing of the service."
        )
