"""Section 1 of the checklist: what the model is for, what it gives, and what was asked of it."""

from typing import Any

from sim.measures.registry import CLOCK_WORDS
from sim.report.figures import number, percent
from sim.report.labels import label_of
from sim.report.paper.blocks import Block, Bullets, Column, Grid, Name, Paragraph, Words, say
from sim.report.paper.model.described import Described
from sim.report.paper.model.item import Item, told
from sim.report.paper.model.values import exact
from sim.scenario import Service
from sim.scenario.service import Target

EVERYONE = "all people"


def objectives(described: Described) -> tuple[Item, ...]:
    """Items 1.1 to 1.3."""
    return (_purpose(described), _outputs(described), _aims(described))


def _purpose(described: Described) -> Item:
    base = described.service.base
    about, about_to_do = told(base.description, "Say in the config's description what service is modelled.")
    why, why_to_do = told(
        base.documentation.purpose, "Say in documentation.purpose who is to decide what with the model."
    )
    return Item("1.1", "Purpose of the model", (*about, *why), (*about_to_do, *why_to_do))


def _outputs(described: Described) -> Item:
    blocks: list[Block] = [
        Paragraph((
            "Waits are those of all people received in a period, finished or not; every figure is a mean over simulated"
            " futures with a 95 % interval. How each is computed stands in docs/data-dictionary.md and docs/model.md,"
            " section 1.2, of carecap. Waits are measured by these clocks:",
        )),
        Bullets(tuple((f"{clock}: {words}",) for clock, words in CLOCK_WORDS.items())),
    ]  # fmt: skip
    figures = [item for item in described.asked.get("figures", ()) if item.get("label") or item.get("measure")]
    if figures:
        blocks += [
            Paragraph(("The experiment is about these figures, the headline first:",)),
            Bullets(tuple(say("{figure}", figure=str(each.get("label") or each["measure"])) for each in figures)),
        ]
    targets = described.service.base.target
    if targets:
        columns = (
            Column("Target"), Column("Clock"), Column("Within"), Column("Share wanted", figures=True),
            Column("Of whom"),
        )  # fmt: skip
        blocks.append(Grid("Targets", columns, tuple(_target(described.service, each) for each in targets)))
    return Item("1.2", "Model outputs", tuple(blocks))


def _target(service: Service, target: Target) -> tuple[Words, ...]:
    limits = (
        (target.days, "days"), (target.hours, "hours"), (target.working_days, "working days"),
    )  # fmt: skip
    within = next(_counted(limit.value, unit) for limit, unit in limits if limit is not None)
    asked = (("stream", target.streams), ("work_type", target.work_types), ("priority", target.priorities))
    whom = [" or ".join(label_of(service, kind, name) for name in names) for kind, names in asked if names]
    return (
        (Name(target.label),),
        (CLOCK_WORDS[target.clock],),
        (within,),
        (percent(target.share.value),),
        (Name("; ".join(whom)) if whom else EVERYONE,),
    )


def _counted(number: float, unit: str) -> str:
    return f"{exact(number)} {unit.removesuffix('s') if number == 1 else unit}"


def _aims(described: Described) -> Item:
    asked = described.asked
    if not asked:
        return Item("1.3", "Aims of the experiment", because="no experiment is documented, only a config")
    question, to_do = told(str(asked.get("question", "")), "Say in the experiment's question what is to be found out.")
    return Item("1.3", "Aims of the experiment", (*question, *_kind_of_experiment(described)), to_do)


_STAFFING = (
    "The least staff cost is sought at which every promise is kept, over numbers of posts by role; docs/staffing.md of"
    " carecap documents the search."
)


def _kind_of_experiment(described: Described) -> list[Block]:
    asked = described.asked
    if "sweep" in asked:
        return [Paragraph(_sweep(asked["sweep"])), Bullets(tuple(map(_factor, asked["sweep"]["factors"])))]
    if "staffing" in asked:
        blocks: list[Block] = [Paragraph((_STAFFING,))]
        answers = [sentence for answer in asked["staffing"] for sentence in answer.get("sentences", ())]
        if answers:
            blocks.append(Bullets(tuple(say("{words}", words=each) for each in answers)))
        return blocks
    labels = tuple(say("{label} ({name})", label=each.label, name=each.name) for each in described.versions)
    labels += tuple(
        say("{label} (not described, see 2.3)", label=each) for several in described.lost.values() for each in several
    )
    if not labels:
        return [Paragraph(("The baseline is run by itself.",))]
    said = f"The baseline is compared with {number(len(labels), 0)} other designs, which all meet the same people:"
    return [Paragraph((said,)), Bullets(labels)]


def _sweep(sweep: dict[str, Any]) -> Words:
    method = {"grid": "all combinations of values", "list": "given points", "latin_hypercube": "a Latin hypercube"}
    return (f"Settings are varied over {number(float(sweep['points']), 0)} points, {method[sweep['method']]}, of:",)


def _factor(factor: dict[str, Any]) -> Words:
    settings = ", ".join(factor["settings"])
    return say("{label} ({settings})", label=str(factor["label"] or settings), settings=settings)
