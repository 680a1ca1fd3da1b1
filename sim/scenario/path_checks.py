"""What must hold of the pathway: routes lead somewhere and end, work has somebody to do it, awaits have side paths."""

from collections.abc import Iterator

from sim.scenario.faults import nearest
from sim.scenario.limits import Found
from sim.scenario.names import known
from sim.scenario.pathway import CLOSE, Activity
from sim.scenario.routes import Place, RouteMap, circles, route_map, still_under_way
from sim.scenario.service import Scenario
from sim.scenario.shares import ESCALATE, WITHDRAW, Patience
from sim.scenario.stock import Stock

MOST_STEPS = 1_000
"""Steps after which all but one case in a million must have closed."""

FEW_ENOUGH = 1e-6

WAY_OUT = "Give more cases a way out."


def routes(scenario: Scenario) -> Iterator[Found]:
    """Every name that a route, a place, patience or a side path leads to exists."""
    starts = [*scenario.activity, *scenario.work_type]
    ends = [*starts, CLOSE]
    for name, stream in scenario.demand.items():
        yield from known(f"demand.{name}.begins_at", [stream.begins_at], starts, "activity or work type")
        yield from _patience(scenario, f"demand.{name}.patience", stream.patience)
    for name, activity in scenario.activity.items():
        yield from known(f"activity.{name}.next", activity.next, ends, "activity or work type")
        yield from _patience(scenario, f"activity.{name}.patience", activity.patience)
        yield from _activity(scenario, name, activity)
    for name, work_type in scenario.work_type.items():
        path = f"work_type.{name}"
        yield from known(f"{path}.begins_at", [work_type.begins_at], scenario.activity, "activity")
        yield from known(f"{path}.priorities", work_type.priorities or (), scenario.priority, "priority")
        yield from known(f"{path}.at", work_type.at, scenario.activity, "activity")
        for place, at in work_type.at.items():
            yield from known(f"{path}.at.{place}.next", at.next or (), ends, "activity or work type")
            yield from _patience(scenario, f"{path}.at.{place}.patience", at.patience)
            if at.patience is not None and place in scenario.activity and scenario.activity[place].kind != "work":
                yield f"{path}.at.{place}.patience", f"patience goes with work, and {place!r} is none", "", ""


def _activity(scenario: Scenario, name: str, activity: Activity) -> Iterator[Found]:
    path = f"activity.{name}"
    override = [activity.priority] if activity.priority else ()
    yield from known(f"{path}.priority", override, scenario.priority, "priority")
    skips = activity.gate.skips if activity.gate else ()
    yield from known(f"{path}.gate.skips", skips, scenario.priority, "priority")
    if activity.place is not None:
        ends = [*scenario.activity, *scenario.work_type, CLOSE]
        yield from known(f"{path}.place.if_full", [activity.place.if_full], ends, "activity or work type")
    for key in ("alongside", "chased_by"):
        begins = getattr(activity, key)
        yield from known(f"{path}.{key}", [begins] if begins is not None else (), scenario.activity, "activity")
    if activity.awaits is not None:
        begun = [other.alongside for other in scenario.activity.values() if other.alongside is not None]
        sure = set(begun) <= set(scenario.activity)
        yield from known(f"{path}.awaits", [activity.awaits], scenario.activity, "activity")
        if sure and activity.awaits in scenario.activity and activity.awaits not in begun:
            rule = "no activity begins this side path, so nothing would be awaited"
            hint = nearest(activity.awaits, begun) or f"Write alongside = {activity.awaits!r} where it begins."
            yield f"{path}.awaits", rule, repr(activity.awaits), hint


def _patience(scenario: Scenario, path: str, patience: Patience | None) -> Iterator[Found]:
    if patience is None:
        return
    ways = [*scenario.activity, *scenario.work_type, WITHDRAW, ESCALATE]
    if CLOSE in patience.then:
        rule = "people out of patience do not close their case themselves"
        yield f"{path}.then", rule, repr(CLOSE), f"Write {WITHDRAW}: the case then closes."
    names = [name for name in patience.then if name != CLOSE]
    yield from known(f"{path}.then", names, ways, "activity or work type")
    escalated = [patience.escalates_to] if patience.escalates_to is not None else ()
    yield from known(f"{path}.escalates_to", escalated, scenario.priority, "priority")


def paths(scenario: Scenario) -> Iterator[Found]:
    """Every path ends and has somebody for its work; side paths are awaited after they have begun.

    For scenarios all of whose names exist.
    """
    everywhere = route_map(scenario)
    endless = list(dict.fromkeys(activity for activity, _ in everywhere.endless()))
    turning = circles(everywhere)
    if endless:
        others = f" (nor from {', '.join(endless[1:])})" if endless[1:] else ""
        rule = f"an endless loop: no route from here ever leads to {CLOSE!r}{others}"
        yield f"activity.{endless[0]}.next", rule, "", "Give some cases a way out."
    else:
        yield from _long_loops(scenario, everywhere)
    if turning:
        yield from _circle(scenario, turning)
    yield from _somebody(scenario, everywhere)
    yield from _awaits(scenario, everywhere)
    for name, stock in scenario.day_one.places.items():
        yield from _stock_of_places(scenario, everywhere, f"day_one.places.{name}", stock)


def _somebody(scenario: Scenario, everywhere: RouteMap) -> Iterator[Found]:
    for name, work_type in everywhere.onward:
        activity = scenario.activity[name]
        kind = scenario.work_type.get(work_type)
        case = f"cases reach it with work type {work_type!r}" if kind else "cases reach it without a work type"
        if activity.kind == "work" and activity.by is None and (kind is None or kind.by is None):
            yield f"activity.{name}.by", f"nobody is named to do this work: {case}, which names nobody", "", ""
        own = kind is not None and name in kind.at and kind.at[name].effort_hours is not None
        if activity.effort_share is not None and not own and (kind is None or kind.effort_hours is None):
            yield f"activity.{name}.effort_share", f"a share of no effort: {case}, which has no effort_hours", "", ""


def _long_loops(scenario: Scenario, everywhere: RouteMap) -> Iterator[Found]:
    around, share = still_under_way(scenario, everywhere, MOST_STEPS, aside=True)
    if share <= FEW_ENOUGH:
        return
    place, share = still_under_way(scenario, everywhere, MOST_STEPS)
    if share <= FEW_ENOUGH:
        yield _sent_round(scenario, everywhere, around)
        return
    rule = f"an almost endless loop: after {MOST_STEPS:,} steps one case in {max(2, round(1 / share)):,} is still here"
    yield f"activity.{place[0]}.next", rule, "", WAY_OUT


def _sent_round(scenario: Scenario, everywhere: RouteMap, place: Place) -> Found:
    """A loop that cases go round by being sent away, told where they are sent; ``place`` is where most of them are."""
    sending = [
        other
        for other, following in everywhere.aside.items()
        if any(other in everywhere.reach(target) for target in following)
    ]
    sending.sort(key=lambda other: (scenario.activity[other[0]].place is None, place not in everywhere.reach(other)))
    name, work_type = sending[0]
    if scenario.activity[name].place is not None:
        rule = "an endless loop: cases sent away because it is full come back, as often as it is full"
        return f"activity.{name}.place.if_full", rule, "", "Let them go somewhere that does not lead back here."
    own = scenario.work_type[work_type].at.get(name) if work_type else None
    at = f"work_type.{work_type}.at.{name}" if own is not None and own.patience is not None else f"activity.{name}"
    rule = "an almost endless loop: nearly all who go elsewhere when their patience ends come back here"
    return f"{at}.patience.then", rule, "", WAY_OUT


def _circle(scenario: Scenario, turning: list[str]) -> Iterator[Found]:
    begins = turning[0]
    for name, activity in scenario.activity.items():
        for key in ("alongside", "chased_by"):
            if getattr(activity, key) == begins:
                rule = "this side path would lead to its own beginning again, side path upon side path without end"
                yield f"activity.{name}.{key}", rule, repr(begins), "Let it lead elsewhere."
                return


def _awaits(scenario: Scenario, everywhere: RouteMap) -> Iterator[Found]:
    for name, activity in scenario.activity.items():
        here = {place for place in everywhere.onward if place[0] == name}
        beginning = {other for other, entry in scenario.activity.items() if entry.alongside == activity.awaits}
        if activity.awaits is None or not here or not beginning:
            continue
        begun = [place for place in everywhere.onward if place[0] in beginning]
        if not _reached_from(everywhere, begun) & here:
            rule = "no case comes here after an activity that begins this side path, so nothing would be awaited"
            yield f"activity.{name}.awaits", rule, repr(activity.awaits), ""


def _stock_of_places(scenario: Scenario, everywhere: RouteMap, path: str, stock: Stock) -> Iterator[Found]:
    """Cases that somebody holds need an activity, before or after where they are, at which somebody takes them."""
    taken = [
        place
        for place in everywhere.onward
        if scenario.activity[place[0]].held or scenario.activity[place[0]].place is not None
    ]
    for name in stock.reached or ():
        here = [place for place in everywhere.onward if place[0] == name]
        if not here:
            yield f"{path}.reached", "no case ever comes to this activity", repr(name), ""
        elif not _reached_from(everywhere, taken) & set(here) and not _reached_from(everywhere, here) & set(taken):
            rule = "nobody would hold these cases: no place and no held work lies on the way"
            yield f"{path}.reached", rule, repr(name), ""


def _reached_from(everywhere: RouteMap, places: list[Place]) -> set[Place]:
    return {other for place in places for other in everywhere.reach(place)}
