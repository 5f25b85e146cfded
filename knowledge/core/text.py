"""What people write: tidied on the way in, Markdown to safe HTML on the way out. The only user of bleach."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import bleach
from bleach.linkifier import LinkifyFilter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
_ATTRIBUTES = {"*": ["dir"], "a": ["href", "title"], "ol": ["start"]}
_PROTOCOLS = frozenset(("http", "https", "mailto", "tel"))
_BLOCKS = frozenset(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "th", "td"])
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff]")


def line(text: str, *, limit: int = 200) -> str:
    """One tidy line: no control characters, no direction marks, single blanks, at most ``limit`` characters."""
    return " ".join(block(text).split())[:limit].strip()


def block(text: str) -> str:
    """Tidy text of many lines: no control characters and no direction marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _DIRECTION_MARKS.sub("", text)).strip()


def html(markdown: str, *, heading: int = 3) -> str:
    """Markdown as sanitised HTML; each block finds its own direction.

    ``heading`` is the level of the first heading: 3 below a page's h1 and h2. 0 makes headings bold lines.
    """
    converter = Markdown(
        extensions=["tables", "sane_lists", "nl2br", "fenced_code", _Outline(heading=heading)],
        output_format="html",
    )
    cleaner = bleach.Cleaner(
        tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True, filters=[LinkifyFilter]
    )
    return str(cleaner.clean(converter.convert(markdown)))


def plain(markdown: str) -> str:
    """The words of a Markdown text, without its marks."""
    stripped = bleach.clean(html(markdown), tags=set(), strip=True)
    return re.sub(r"[ \t]+", " ", _unescape(stripped)).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text, cut between words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rpartition(" ")[0].rstrip(",;:–-") + "…"


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


class _Outline(Extension):
    """Gives blocks their direction, and headings levels that continue the page's own."""

    def __init__(self, heading: int) -> None:
        super().__init__()
        self.heading = heading

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.treeprocessors.register(_OutlineProcessor(md, self.heading), "outline", 1)


class _OutlineProcessor(Treeprocessor):
    def __init__(self, md: Markdown, heading: int) -> None:
        super().__init__(md)
        self.heading = heading

    def run(self, root: Element) -> None:
        deepest = self.heading - 1
        for element in root.iter():
            if element.tag in _BLOCKS:
                element.set("dir", "auto")
            if re.fullmatch("h[1-6]", element.tag):
                if not self.heading:
                    element.tag = "p"
                    continue
                wanted = self.heading + int(element.tag[1]) - 1
                deepest = min(wanted, deepest + 1, 6)
                element.tag = f"h{deepest}"
