"""How the platform is and what became of its jobs, for administrators' programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request

from knowledge.admin import service
from knowledge.core import api as json
from knowledge.core.clock import iso
from knowledge.core.jobs import Job
from knowledge.core.web import actor, page_number

api = json.blueprint("admin", __name__)


@api.get("/platform")
def platform() -> dict[str, Any]:
    found = service.health(actor())
    return {
        "jobs": [{**asdict(kind), "oldest": iso(kind.oldest)} for kind in found.jobs],
        "index": asdict(found.index),
        "files": {"stored": found.files, "bytes": found.bytes},
        "sandbox": found.sandbox,
        "ocr": found.ocr,
        "layouts": found.layouts,
        "versions": dict(found.versions),
    }


@api.get("/jobs")
def jobs() -> dict[str, Any]:
    found = service.unfinished(actor(), page=page_number(), failed=request.args.get("state") == "failed")
    return json.listed("jobs", found, _shown)


@api.post("/jobs/<int:job_id>/retry")
def retry(job_id: int) -> dict[str, Any]:
    return _shown(service.retry(actor(), job_id))


@api.post("/jobs/retry")
def retry_all() -> dict[str, int]:
    return {"retried": service.retry_all(actor())}


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.name,
        "subject": job.subject,
        "lane": job.lane,
        "state": service.state_of(job),
        "attempts": job.attempts,
        "error": job.error,
        "created": iso(job.created),
        "due": iso(job.due),
        "failed": iso(job.failed),
    }
