"""The eight types of items (C-29) and the fields they ask for, with which every installation begins."""

from __future__ import annotations

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.library.models import ItemType, TypeField

_TYPES = (
    ("project", "פרויקט", "Project"),
    ("procedure", "נוהל", "Procedure"),
    ("tender", "מכרז", "Tender"),
    ("template", "תבנית", "Template"),
    ("suppliers", "רשימת ספקים", "Supplier list"),
    ("contacts", "אנשי קשר", "Contacts"),
    ("statistics", "מידע סטטיסטי", "Statistics"),
    ("information", "מידע מעובד", "Processed information"),
)
_STATUSES = [
    {"value": "planned", "label_he": "בתכנון", "label_en": "Planned"},
    {"value": "running", "label_he": "בביצוע", "label_en": "Running"},
    {"value": "done", "label_he": "הושלם", "label_en": "Done"},
]
# type, name, Hebrew, English, kind, searchable
_FIELDS = (
    ("project", "status", "מצב הפרויקט", "Status", "choice", False),
    ("project", "start", "תחילת הפרויקט", "Start", "date", False),
    ("project", "budget", "תקציב (ש״ח)", "Budget (ILS)", "number", False),
    ("project", "partners", "שותפים", "Partners", "text", True),
    ("procedure", "approved", "תאריך אישור", "Approved", "date", False),
    ("procedure", "version", "גרסה", "Version", "text", False),
    ("tender", "number", "מספר המכרז", "Tender number", "text", True),
    ("tender", "published", "תאריך פרסום", "Published", "date", False),
    ("tender", "deadline", "מועד אחרון להגשה", "Deadline", "date", False),
    ("tender", "estimate", "אומדן (ש״ח)", "Estimate (ILS)", "number", False),
    ("template", "use", "מתי משתמשים", "When to use it", "text", True),
    ("suppliers", "service", "תחום השירות", "Service", "text", True),
    ("suppliers", "updated", "נכון לתאריך", "As of", "date", False),
    ("contacts", "organisation", "ארגון", "Organisation", "text", True),
    ("contacts", "updated", "נכון לתאריך", "As of", "date", False),
    ("statistics", "year", "שנת הנתונים", "Year of the figures", "number", False),
    ("statistics", "source", "מקור הנתונים", "Source", "text", True),
    ("information", "year", "שנה", "Year", "number", False),
)


def seed() -> None:
    for position, (code, label_he, label_en) in enumerate(_TYPES, start=1):
        if session.get(ItemType, code) is None:
            session.add(ItemType(code=code, label_he=label_he, label_en=label_en, position=position))
    session.flush()
    if session.scalar(select(TypeField.id).limit(1)) is not None:
        return  # from here on the fields are the manager's
    for position, (type_code, name, label_he, label_en, kind, searchable) in enumerate(_FIELDS, start=1):
        session.add(
            TypeField(
                type_code=type_code,
                name=name,
                label_he=label_he,
                label_en=label_en,
                kind=kind,
                choices=_STATUSES if kind == "choice" else [],
                position=position,
                searchable=searchable,
            )
        )
