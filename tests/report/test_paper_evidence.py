"""Assumptions and limits: what figures stand on, what the model leaves out, what measures mean, how to repeat it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sweep_made
from paper_made import compared
from paper_walk import grid_of, not_led_back, pieces, rows_of, text_of

from sim.measures.registry import measure_named
from sim.report.limits import LEAST_CERTAIN, LEFT_OUT, SUPPOSED
from sim.report.paper.blocks import Name, Section, appended
from sim.report.paper.found import Found, Material, read_found
from sim.report.paper.ground import grade_words
from sim.report.paper.sections.assumptions import assumptions, sources
from sim.report.paper.sections.left_out import left_out
from sim.report.paper.sections.repeat import definitions, repeat
from sim.report.paper.sections.sensitivities import sensitivities
from sim.report.paper.sections.whole import future_capacity, limits
from sim.report.sweep_results import write_sweep

MODEL = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found() -> Found:
    return read_found(compared())


def made(section: Section | None) -> Section:
    assert section is not None
    return section


def bullets(heading: str) -> list[str]:
    """The list below a heading of the page on the model, each item in one line."""
    part = MODEL.partition(f"### {heading}")[2].partition("\n###")[0]
    items = [item.partition("\n\n")[0] for item in re.split(r"^- ", part, flags=re.MULTILINE)[1:]]
    return [" ".join(item.split()) for item in items]


def test_the_page_on_the_model_says_the_same_of_its_limits() -> None:
    assert bullets("3.5 Not modelled") == [f"**{name}**: {words}" for name, words in LEFT_OUT]
    assert bullets("3.4 Assumptions and simplifications") == list(SUPPOSED)
    assert LEAST_CERTAIN in " ".join(MODEL.split())


def test_every_limit_is_in_the_paper(found: Found) -> None:
    text = text_of(left_out(Material(found)))
    for words in (*(words for _, words in LEFT_OUT), *SUPPOSED, LEAST_CERTAIN):
        assert words in text


def test_numbers_by_grade_are_those_of_the_manifest(found: Found) -> None:
    section = made(assumptions(Material(found)))
    counts = found.manifest["evidence"]["numbers_by_grade"]
    rows = rows_of(grid_of(section, "Numbers by grade"))
    assert {row[0]: int(row[2]) for row in rows} == {grade_words(grade): number for grade, number in counts.items()}
    assert rows[-1][0] == "assumption" == found.weakest
    assert f"stands on the weakest of them: {found.weakest}" in text_of(section)
    assert not_led_back(found.folder, section) == []


def test_the_assumption_listed_has_its_range_and_its_part_of_the_service(found: Found) -> None:
    (row,) = rows_of(grid_of(made(assumptions(Material(found))), "Assumptions by which"))
    # Duty is the only assumption of the baseline with a range: 50 to 400, believed to be 100.
    assert row[:6] == ["Social workers: hours booked for duty", "100", "50", "400", "", "350 %"]
    assert 50 < int(row[6].removesuffix(" %")) < 70  # 0.75 of a post's time against 0.5, less absence


def test_without_the_texts_grades_are_told_all_the_same(found: Found) -> None:
    bare = {key: value for key, value in found.manifest.items() if key not in ("texts", "config")}
    section = made(assumptions(Material(replace(found, manifest=bare))))
    assert rows_of(grid_of(section, "Numbers by grade"))
    with pytest.raises(LookupError):
        grid_of(section, "Assumptions by which")


def test_sources_are_the_tables_of_the_config() -> None:
    assert sources(Material(read_found(compared()))) is None, "the small service names none"


def test_measures_asked_for_are_defined_as_the_dictionary_has_them(found: Found) -> None:
    rows = {row[0]: row for row in rows_of(grid_of(definitions(Material(found)), "Measures"))}
    for name in ("contact_to_assessment_mean_days", "contact_to_assessment_within_28_days", "utilisation"):
        item = measure_named(name)
        assert rows[item.label] == [item.label, item.unit, item.meaning]


def test_the_command_the_seed_and_the_versions_are_told(found: Found) -> None:
    rows = dict(rows_of(grid_of(repeat(Material(found)), "What these results")))
    assert rows["Command"] == "carecap compare board.toml --seed 7 --replications 16"
    assert rows["Starting number of chance (seed)"] == "7"
    assert found.manifest["versions"]["carecap"] in rows["Versions"]
    assert rows["Fingerprint of what was asked"] == found.manifest["experiment"]["hash"]


def test_each_results_folder_has_its_own_command(found: Found, tmp_path: Path) -> None:
    write_sweep(tmp_path, sweep_made.grid(), where="here")
    section = repeat(Material(found, (read_found(tmp_path),)))
    assert len(section.blocks) == 3
    assert "carecap sweep" in text_of(section)


def test_without_sweep_or_tornado_there_are_no_sensitivities(found: Found) -> None:
    assert sensitivities(Material(found)) is None


def test_a_sweep_is_told_point_by_point_and_led_back(found: Found, tmp_path: Path) -> None:
    write_sweep(tmp_path, sweep_made.grid(), where="here")
    swept = read_found(tmp_path)
    section = made(sensitivities(Material(found, (swept,))))
    rows = rows_of(grid_of(section, swept.title))
    assert len(rows) == 13
    within, days, _ = sweep_made.smooth(1, 1)
    assert rows[0][:3] == ["tiny", "1", "1"]
    assert rows[0][3].startswith(f"{100 * within:.0f} (")
    assert rows[0][4].startswith(f"{days:.1f} (")
    assert not_led_back(tmp_path, section) == []


def test_labels_are_names_never_words_of_ours(found: Found) -> None:
    named = [
        piece for piece in pieces(made(future_capacity(Material(found)))) if "<b>" in str(getattr(piece, "text", piece))
    ]
    assert named
    assert all(isinstance(piece, Name) for piece in named)


def test_parts_stand_under_the_headings_of_the_plan(found: Found, tmp_path: Path) -> None:
    write_sweep(tmp_path, sweep_made.grid(), where="here")
    material = Material(found, (read_found(tmp_path),))
    assert [part.anchor for part in made(future_capacity(material)).parts] == ["care-matrix", "sensitivities"]
    told = made(limits(material))
    assert [part.anchor for part in told.parts] == ["assumptions", "left-out", "behind"]
    put_off = ["assumptions-listed", "further-limits", "definitions", "repeat"]
    assert [each.section.anchor for each in appended((told,))] == put_off
