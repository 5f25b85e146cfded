"""What people write: tidied on the way in, Markdown to safe HTML on the way out. The only user of bleach."""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

import bleach
from bleach.linkifier import LinkifyFilter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor, LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _, number

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
_BLOCKS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td"])
# For these a browser's `auto` would skip the blocks inside, and bullets would stand outside the page.
_HOLDERS = frozenset(["ul", "ol", "blockquote", "table"])
_FIRST_LETTER = re.compile("([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])|[^\\W\\d_]")
# How far the end of a link or of code is looked for: without these, thousands of brackets would take minutes.
_LONGEST_LINK_TEXT, _LONGEST_LINK_TARGET, _LONGEST_CODE = 500, 2_000, 1_000
# A text with more of these is no prose, and would take long to understand: it is shown as it was typed.
_MOST_LINES, _MOST_SIGNS, _MOST_BRACKETS, _MOST_BLANKS = 2_000, 4_000, 500, 100
_SIGN = re.compile(r"[][\\*_`|<>&()]")
_DEEP_LIST = re.compile(r"^(?:[ \t]*(?:[-+*>]|\d{1,9}\.)[ \t]){20}", re.MULTILINE)
_BLANKS = re.compile(rf"[^\S\n]{{{_MOST_BLANKS},}}")
_PLACEHOLDERS = re.compile("\x02[^\x03]*\x03")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff]")


def line(text: str, *, limit: int = 200) -> str:
    """One tidy line of at most ``limit`` characters: no control characters, no direction marks."""
    return " ".join(block(text).split())[:limit].strip()


def block(text: str) -> str:
    """Tidy text of many lines: no control characters and no direction marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _DIRECTION_MARKS.sub("", text)).strip()


def written(typed: str, *, longest: int, field: str = "text") -> str:
    """What somebody wrote, tidied. Raises Invalid when nothing is left, or more than there is room for."""
    tidy = block(typed)
    if not tidy:
        raise Invalid(_("Nothing is written here yet."), field=field)
    return at_most(tidy, longest=longest, field=field)


def at_most(tidy: str, *, longest: int, field: str = "text") -> str:
    """The text, when there is room for it. Raises Invalid."""
    if len(tidy) > longest:
        sentence = _(
            "There is room for %(most)s characters; here are %(present)s.",
            most=number(longest),
            present=number(len(tidy)),
        )
        raise Invalid(sentence, field=field)
    return tidy


def html(markdown: str, *, heading: int = 3) -> str:
    """Markdown as sanitised HTML; each block finds its own direction.

    ``heading`` is the level of the first heading: 3 below a page's h1 and h2. 0 makes headings bold lines.
    HTML that was typed, and a text too tangled to be understood in a moment, are shown as typed.
    """
    markdown = _BLANKS.sub(" " * _MOST_BLANKS, markdown)
    if _is_tangled(markdown):
        return _as_typed(markdown)
    converter = Markdown(
        extensions=["tables", "sane_lists", "nl2br", "fenced_code", _Outline(heading=heading)],
        output_format="html",
    )
    cleaner = bleach.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        protocols=_PROTOCOLS,
        strip=True,
        filters=[LinkifyFilter],  # type: ignore[list-item]
    )
    try:
        return str(cleaner.clean(converter.convert(markdown)))
    except RecursionError:  # lists or quotes in one another, many times
        return _as_typed(markdown)


def plain(markdown: str) -> str:
    """The words of a Markdown text, without its marks."""
    stripped = unescape(bleach.clean(html(markdown), tags=set(), strip=True))
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", stripped)).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text, cut between words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    beginning = text[:length]
    return (beginning.rpartition(" ")[0] or beginning).rstrip(",;:–-") + "…"


def _is_tangled(text: str) -> bool:
    """Told from the text without understanding it, in time that grows with its length alone."""
    return (
        text.count("\n") > _MOST_LINES
        or text.count("[") > _MOST_BRACKETS
        or len(_SIGN.findall(text)) > _MOST_SIGNS
        or bool(_DEEP_LIST.search(text))
    )


def _as_typed(text: str) -> str:
    paragraphs = (escape(part, quote=False).strip() for part in re.split(r"\n\s*\n", text))
    return "\n".join(
        f'<p dir="auto">{part.replace(chr(10), "<br>" + chr(10))}</p>' for part in paragraphs if part
    )


class _Outline(Extension):
    """Gives blocks their direction, and headings levels that continue the page's own."""

    def __init__(self, heading: int) -> None:
        super().__init__()
        self.heading = heading

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.treeprocessors.register(_OutlineProcessor(md, self.heading), "outline", 1)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        nearby = BACKTICK_RE.replace(".+?", f".{{1,{_LONGEST_CODE}}}?")
        md.inlinePatterns.register(BacktickInlineProcessor(nearby), "backtick", 190)
        for processor in md.inlinePatterns:
            if isinstance(processor, LinkInlineProcessor):
                _look_nearby(processor)


class _OutlineProcessor(Treeprocessor):
    def __init__(self, md: Markdown, heading: int) -> None:
        super().__init__(md)
        self.heading = heading

    def run(self, root: Element) -> None:
        deepest = self.heading - 1
        for element in list(root.iter()):
            if element.tag in _BLOCKS and not HTML_PLACEHOLDER_RE.fullmatch(element.text or ""):
                element.set("dir", "auto")
            if element.tag in _HOLDERS and (direction := _direction("".join(element.itertext()))):
                element.set("dir", direction)
            if re.fullmatch("h[1-6]", element.tag):
                if not self.heading:
                    _make_bold(element)
                    continue
                wanted = self.heading + int(element.tag[1]) - 1
                deepest = min(wanted, deepest + 1, 6)
                element.tag = f"h{deepest}"


def _make_bold(heading: Element) -> None:
    strong = Element("strong")
    strong.text, strong[:] = heading.text, list(heading)
    heading.tag, heading.text, heading[:] = "p", None, [strong]


def _look_nearby(processor: LinkInlineProcessor) -> None:
    """Search for a link's end no farther than links are long."""
    text_of, target_of = processor.getText, processor.getLink

    def text_nearby(data: str, index: int) -> tuple[str, int, bool]:
        if data.find("]", index, index + _LONGEST_LINK_TEXT) < 0:
            return "", index, False
        found, length, closed = text_of(data[index : index + _LONGEST_LINK_TEXT], 0)
        return found, index + length, closed

    def target_nearby(data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, length, closed = target_of(data[index : index + _LONGEST_LINK_TARGET], 0)
        return href, title, index + length, closed

    processor.getText, processor.getLink = text_nearby, target_nearby  # type: ignore[method-assign]


def _direction(text: str) -> str:
    """Of the first letter; what stands in for stored HTML does not count. Empty without letters."""
    letter = _FIRST_LETTER.search(_PLACEHOLDERS.sub("", text))
    return ("rtl" if letter[1] else "ltr") if letter else ""
