"""The answer of a staffing search in sentences, for people who have not seen its tables."""

from collections.abc import Iterator, Sequence

from sim.experiment.staffing import (
    Answer,
    Bought,
    Certificate,
    KeptTarget,
    Obstacle,
    OneFewer,
    OtherList,
    OutOfReach,
    Solved,
)
from sim.experiment.staffing.problem import Requirement
from sim.report.figures import number, percent, signed
from sim.report.labels import lowered
from sim.report.staffing_budget import budget_sentences
from sim.report.staffing_recruitment import recruitment_sentence
from sim.report.staffing_robust import robust_sentences
from sim.report.staffing_senses import Sense, sense_of, senses_of
from sim.report.staffing_sure import so_many_posts, than_today


def answer_sentences(solved: Solved) -> Iterator[str]:
    """What is needed, how sure that is, and what no staffing can do."""
    answer = solved.answer
    yield from budget_sentences(solved, answer) if isinstance(answer, Bought) else _least_cost(solved, answer)
    yield from _qualified_sentence(solved)
    for item in answer.out_of_reach:
        yield out_of_reach_sentence(item)
        stops = [each for each in solved.obstacles if each.requirement == item.requirement.name]
        if stops:
            yield obstacles_sentence(stops, item.requirement)
    yield from (other_list_sentence(item) for item in solved.others if item.longer)
    yield from robust_sentences(solved)


def _least_cost(solved: Solved, answer: Answer) -> Iterator[str]:
    phased = len(solved.setup.layout.dates) > 1
    yield recruitment_sentence(solved) if phased else _posts_sentence(solved, answer)
    yield certificate_sentence(answer)
    yield from _others_sentence(solved, answer)
    if phased and answer.certificate.met:
        yield "A post fewer from a date on is one that starts at the next date, or never."


def _posts_sentence(solved: Solved, answer: Answer) -> str:
    setup = solved.setup
    posts, now = sum(setup.layout.totals(answer.plan)), sum(setup.posts_now)
    cost = f"GBP {number(answer.cost, 0)} a year, {signed(answer.cost - setup.cost_now, 0)}"
    return f"{so_many_posts(answer, posts)}, {than_today(posts - now)} ({cost})."


def _others_sentence(solved: Solved, answer: Answer) -> Iterator[str]:
    """What is known of other plans: one that keeps every promise on average, and that not all were tried."""
    cheaper = [item for item in solved.tried if item.slippage <= 0 and item.cost < answer.cost]
    if answer.certificate.met and cheaper:
        layout, least = solved.setup.layout, cheaper[0]
        posts, saved = sum(layout.totals(layout.at(least.plan))), number(answer.cost - least.cost, 0)
        yield (
            f"On average over futures a plan of {posts} posts keeps every promise too, for GBP {saved} a year less, but"
            " that is not sure enough for a certificate."
        )
    nearby = "" if answer.looked_around else ", and not all cheaper ones nearby"
    yield f"That no other mix of posts is cheaper is not certified: {len(solved.tried)} plans were tried{nearby}."


def _qualified_sentence(solved: Solved) -> Iterator[str]:
    """How many of the posts are for qualified staff; nothing if the search does not say which are."""
    setup = solved.setup
    entries, layout = setup.layout.entries, setup.layout
    needed = layout.totals(layout.at(solved.answer.plan))
    places = [place for place, item in enumerate(entries) if item.qualified]
    if not places or not sum(needed):
        return
    now, then = (sum(posts[place] for place in places) for posts in (setup.posts_now, needed))
    today = f"today {now} of {sum(setup.posts_now)}" if sum(setup.posts_now) else "today none"
    told = f"For qualified staff are {then} of the {sum(needed)} posts ({percent(then / sum(needed))}; {today})"
    more = sum(needed) - sum(setup.posts_now)
    yield f"{told}, {signed(then - now, 0)} of {signed(more, 0)}." if more else f"{told}."


def certificate_sentence(answer: Answer) -> str:
    """The certificate of a plan, for a board."""
    certificate, of = answer.certificate, len(answer.problem.requirements)
    sure = f"with {percent(certificate.confidence)} confidence"
    futures = f"In {_looked_at(certificate)} simulated futures that the search had never seen"
    if not certificate.met:
        open_ = [item for item in certificate.targets if item.verdict != "met"]
        senses = senses_of(answer.problem.requirements)
        missed = ", ".join(f"'{item.name}' ({_limits(item, senses[item.name])})" for item in open_)
        every = f"all {of} promises are" if of > 1 else "the promise is"
        return f"{futures}, it is not certain that {every} kept: {missed}. There is no certificate."
    kept = f"all {of} promises are kept" if of > 1 else "the promise is kept"
    compared = any(item.against for item in answer.problem.requirements)
    what = ": shares and lists are as good as in the baseline" if compared else ""
    return f"{futures}, {kept} {sure}{what}. {_fewer_sentence(answer)}".rstrip()


def _looked_at(certificate: Certificate) -> str:
    """In how many futures promises were tried: one that is clear is settled in fewer than the others."""
    numbers = [item.number for item in certificate.targets] or [certificate.number]
    fewest, most = min(numbers), max(numbers)
    return str(most) if fewest == most else f"{fewest} to {most}"


def _fewer_sentence(answer: Answer) -> str:
    certificate = answer.certificate
    needed = [item for item in certificate.fewer if item.verdict == "needed"]
    spare = [item for item in certificate.fewer if item.verdict == "spare"]
    told = []
    if needed:
        every = "any role" if len(needed) == len(answer.problem.levers) else _names(needed)
        if len(needed) == len(certificate.fewer) < len(answer.problem.levers):
            every = "any role that may have fewer"
        told.append(f"With one post fewer of {every} at least one promise is broken, as surely.")
    if certificate.undecided:
        told.append(f"Whether the last post of {_names(certificate.undecided)} is needed stays undecided.")
    if spare:
        told.append(f"One post fewer of {_names(spare)} would do as well.")
    return " ".join(told)


def _names(items: Sequence[OneFewer]) -> str:
    names = [lowered(item.label) for item in items]
    between = "; " if any("," in name for name in names) else ", "
    return names[0] if len(names) == 1 else f"{between.join(names[:-1])} or {names[-1]}"


def _limits(item: KeptTarget, sense: Sense) -> str:
    low, high = sense.ends(item.low, item.high)
    wanted = f"{sense.level(item.wanted)} wanted"
    return f"{sense.phrase(sense.told(item.mean))}, from {sense.text(low)} to {sense.text(high)}; {wanted}"


def obstacles_sentence(stops: Sequence[Obstacle], of: Requirement) -> str:
    """What stops a target, that which stops it most first."""
    sense = sense_of(of)
    told = [f"{sense.text(sense.told(item.mean))} (±{sense.half(item.half)}) without {item.without}" for item in stops]
    return f"One thing at a time taken away, posts as ample, it comes to {', '.join(told)} ({stops[0].number} futures)."


def out_of_reach_sentence(item: OutOfReach) -> str:
    """A requirement that no staffing was seen to meet."""
    sense = sense_of(item.requirement)
    said = "No staffing meets" if item.sure else "It is not certain that any staffing meets"
    low, high = sense.ends(item.mean - item.half, item.mean + item.half)
    if sense.form == "share":
        low, high = max(low, 0.0), min(high, 1.0)
    comes = f"it comes to {sense.phrase(sense.told(item.mean))} ({sense.text(low)} to {sense.text(high)})"
    return (
        f"{said} '{item.requirement.name}': with as many posts as may be {comes}, and {sense.wanted}"
        f" {sense.text(sense.told(item.requirement.wanted))} are wanted ({item.number} futures)."
        " It is not among the promises kept here."
    )


def other_list_sentence(item: OtherList) -> str:
    """A list that has grown, of staff whom the search leaves as they are."""
    more, interval = signed(item.more.mean, 0), f"{signed(item.more.low, 0)} to {signed(item.more.high, 0)}"
    return (
        f"Beware: nothing guards the work that waits for {lowered(item.label)}, whose posts do not vary."
        f" In {item.period} {number(item.plan, 0)} cases and steps wait with the plan, and {number(item.baseline, 0)}"
        f" in the baseline ({more}, {interval}; {item.more.n} futures)."
    )
