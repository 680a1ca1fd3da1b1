"""Section 2 of the checklist: the pathway, how it is run, and what options change of it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sim.report.figures import MISSING, number, percent
from sim.report.labels import in_words, label_of
from sim.report.paper.blocks import Block, Bullets, Column, Grid, Name, Paragraph, Picture, Section, Strong, Words, say
from sim.report.paper.model.described import Described, Version
from sim.report.paper.model.diagram import LOOKS, kind_of, mermaid, pathway_figure, share_of
from sim.report.paper.model.differences import differences_grid
from sim.report.paper.model.item import Item
from sim.report.paper.model.structure import Edge, pathway_edges
from sim.report.paper.model.values import as_text, exact
from sim.scenario import Service
from sim.scenario.altered import by_date, dated, states_told
from sim.scenario.pathway import CLOSE, Activity, Rules
from sim.scenario.people import WAYS_OF_COMING, Stream
from sim.scenario.shares import WorkList

MODEL = "docs/model.md"
"""Where the model itself is described, whatever the config."""


def logic(described: Described) -> tuple[Item, ...]:
    """Items 2.1 to 2.5.5."""
    service = described.service
    return (
        Item("2.1", "Diagram of the base model", (_diagram(service),)),
        Item("2.2", "Logic of the base model", _rules(service)),
        _scenarios(described),
        Item("2.4", "Algorithms", (Paragraph((_ALGORITHMS,)),)),
        Item("2.5.1", "Entities", _entities(service)),
        Item("2.5.2", "Activities", (_activities(service),)),
        Item("2.5.3", "Resources", _resources(service)),
        Item("2.5.4", "Queues", _queues(service)),
        Item("2.5.5", "Entry and exit points", _entries(service)),
    )


_ALGORITHMS = (
    "Arrivals, paths, absence, vacancies, allocation and dispatch are the same for every config; section 2.4 of"
    f" {MODEL} of carecap gives each step by step, and section 2.2 what follows from it."
)


def _diagram(service: Service) -> Picture:
    edges = pathway_edges(service)
    named = {name for edge in edges for name in (edge.source, edge.target)}
    kinds = [entry.kind for name, entry in service.base.activity.items() if name in named]
    counted = Counter(LOOKS[kind][1] for kind in kinds)
    alt = (
        f"The pathway from {len(service.streams)} streams of people through {len(kinds)} activities"
        f" ({', '.join(f'{words}: {count}' for words, count in counted.items())})."
        " Every way on, with its share of cases, stands in the table of activities."
    )
    return Picture("model-pathway", "The pathway", alt, pathway_figure(service), text=mermaid(service))


def _rules(service: Service) -> tuple[Block, ...]:
    said = (
        f"How carecap moves cases is described in {MODEL}, section 2. These rules of it are set by the config, or"
        " stand as they do unless a config sets them:"
    )
    rules, given = service.base.rules, service.base.rules.model_fields_set
    rows = tuple(
        ((in_words(name),), (Name(as_text(getattr(rules, name))),), ("the config" if name in given else "default",))
        for name in Rules.model_fields
    )
    return (Paragraph((said,)), Grid("Rules", (Column("Rule"), Column("Set to"), Column("By")), rows))


def _scenarios(described: Described) -> Item:
    service, name = described.service, "Logic of scenarios"
    own = dated(service)
    if not own and not described.versions and not described.lost:
        return Item("2.3", name, because="nothing changes by date, and no options are documented")
    blocks: list[Block] = [*_lost(described)]
    if any(version.service is service for version in described.versions):
        base = described.versions[0].before.base.title
        words = (
            "The config is an option, laid over {base}. All that it changes there, from the first day on, stands last."
        )
        blocks.append(Paragraph(say(words, base=base)))
    if own:
        blocks.append(differences_grid("What the config changes by date", own, service))
    parts = tuple(_version(version, number) for number, version in enumerate(described.versions, start=1))
    return Item("2.3", name, tuple(blocks), parts=parts)


def _lost(described: Described) -> Iterator[Block]:
    """What is compared and cannot be described here, and why."""
    for reason, labels in described.lost.items():
        words = "Not described, because the results do not let their configs be made again ({reason}): {labels}."
        yield Paragraph(say(words, reason=reason, labels="; ".join(labels)))


def _version(version: Version, number: int) -> Section:
    found = by_date(version.service, states_told(version.before))
    blocks: list[Block] = []
    sheet = version.sheet
    if sheet is not None:
        costs = ((sheet.one_off_gbp, "once"), (sheet.yearly_gbp, "a year"))
        paid = [f"GBP {as_text(cost)} {when}" for cost, when in costs if cost.value]
        words = say("{mechanism}", mechanism=sheet.mechanism)
        more = say(" Costs beyond posts and prices: {paid}.", paid=", ".join(paid)) if paid else ()
        blocks.append(Paragraph((*words, *more)))
    if found:
        blocks.append(differences_grid(f"{version.label}: settings changed", found, version.before, version.service))
    else:
        blocks.append(Paragraph(("No setting that figures follow from differs.",)))
    return Section(f"option-{number}", version.label, tuple(blocks))


def _entities(service: Service) -> tuple[Block, ...]:
    base = service.base
    said = (
        "An entity is a case: one episode of one person. It has a stream, a priority, a kind of work once that is"
        " known, a team, and the worker who holds it. People in support, who bring about reviews, are counted apart."
    )
    kinds = [
        ("streams of people", [label_of(service, "stream", name) for name in service.streams]),
        ("priorities", [label_of(service, "priority", name) for name in base.priority]),
        ("kinds of work", [label_of(service, "work_type", name) for name in service.work_types]),
        ("kinds of people in support", [label_of(service, "clients", name) for name in service.clients]),
    ]
    listed = tuple((Strong(f"{len(names)} {kind}"), ": ", Name("; ".join(names))) for kind, names in kinds if names)
    return (Paragraph((said,)), Bullets(listed))


def _activities(service: Service) -> Grid:
    columns = (Column("Activity"), Column("Kind"), Column("Done by"), Column("Takes"), Column("Then"))
    ways: dict[str, list[str]] = {}
    for edge in pathway_edges(service):
        target = "closed" if edge.target == CLOSE else label_of(service, "activity", edge.target)
        share = f" ({share_of(edge)})" if share_of(edge) else ""
        ways.setdefault(edge.source, []).append(f"{target}{_how(service, edge)}{share}")
    rows = []
    for name in service.activities:
        entry = next(each.scenario.activity[name] for each in service.epochs if name in each.scenario.activity)
        then = "; ".join(ways.get(name, ())) or "nobody comes here"
        rows.append((
            (Name(label_of(service, "activity", name)),),
            (LOOKS[entry.kind][1],),
            (Name(_by(entry)),),
            (Name(_takes(entry)),),
            (Name(then),),
        ))  # fmt: skip
    note = ("As on the first day; shares are least to most over kinds of work. Who does it is named as in the config.",)
    return Grid("Activities and where cases go from them", columns, tuple(rows), note)


def _how(service: Service, edge: Edge) -> str:
    if edge.way == "away":
        return " if full" if kind_of(service, edge.source) == "place" else " if patience ends"
    return " beside it" if edge.way == "beside" else ""


def _by(entry: Activity) -> str:
    if entry.kind != "work":
        return MISSING if entry.by is None else _lists(entry.by)
    who = "as the kind of work says" if entry.by is None else _lists(entry.by)
    joint = f", with {_lists(entry.joint.by)}" if entry.joint is not None else ""
    return f"{'own worker: ' if entry.held else ''}{who}{joint}"


def _lists(lists: Sequence[WorkList]) -> str:
    named = [" or ".join(each.who) for each in lists]
    if len(lists) == 1:
        return named[0]
    return "; ".join(f"{percent(float(each.share))} {who}" for each, who in zip(lists, named, strict=True))


def _takes(entry: Activity) -> str:
    if entry.gate is not None:
        capacity = f", up to {as_text(entry.gate.capacity)} cases" if entry.gate.capacity is not None else ""
        return f"every {entry.gate.every} on {entry.gate.day} at {entry.gate.time}{capacity}"
    if entry.effort_share is not None:
        return f"{as_text(entry.effort_share)} of the hours of the kind of work"
    if entry.effort_hours is not None:
        return as_text(entry.effort_hours, "hours")
    return as_text(entry.delay_days, "days") if entry.delay_days is not None else "no time"


def _resources(service: Service) -> tuple[Block, ...]:
    columns = (Column("Team"), Column("Role"), Column("Posts", figures=True), Column("FTE", figures=True))
    rows = tuple(
        (
            (Name(label_of(service, "team", name)), " (a partner's)" if team.external else ""),
            (Name(label_of(service, "role", role)),),
            (number(posts.number, 0),),
            (exact(posts.fte),),
        )
        for name, team in service.base.team.items()
        for role, posts in team.posts.items()
    )
    said = (
        "Each post has a worker with a timetable of their own: contract hours, leave, sickness, training, empty posts"
        " and new starters. The terms of each role stand in the table of roles under 3.3."
    )
    return (Paragraph((said,)), Grid("Posts on the first day", columns, rows))


def _queues(service: Service) -> tuple[Block, ...]:
    rules = service.base.rules
    order = {
        "priority": "by priority and then by age",
        "due_date": "by due date, which is so many days after contact by priority",
    }[rules.queue_order]
    sharing = "any team's workers do any team's work" if rules.teams == "pooled" else "each team does its own work"
    if rules.pooled_teams:
        sharing += ", except that these work as one: " + as_text(rules.pooled_teams)
    items = [
        (f"Lists are served {order}; {sharing}.",),
        ("Lists have no limit of length. A place asked for is given or refused in the same minute.",),
        *(_patience(service, label, each) for label, each in _impatient(service)),
    ]
    return (Bullets(tuple(items)),)


def _impatient(service: Service) -> list[tuple[str, str]]:
    """Who tires of waiting, and after how long."""
    base = service.base
    found = [(label_of(service, "stream", name), entry.patience) for name, entry in base.demand.items()]
    found += [(label_of(service, "activity", name), entry.patience) for name, entry in base.activity.items()]
    for name, entry in base.work_type.items():
        label = label_of(service, "work_type", name)
        found += [(f"{label}, {label_of(service, 'activity', at)}", own.patience) for at, own in entry.at.items()]
    return [(label, as_text(patience.days, "days")) for label, patience in found if patience is not None]


def _patience(service: Service, label: str, days: str) -> Words:
    return say("{label}: people wait {days} before they give up or do something else.", label=label, days=days)


def _entries(service: Service) -> tuple[Block, ...]:
    columns = (Column("Stream"), Column("How they come"), Column("Where they begin"))
    rows = tuple(
        (
            (Name(label_of(service, "stream", name)),),
            (Name(_coming(service, stream)),),
            (Name(_label_of_start(service, stream.begins_at)),),
        )
        for name, stream in service.base.demand.items()
    )
    said = (
        "Cases leave when they are closed, when the person withdraws or dies, or when support ends; those still there"
        " at the end of the run are counted as unfinished."
    )
    return (Grid("Streams of people", columns, rows), Paragraph((said,)))


def _label_of_start(service: Service, name: str) -> str:
    return label_of(service, "work_type" if name in service.base.work_type else "activity", name)


def _coming(service: Service, stream: Stream) -> str:
    way = next(name for name in WAYS_OF_COMING if getattr(stream, name) is not None)
    if stream.per_year is not None:
        return f"at random, {as_text(stream.per_year, 'a year')}"
    if stream.uptake is not None:
        return f"at random, {as_text(stream.uptake.per_person_per_year)} a year for each person of {stream.uptake.of}"
    if stream.every_hours is not None:
        return f"one every {as_text(stream.every_hours)} hours"
    if stream.from_clients is not None:
        source = stream.from_clients
        who = label_of(service, "clients", source.of)
        if source.review_after_days is not None:
            return f"{who}: {as_text(source.review_after_days)} days after the last review"
        return f"{who}: at random, {as_text(source.per_client_per_year)} a year each"
    return f"{number(len(getattr(stream, way)), 0)} {in_words(way).lower()} given in the config"
