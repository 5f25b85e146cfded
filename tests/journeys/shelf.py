"""Items of three years to search among, made as rows because dates cannot be sent."""

from __future__ import annotations

import subprocess
import sys

from tests import papers
from tests.serving import ROOT, Client, Installation

# Every third is a project, the others are tenders.
_FILL = """
import datetime
from app import create_app
from knowledge.accounts.models import User
from knowledge.core.db import session, transaction
from knowledge.core.findable import rebuild
from knowledge.library.models import Item
from knowledge.taxonomy.service import add_authority
from knowledge.taxonomy.tags import tags_named
create_app()
with transaction():
    owner = session.query(User).filter_by(email="dana@test.example").one()
    manager = session.query(User).filter_by(email="michal@test.example").one().actor
    places = [add_authority(manager, {"name": name, "kind": "city", "region": "north", "size": "small"})
              for name in ("חוף", "הר", "עמק", "מדבר", "יער", "נחל", "גבעה", "שדה", "כרם", "בקעה")]
    for number in range(30):
        month = datetime.datetime(2023 + number // 12, 1 + number % 12, 10, tzinfo=datetime.UTC)
        item = Item(title=f"מדידת מים {number:02}", type_code="tender" if number % 3 else "project",
                    fields={}, owner_id=owner.id, authority_id=places[number % 10].id,
                    created=month, changed=month)
        item.text = "מדידת מים ברשת העירונית, מונים חכמים והתראות על נזילות. " * 3
        item.tags = tags_named([f"תגית {number % 5}", f"נושא {number:02}", f"נושא {number + 30:02}"])
        session.add(item)
rebuild()
"""


def fill(place: Installation, dana: Client) -> int:
    """Thirty items of dana's about water, and one with a file of three pages; returns that one's number."""
    done = subprocess.run(
        [sys.executable, "-c", _FILL],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    paper = papers.pdf("שלום לכולם, פתיחה כללית.", "מד מים חכם ומד מים ישן.", "עוד על מד מים בשכונה.")
    form = [("type", "procedure"), ("title", "נוהל התקנת מונים")]
    status, item = dana.upload("/items", form, [("נוהל.pdf", paper)])
    assert status == 201, item
    dana.when_read(item["id"])
    return int(item["id"])
