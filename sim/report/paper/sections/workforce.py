"""The staffing plan: the posts needed, how sure that is, and what becomes of every promise."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from sim.report.figures import number, signed
from sim.report.labels import lowered
from sim.report.paper.blocks import Appended, Block, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.found import Found, Material
from sim.report.paper.kept import asked, scenario_label
from sim.report.paper.sections.workforce_budget import budget_grid, next_post_grid, recruitment_grid
from sim.report.paper.sections.workforce_plan import Group, beside_grid, groups_of, posts_grid
from sim.report.paper.sections.workforce_proof import certificate_grid, growth_grid, promises_grid
from sim.report.paper.speech import pounds_text


def workforce(material: Material) -> Section | None:
    """The plans of all staffing searches among the results."""
    parts = [
        _plan(material, found, entry, f"staffing-plan-{place}-{number}")
        for place, found in enumerate(material.of("staff"), start=1)
        for number, entry in enumerate(found.manifest.get("staffing", []), start=1)
        if found.row("posts", scenario=str(entry["scenario"])) is not None
    ]
    if not parts:
        return None
    if len(parts) == 1:
        return Section("staffing-plan", "The staffing plan", parts[0].blocks)
    return Section("staffing-plan", "Staffing plans", parts=tuple(parts))


def _plan(material: Material, found: Found, entry: Mapping[str, Any], anchor: str) -> Section:
    scenario = str(entry["scenario"])
    groups = groups_of(found, scenario)
    sentences = [str(sentence) for sentence in entry.get("sentences", [])]
    grids = (
        posts_grid(found, groups),
        beside_grid(material, groups),
        recruitment_grid(found, scenario),
        promises_grid(found, scenario),
        budget_grid(found, scenario),
        next_post_grid(found, scenario),
    )
    proof = (certificate_grid(found, scenario, groups), growth_grid(found, scenario))
    blocks: list[Block] = [Paragraph(_lead(found, scenario, groups), lead=True)]
    # The first sentence gives the number of posts and their cost to the pound; the lead has said it.
    blocks += [Paragraph((Name(sentence),)) for sentence in sentences[1:]]
    blocks.append(Paragraph(_terms(found)))
    blocks += [grid for grid in grids if isinstance(grid, Grid)]
    proven = tuple(grid for grid in proof if grid is not None)
    if proven:
        blocks.append(Appended(Section(f"{anchor}-proof", "How sure the plan for posts is", proven)))
    title = scenario_label(found, scenario) if scenario else found.title
    return Section(anchor, title, tuple(blocks))


def _lead(found: Found, scenario: str, groups: list[Group]) -> Words:
    """Posts in all, how many more that is, what they cost, and which they are."""
    needed, now = sum(group.needed for group in groups), sum(group.now for group in groups)
    more, pay = needed - now, sum(group.pay for group in groups)
    than = f"{abs(more)} {'more' if more > 0 else 'fewer'} than today's {now}" if more else "as many as today"
    cost = f", for about {pounds_text(pay, more=True)} a year in pay" if isfinite(pay) and pay else ""
    case = say(" with {scenario}", scenario=scenario_label(found, scenario)) if scenario else ()
    changed: list[str | Name] = [
        piece for group in groups if group.more for piece in (Name(lowered(group.label)), f" {signed(group.more, 0)}, ")
    ]
    said: Words = (f"{_verb(found, scenario)} {number(needed, 0)} posts", *case, f": {than}{cost}.")
    if not changed:
        return said
    return (*said, " Where: ", *changed[:-1], str(changed[-1]).replace(", ", "."))


def _verb(found: Found, scenario: str) -> str:
    """What is said of the plan: that so much is needed only where a certificate says so."""
    if found.row("budget", scenario=scenario) is not None:
        return "The best service that the money buys has"
    every = list(found.rows("certificate", scenario=scenario))
    last = [row for row in every if row.text("attempt") == every[-1].text("attempt")]
    sure = last and all(row.text("verdict") == "met" for row in last if not row.text("one_fewer_of"))
    fewer = {row.text("verdict") for row in last if row.text("one_fewer_of")}
    if sure and fewer != {"needed"}:
        return "It is enough for the service to have"
    return "The service needs" if sure else "It is not certain that it is enough, but the cheapest plan found has"


def _terms(found: Found) -> Words:
    """What the plan is a plan for: from when, of which years, and against what."""
    return tuple(_told(found, asked(found).get("staffing", {})))


def _told(found: Found, terms: Mapping[str, Any]) -> Iterator[str | Name]:
    if terms.get("from"):
        yield f"Posts differ from {terms['from']:%d %B %Y}. ".replace(" 0", " ")
    periods = terms.get("periods") or [found.period_words]
    yield "What counts are people who make contact in "
    yield Name(", ".join(str(period) for period in periods))
    yield ". "
    if terms.get("levels") == "baseline":
        yield (
            "Waits and lists are to be as they would be without the new demand; that is not the same as what was"
            " promised, and the table of promises shows how far it is from it. "
        )
    yield "The plan was found by simulation in some futures and tried in others that the search had never seen."
