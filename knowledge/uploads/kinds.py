"""Words by which people call kinds of documents and speak of fields: evidence for type and domains."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from knowledge.uploads.evidence import Evidence, Words
from search.hebrew.analyze import forms

_Terms = tuple[tuple[int, tuple[str, ...]], ...]
# By the code of the type: words and phrases, and how surely each speaks for it, from 1 to 4.
_WORDS: Mapping[str, Mapping[int, str]] = {
    "tender": {
        4: "מכרז, מכרזים, מפרט, כתב כמויות, הזמנה להציע, תנאי סף, tender, rfp, rfi",
        3: "קבלן, המציע, הצעות מחיר, חוזה, הסכם, ערבות, bidder, requirements",
        2: "אומדן, זוכה, מציעים, supplier, מחירון",
    },
    "procedure": {
        4: "נוהל, נהלים, procedure, הוראות עבודה, תקנון",
        3: "תהליך, היתר, רישוי, סמכויות, הנחיה, נספח, policy",
        2: "מטרת הנוהל, הגדרות, אחריות, תחולה, שלבים",
    },
    "template": {
        4: "תבנית, טופס, שאלון, נוסח, שלד, למילוי, template, form, questionnaire",
        3: "למחוק, ממלאים, לדוגמה, דוגמה ממולאת, למלא, סיכום ישיבה",
        2: "שם מלא, חתימה, תאריך הישיבה",
    },
    "suppliers": {
        4: "ספקים, ספקי, רשימת ספקים, מרצים, מנחים, suppliers, vendors, הצעת מחיר",
        3: "קבלנים, יועצים, נותני שירות, מאגר",
        2: "ספק, מחיר, המלצה, עוסק",
    },
    "contacts": {
        4: "אנשי קשר, רשימת קשר, אלפון, ספר טלפונים, contacts, directory",
        3: "טלפון, נייד, פורום, רכזים, דואר אלקטרוני",
        2: "תפקיד, משרד",
    },
    "statistics": {
        4: "נתונים, נתוני, סטטיסטיקה, סקר, ספירת, ספירה, תחזית, גבייה, גביית, מדדים, statistics, survey",
        3: "רבעון, ממצאים, אחוז, משיבים, אוכלוסייה, שיעור",
        2: "טבלה, ממוצע, תרשים",
    },
    "information": {
        4: "מדריך, לקחים, השוואה, השוואת, סקירה, מאמר, מחקר, ערכה, guide, review",
        3: "כך עושים, הסבר, שאלות ותשובות, טיפים, מושגים",
        2: "טעויות, כדאי",
    },
    "project": {
        4: "פרויקט, פרויקטים, תיק פרויקט, תכנית פעולה, תוכנית פעולה, מיזם, דוח סיום, פיילוט, project",
        3: "תכנית, תוכנית, אסטרטגית, חזון, מינהלת, מערך, מיפוי, כדאיות, רב שנתית",
        2: "שותפים, אבני דרך, לוח זמנים, תקציב",
    },
}
# By the code of the domain.
_DOMAIN_WORDS: Mapping[str, str] = {
    "organization": "נוהל, נהלים, תפקיד, עובדים, ועדה, ישיבה, משאבי אנוש, רכש, ביקורת, מנכל, סמכויות,"
    "התקשרות, חשב, יועץ משפטי, גזבר",
    "digital": "דיגיטלי, דיגיטלית, מערכת, מערכות, ממשק, gis, אבטחה, מאגר, שכבות, תוכנה, ענן, api,נתונים, אתר",
    "service": "שירות, תושבים, פניות, מוקד, מתנדבים, קהילה, חינוך, רווחה, תלמידים, אזרחים, מענה, לקוחות,"
    "משפחות",
    "strategy": "אסטרטגיה, אסטרטגית, יעדים, מדדים, חזון, תכנית עבודה, מדידה, תחזית, סדרי עדיפויות,"
    "שיתוף ציבור",
    "economy": "תקציב, כלכלי, עסקים, הכנסות, גבייה, ארנונה, השקעה, מסחר, עלות, החזר, תעסוקה, מימון, הנחות",
    "planning": "תכנון, בנייה, תבע, דיור, התחדשות, מתחם, היתר, מגרש, אדריכל, תשתיות, בניין, תחבורה, שטח",
}
_BLANKS = re.compile(r"_{3,}|\.{5,}|…{2,}|\[[^\]\n]{0,40}\]")
_TELEPHONE = re.compile(r"\b0\d{1,2}[-\s]?\d{7}\b|\b0\d{1,2}-\d{3}-?\d{4}\b|\*\d{3,4}\b|[\w.]+@[\w.]+")
_NUMBER = re.compile(r"\b\d[\d,.]*%?")


def speaks_for(evidence: Evidence, labels: Mapping[str, str]) -> dict[str, float]:
    """How much the files' own words speak for each type; a type that a manager added is its name's words."""
    found = {code: _by_words(evidence, _terms(code, label)) for code, label in labels.items()}
    words = max(evidence.words.number, 40)
    signs = {
        "template": min(25 * len(_BLANKS.findall(evidence.text)) / words, 1.5),
        "contacts": min(15 * len(_TELEPHONE.findall(evidence.text)) / words, 1.5),
        "statistics": min(3 * max(len(_NUMBER.findall(evidence.text)) / words - 0.15, 0), 1.0),
    }
    for code in signs.keys() & found.keys():
        found[code] += signs[code]
    return found


@cache
def domain_words(code: str, label: str) -> Collection[Sequence[str]]:
    """What speaks for a domain; for one that not every installation has, the words of its name."""
    terms = _DOMAIN_WORDS.get(code) or label
    return [tuple(forms(term)) for term in terms.split(",")]


def _by_words(evidence: Evidence, terms: _Terms) -> float:
    called, opening = _first(evidence.called, terms), _first(evidence.opening, terms)
    return 1.2 * called + 0.6 * opening + 0.3 * _often(evidence.words, terms)


def _first(words: Words, terms: _Terms) -> float:
    """The strongest word or phrase that stands there, and a little for a second one."""
    strengths = sorted((strength for strength, term in terms if words.strictly(term)), reverse=True)
    return sum(strength / 4 * share for strength, share in zip(strengths, (1, 1 / 3, 1 / 9), strict=False))


def _often(words: Words, terms: _Terms) -> float:
    number = max(words.number, 100)
    return min(sum(strength * 10 * words.strictly(term) / number for strength, term in terms), 1.5)


@cache
def _terms(code: str, label: str) -> _Terms:
    listed = _WORDS.get(code, {4: label})
    return tuple(
        (strength, tuple(forms(term))) for strength, terms in listed.items() for term in terms.split(",")
    )
