"""The documentation of a model: all numbers once, what options change, what is still to be said, nothing made up."""

import html
import re
from collections import Counter
from math import isclose
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from markdown_it import MarkdownIt

from sim.cli import main
from sim.report.paper.blocks import plain
from sim.report.paper.html import html_of
from sim.report.paper.markdown import markdown_of
from sim.report.paper.model.completeness import completeness
from sim.report.paper.model.described import Described, described_file
from sim.report.paper.model.diagram import mermaid
from sim.report.paper.model.differences import differences_grid
from sim.report.paper.model.document import checklist, documentation
from sim.report.paper.model.item import TO_DO
from sim.report.paper.model.parameters import parameter_grids
from sim.scenario import Service, load_service
from sim.scenario.altered import by_date, states_told
from sim.scenario.register import evidence_register
from tiny import TINY, tiny_config
from tiny_board import LABELS, tiny_board

PARAMETERS, SCENARIOS = "stress-3-3", "stress-2-3"
DRAWN = {"model-pathway": b""}
SAID = '[documentation]\npurpose = "a"\npreparation = "b"\nassumptions = "c"\naccess = "d"\n[clock]'
HOSTILE = "<script>alert(1)</script> a|b **c** [d](http://e) `f` $g$ \"h\" ~~i~~ \\ # 'j' &amp; {{k}} ```"


def written(folder: Path, text: str = TINY) -> Service:
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    return load_service(file)


def differences(before: Service, after: Service) -> list[tuple[str, ...]]:
    """Path, date, value before and after, and grade of each row of the table of differences."""
    found = by_date(after, states_told(before))
    cells = differences_grid("Settings changed", found, before, after).rows
    return [(each.path, *(plain(row[at]) for at in (1, 2, 3, 5))) for each, row in zip(found, cells, strict=True)]


def rows_of(page: str, anchor: str) -> list[list[str]]:
    section = BeautifulSoup(page, "html.parser").select_one(f'section[aria-labelledby="{anchor}"]')
    assert section is not None
    return [[cell.get_text() for cell in row.select("th, td")] for row in section.select("tbody tr")]


def test_every_number_of_the_thurrock_config_stands_in_the_tables_once() -> None:
    service = load_service("thurrock-2014")
    register = {entry.path: entry for entry in evidence_register(service)}
    left = dict(register)
    for grid in parameter_grids(service):
        for setting, value, low, high, _, source, grade, _ in (tuple(map(plain, row)) for row in grid.rows):
            ending = setting.rpartition(": ")[2]
            for path in [path for path in left if f".{path}".endswith(f".{ending}")]:
                entry = left[path]
                if (entry.source or "-", entry.grade) == (source, grade) and all(
                    map(same, (value, low, high), (entry.value, entry.low, entry.high))
                ):
                    del left[path]
                    break
            else:
                pytest.fail(f"{setting} stands in the tables, and no number of the config is left for it")
    assert left == {}


def same(text: str, value: float | None) -> bool:
    return text == "-" if value is None else text != "-" and isclose(float(text.replace(",", "")), value, rel_tol=1e-11)


def test_the_page_and_the_markdown_have_a_row_for_every_number() -> None:
    described = described_file("thurrock-2014-level")
    numbers = len(evidence_register(described.service))
    paper = documentation(described)
    assert len(rows_of(html_of(paper, DRAWN), PARAMETERS)) == numbers
    part = markdown_of(paper).partition("### 3.3 ")[2].partition("### 3.4 ")[0]
    tables = part.count("\n| --- |")
    assert part.count("\n| ") == numbers + 2 * tables


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value = 300", "value = 301", ("demand.referral.per_year", "300 (200 to 400)", "301 (200 to 400)")),
        ("low = 200", "low = 210", ("demand.referral.per_year", "300 (200 to 400)", "300 (210 to 400)")),
        ("held = true\n", "held = true\nreleases = true\n", ("activity.assessment.releases", "no", "yes")),
        ("adviser = 1,", "adviser = 2,", ("team.north.posts.adviser", "1", "2")),
        ("cv = 0.7", "cv = 0.8", ("activity.assessment.effort_hours", "8, lognormal, cv 0.7", "8, lognormal, cv 0.8")),
        ('["adviser@north"]', '["adviser@any"]', ("activity.front_door.by[0].who", "adviser@north", "adviser@any")),
        ("[clock]", '[rules]\ndispatch = "oldest_first"\n[clock]', ("rules.dispatch", "held_first", "oldest_first")),
        ("caseload = 15", "", ("role.social_worker.caseload", "15", "-")),
    ],
)  # fmt: skip
def test_configs_that_differ_in_one_thing_have_one_difference(
    old: str, new: str, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    assert old in TINY
    (tmp_path / "other").mkdir()
    before, after = written(tmp_path), written(tmp_path / "other", TINY.replace(old, new, 1))
    assert [(path, was, is_now) for path, _, was, is_now, _ in differences(before, after)] == [expected]


def test_other_words_and_evidence_are_no_differences(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    told = TINY.replace('label = "Referrals"', 'label = "People"').replace('grade = "measured"', 'grade = "derived"')
    assert told != TINY
    assert differences(written(tmp_path), written(tmp_path / "other", told)) == []


def test_what_a_date_brings_and_a_later_one_takes_away_stands_at_both(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    changes = "".join(
        f'\n[[change]]\nfrom = {day}\nset = {{ "team.north.posts.adviser" = {posts} }}\n'
        for day, posts in (("2014-10-01", 3), ("2015-04-01", 1))
    )
    found = differences(written(tmp_path), written(tmp_path / "other", TINY + changes))
    path = "team.north.posts.adviser"
    assert found == [
        (path, "2014-10-01", "1", "3", "assumption"),
        (path, "2015-04-01", "1", "as without it", "assumption"),
    ]


def test_hostile_labels_stand_as_they_were_written_in_page_and_markdown(tmp_path: Path) -> None:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    service = written(tmp_path, TINY.replace('"Front door"', f'"{quoted}"').replace('"North"', f'"{quoted}"'))
    paper = documentation(Described(HOSTILE, service))
    page, text = html_of(paper, DRAWN), markdown_of(paper)
    again = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    for made in (page, again):
        soup = BeautifulSoup(made, "html.parser")
        assert soup.select("script, del, td a, th a, td code, td em, th em, th code") == []
        heading = soup.select_one("h1")
        assert heading is not None
        assert heading.get_text() == f"{HOSTILE}: the model"
        named = [row.select("th, td")[0].get_text() for row in soup.select("tbody tr")]
        assert HOSTILE in named
        assert f"{HOSTILE}: effort_hours" in named
        for table in soup.select("table"):
            assert len({len(row.select("th, td")) for row in table.select("tr")}) == 1


def test_hostile_labels_are_one_line_of_the_mermaid_text_and_keep_their_signs(tmp_path: Path) -> None:
    label = 'end "]\\n--> x; <b>&quot; #1'
    text = mermaid(written(tmp_path, TINY.replace('"Front door"', f"'{label}'")))
    (line,) = [line for line in text.splitlines() if "n1[" in line]
    inside = line.partition('["')[2].removesuffix('"]')
    assert not set(inside) & set('"<>[]\\&')
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), inside) == label


def test_the_score_is_that_worked_out_by_hand_and_falls_with_the_sources(tmp_path: Path) -> None:
    sourced = TINY.replace(
        "annual_pay_gbp = 20_000", 'annual_pay_gbp = { value = 20_000, source = "s", grade = "published" }'
    )
    sourced = sourced.replace("caseload = 15", 'caseload = { value = 15, low = 10, high = 20, source = "s" }')
    sourced = sourced.replace('grade = "measured"', 'source = "s", grade = "measured"')
    sourced = sourced.replace("effort_hours = 0.5", 'effort_hours = { value = 0.5, low = 0.25, source = "s" }')
    sourced += '\n[source.s]\ntitle = "A source"\n'
    first = score(written(tmp_path, sourced))
    numbers = 24  # of the small service, counted in its text
    assert first == {"source": (4, numbers), "better": (2, numbers), "range": (2, numbers)}
    halved = sourced.replace(', source = "s", grade = "published"', ', grade = "published"').replace(
        'high = 20, source = "s"', "high = 20"
    )
    assert score(written(tmp_path, halved)) == first | {"source": (2, numbers)}


def score(service: Service) -> dict[str, tuple[int, int]]:
    described = Described("A title", service)
    _, *parts = completeness(described, checklist(described))
    return dict(zip(("source", "better", "range"), ((part.there, part.of) for part in parts), strict=True))


def test_what_only_people_can_say_is_to_do_until_it_is_said(tmp_path: Path) -> None:
    def missing(text: str) -> list[str]:
        return [item.number for item in checklist(Described("A title", written(tmp_path, text))) if item.state == TO_DO]

    bare = ["1.1", "3.1", "3.2", "3.4", "6.1"]
    assert missing(TINY) == bare
    with_source = TINY + '\n[source.s]\ntitle = "A source"\n'
    assert missing(with_source) == [number for number in bare if number != "3.1"]
    said = with_source.replace("[clock]", f'description = "What it is."\n{SAID}', 1)
    assert missing(said) == []
    assert missing(said.replace('description = "What it is."', "")) == ["1.1"]
    assert missing(said.replace('access = "d"', 'access = " "')) == ["6.1"]


def test_to_do_is_marked_in_the_text_and_nothing_is_invented(tmp_path: Path) -> None:
    text = markdown_of(documentation(Described("A title", written(tmp_path))))
    purpose = text.partition("### 1.1 ")[2].partition("### 1.2 ")[0].strip().splitlines()
    assert [line for line in purpose[1:] if line] == [
        "**To do**: Say in the config's description what service is modelled.",
        "**To do**: Say in documentation.purpose who is to decide what with the model.",
    ]
    done = markdown_of(documentation(Described("A title", written(tmp_path, TINY.replace("[clock]", SAID, 1)))))
    assert done.count("**To do**") == text.count("**To do**") - 4


def test_every_item_of_the_checklist_is_there_and_says_something(tmp_path: Path) -> None:
    items = checklist(described_file(tiny_board(tmp_path)))
    asked = {"1": 3, "2": 4, "2.5": 5, "3": 4, "4": 3, "5": 4, "6": 1}
    assert [item.number for item in items] == sorted(
        f"{part}.{n}" for part, most in asked.items() for n in range(1, most + 1)
    )
    assert [item.number for item in items if not (item.blocks or item.parts or item.to_do or item.because)] == []
    assert [item.number for item in items if item.because] == ["5.4"]
    assert not any(item.blocks for item in items if item.because)


def test_an_experiment_is_documented_without_a_run_and_each_option_has_its_changes(tmp_path: Path) -> None:
    file = tiny_board(tmp_path)
    ran = CliRunner().invoke(main, ["document", str(file), "--out", str(tmp_path / "model")])
    assert ran.exit_code == 0, ran.output
    page = (tmp_path / "model" / "model.html").read_text(encoding="utf-8")
    rows = rows_of(page, SCENARIOS)
    assert Counter(row[0] for row in rows) == {
        "North: posts.social_worker": 1,
        "Assessment: effort_hours": 1,
        "Advisers: annual_pay_gbp": 1,
        "Referrals: per_year": 2,
    }
    assert all(html.escape(label, quote=False) in page for label in LABELS.values())
    assert ["North: posts.social_worker", "2014-04-01", "1", "2", "-", "assumption"] in rows


def test_an_option_by_itself_is_documented_with_what_it_changes_from_the_first_day_and_by_date(tmp_path: Path) -> None:
    tiny_board(tmp_path)
    option = tmp_path / "options" / "second-worker.toml"
    dated = '\n[[change]]\nfrom = 2014-10-01\nset = { "team.north.posts.adviser" = 3 }\n'
    option.write_text(option.read_text(encoding="utf-8") + dated, encoding="utf-8")
    paper = documentation(described_file(option))
    rows = rows_of(html_of(paper, DRAWN), SCENARIOS)
    assert ["North: posts.social_worker", "2014-04-01", "1", "2", "-", "assumption"] in rows
    assert ["North: posts.adviser", "2014-10-01", "1", "3", "-", "assumption"] in rows
    assert "The config is an option, laid over A small service." in markdown_of(paper)
    # A config that is no option is compared with nothing.
    assert described_file(tmp_path / "tiny.toml").versions == ()


def test_a_report_documents_the_model_that_its_results_are_of(tmp_path: Path) -> None:
    file = tiny_board(tmp_path)
    out, store = str(tmp_path / "out"), str(tmp_path / "store.sqlite")
    compared = CliRunner().invoke(main, ["compare", str(file), "--replications", "2", "--out", out, "--store", store])
    assert compared.exit_code == 0, compared.output
    reported = CliRunner().invoke(main, ["report", out])
    assert reported.exit_code == 0, reported.output
    page = (tmp_path / "out" / "report" / "model.html").read_text(encoding="utf-8")
    text = BeautifulSoup(page, "html.parser").get_text()
    assert "Each design was run 2 times with independent futures." in text
    assert "The seed is 7." in text
    assert "does not apply" not in text
    assert len(rows_of(page, SCENARIOS)) == 5


def test_the_same_config_gives_the_same_files(tmp_path: Path) -> None:
    file = tiny_config(tmp_path)
    for name in ("one", "two"):
        ran = CliRunner().invoke(main, ["document", str(file), "--out", str(tmp_path / name), "--quiet"])
        assert (ran.exit_code, ran.output) == (0, "")
    names = {each.name for each in (tmp_path / "one").iterdir()}
    assert names == {"manifest.json", "model-pathway.svg", "model.html", "model.md"}
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_a_config_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["document", str(tmp_path / "nothing.toml")])
    assert ran.exit_code == 2
    assert "there is no such file" in ran.output
    assert "Traceback" not in ran.output


def test_files_of_others_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.md").write_text("mine")
    ran = CliRunner().invoke(main, ["document", str(tiny_config(tmp_path)), "--out", str(tmp_path / "mine")])
    assert ran.exit_code == 2
    assert (tmp_path / "mine" / "model.md").read_text() == "mine"
