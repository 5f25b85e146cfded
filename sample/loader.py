"""Loads the sample content through the platform's own services, and tells how to sign in. Safe to repeat."""

from __future__ import annotations

import base64
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from knowledge.accounts import membership, passwords
from knowledge.accounts.models import User
from knowledge.adoptions import service as adoptions
from knowledge.comments import service as comments
from knowledge.comments.models import Comment
from knowledge.core import clock
from knowledge.core.db import reading, session, transaction
from knowledge.core.jobs import Job, Lane, run_until_done
from knowledge.core.permissions import ROLES
from knowledge.core.tools import tools
from knowledge.library import service as library
from knowledge.library.blobs import Kept, keep
from knowledge.library.drafts import Draft
from knowledge.library.models import File, Item
from knowledge.profiles.models import Profile
from knowledge.ratings import service as ratings
from knowledge.taxonomy.models import Authority
from knowledge.taxonomy.service import domains
from sample import content


@click.command()
@with_appcontext
def sample() -> None:
    """Load the sample content, read its files, and print one sign-in per role. Safe to repeat."""
    load_people()
    new = [item for item in content.items() if not _is_loaded(item)]
    if new:
        with click.progressbar(new, label="Loading the sample content") as items:
            for item in items:
                load_item(item)
                with _loaded().open("a", encoding="utf-8") as titles:
                    titles.write(f"{item.title}\n")
        _run_jobs()
    tools().close()
    _print_sign_ins()


def load_people() -> None:
    """The authorities and the people, those that are not there yet."""
    with transaction():
        _load_authorities()
        _load_people()


def _run_jobs() -> None:
    """Everything to the end, lanes side by side; pictures of office files take longest, so two draw them."""
    lanes = (*Lane, Lane.PICTURES)
    with reading():
        files = session.scalar(select(func.count()).select_from(File)) or 0
    label = "Reading its files and drawing their pages"
    with ThreadPoolExecutor(len(lanes)) as pool, click.progressbar(length=files, label=label) as bar:
        done = 1
        while done:
            running = [pool.submit(run_until_done, [lane]) for lane in lanes]
            while wait(running, timeout=0.5).not_done:
                bar.update(max(0, files - _unfinished() - bar.pos))
            done = sum(lane.result() for lane in running)
        bar.update(files - bar.pos)


def _unfinished() -> int:
    """How many files are still to be read, recognised or drawn."""
    subjects = select(func.count(func.distinct(Job.subject)))
    with reading():
        slow = Job.lane.in_((Lane.READ, Lane.OCR, Lane.PICTURES)), Job.subject != "", Job.failed.is_(None)
        return session.scalar(subjects.where(*slow)) or 0


def _load_authorities() -> None:
    known = set(session.scalars(select(Authority.name)))
    for authority in content.authorities():
        if authority.name not in known:
            session.add(
                Authority(
                    name=authority.name,
                    name_en=authority.name_en,
                    kind=authority.kind,
                    region=authority.region,
                    size=authority.size,
                )
            )
    session.flush()


def _load_people() -> None:
    known = set(session.scalars(select(User.email)))
    authority_ids = {row.name: row.id for row in session.execute(select(Authority.name, Authority.id))}
    for person in content.people():
        if person.email in known:
            continue
        user = membership.add(
            email=person.email,
            name=person.name,
            role=person.role,
            authority=authority_ids[person.authority],
        )
        user.password = passwords.hashed(_password(person.email))
        session.merge(
            Profile(
                user_id=user.id,
                job=person.job_title,
                about=person.about,
                domains=[domain for domain in domains() if domain.code in person.domains],
                phone=person.phone,
                by_message=person.contact["message"],
                by_email=person.contact["email"],
                by_phone=person.contact["phone"],
                by_whatsapp=person.contact["whatsapp"],
            )
        )


def _loaded() -> Path:
    """The titles that came in once: what people renamed or removed since then does not come back."""
    return tools().config.instance / "sample_loaded"


def _is_loaded(item: content.Item) -> bool:
    if _loaded().exists() and item.title in _loaded().read_text(encoding="utf-8").splitlines():
        return True
    with reading():
        owners = select(User.id).where(User.email == _email(item.owner))
        kept = select(Item.id).where(Item.title == item.title, Item.owner_id.in_(owners))
        return session.scalar(kept.limit(1)) is not None


def load_item(item: content.Item) -> None:
    """Bring one item; its jobs wait to be run."""
    files = [_keep(path.name, path.read_bytes()) for path in item.files]
    today = date.today()
    with transaction():
        authority = session.scalars(select(Authority).where(Authority.name == item.authority)).one()
        draft = Draft(
            type=item.type,
            title=item.title,
            text=item.text,
            domains=item.domains,
            authority=str(authority.id),
            tags=item.tags,
            visibility=item.visibility,
            fields=item.fields_on(today),
        )
        created = clock.now() - timedelta(days=item.days_ago)
        row = library.create(_user(item.owner).actor, draft, files, created=created)
        for person, stars in item.ratings:
            ratings.rate(_user(person).actor, row, stars)
        _say(item, row)
        for adoption in item.adoptions:
            said = adoptions.adopt(_user(adoption.person).actor, row, adoption.text)
            said.created = clock.now() - timedelta(days=adoption.days_ago)


def _say(item: content.Item, row: Item) -> None:
    """What people said of the item, and answered."""
    said: list[Comment] = []
    for remark in item.comments:
        answers = said[remark.answers] if remark.answers is not None else None
        comment = comments.add(_user(remark.author).actor, row, remark.text, answers=answers)
        comment.created = clock.now() - timedelta(days=remark.days_ago)
        said.append(comment)
        if remark.hidden:
            comments.hide(_manager().actor, comment)


def _keep(name: str, content_of_file: bytes) -> Kept:
    incoming = tools().storage.receive()
    incoming.write(content_of_file)
    return keep(incoming, name)


def _user(local_part: str) -> User:
    return session.scalars(select(User).where(User.email == _email(local_part))).one()


def _manager() -> User:
    return _user(next(person.local_part for person in content.people() if person.role == "manager"))


def _email(local_part: str) -> str:
    return f"{local_part}@sample.example"


def _password(email: str) -> str:
    """A password of this installation only: made from its secret key, and kept nowhere."""
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.new(key, f"sample:{email}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest)[:15].decode().lower()
    return "-".join(letters[start : start + 5] for start in range(0, 15, 5))


def _print_sign_ins() -> None:
    """One sign-in per role, of people who have not chosen another password meanwhile."""
    click.echo("Sign in as:")
    with reading():
        for role in reversed(ROLES):
            email = next(person.email for person in content.people() if person.role == role)
            user = session.scalars(select(User).where(User.email == email)).one()
            password = _password(email)
            shown = password if passwords.matches(password, user.password) else "(changed)"
            click.echo(f"  {role:<14} {email:<32} {shown}")
