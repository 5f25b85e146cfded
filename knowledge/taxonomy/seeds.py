"""The six core fields of the programme (D-02), with which every installation begins."""

from __future__ import annotations

from knowledge.core.db import session
from knowledge.taxonomy.models import Domain

_DOMAINS = (
    ("organization", "תשתיות ארגוניות", "Organisational infrastructure"),
    ("digital", "דיגיטציה וחדשנות", "Digitisation and innovation"),
    ("service", "שירות לתושב", "Service to residents"),
    ("strategy", "תכנון אסטרטגי", "Strategic planning"),
    ("economy", "פיתוח כלכלי", "Economic development"),
    ("planning", "תכנון עירוני", "Urban planning"),
)


def seed() -> None:
    for position, (code, label_he, label_en) in enumerate(_DOMAINS, start=1):
        if session.get(Domain, code) is None:
            session.add(Domain(code=code, label_he=label_he, label_en=label_en, position=position))
