"""The tables of exports.md name every column of both layouts, in order; its codes fit the config of Thurrock."""

import re
import tomllib
from pathlib import Path

import pytest

from sim.eventlog.client_level_data import CLD_FIELDS
from sim.eventlog.layouts import Field
from sim.eventlog.vidigi_layout import VIDIGI_FIELDS
from sim.report.export_codes import read_codes

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
WORDS = {"whole": "whole number", "text": "text", "moment": "moment", "date": "date", None: "always empty"}


@pytest.mark.parametrize(("layout", "fields"), [("vidigi", VIDIGI_FIELDS), ("cld", CLD_FIELDS)])
def test_the_tables_have_every_column_in_order_with_what_it_holds(layout: str, fields: tuple[Field, ...]) -> None:
    section = TEXT.partition(f"<!-- table: {layout} -->")[2].partition("\n\n")[2].partition("\n\n")[0]
    told = re.findall(r"^\| `(\w+)` \| ([a-z ]+) \|", section, re.MULTILINE)
    assert told == [(field.name, WORDS[field.kind]) for field in fields]


def test_the_example_of_codes_fits_the_config_of_thurrock(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.+?)```", TEXT, re.DOTALL)
    (tmp_path / "codes.toml").write_text(example, encoding="utf-8")
    config = tomllib.loads((ROOT / "configs" / "thurrock-2014.toml").read_text(encoding="utf-8"))
    codes = read_codes(tmp_path / "codes.toml", config)
    assert codes.left_out == {"safeguarding_concern", "mental_health_act", "dols", "court_case"}
    assert codes.service_type["reablement"] == "Short term support: ST-Max"
