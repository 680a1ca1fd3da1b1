"""What a budget buys, in sentences, rows and a table: the slippage of the plan, and where the next post goes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.staffing import Bought, OneMore, Requirement, Slippage, Solved
from sim.report.design_notes import escaped
from sim.report.design_rows import Row
from sim.report.figures import number, percent, signed
from sim.report.labels import capital, lowered
from sim.report.layout import make_table
from sim.report.staffing_senses import senses_of
from sim.report.staffing_sure import than_today

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.pairing import Paired


def budget_sentences(solved: Solved, bought: Bought) -> Iterator[str]:
    """What the budget buys, how far that is from what is promised, and where the next post should go."""
    setup, budget = solved.setup, bought.budget
    posts, now = sum(setup.layout.totals(bought.plan)), sum(setup.posts_now)
    pays = budget.unit == "gbp_per_year"
    buys = f"GBP {number(budget.limit, 0)} a year buys" if pays else f"{number(budget.limit, 0)} posts give"
    cost = f"GBP {number(bought.cost, 0)} a year, {signed(bought.cost - setup.cost_now, 0)}"
    yield f"The best service that {buys} has {posts} posts, {than_today(posts - now)} ({cost})."
    yield slippage_sentence(solved, bought)
    yield next_post_sentence(solved, bought)


def slippage_sentence(solved: Solved, bought: Bought) -> str:
    """How far the plan is from what is promised, for a board."""
    found, of = bought.slippage, len(bought.problem.requirements)
    limits = f"{number(found.mean, 2)}, from {number(found.low, 2)} to {number(found.high, 2)}"
    sure = f"each limit with {percent(found.confidence)} confidence, in {found.number} simulated futures"
    said = {
        "kept": f"All {of} promises are kept",
        "missed": f"Not all {of} promises are kept",
        "undecided": f"Whether all {of} promises are kept is not certain",
    }[found.verdict]
    slips = f"{said}: the slippage is {limits} ({sure} that the search had never seen)"
    binds = next(item for item in solved.setup.wanted if item.requirement.name == found.binds)
    worst = "Least to spare has" if found.mean <= 0 else "Furthest off is"
    return f"{slips}. {worst} '{found.binds}': {_meant(binds.requirement, found)}."


def _meant(binds: Requirement, found: Slippage) -> str:
    """What the slippage is about the requirement that binds."""
    if binds.futures is not None:
        return f"it holds in {percent(found.comes_to)} of futures, and {percent(found.wanted)} are wanted"
    if binds.bounded:
        share = f"{percent(found.comes_to, 1)} are within the limit, and {percent(found.wanted, 1)} are wanted"
        return f"{share}, so {number(1 + found.mean, 2)} times as many wait longer as was promised"
    distance = abs(found.wanted - found.comes_to)
    amount = f"{number(100 * distance, 1)} percentage points" if binds.share else f"{number(distance, 1)} {binds.unit}"
    return f"{amount} {'off' if found.mean > 0 else 'better than'} what is wanted"


def next_post_sentence(solved: Solved, bought: Bought) -> str:
    """Where the next post should go."""
    found, binds = bought.next_posts, bought.slippage.binds
    if not found.posts:
        return "No role may have more posts."
    if not found.best:
        return f"No single post more makes a clear difference to '{binds}' in these futures."
    first = found.best[0]
    effect = first.effects[0]
    where = ", ".join(_where(solved, bought, first))
    gain = f"slippage comes to {number(first.slippage, 2)}, for GBP {number(first.gbp_per_year, 0)} a year"
    told = (
        f"The next post should go to {lowered(first.label)} ({where}): {gain}; '{effect.requirement}' is clearly better"
    )
    others = _or([lowered(each.label) for each in found.best[1:]])
    return f"{told}. {capital(others)} may do as well, for what it costs." if others else f"{told}."


def _or(names: list[str]) -> str:
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} or {names[-1]}"


def _where(solved: Solved, bought: Bought, more: OneMore) -> list[str]:
    """The teams whose posts change: a post that others follow may bring more than one along."""
    before, after = (solved.setup.layout.posts(plan) for plan in (bought.plan, more.plan))
    changed = [key for key in after if after[key] != before[key]]
    return [f"{team} {role} {signed(after[team, role] - before[team, role], 0)}" for team, role in changed]


def budget_row(solved: Solved, bought: Bought) -> Row:
    """The row of a demand scenario in budget.csv."""
    found, budget = bought.slippage, bought.budget
    sense = senses_of(bought.problem.requirements)[found.binds]
    return {
        "scenario": solved.setup.design.scenario,
        "budget": budget.limit,
        "unit": budget.unit,
        "left": budget.left(bought.plan),
        "plan": " ".join(map(str, bought.plan)),
        "posts": sum(solved.setup.layout.totals(bought.plan)),
        "cost_gbp_per_year": bought.cost,
        "slippage": found.mean,
        "low": found.low,
        "high": found.high,
        "confidence": found.confidence,
        "verdict": found.verdict,
        "binds": found.binds,
        "sense": sense.wanted,
        "wanted": sense.told(found.wanted),
        "comes_to": sense.told(found.comes_to),
        "of": sense.unit,
        "first_replication": found.first,
        "replications": found.number,
    }


def next_post_rows(solved: Solved, bought: Bought) -> list[Row]:
    """The rows of a demand scenario in next_post.csv: one more of each lever, and each requirement that falls short."""
    found, senses = bought.next_posts, senses_of(bought.problem.requirements)
    return [
        {
            "scenario": solved.setup.design.scenario,
            "one_more_of": more.lever,
            "label": more.label,
            "where": ", ".join(_where(solved, bought, more)),
            "gbp_per_year": more.gbp_per_year,
            "slippage": more.slippage,
            "best": int(more in found.best),
            "requirement": effect.requirement,
            "mean": sense.told(effect.mean),
            "difference": sense.told(effect.difference.mean),
            "low": ends[0],
            "high": ends[1],
            "unit": sense.unit,
            "verdict": _verdict(effect.difference),
            "replications": effect.difference.n,
        }
        for more in found.posts
        for effect in more.effects
        for sense in (senses[effect.requirement],)
        for ends in (sense.ends(effect.difference.low_all, effect.difference.high_all),)
    ]


def _verdict(difference: "Paired") -> str:
    return "better" if difference.low_all > 0 else "worse" if difference.high_all < 0 else "no clear difference"


def next_post_table(bought: Bought) -> "Table":
    """One post more of each lever: what it costs, and what it does to whatever binds or falls short."""
    found, senses = bought.next_posts, senses_of(bought.problem.requirements)
    table = make_table("one post more of", "GBP a year", "slippage", "what binds or falls short", "differs", "", "")
    table.columns[3].justify = "left"
    for more in found.posts:
        head = [escaped(more.label), number(more.gbp_per_year, 0), number(more.slippage, 2)]
        for effect in more.effects:
            difference, sense = effect.difference, senses[effect.requirement]
            low, high = sense.ends(difference.low_all, difference.high_all)
            mean, *ends = (sense.change(figure) for figure in (sense.told(difference.mean), low, high))
            span = f"{ends[0]} to {ends[1]}"
            table.add_row(*head, escaped(effect.requirement), mean, span, _verdict(difference))
            head = [""] * 3
    return table
