"""The administrators' page and its API: what is said about jobs and index, and retrying."""

from __future__ import annotations

from datetime import timedelta

import pytest

from knowledge.admin import service, words
from knowledge.core import clock, jobs
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Job
from knowledge.core.tools import tools
from search.engine import EngineAway
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def failed(app) -> int:
    """A job that failed; its number."""
    with transaction():
        now = clock.now()
        job = Job(
            name="library.jobs.read_file",
            subject="7",
            lane="read",
            due=now,
            created=now - timedelta(hours=2),
            attempts=5,
            error="ValueError (ingest/clean.py:7)",
            failed=now,
        )
        session.add(job)
        session.flush()
        return job.id


def job(number: int) -> Job:
    session.remove()
    return session.get_one(Job, number)


def test_an_administrator_sees_what_failed_and_where(app, browser, failed):
    page = browser(make.person(role="administrator")).get("/admin")

    for shown in ("library.jobs.read_file", "ValueError (ingest/clean.py:7)", "ניסיון חוזר", "Python"):
        assert shown in words_of(page)


def test_the_page_is_not_for_members_and_managers(app, browser, failed):
    for role in ("member", "manager"):
        person = browser(make.person(role=role))

        assert person.get("/admin").status_code == 403
        assert person.post(f"/admin/jobs/{failed}/retry").status_code == 403
        assert person.post("/admin/jobs/retry").status_code == 403
        assert "/admin" not in person.get("/").text
    assert job(failed).failed


def test_a_failed_job_is_retried_by_one_touch(app, browser, failed):
    answer = browser(make.person(role="administrator")).post(f"/admin/jobs/{failed}/retry", page="/admin")

    assert answer.location == "/admin"
    assert (job(failed).failed, job(failed).attempts) == (None, 0)


def test_all_failed_jobs_are_retried_by_one_touch(app, browser, failed):
    browser(make.person(role="administrator")).post("/admin/jobs/retry", page="/admin")

    assert job(failed).failed is None


@pytest.mark.parametrize("program", ["/usr/bin/soffice", None])
def test_the_page_says_what_this_machine_has(app, browser, monkeypatch, program):
    monkeypatch.setattr(service, "ocr_available", lambda: bool(program))
    monkeypatch.setattr(service, "program", lambda: program)

    page = words_of(browser(make.person(role="administrator")).get("/admin?lang=en"))

    for name in ("Tesseract", "LibreOffice"):
        assert (f"{name} is not installed" in page) == (program is None)


def test_the_page_asks_the_database_little(app, browser, failed):
    person = browser(make.person(role="administrator"))

    with counted() as queries:
        person.get("/admin")

    assert len(queries) <= 15, queries


def test_the_page_says_when_the_index_cannot_be_used(app, browser, monkeypatch):
    def away():
        raise EngineAway

    monkeypatch.setattr(tools().search, "stamps", away)

    assert "flask reindex" in words_of(browser(make.person(role="administrator")).get("/admin"))


def test_the_api_lists_and_retries_jobs(app, failed):
    asks = {"Authorization": f"Bearer {make.token(make.person(role='administrator'))}"}
    client = app.test_client()

    listed = client.get("/api/v1/jobs?state=failed", headers=asks).get_json()
    retried = client.post(f"/api/v1/jobs/{failed}/retry", headers=asks).get_json()
    again = client.post(f"/api/v1/jobs/{failed}/retry", headers=asks)

    assert listed["total"] == 1
    assert listed["jobs"][0]["error"] == "ValueError (ingest/clean.py:7)"
    assert (retried["state"], retried["attempts"], retried["error"]) == ("waiting", 0, "")
    assert again.status_code == 404


def test_the_api_tells_how_the_platform_is(app, failed):
    asks = {"Authorization": f"Bearer {make.token(make.person(role='administrator'))}"}

    told = app.test_client().get("/api/v1/platform", headers=asks).get_json()

    assert [kind["failed"] for kind in told["jobs"] if kind["failed"]] == [1]
    assert {"documents", "expected", "behind", "excluded"} == set(told["index"])
    assert {type(told[name]) for name in ("ocr", "layouts")} == {bool}
    assert (told["files"], "Python" in told["versions"]) == ({"stored": 0, "bytes": 0}, True)


def test_the_api_lists_no_jobs_for_others(app):
    asks = {"Authorization": f"Bearer {make.token(make.person(role='manager'))}"}

    assert app.test_client().get("/api/v1/platform", headers=asks).status_code == 403
    assert app.test_client().get("/api/v1/jobs", headers=asks).status_code == 403
    assert app.test_client().post("/api/v1/jobs/retry", headers=asks).status_code == 403


def test_whoever_watches_the_platform_needs_no_account(app):
    answer = app.test_client().get("/health")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_every_kind_of_job_has_plain_words(app):
    assert {kind.name for kind in jobs.kinds()} == set(words.JOBS)
    assert {str(lane) for lane in jobs.Lane} == set(words.LANES)
