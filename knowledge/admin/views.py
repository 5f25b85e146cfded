"""The administrators' page, and whether the platform answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from knowledge.admin import service, words
from knowledge.core.db import session
from knowledge.core.i18n import _, ngettext
from knowledge.core.web import actor, page_number, public

pages = Blueprint("admin", __name__)


@pages.get("/admin")
def index() -> ResponseReturnValue:
    return render_template(
        "admin/index.html",
        health=service.health(actor()),
        failed=service.unfinished(actor(), page=page_number(), failed=True),
        jobs=words.JOBS,
        lanes=words.LANES,
    )


@pages.post("/admin/jobs/<int:job_id>/retry")
def retry(job_id: int) -> ResponseReturnValue:
    service.retry(actor(), job_id)
    flash(_("The job begins anew."))
    return redirect(url_for("admin.index"))


@pages.post("/admin/jobs/retry")
def retry_all() -> ResponseReturnValue:
    count = service.retry_all(actor())
    flash(ngettext("One job begins anew.", "%(num)s jobs begin anew.", count))
    return redirect(url_for("admin.index"))


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """For whoever watches over the platform: the web and the database answer."""
    session.execute(text("SELECT 1"))
    return {"status": "ok"}
