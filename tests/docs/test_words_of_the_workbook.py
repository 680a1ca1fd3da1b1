"""The workbook defines its words as the glossary does."""

from pathlib import Path

from sim.report.paper.book.words import WORDS

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def test_words_of_the_workbook_are_those_of_the_glossary() -> None:
    rows = [
        line.strip("| \n").split(" | ", 1)
        for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
        if " | " in line
    ]
    meanings = dict(rows)
    assert {word: meanings.get(word) for word in WORDS} == WORDS
