"""The content of a service: the same however it is written, another as soon as a figure might be."""

import copy
import datetime as dt
import time
import tomllib
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from small import SMALL, write
from whole import WHOLE

from sim.errors import InputFault
from sim.scenario import Service, load_service
from sim.scenario.calendar import bank_holiday_days
from sim.scenario.content import content_digest, content_of, kept_fields
from sim.scenario.load import service_of
from sim.scenario.read import Reading
from sim.scenario.service import Scenario
from sim.scenario.table import Table
from sim.scenario.values import Evidence, Model

TARGET = """
[[target]]
label = "Assessed in time"
clock = "contact_to_assessment"
days = 28
share = 0.8
"""


def content(folder: Path, text: str, name: str = "small.toml") -> str:
    return content_of(load_service(write(folder, text, name)))


def altered(old: str, new: str, text: str = SMALL) -> str:
    assert old in text
    return text.replace(old, new, 1)


SAME = {
    "evidence": (', unit = "a year", source = "plan", grade = "seed" }', " } # a plan of 2014"),
    "title": ('title = "Small"', 'title = "Other"\ndescription = "Of a council"'),
    "source": ('title = "A plan"', 'title = "Another plan"\nyear = "2014"'),
    "a route to one": ('next = "close"', "next = { close = 1.0 }"),
    "a list of workers": ('by = ["planner"]', 'by = [{ share = 1, who = ["planner"] }]'),
    "a bare number as a table": ("casework_share = 0.7", 'casework_share = { value = 0.7, grade = "measured" }'),
    "a whole number as a fraction": ("effort_hours = 3\n", "effort_hours = 3.0\n"),
    "a fixed distribution": ("effort_hours = 3\n", 'effort_hours = { distribution = "fixed", value = 3 }\n'),
    "posts as a table": ("planner = 4", "planner = { number = 4 }"),
    "a default": ("[role.nurse]", '[role.nurse]\nhours = "09:00-17:00"\ncontract_hours_per_week = 37'),
    "a label": ("[role.nurse]", '[role.nurse]\nlabel = "Nurses"'),
    "tables in another order": ("[role.planner]\ncasework_share = 0.7\ncaseload = 20\n", ""),
}

WORDS = {
    "a comparator": """
        [[comparator]]
        label = "Elsewhere"
        clock = "contact_to_assessment"
        statistic = "mean_days"
        published = 27
    """,
    "the sheet of an option": """
        [option]
        label = "More"
        owner = "The council"
        mechanism = "More people"
        one_off_gbp = 9
        yearly_gbp = 0
    """,
}


WITHIN = """
[[comparator]]
label = "Elsewhere"
clock = "contact_to_assessment"
statistic = "within_days"
days = {}
published = 0.3
"""

SERVED = WITHIN.replace("contact_to_assessment", "contact_to_support")


def test_a_published_share_within_a_limit_counts_by_its_clock_and_days(tmp_path: Path) -> None:
    """Our own share within the same limit is a figure."""
    two = WITHIN.format(14) + SERVED.format(28)
    kinds = ["", WITHIN.format(14), WITHIN.format(15), SERVED.format(14), two]
    contents = [content(tmp_path, SMALL + kind) for kind in kinds]
    assert len(set(contents)) == len(contents)
    words = two.replace("Elsewhere", "In Southend").replace("0.3", "0.4")
    assert content(tmp_path, SMALL + words) == contents[-1]
    for same in (SERVED.format(28) + WITHIN.format(14), two + WITHIN.format("14.0")):
        assert content(tmp_path, SMALL + same) == contents[-1]


@pytest.mark.parametrize("kind", SAME)
def test_the_content_is_the_same_however_it_is_written(kind: str, tmp_path: Path) -> None:
    old, new = SAME[kind]
    text = altered(old, new)
    if not new:  # settings before what they stood after; roles keep their order
        text = altered("[activity.front_door]", old + "[activity.front_door]", text)
    assert content(tmp_path, text, "other.toml") == content(tmp_path, SMALL)


@pytest.mark.parametrize("kind", WORDS)
def test_what_is_for_people_to_read_is_left_out(kind: str, tmp_path: Path) -> None:
    assert content(tmp_path, SMALL + dedent(WORDS[kind])) == content(tmp_path, SMALL)


def test_a_file_that_extends_is_as_one_that_says_it_all(tmp_path: Path) -> None:
    flat = content(tmp_path, altered("caseload = 20", "caseload = 10"))
    write(tmp_path, SMALL)
    child = 'extends = "small.toml"\ntitle = "Child"\n[role.planner]\ncaseload = 10\n'
    assert content(tmp_path, child, "child.toml") == flat != content(tmp_path, SMALL)


def test_a_country_is_as_its_bank_holidays(tmp_path: Path) -> None:
    service = load_service(write(tmp_path, SMALL))
    days = bank_holiday_days(service)
    assert len(days) > 20
    dates = [service.start_date + dt.timedelta(days=int(day)) for day in days]

    def with_dates(some: list[dt.date]) -> str:
        return content(tmp_path, altered('"England"', f"[{', '.join(map(str, some))}]"))

    assert with_dates(dates) == with_dates(dates[::-1]) == content_of(service)
    assert len({with_dates(dates[:-1]), with_dates([]), content_of(service)}) == 3
    assert with_dates([]) == content(tmp_path, altered('"England"', '"none"'))


OTHER = {
    "a number": ("caseload = 20", "caseload = 21"),
    "a range": ("high = 600", "high = 601"),
    "a range of posts": ("low = 1, high = 3", "low = 1, high = 4"),
    "a mean's range": ("mean_high = 1", "mean_high = 2"),
    "a share": ("visit = 0.4, close = 0.6", "visit = 0.5, close = 0.5"),
    "the order of workers": ('["planner@north", "nurse@any"]', '["nurse@any", "planner@north"]'),
    "a part-time post": ("part_time = [0.5]", "part_time = [0.6]"),
    "the horizon": ("years = 2", "years = 3"),
    "the first day": ("2014-04-01", "2014-04-02"),
    "warm-up": ("years = 2", "years = 2\nwarm_up_days = 10"),
}

CHANGE = '[[change]]\nfrom = {}\nset = {{ "role.planner.casework_share" = {} }}\n'
ADDED = {
    "a rule": "[rules]\nslices = false\n",
    "a group": '[group.new]\nstreams = ["referral"]\n',
    "a target": TARGET,
    "a change": CHANGE.format("2015-04-01", 0.6),
    "a later change": CHANGE.format("2015-04-02", 0.6),
    "two changes": CHANGE.format("2015-04-01", 0.6) + CHANGE.format("2015-09-01", 0.7),
    "day one": '[day_one.waiting]\ncases = 4\nstream = "referral"\nreached = { visit = 1 }\n',
}

ORDERED = {
    "roles": ("[role.planner]\ncasework_share = 0.7\ncaseload = 20\n", "[role.nurse]\n"),
    "posts": ("planner = 4", "nurse = { number = 2, part_time = [0.5], low = 1, high = 3 }"),
    "priorities": ("[priority.urgent]\nnumber = 1\n", "[priority.standard]\nnumber = 2\n"),
    "shares": ("visit = 0.4", "close = 0.6"),
}


def swapped(first: str, second: str) -> str:
    return altered("\0", second, altered(second, first, altered(first, "\0")))


def test_no_two_of_many_changes_give_the_same_content(tmp_path: Path) -> None:
    contents = {kind: content(tmp_path, altered(old, new)) for kind, (old, new) in OTHER.items()}
    contents |= {kind: content(tmp_path, SMALL + more) for kind, more in ADDED.items()}
    for kind, (first, second) in ORDERED.items():
        contents[f"order of {kind}"] = content(tmp_path, swapped(first, second))
    contents["as it is"] = content(tmp_path, SMALL)
    assert len(set(contents.values())) == len(contents)


def test_the_label_of_a_target_stands_in_figures_and_that_of_a_group_does_not(tmp_path: Path) -> None:
    text = altered("[source.plan]", f'[group.new]\nlabel = "New"\nstreams = ["referral"]\n{TARGET}[source.plan]')
    assert content(tmp_path, altered('"New"', '"Others"', text)) == content(tmp_path, text)
    assert content(tmp_path, altered("in time", "too late", text)) != content(tmp_path, text)


def test_how_a_change_is_split_up_and_called_does_not_matter(tmp_path: Path) -> None:
    settings = ('"role.planner.casework_share" = 0.6', '"activity.visit.effort_hours" = 4')
    one = f"[[change]]\nfrom = 2015-04-01\nlabel = 'Both'\nset = {{ {', '.join(settings)} }}\n"
    two = "".join(f"[[change]]\nfrom = 2015-04-01\nset = {{ {setting} }}\n" for setting in settings)
    assert content(tmp_path, SMALL + one) == content(tmp_path, SMALL + two)


def test_the_rows_of_a_day_one_file_count_and_its_name_does_not(tmp_path: Path) -> None:
    rows = ["referral,visit,40", "referral,visit,30", "referral,front_door,3"]

    def with_file(name: str, order: list[int]) -> str:
        lines = ["stream,activity,days_since_contact", *(rows[place] for place in order)]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return content(tmp_path, SMALL + f'[day_one.waiting]\ncsv = "{name}"\n')

    assert with_file("a.csv", [0, 1, 2]) == with_file("b.csv", [0, 1, 2])
    assert len({with_file("a.csv", order) for order in ([0, 1, 2], [1, 0, 2], [0, 1], [0, 1, 1])}) == 4


def leaves(raw: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else None
    if inner is None:
        yield above, raw
    else:
        for name, value in inner:
            yield from leaves(value, (*above, name))


def with_leaf(raw: dict[str, Any], place: tuple[str | int, ...], value: object) -> Service | None:
    changed = copy.deepcopy(raw)
    table: Any = changed
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = value
    try:
        return service_of(Reading(changed, ("whole.toml",), ("",), (changed,)))
    except InputFault:
        return None


def test_every_number_date_and_switch_of_a_config_with_every_part_counts() -> None:
    raw = tomllib.loads(WHOLE)
    before = with_leaf(raw, ("title",), "Whole")
    assert before is not None
    tried = 0
    for place, value in leaves(raw):
        other = {bool: lambda value: not value, dt.date: lambda value: value + dt.timedelta(days=7)}
        other |= dict.fromkeys((int, float), lambda value: value + 1)
        if type(value) not in other or place[0] in ("comparator", "option"):
            continue
        after = with_leaf(raw, place, other[type(value)](value))
        if after is not None:
            tried += 1
            assert content_of(after) != content_of(before), place
    assert tried > 40


def test_nothing_but_words_and_what_stands_elsewhere_is_left_out() -> None:
    # These stand in tables that are left out whole.
    unread = {"Source", "Comparator", "Change", "OptionSheet", "Documentation"}
    models = [model for model in models_in(Scenario, set()) if model.__name__ not in unread]
    found = {
        f"{model.__name__}.{name}" for model in models for name in model.model_fields if name not in kept_fields(model)
    }
    words = {f"{model.__name__}.label" for model in models if "label" in model.model_fields} - {"Target.label"}
    evidence = {f"{model}.{name}" for model in ("Quantity", "Distribution", "Posts") for name in Evidence.model_fields}
    elsewhere = {"Clock.bank_holidays", "Stock.csv"}
    read_elsewhere = ("title", "description", "documentation", "source", "comparator", "change", "option")
    whole = {f"Scenario.{name}" for name in read_elsewhere}
    evidence -= {"Posts.unit"}  # there is no such setting
    evidence |= {f"Evidence.{name}" for name in Evidence.model_fields if Evidence in models}
    assert found == words | evidence | elsewhere | whole


def models_in(model: type[Model], seen: set[type[Model]]) -> set[type[Model]]:
    if model not in seen:
        seen.add(model)
        for info in model.model_fields.values():
            for inner in types_in(info.annotation):
                models_in(inner, seen)
    return seen


def types_in(hint: object) -> Iterator[type[Model]]:
    if isinstance(hint, type) and issubclass(hint, Model):
        yield hint
    for part in getattr(hint, "__args__", ()):
        yield from types_in(part)


def test_tables_keep_their_order_in_the_text(tmp_path: Path) -> None:
    service = load_service(write(tmp_path, SMALL))
    assert isinstance(service.base.team["north"].posts, Table)
    assert content_of(service).index('["planner",') < content_of(service).index('["nurse",')


def test_the_content_of_a_whole_council_takes_no_time() -> None:
    times = []
    for _ in range(3):
        service = load_service("thurrock-2014")
        bank_holiday_days(service)  # a run needs them anyway
        begun = time.perf_counter()
        digest = content_digest(service)
        times.append(time.perf_counter() - begun)
        assert content_digest(service) is digest, "it is made once"
    assert min(times) < 0.1


def test_of_the_content_only_a_digest_is_kept(tmp_path: Path) -> None:
    service, other = (load_service(write(tmp_path, text)) for text in (SMALL, SMALL.replace("4", "5", 1)))
    tracemalloc.start()
    try:
        text, digest = content_of(service), content_digest(service)
        size = len(text)
        del text
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(digest) == 32
    assert digest == content_digest(load_service(write(tmp_path, SMALL))) != content_digest(other)
    assert left < size / 2
