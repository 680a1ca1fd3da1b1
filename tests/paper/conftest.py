"""Results, papers made of them, and a browser to read these in."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import small_papers
from small_papers import done

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)


@dataclass
class Papers:
    """Results and papers by name, each made once."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def results(self, name: str) -> Path:
        """The results folder of one of the functions of ``small_papers``; not to be altered."""
        if name not in self.made:
            (self.folder / name).mkdir()
            self.made[name] = getattr(small_papers, name)(self.folder / name)
        return self.made[name]

    def paper(self, name: str) -> Path:
        """The HTML of a paper: of results (several are named with a + between them), of faulty ones, of all blocks."""
        folder = self.folder / f"paper of {name}"
        file = folder / "paper.html"
        if file.exists():
            return file
        if name == "every_block":
            folder.mkdir()
            file.write_text(small_papers.every_block(), encoding="utf-8")
        else:
            results = [self.faulty()] if name == "faults" else [self.results(each) for each in name.split("+")]
            done("report", *results, "--out", folder)
        return file

    def faulty(self) -> Path:
        """Results of which one table is gone and another is altered."""
        folder = self.folder / "faulty"
        shutil.copytree(self.results("comparison"), folder)
        (folder / "targets.csv").unlink()
        with (folder / "differences.csv").open("a") as file:
            file.write("one,cell,too,few\n")
        return folder


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """What papers are made of, and the papers."""
    return Papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Headless Chromium; a test that wants it is skipped where there is none, unless it must not be."""
    lacks = "" if CHROMIUM else "there is no Chromium on this machine"
    missing = [name for name in ("axe_playwright_python", "playwright", "pypdfium2") if find_spec(name) is None]
    if missing:
        lacks = f"{' and '.join(missing)} are not installed: pip install 'carecap[browser]'"
    if lacks and os.environ.get("CARECAP_BROWSER") == "required":
        pytest.fail(f"papers are to be read in a browser, and {lacks}")
    if lacks:
        pytest.skip(lacks)
    from playwright.sync_api import sync_playwright

    # Not for the session: while Playwright runs, no other test of this process could have an event loop.
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=["--disable-gpu", "--disable-quic"]
        )
        yield started
        started.close()


@pytest.fixture
def opened(browser: "Browser") -> Iterator[Callable[..., object]]:
    """Open a file in a new window of a width [CSS px]; further words are those of Playwright's contexts."""
    contexts = []

    def show(file: Path, width: int = 1200, **how: object) -> object:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
