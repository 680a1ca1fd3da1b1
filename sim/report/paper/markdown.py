"""A paper as Markdown: its page without what only a page has, by a library that knows what must be escaped."""

from typing import TYPE_CHECKING

from sim.report.paper.blocks import Paper, pictures
from sim.report.paper.html import html_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_ONLY_OF_PAGES = "head, nav, .skip, details"


def markdown_of(paper: Paper) -> str:
    """A paper as Markdown; a diagram that has a text in Mermaid's language stands as that, other pictures as links."""
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    drawn = pictures(paper.sections)
    page = BeautifulSoup(html_of(paper, {picture.name: b"" for picture in drawn}), "html.parser")
    for tag in page.select(_ONLY_OF_PAGES):
        tag.decompose()
    for image, picture in zip(page.select("figure img"), drawn, strict=True):
        if picture.text:
            image.replace_with(_made(page, "pre", picture.text))
        else:
            image["src"] = f"{picture.name}.svg"
    for caption in page.select("caption"):
        table = caption.find_parent("table")
        assert table is not None, "captions are those of tables"
        table.insert_before(_made(page, "p", caption.get_text(), within="strong"))
        caption.decompose()
    for fact in page.select("dl div"):
        name, words = fact.select("dt, dd")
        fact.replace_with(_made(page, "p", f"{name.get_text()}: {words.get_text()}"))
    # Whatever a label holds is escaped, so that it stands as it was written.
    converter = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=True, code_language="mermaid")
    return str(converter.convert_soup(page)).strip() + "\n"


def _made(page: "BeautifulSoup", name: str, text: str, *, within: str = "") -> "Tag":
    """An element with a text; ``within`` a further element in it."""
    made = page.new_tag(name)
    inner = page.new_tag(within) if within else made
    inner.string = text
    if within:
        made.append(inner)
    return made
