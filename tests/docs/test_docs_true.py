"""The documents say what the code does: keys, defaults, columns and measures are compared with it."""

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from sim.measures.registry import CLOCK_WORDS, MEASURES
from sim.scenario import load_service
from sim.scenario.changes import ALTERABLE
from sim.scenario.read import WHOLE
from sim.scenario.service import Scenario
from sim.scenario.values import PARAMETERS, Model

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page.name for page in DOCS.glob("*.md"))


@cache
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regenerate", DOCS / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["config.md", "data-dictionary.md"])
def test_the_tables_are_those_of_the_code(page: str) -> None:
    written = text_of(page)
    assert generator().regenerated(written, generator().DOCUMENTS[page]()) == written, "run docs/regenerate.py"


@pytest.mark.parametrize("page", ["config.md", "data-dictionary.md"])
def test_no_cell_of_a_table_is_left_empty(page: str) -> None:
    rows = [line for line in text_of(page).splitlines() if line.startswith("|")]
    assert [row for row in rows if not all(generator().cells_of(row))] == []


def test_config_md_explains_every_table_a_config_can_hold() -> None:
    documented = set(generator().CONFIG_TABLES.values())
    assert {model for model in models_in(Scenario) if model.__name__ != "Evidence"} == documented


def models_in(model: type[Model], seen: set[type[Model]] | None = None) -> set[type[Model]]:
    """The model and every model that its fields hold, however deep."""
    found = set() if seen is None else seen
    if model not in found:
        found.add(model)
        for field in model.model_fields.values():
            for inner in types_in(field.annotation):
                models_in(inner, found)
    return found


def types_in(hint: object) -> Iterator[type[Model]]:
    if isinstance(hint, type) and issubclass(hint, Model):
        yield hint
    for part in getattr(hint, "__args__", ()):
        yield from types_in(part)


def test_the_dictionary_names_every_measure_and_no_other() -> None:
    named = set(re.findall(r"^\| `([A-Za-z0-9_]+)` \|", text_of("data-dictionary.md"), re.MULTILINE))
    statistics = {name for name in named if name.startswith("CLOCK_")}
    of_clocks = {name.replace("CLOCK", clock) for name in statistics for clock in CLOCK_WORDS}
    assert set(MEASURES) <= named | of_clocks
    section = text_of("data-dictionary.md").partition("## All other measures")[2].partition("## The folder of")[0]
    others = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert others <= set(MEASURES)


def test_config_md_names_what_a_dated_change_may_set() -> None:
    section = text_of("config.md").partition("## Dated changes")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (`.+`) \|$", section, re.MULTILINE))
    told = {table: set(re.findall(r"`(\w+)`", rows[table])) for table in ALTERABLE}
    assert told == {
        table: {re.match(r"\w+", part)[0] for part in names.split("|")} for table, names in ALTERABLE.items()
    }  # type: ignore[index]


def test_config_md_names_the_tables_that_are_replaced_whole() -> None:
    section = text_of("config.md").partition("## A config that extends another")[2].partition("## Dated changes")[0]
    assert [name for name in WHOLE if f"`{name}`" not in section] == []


def test_config_md_gives_the_parameters_of_every_family() -> None:
    section = text_of("config.md").partition("## Durations")[2].partition("<!-- table")[0]
    rows = re.findall(r"^\| (`.+`) \| (`.+) \|$", section, re.MULTILINE)
    told = {
        family: set(re.findall(r"`(\w+)`", parts)) for names, parts in rows for family in re.findall(r"`(\w+)`", names)
    }
    assert {family: parts - {"shares"} for family, parts in told.items()} == {
        family: set(parts) for family, parts in PARAMETERS.items()
    }


@pytest.mark.parametrize("page", PAGES)
def test_links_between_the_documents_lead_somewhere(page: str) -> None:
    for target, heading in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", text_of(page)):
        found = DOCS / target if target else DOCS / page
        assert found.exists(), f"{page} links to {target}"
        if heading:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}
            assert heading in slugs, f"{page} links to {target}#{heading}"


@pytest.mark.parametrize("heading", ["## A config that extends another", "## Dated changes"])
def test_the_examples_that_alter_thurrock_load(heading: str, tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.+?)```", text_of("config.md").partition(heading)[2], re.DOTALL)
    assert example is not None
    written = example[1] if "extends" in example[1] else f'extends = "thurrock-2014.toml"\n{example[1]}'
    config = tmp_path / "option.toml"
    config.write_text(written, encoding="utf-8")
    assert load_service(config).name == "option"


def test_the_model_names_the_work_that_thurrock_takes_as_urgent() -> None:
    overridden = {name for name, activity in load_service("thurrock-2014").base.activity.items() if activity.priority}
    assert overridden == {
        "front_door", "carer_front_door", "self_funder_front_door", "hub_front_door", "chasing_call", "authorisation",
        "court",
    }  # fmt: skip
    told = "the front door and the hub, calls to ask what is happening, authorisation and court work are taken as"
    assert f"(contacts at {told} urgent" in " ".join(text_of("model.md").split())
