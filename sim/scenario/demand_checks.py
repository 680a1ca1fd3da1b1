"""What must hold of those who come, of people in support, and of the service on its first morning."""

import datetime as dt
from collections.abc import Iterator

from sim.scenario.limits import Found, clock_limits
from sim.scenario.names import known
from sim.scenario.people import Stream
from sim.scenario.service import Scenario
from sim.scenario.stock import Stock
from sim.scenario.timeline import horizon_of
from sim.units import MINUTES_PER_DAY

DUE_DATE = "due_date"


def priorities(scenario: Scenario) -> Iterator[Found]:
    """Priorities: at least one, each with its own number, and with due days where lists are served by them."""
    if not scenario.priority:
        yield "priority", "at least one priority is needed", "", "Write [priority.standard] with number = 1."
    numbers: dict[int, str] = {}
    for name, priority in scenario.priority.items():
        if priority.number in numbers:
            rule = f"priority {numbers[priority.number]!r} has this number already"
            yield f"priority.{name}.number", rule, str(priority.number), ""
        numbers[priority.number] = name
        if priority.due_days is None and scenario.rules.queue_order == DUE_DATE:
            rule = "due_days is needed: rules.queue_order is due_date"
            yield f"priority.{name}", rule, "", "Write due_days = 28, say."


def streams(scenario: Scenario) -> Iterator[Found]:
    """Names in the streams, and what the way in which their people come needs."""
    for name, stream in scenario.demand.items():
        path = f"demand.{name}"
        yield from known(f"{path}.growth", stream.growth or (), scenario.population, "population band")
        yield from known(f"{path}.pattern", [stream.pattern] if stream.pattern else (), scenario.pattern, "pattern")
        yield from known(f"{path}.priorities", stream.priorities or (), scenario.priority, "priority")
        yield from known(f"{path}.teams", stream.teams or (), scenario.team, "team")
        if stream.uptake is not None:
            of = stream.uptake.of
            yield from known(f"{path}.uptake.of", [of], scenario.population, "population band")
            if of in scenario.population and scenario.population[of].people is None:
                hint = f"Write people = 10_000, say, in [population.{of}]."
                yield f"{path}.uptake.of", "this population band does not say how many people it has", repr(of), hint
        yield from _batches(scenario, path, stream)
    yield from _from_clients(scenario)


def _batches(scenario: Scenario, path: str, stream: Stream) -> Iterator[Found]:
    if any(clock_limits(scenario)):
        return
    start, end = scenario.clock.start_date, _last_day(scenario)
    for place, batch in enumerate(stream.batches or ()):
        here = f"{path}.batches[{place}].date"
        if batch.date > end:
            yield here, "a batch must come before the end of the run", str(batch.date), f"The last day is {end}."
        elif not batch.every_year and (start - batch.date).days >= max(batch.over_days.value, 1):
            rule = "all of this batch has come before the run begins"
            yield here, rule, str(batch.date), "Give a later date, or every_year = true."


def _last_day(scenario: Scenario) -> dt.date:
    return scenario.clock.start_date + dt.timedelta(days=-(-horizon_of(scenario) // MINUTES_PER_DAY) - 1)


def _from_clients(scenario: Scenario) -> Iterator[Found]:
    reviews: dict[str, str] = {}
    for name, stream in scenario.demand.items():
        if stream.from_clients is None:
            continue
        kind, path = stream.from_clients.of, f"demand.{name}.from_clients"
        yield from known(f"{path}.of", [kind], scenario.clients, "kind of people in support")
        if stream.from_clients.review_after_days is None:
            continue
        if kind in reviews:
            yield path, f"the reviews of these people come by the stream {reviews[kind]!r} already", repr(kind), ""
        reviews.setdefault(kind, name)


def clients(scenario: Scenario) -> Iterator[Found]:
    """Where people join those in support, and that some do where they can."""
    for name, kind in scenario.clients.items():
        path = f"clients.{name}"
        yield from known(f"{path}.joined_at", kind.joined_at, scenario.activity, "activity")
        if kind.joined_at and "join_share" not in kind.model_fields_set:
            yield path, "join_share is needed with joined_at: the share of people who join there", "", ""
        if not kind.joined_at and kind.join_share.value > 0:
            yield path, "joined_at is needed with join_share: the activities at which people join", "", ""


def day_one(scenario: Scenario) -> Iterator[Found]:
    """Names in the stocks of day one, and that there are the people in support whose cases some are."""
    stocks = [("waiting", scenario.day_one.waiting), ("open", scenario.day_one.open)]
    stocks += [(f"places.{name}", stock) for name, stock in scenario.day_one.places.items()]
    for kind, stock in stocks:
        if stock is None:
            continue
        path = f"day_one.{kind}"
        yield from known(f"{path}.work_types", stock.work_types or (), scenario.work_type, "work type")
        yield from known(f"{path}.stream", [stock.stream] if stock.stream else (), scenario.demand, "stream")
        yield from known(f"{path}.priorities", stock.priorities or (), scenario.priority, "priority")
        yield from known(f"{path}.reached", stock.reached or (), scenario.activity, "activity")
    for name, stock in scenario.day_one.places.items():
        if stock.csv is not None:
            rule = "places take a number of cases, not a file of cases"
            yield f"day_one.places.{name}.csv", rule, "", "Put real cases in the file of day_one.open."
    yield from _cases_of_clients(scenario, [stock for _, stock in stocks if stock is not None])


def _cases_of_clients(scenario: Scenario, stocks: list[Stock]) -> Iterator[Found]:
    owners: dict[str, str] = {}
    for name, stream in scenario.demand.items():
        if stream.from_clients is not None:
            owners.setdefault(name, stream.from_clients.of)
            if stream.begins_at in scenario.work_type:
                owners.setdefault(stream.begins_at, stream.from_clients.of)
    cases = dict.fromkeys(scenario.clients, 0.0)
    for stock in stocks:
        total = stock.cases.value if stock.cases is not None else 0.0
        parts = {stock.stream: 1.0} if stock.stream else {n: float(s) for n, s in (stock.work_types or {}).items()}
        for name, share in parts.items():
            if owners.get(str(name)) in cases:
                cases[owners[str(name)]] += total * share
    for real in (*scenario.day_one.waiting_cases, *scenario.day_one.open_cases):
        owner = owners.get(real.stream) or owners.get(real.work_type)
        if owner in cases:
            cases[str(owner)] += 1
    for name, number in cases.items():
        there = scenario.clients[name].supported.value
        if number >= there + 1:
            rule = f"day one has {number:,.0f} cases of these people, who are fewer"
            yield f"clients.{name}.supported", rule, f"{there:g}", ""
