"""What ``carecap staff`` prints: the posts needed, the certificate as a table, and what it stands on."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.staffing import Answer, Bought, KeptTarget, OneFewer, Solved, StaffingResult
from sim.report.design_notes import escaped
from sim.report.experiment_manifest import weakest_of
from sim.report.figures import MISSING, number, percent, signed
from sim.report.labels import duration, lowered
from sim.report.layout import make_console, make_table, print_table
from sim.report.staffing_budget import next_post_table
from sim.report.staffing_recruitment import changes_of, day_in_words, recruitment_table
from sim.report.staffing_robust import tornado_table
from sim.report.staffing_senses import BEYOND, Sense, senses_of
from sim.report.staffing_side_by_side import side_by_side_table
from sim.report.staffing_words import answer_sentences

if TYPE_CHECKING:
    from rich.table import Table


def print_staffing(found: StaffingResult, *, folder: Path, files: Sequence[str]) -> None:
    """Print the answers of a staffing search to stdout."""
    console = make_console()
    for line in _head(found):
        console.print(line, soft_wrap=True)
    for each in found.solved:
        console.print()
        if each.setup.design.scenario_label:
            console.print(f"[bold]{escaped(each.setup.design.scenario_label)}[/bold]", soft_wrap=True)
        for sentence in answer_sentences(each):
            console.print(escaped(sentence), soft_wrap=True)
        print_table(console, posts_table(each))
        changes = changes_of(found, each)
        if changes:
            print_table(console, recruitment_table(changes))
        print_table(console, promises_table(each))
        answer = each.answer
        if isinstance(answer, Bought):
            print_table(console, next_post_table(answer))
        else:
            print_table(console, certificate_table(answer))
            for line in units_of(answer):
                console.print(line, soft_wrap=True)
        if each.robust is not None and each.robust.swings:
            print_table(console, tornado_table(each, each.robust))
    if len(found.solved) > 1:
        print_table(console, side_by_side_table(found))
    console.print(
        f"\n{escaped(str(folder))}: {len(files)} files; posts.csv by role and team, plans.csv with every plan tried.",
        soft_wrap=True,
    )


def _head(found: StaffingResult) -> Iterator[str]:
    experiment = found.experiment
    staffing = experiment.staffing
    assert staffing is not None
    yield f"[bold]{escaped(experiment.title)}[/bold]"
    if experiment.question:
        yield escaped(experiment.question)
    read = "on average over futures"
    if staffing.assurance is not None:
        read = f"in {percent(staffing.assurance)} of futures"
    since = f"posts from {day_in_words(staffing.from_)}, " if staffing.from_ else ""
    service = experiment.baseline.service
    if len(found.solved) > 1 and experiment.plain is not None:
        service = experiment.plain  # its title names no scenario
    yield (
        f"{escaped(service.base.title)}; {since}targets of {', '.join(staffing.periods)}"
        f" met {read}; {found.run} replications made now, {found.kept} kept from before, seed {experiment.seed},"
        f" engine {found.engine}, {duration(found.seconds)};"
        f" weakest evidence: {weakest_of([each.setup.design.service for each in found.solved])}."
    )


def posts_table(each: Solved) -> "Table":
    """Posts and FTE of each role today and needed from the last date on, and how they are spread over teams."""
    layout = each.setup.layout
    plan = fte = "bought" if isinstance(each.answer, Bought) else "needed"
    if len(layout.dates) > 1 and (last := layout.dates[-1]) is not None:
        plan, fte = f"from {day_in_words(last)}", "then"
    table = make_table("posts", "today", plan, "more", "FTE today", fte, "more", "pay more, GBP a year", "by team")
    table.columns[-1].justify = "left"
    table.columns[-1].no_wrap = False
    needed, (_, teams) = layout.totals(layout.at(each.answer.plan)), layout.schedule(each.answer.plan)[-1]
    fte_now, fte_needed = each.setup.fte(), each.setup.fte(each.answer.plan)
    for item, total in zip(layout.entries, needed, strict=True):
        spread = ", ".join(f"{team} {teams[team, item.role]}" for team in item.teams)
        now = sum(item.now)
        before, after = (sum(fte[team, item.role] for team in item.teams) for fte in (fte_now, fte_needed))
        table.add_row(
            escaped(item.label), str(now), str(total), signed(total - now, 0), number(before), number(after),
            signed(after - before), signed((total - now) * each.setup.pay[item.name], 0), escaped(spread),
        )  # fmt: skip
    return table


def promises_table(each: Solved) -> "Table":
    """Every promise in the baseline, with the posts of today, and with the plan."""
    shown = {"baseline": "without the scenario", "posts_of_today": "posts of today", "plan": "the plan"}
    there = [name for name in shown if name in each.promises[0].comes_to]
    table = make_table(
        f"mean of {each.promises[0].number} futures, ± its 95 % interval", "promised", *(shown[name] for name in there)
    )
    for promise in each.promises:
        wanted = "" if promise.promised is None else percent(promise.promised)
        table.add_row(
            escaped(promise.name), wanted, *(_comes_to(*promise.comes_to[name], unit=promise.unit) for name in there)
        )
    return table


def _comes_to(mean: float, half: float, *, unit: str) -> str:
    if not isfinite(half):
        return MISSING  # nobody was judged, or in one future only
    if unit == "share":
        return f"{percent(mean)} ±{100 * half:.1f}"
    return f"{signed(mean, 1)} ±{half:.1f} a week" if unit == "cases per week" else f"{number(mean, 0)} ±{half:.0f}"


def certificate_table(answer: Answer) -> "Table":
    """Every promise on fresh futures, and what one post fewer of each role does."""
    senses = senses_of(answer.problem.requirements)
    table = make_table("on fresh futures", "wanted", "comes to", "low", "high", "futures", "verdict")
    for kept in answer.certificate.targets:
        table.add_row(escaped(kept.name), *_numbers(kept, senses[kept.name]), kept.verdict)
    table.add_section()
    for less in answer.certificate.fewer:
        name = f"one fewer of {escaped(lowered(less.label))}: {escaped(less.breaks)}"
        table.add_row(name, *_numbers(less, senses[less.breaks]), less.verdict)
    return table


def _numbers(item: KeptTarget | OneFewer, sense: Sense) -> tuple[str, ...]:
    low, high = sense.ends(item.low, item.high)
    return (
        sense.level(item.wanted),
        *(sense.text(figure) for figure in (sense.told(item.mean), low, high)),
        str(item.number),
    )


def units_of(answer: Answer) -> Iterator[str]:
    """What the points and numbers of a certificate's table are."""
    senses = senses_of(answer.problem.requirements).values()
    for form, name in (("points", "Percentage points"), ("number", "Numbers")):
        if units := list(dict.fromkeys(sense.unit for sense in senses if sense.form == form and BEYOND in sense.unit)):
            yield f"{name} are: {', '.join(units)}."
