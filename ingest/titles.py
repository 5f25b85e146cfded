"""What a document calls itself in its properties, tidied; what programs fill in by themselves is dropped."""

from __future__ import annotations

import re

from ingest.clean import tidy_text

_LONGEST = 200
_SHORTEST = 3
_FRONT = re.compile(
    r"^(?:(?:microsoft\s+\w+|libreoffice\s+\w+|print|winword)\s*[-–:]|(?:re|fwd?|השב|תשובה|הועבר)\s*:)\s*",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\.(?:docx?|dotx?|rtf|odt|ott|pdf|pptx?|odp|xlsx?|ods|csv|txt|html?|indd|pub|eml|msg)$", re.IGNORECASE
)
_PATH = re.compile(r"^(?:file:|[a-z]:[\\/]|[\\/]{1,2}\w).*[\\/]", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:untitled|no ?title|title|document|doc|book|workbook|sheet|presentation|slide|template|test|blank"
    r"|powerpoint presentation|microsoft \w+|adobe \w+|scan(?:ned)?(?: document| image)?|image|img|page"
    r"|new document|converted|about:blank|index|home"
    r"|ללא (?:כותרת|שם|נושא)|מסמך|מסמך חדש|חוברת|גיליון|מצגת(?: של powerpoint)?|שקופית|כותרת|טיוטה"
    r"|סריקה|תבנית)[\s_-]*\(?\d{0,6}\)?",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_HEBREW = re.compile("[א-ת]")
# Hebrew letters of Windows, taken for Western European ones.
_MISREAD = re.compile("[à-ú]{2}")


def tidy_title(found: object) -> str:
    """The title as people would read it, or "" when it says nothing. What a worker found may be anything."""
    if isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, str):
        return ""
    title = " ".join(tidy_text(_reread(found[: 10 * _LONGEST])).split())
    title = _PATH.sub("", _without_front(title))
    title = _ENDING.sub("", title).strip(" \"'_-–:.")[:_LONGEST].strip()
    says_nothing = len(_LETTER.findall(title)) < _SHORTEST or _NOTHING.fullmatch(title)
    return "" if says_nothing else title


def _without_front(title: str) -> str:
    """Less what programs put before a name, and mails before a subject, however often."""
    while match := _FRONT.match(title):
        title = title[match.end() :]
    return title


def _reread(title: str) -> str:
    if _HEBREW.search(title) or not _MISREAD.search(title):
        return title
    try:
        again = title.encode("latin-1").decode("cp1255")
    except UnicodeError:
        return title
    hebrew = len(_HEBREW.findall(again))
    return again if hebrew >= len(_LETTER.findall(again)) * 0.6 else title
