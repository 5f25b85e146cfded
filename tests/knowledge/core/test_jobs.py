"""Jobs are done once, in order, by whoever lives, and fail for themselves only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from knowledge.core import clock, jobs
from knowledge.core.db import session, transaction
from knowledge.core.jobs import (
    LEASE,
    MOST_ATTEMPTS,
    Job,
    JobKind,
    Lane,
    Postponed,
    keep_alive,
    later,
    release,
    retry,
    run_due,
    run_until_done,
    schedule_regular,
)

ran: list[tuple[str, ...]] = []
gone_wrong: list[str] = []
meanwhile: list[Callable[[], None]] = []


def note(subjects: Sequence[str]) -> None:
    for act in meanwhile:
        act()
    ran.append(tuple(subjects))


def stumble(subjects: Sequence[str]) -> None:
    ran.append(tuple(subjects))
    if "bad" in subjects:
        raise ValueError("what somebody wrote")


def wait_for_it(subjects: Sequence[str]) -> None:
    ran.append(tuple(subjects))
    raise Postponed("away")


def tick(subjects: Sequence[str]) -> None:
    ran.append(tuple(subjects))


def stumble_daily(subjects: Sequence[str]) -> None:
    raise ValueError


@pytest.fixture(autouse=True)
def kinds(app: Flask) -> Iterator[None]:
    known = jobs.kinds()
    jobs.set_kinds(
        (
            JobKind(note, Lane.QUICK),
            JobKind(stumble, Lane.INDEX, batch=10, gave_up=gone_wrong.append),
            JobKind(wait_for_it, Lane.OCR),
            JobKind(tick, Lane.READ, every=timedelta(hours=1)),
            JobKind(stumble_daily, Lane.PICTURES, every=timedelta(days=1)),
        )
    )
    with transaction():
        for job in session.scalars(select(Job)):
            session.delete(job)
    ran.clear(), gone_wrong.clear(), meanwhile.clear()
    yield
    jobs.set_kinds(known)


def ask(run: Callable[[Sequence[str]], None], *subjects: object, after: timedelta = timedelta(0)) -> None:
    with transaction():
        for subject in subjects or ("",):
            later(run, subject, after=after)


def rows() -> list[Job]:
    found = list(session.scalars(select(Job).order_by(Job.id)))
    session.remove()
    return found


def test_a_job_is_done_and_forgotten():
    ask(note, 7)

    run_until_done()

    assert ran == [("7",)]
    assert rows() == []


def test_a_job_of_a_transaction_that_failed_never_was():
    with pytest.raises(RuntimeError), transaction():
        later(note, 7)
        raise RuntimeError

    assert rows() == []


def test_asking_twice_does_the_work_once():
    ask(note, 7)
    ask(note, 7)

    assert run_until_done() == 1


def test_a_job_asked_for_while_its_twin_is_being_done_is_done_afterwards():
    ask(note, 7)
    meanwhile.append(lambda: (meanwhile.clear(), ask(note, 7)))

    run_until_done()

    assert ran == [("7",), ("7",)]
    assert rows() == []


def test_two_workers_never_have_the_same_subject_at_once():
    ask(note, 7)
    seen: list[int] = []
    meanwhile.append(lambda: (meanwhile.clear(), ask(note, 7), seen.append(run_due(Lane.QUICK, "second"))))

    run_due(Lane.QUICK, "first")

    assert seen == [0]
    assert run_due(Lane.QUICK, "second") == 1


def test_a_job_for_later_waits(later_on):
    ask(note, after=timedelta(minutes=5))

    early = run_until_done()
    later_on(minutes=6)

    assert (early, run_until_done()) == (0, 1)


def test_asking_now_brings_a_job_for_later_forward():
    ask(note, after=timedelta(minutes=5))
    ask(note)

    assert run_until_done() == 1


def test_asking_for_later_does_not_delay_a_job():
    ask(note)
    ask(note, after=timedelta(minutes=5))

    assert run_until_done() == 1


def test_lanes_do_not_wait_for_one_another():
    ask(wait_for_it, 1)
    ask(note, 2)

    assert run_due(Lane.QUICK, "worker") == 1
    assert ran == [("2",)]


def test_a_lane_is_busy_while_something_of_it_may_be_taken(later_on):
    ask(note, 1)
    ask(stumble, 2, after=timedelta(minutes=5))

    now = jobs.busy(Lane)
    run_until_done()
    later_on(minutes=6)

    assert (now, jobs.busy(Lane), jobs.busy([Lane.QUICK])) == ([Lane.QUICK], [Lane.INDEX], [])


def test_a_batch_is_done_in_one_go():
    ask(stumble, 1, 2, 3)

    run_until_done()

    assert ran == [("1", "2", "3")]


def test_one_bad_subject_does_not_hold_up_its_batch():
    ask(stumble, "good", "bad", "better")

    run_until_done()

    assert [job.subject for job in rows()] == ["bad"]
    assert ("good",) in ran and ("better",) in ran


def test_what_went_wrong_is_kept_without_what_people_wrote():
    ask(stumble, "bad")

    run_until_done()

    assert rows()[0].error.startswith("ValueError (tests/knowledge/core/test_jobs.py:")
    assert "somebody wrote" not in rows()[0].error


def test_a_failing_job_is_tried_five_times_later_and_later(later_on):
    ask(stumble, "bad")
    waits = []

    while not rows()[0].failed:
        run_until_done()
        waits.append((rows()[0].due - clock.now()).total_seconds())
        later_on(seconds=max(waits[-1], 0))

    assert len(ran) == MOST_ATTEMPTS
    assert waits[:-1] == [2, 15, 120, 900]
    assert gone_wrong == ["bad"]


def test_a_failed_job_is_left_alone_until_it_is_asked_for_again(later_on):
    ask(stumble, "bad")
    for _ in range(MOST_ATTEMPTS):
        run_until_done()
        later_on(hours=1)
    ran.clear()

    assert run_until_done() == 0
    ask(stumble, "bad")
    assert run_until_done() == 1


def test_a_failed_job_can_be_retried(later_on):
    ask(stumble, "bad")
    for _ in range(MOST_ATTEMPTS):
        run_until_done()
        later_on(hours=1)

    with transaction():
        retry(session.scalars(select(Job)).one())

    assert run_until_done() == 1
    assert rows()[0].attempts == 1


def test_a_postponed_job_never_counts_as_failing(later_on):
    ask(wait_for_it)

    for _ in range(MOST_ATTEMPTS + 3):
        run_until_done()
        later_on(minutes=1)

    assert len(ran) == MOST_ATTEMPTS + 3
    assert (rows()[0].attempts, rows()[0].failed, rows()[0].error) == (0, None, "away")


def taken_by_a_worker_that_died(run: Callable[[Sequence[str]], None], *subjects: str) -> None:
    ask(run, *subjects)
    jobs._take(jobs._kinds[rows()[-1].name].lane, "dead")


def test_the_job_of_a_dead_worker_is_taken_again_when_its_lease_is_over(later_on):
    taken_by_a_worker_that_died(note, "7")

    at_once = run_until_done()
    later_on(seconds=LEASE.total_seconds() + 1)

    assert (at_once, run_until_done()) == (0, 1)


def test_a_sign_of_life_keeps_a_job(later_on):
    taken_by_a_worker_that_died(note, "7")

    later_on(seconds=LEASE.total_seconds() - 1)
    keep_alive("dead")
    later_on(seconds=LEASE.total_seconds() - 1)

    assert run_until_done() == 0


def test_a_dead_worker_s_job_and_its_waiting_twin_are_done_once(later_on):
    taken_by_a_worker_that_died(note, "7")
    ask(note, "7")

    later_on(seconds=LEASE.total_seconds() + 1)

    assert run_until_done() == 1
    assert rows() == []


def test_a_job_that_kills_its_worker_each_time_fails_in_the_end(later_on):
    ask(stumble, "deadly")
    for _ in range(MOST_ATTEMPTS):
        assert jobs._take(Lane.INDEX, "dies")
        later_on(seconds=LEASE.total_seconds() + 1)

    run_until_done()

    assert (rows()[0].failed is not None, rows()[0].error) == (True, "WorkerDied")
    assert gone_wrong == ["deadly"]


def test_what_died_with_its_batch_is_tried_one_by_one(later_on):
    taken_by_a_worker_that_died(stumble, "1", "2", "3")

    later_on(seconds=LEASE.total_seconds() + 1)
    run_until_done()

    assert ran == [("1",), ("2",), ("3",)]


def test_who_was_taken_for_dead_asks_for_the_work_once_more(later_on):
    ask(note, "7")

    def lose_it():
        meanwhile.clear()
        later_on(seconds=LEASE.total_seconds() + 1)
        assert run_due(Lane.QUICK, "second") == 1

    meanwhile.append(lose_it)
    run_due(Lane.QUICK, "first")

    assert [job.subject for job in rows()] == ["7"]
    assert run_until_done() == 1


def test_a_worker_that_stops_frees_its_jobs_at_once():
    taken_by_a_worker_that_died(note, "7")

    release("dead")

    assert [job.attempts for job in rows()] == [0]
    assert run_until_done() == 1


def test_a_regular_job_is_scheduled_once_and_comes_again(later_on):
    with transaction():
        schedule_regular()
    with transaction():
        schedule_regular()
    assert [job.name for job in rows()].count(jobs.kinds()[3].name) == 1

    first = run_due(Lane.READ, "worker")
    second = run_due(Lane.READ, "worker")
    later_on(minutes=61)

    assert (first, second, run_due(Lane.READ, "worker")) == (1, 0, 1)


def test_a_regular_job_that_fails_comes_again_by_itself(later_on):
    ask(stumble_daily)

    for _ in range(MOST_ATTEMPTS):
        run_until_done()
        later_on(minutes=16)

    assert rows()[0].failed is None
    assert timedelta(hours=23) < rows()[0].due - clock.now() < timedelta(days=1)


def test_jobs_of_another_version_hold_nobody_up():
    ask(note, 7)
    with transaction():
        now = clock.now()
        session.add(
            Job(name="gone.job", subject="", lane=Lane.QUICK.value, due=now - timedelta(days=1), created=now)
        )

    assert run_until_done() == 1
    assert [job.name for job in rows()] == ["gone.job"]


def test_a_job_that_no_feature_lists_is_refused():
    with pytest.raises(KeyError), transaction():
        later(print)
