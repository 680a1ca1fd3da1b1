"""Results as they lie in a folder: the manifest, the tables row by row, and what is wrong with them."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, nan
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.report.figures import MISSING
from sim.report.labels import period_text
from sim.report.manifest import MANIFEST
from sim.report.paper.reading import TableFile, older_layout, read_tables, sound_manifest, table_name
from sim.scenario import Service
from sim.scenario.rebuild import service_from_texts

KINDS = {"compare": "options", "sweep": "points", "staff": "posts", "run": "cases"}
"""Commands that write results, each with a table that no other writes."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure as it is printed, and where it stands: file, line (from 1, the names of columns) and column.

    ``results`` says in which folder, where a paper is made of several: 1 is the one it is about.
    """

    text: str
    value: float | str
    file: str
    line: int
    column: str
    results: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, as it was written."""

    file: str
    line: int
    cells: Mapping[str, str] = field(repr=False)
    results: int = 1

    def text(self, column: str) -> str:
        """What stands in a column; empty if there is none of that name."""
        return self.cells.get(column, "")

    def number(self, column: str) -> float:
        """The number of a column; NaN where nothing stands."""
        text = self.text(column)
        try:
            return float(text) if text else nan
        except ValueError:
            rule = "a number is wanted"
            raise InputFault([Problem(self.file, f"line {self.line}, {column}", rule, repr(text[:40]))]) from None

    def cite(self, column: str, show: Callable[[float], str] | None = None) -> Cited | str:
        """The figure of a column with its place, written by ``show``; a dash where there is none.

        Without ``show`` the cell's words are cited as they stand.
        """
        if show is None:
            text = self.text(column)
            return Cited(text, text, self.file, self.line, column, self.results) if text else MISSING
        value = self.number(column)
        return Cited(show(value), value, self.file, self.line, column, self.results) if isfinite(value) else MISSING


@dataclass(frozen=True)
class Found:
    """A results folder.

    Attributes
    ----------
    kind
        The command that wrote it: a name of ``KINDS``.
    tables
        Rows by name of the table, in the order of the file.
    faults
        What is wrong with the folder, in sentences for the reader; empty if nothing is.
    """

    folder: Path
    kind: str
    manifest: Mapping[str, Any] = field(repr=False)
    tables: Mapping[str, Sequence[Row]] = field(repr=False)
    faults: tuple[str, ...] = ()

    def rows(self, table: str, **where: str) -> Iterator[Row]:
        """The rows of a table whose columns hold these words; none if there is no such table."""
        for row in self.tables.get(table, ()):
            if all(row.text(column) == wanted for column, wanted in where.items()):
                yield row

    def row(self, table: str, **where: str) -> Row | None:
        """The first such row."""
        return next(self.rows(table, **where), None)

    def figure(self, option: str, measure: str, **where: str) -> Row | None:
        """The row of the summary with a measure of a design; dimensions that are not named are empty."""
        blank = dict.fromkeys(("stream", "priority", "activity", "role", "team"), "")
        key = (option, measure, *(({**blank, "period": self.period} | where)[name] for name in _WHERE))
        return self._summary.get(key)

    @cached_property
    def _summary(self) -> dict[tuple[str, ...], Row]:
        names = ("option", "measure", *_WHERE)
        return {tuple(row.text(name) for name in names): row for row in self.tables.get("summary", ())}

    @property
    def title(self) -> str:
        """The title of the experiment or config."""
        return str(self.manifest.get("title", self.folder.name))

    @property
    def question(self) -> str:
        """What was asked."""
        return str(self.manifest.get("question", ""))

    @property
    def period(self) -> str:
        """What figures are of where they do not say otherwise."""
        return str(self.manifest.get("period", "all"))

    @property
    def period_words(self) -> str:
        """That as a sentence has it."""
        return period_text(self.period)

    @property
    def replications(self) -> int:
        """How many futures each figure is of."""
        return int(self.manifest.get("replications", 0))

    @property
    def finished(self) -> dt.datetime:
        """When the results were made; the first day of the service if they do not say."""
        try:
            return dt.datetime.fromisoformat(str(self.manifest.get("run", {}).get("finished")))
        except ValueError:
            return dt.datetime.fromisoformat(str(self.manifest["start_date"])).replace(tzinfo=dt.UTC)

    @property
    def weakest(self) -> str:
        """The weakest grade of evidence that any figure stands on."""
        return str(self.manifest.get("evidence", {}).get("weakest_grade", ""))

    @property
    def designs(self) -> list[Mapping[str, Any]]:
        """What was compared, as the manifest has it, the baseline first."""
        return list(self.manifest.get("designs", ()))

    @property
    def baseline(self) -> str:
        """The name of the first design."""
        return str(self.designs[0]["name"]) if self.designs else str(self.manifest.get("option", ""))

    def service(self, design: str) -> Service:
        """The service of a design, made anew from the texts in the manifest.

        Raises
        ------
        InputFault
            If there are none, or they describe another service.
        """
        if design not in self._services:
            self._services[design] = _service(self.manifest, design, self.folder)
        return self._services[design]

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {}


@dataclass(frozen=True, slots=True)
class Material:
    """What a paper is made of: the results it is about, and further ones that add a plan for staff or sensitivities."""

    main: Found
    more: tuple[Found, ...] = ()

    def of(self, kind: str) -> list[Found]:
        """The results that a command wrote, the main ones first."""
        return [found for found in (self.main, *self.more) if found.kind == kind]


_WHERE = ("stream", "priority", "activity", "role", "team", "period")


def read_found(folder: Path, number: int = 1) -> Found:
    """Read a results folder; what is missing, altered or old in it is told in ``faults``.

    Parameters
    ----------
    number
        Which of the results of a paper these are, from 1.

    Raises
    ------
    InputFault
        If it is no results folder, or the table that every paper of its kind needs cannot be read.
    """
    manifest = sound_manifest(folder)
    listed = {table_name(file) for file in manifest["files"]}
    kind = next((kind for kind, table in KINDS.items() if table in listed), "")
    if not kind:
        rule = "there are no results here that a paper could be made of"
        hint = "Name the folder that carecap compare, staff, sweep or run wrote."
        raise InputFault([Problem(str(folder), "", rule, suggestion=hint)])
    files, faults = read_tables(folder, manifest)
    main = files.get(KINDS[kind])
    if main is None or main.empty:
        rule = f"there is no paper without the table {KINDS[kind]}, which is missing, empty or cannot be read"
        raise InputFault([Problem(str(folder), "", rule, suggestion="Make the results again.")])
    tables = Tables(files, number)
    return Found(folder, kind, manifest, tables, (*older_layout(manifest), *faults, *_other_number(manifest, tables)))


def _other_number(manifest: Mapping[str, Any], tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """A sentence if the options were replicated more or less often than the manifest says."""
    told = {row.number("replications") for row in tables.get("options", ())} - {float(manifest.get("replications", 0))}
    if told and all(map(isfinite, told)):
        yield (
            f"The manifest says {manifest.get('replications')} futures, but the table of options"
            f" {max(told):.0f}: one of them was altered, and what this paper says of futures may be wrong."
        )


def read_material(results: Sequence[Path]) -> Material:
    """Read results folders: the one that a paper is about, then those that add to it."""
    main, *more = (read_found(folder, number) for number, folder in enumerate(results, start=1))
    return Material(main, tuple(more))


class Tables(Mapping[str, Sequence[Row]]):
    """Tables by name; each is parsed when it is first asked for."""

    def __init__(self, files: Mapping[str, TableFile], results: int = 1) -> None:
        self._files = files
        self._results = results
        self._rows: dict[str, list[Row]] = {}

    def __getitem__(self, name: str) -> Sequence[Row]:
        table = self._files[name]
        if name not in self._rows:
            self._rows[name] = [Row(table.file.name, line, cells, self._results) for line, cells in table.lines]
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _service(manifest: Mapping[str, Any], design: str, folder: Path) -> Service:
    texts = manifest.get("texts") or manifest.get("config", {}).get("texts", ())
    entry = next((item for item in manifest.get("designs", ()) if item["name"] == design), None)
    places = range(len(texts)) if entry is None else entry.get("texts", ())
    if not places or not all(place in range(len(texts)) for place in places):
        rule = "the manifest does not hold the texts of the configs"
        raise InputFault([Problem(str(folder / MANIFEST), "texts", rule, suggestion="Make the results again.")])
    named = [(texts[place]["file"], texts[place]["text"]) for place in places]
    return service_from_texts(named, digest="" if entry is None else entry["hash"].partition(":")[2])
