"""Sections 4 to 6 of the checklist: how the model was run, on what, and where it can be had."""

from collections.abc import Mapping
from typing import Any

from sim.report.figures import number
from sim.report.labels import duration
from sim.report.manifest import versions
from sim.report.paper.blocks import Block, Bullets, Column, Grid, Name, Paragraph, Words, say
from sim.report.paper.model.described import Described
from sim.report.paper.model.item import Item, told
from sim.report.paper.model.logic import MODEL
from sim.report.paper.model.values import as_text, exact
from sim.scenario import Service
from sim.scenario.stock import Stock

NOT_RUN = "nothing has been run: this is made from the config alone"


def running(described: Described) -> tuple[Item, ...]:
    """Items 4.1 to 6.1."""
    return (
        _start(described.service),
        _length(described.service),
        _estimation(described),
        _software(described.run),
        Item("5.2", "Random sampling", (Paragraph(_chance(described)),)),
        Item("5.3", "Model execution", (Paragraph(_execution(described.run)),)),
        _system(described.run),
        _access(described),
    )


def _start(service: Service) -> Item:
    clock, day_one = service.base.clock, service.base.day_one
    warm_up = clock.warm_up_days.value
    how = f"figures count after a warm-up of {exact(warm_up)} days" if warm_up else "there is no warm-up"
    said = f"The run is terminating: it begins with the state of a first morning and ends at a date; {how}."
    named = (("Waiting", day_one.waiting), ("Open with a worker", day_one.open), *day_one.places.items())
    items: list[Words] = [
        say("{name}: {stock}.", name=name, stock=_stock(stock)) for name, stock in named if stock is not None
    ]
    items += [
        say("{name}: {number} people in support.", name=entry.label or name, number=as_text(entry.supported))
        for name, entry in service.base.clients.items()
    ]
    state: tuple[Block, ...] = (Bullets(tuple(items)),) if items else (Paragraph(("The service begins empty.",)),)
    more = f"Numbers and kinds of these cases are fixed, their details are drawn ({MODEL}, section 4.1)."
    return Item("4.1", "Initialisation", (Paragraph((said,)), *state, Paragraph((more,))))


def _stock(stock: Stock) -> str:
    if stock.cases is None:
        return "the cases of a file"
    return f"{as_text(stock.cases, 'cases')}, {as_text(stock.ages, 'days')} old"


def _length(service: Service) -> Item:
    end = service.date_of(service.horizon).date()
    said = (
        f"From {service.start_date.isoformat()} to {end.isoformat()} ({exact(service.base.clock.years.value)} years),"
        " with the bank holidays of {holidays}. Time is counted in whole minutes of the calendar."
    )
    return Item("4.2", "Run length", (Paragraph(say(said, holidays=as_text(service.base.clock.bank_holidays))),))


def _estimation(described: Described) -> Item:
    run, asked = described.run, described.asked
    if not run and "replications" not in asked:
        return Item("4.3", "Estimation approach", because=NOT_RUN)
    times = number(float(run.get("replications", asked.get("replications", 0))), 0)
    done = "Each design was run" if run else "Each design is to be run"
    interval = str(
        run.get("interval") or run.get("intervals") or "95 % Student t interval of the mean over replications"
    )
    said = "{done} {times} times with independent futures. Intervals: {interval}. {precision}"
    precision = run.get("precision")
    reached = ""
    if isinstance(precision, Mapping):
        reached = (
            "The precision asked for was reached."
            if precision["reached"]
            else "The precision asked for was not reached."
        )
    words = say(said, done=(done,), times=(times,), interval=(interval,), precision=(reached,))
    return Item("4.3", "Estimation approach", (Paragraph(words),))


def _software(run: Mapping[str, Any]) -> Item:
    used = run.get("versions") or versions()
    rows = tuple(((Name(str(name)),), (Name(str(version)),)) for name, version in used.items() if name != "platform")
    columns = (Column("Software"), Column("Version"))
    caption = "Versions that made the results" if run else "Versions here"
    return Item("5.1", "Software", (Grid(caption, columns, rows),))


def _chance(described: Described) -> Words:
    seed = described.run.get("seed", described.asked.get("seed"))
    said = (
        "Each decision has a generator of its own (Philox), keyed by seed, replication and the name of the decision,"
        f" so all designs meet the same people and the same absences ({MODEL}, section 5.2)."
    )
    return (said, f" The seed is {seed}." if seed is not None else "")


def _execution(run: Mapping[str, Any]) -> Words:
    said = f"Events are taken in order of time; ties are settled by rules and never by chance ({MODEL}, section 5.3)."
    if not run:
        return (said,)
    where = run["run"].get("where") or f"{run['run'].get('jobs', 1)} processes"
    return say(
        "{said} These results: the {engine} engine, {where}.", said=(said,), engine=str(run["engine"]), where=str(where)
    )


def _system(run: Mapping[str, Any]) -> Item:
    if not run:
        return Item("5.4", "System specification", because=NOT_RUN)
    said = "{platform}. The last run took {time}{kept}."
    kept = float(run["run"].get("replications_kept_from_before", 0))
    words = say(
        said,
        platform=str(run["versions"].get("platform", "")),
        time=(duration(float(run["run"]["wall_seconds"])),),
        kept=(f", with {number(kept, 0)} replications kept from before" if kept else "",),
    )
    return Item("5.4", "System specification", (Paragraph(words),))


def _access(described: Described) -> Item:
    said = "carecap is open source under the MIT licence."
    if described.run:
        said += " The manifest of the results holds the texts of all configs, the seed and the versions: all that is"
        said += " needed to make every figure again."
    wanted = "Say in documentation.access where the config, its data and the results can be had, and from whom."
    own, to_do = told(described.service.base.documentation.access, wanted)
    return Item("6.1", "Computer model sharing statement", (Paragraph((said,)), *own), to_do)
