"""Results of the small service that papers are made of: a comparison, a search for posts, a run, a sweep."""

import json
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from sim.cli import main
from sim.report.drawing import as_bytes, new_figure
from sim.report.paper.blocks import (
    Appended,
    Bullets,
    Column,
    Grid,
    Name,
    Notice,
    Paper,
    Paragraph,
    Picture,
    Section,
    Strong,
    say,
)
from sim.report.paper.found import Cited
from sim.report.paper.html import html_of
from sim.report.paper.paper import with_numbers
from tiny import tiny_config
from tiny_board import tiny_board, tiny_sweep

STAFF = """
title = "Posts of a small service"
question = "How many keep the promise?"
baseline = "tiny.toml"
seed = 3
period = "2014/15"

[staffing]
targets = ["Assessed within 28 days"]

[staffing.search]
first = 4
most = 4

[staffing.certificate]
looks = [20]

[[staffing.role]]
name = "workers"
role = "social_worker"
"""

HOSTILE = (
    "<script>document.title = 'gone'</script><img src=x onerror=\"document.title = 'gone'\">",
    "W" * 300,
    "رعاية البالغين في الشمال (طاقم 3) צוות",
    "\"Double\" & 'single' </title></style> &amp; {{ 7 * 7 }} `ticks` =1+1",
    "👩‍⚕️ Ünïted 🏳️‍🌈 care",
)
"""Labels that break pages which do not look after them."""


def carecap(*words: object) -> Result:
    """What a command line says and ends with."""
    return CliRunner().invoke(main, [str(word) for word in words])


def done(*words: object) -> Result:
    """A command line that has to end well."""
    ended = carecap(*words)
    assert ended.exit_code == 0, ended.output
    return ended


def _made(folder: Path, *words: object) -> Path:
    done(*words, "--jobs", 1, "--quiet", "--store", folder / "runs.sqlite", "--out", folder / "out")
    return folder / "out"


def comparison(folder: Path) -> Path:
    """Results of ``carecap compare``."""
    return _made(folder, "compare", tiny_board(folder, replications="replications = 3", options="*er"))


def plan_for_staff(folder: Path) -> Path:
    """Results of ``carecap staff``."""
    tiny_config(folder)
    (folder / "staff.toml").write_text(STAFF, encoding="utf-8")
    return _made(folder, "staff", folder / "staff.toml")


def single_run(folder: Path) -> Path:
    """Results of ``carecap run``."""
    return _made(folder, "run", tiny_config(folder), "--replications", 2)


def small_sweep(folder: Path) -> Path:
    """Results of ``carecap sweep``."""
    return _made(folder, "sweep", tiny_sweep(folder))


def hostile_comparison(folder: Path) -> Path:
    """Results of ``carecap compare``, all of whose labels are hostile."""
    file = tiny_board(folder, replications="replications = 2", options="*er")
    _relabel(file, ("title", "question"))
    _relabel(folder / "tiny.toml", ("title", "label"))
    for place, sheet in enumerate(sorted((folder / "options").glob("*er.toml"))):
        _relabel(sheet, ("label", "owner", "mechanism"), start=place)
    return _made(folder, "compare", file)


def _relabel(file: Path, names: Sequence[str], start: int = 0) -> None:
    """Give every label of a file another hostile text, with a number that keeps them apart."""
    lines = file.read_text(encoding="utf-8").splitlines()
    turn = start
    for place, line in enumerate(lines):
        name = line.partition(" = ")[0]
        if name in names:
            lines[place] = f"{name} = {json.dumps(f'{HOSTILE[turn % len(HOSTILE)]} {turn}', ensure_ascii=False)}"
            turn += 1
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def every_block() -> str:
    """A page with every block that papers are made of, and hostile labels wherever labels may stand."""
    script, long, right_to_left, quotes, emoji = (Name(label) for label in HOSTILE)
    figure = new_figure(2.0)
    figure.subplots().plot([1, 2], [3, 4])
    heads = (Column("Option"), Column(quotes.text), Column("Change, days", figures=True), Column("Verdict"))
    rows = tuple(
        ((label,), (emoji,), (Cited("1,234,567.8", 1234567.8, "a.csv", 2, "b"),), say("{name}", name=quotes))
        for label in (script, long, right_to_left, quotes, emoji)
    )
    table = Grid(script.text, heads, rows, note=say("Of {long}.", long=long))
    picture = Picture("lists", quotes.text, f"{emoji.text}: the list grows from 3 to 4 people.", figure, behind=table)
    words = say("{a}, {b}, {c} and {strong}.", a=script, b=long, c=right_to_left, strong=Strong(quotes.text))
    inner = Section("inner", "Inner", (picture, Bullets((words, words))), (Section("deeper", "Deeper", (table,)),))
    put_off = Appended(Section("put-off", "Put off", (table,), (Section("within", "Within", (Paragraph(words),)),)))
    blocks = (Paragraph(words, lead=True), Paragraph(words), Notice(words), table, put_off)
    first = Section("first", "First", blocks, (inner,))
    facts = (("Period", words), ("Weakest evidence", say("{grade}", grade=emoji)))
    sections = with_numbers((first, Section("second", "Second")))
    paper = Paper(right_to_left.text, long.text, facts, sections, (Notice(words),))
    return html_of(paper, {"lists": as_bytes(figure, "svg")})
