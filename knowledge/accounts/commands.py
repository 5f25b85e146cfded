"""Accounts and API tokens from a terminal, and who may do what as a document."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from knowledge.accounts import links, membership, passwords, service, tokens
from knowledge.core import i18n
from knowledge.core.db import transaction
from knowledge.core.errors import Invalid
from knowledge.core.feature import installed
from knowledge.core.permissions import MEMBER, ROLES, Permission

user = AppGroup("user", help="People's accounts.")


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As others read it.")
@click.option("--role", type=click.Choice(ROLES), default=MEMBER, show_default=True)
@click.option("--password", help="Without one, an invitation link is printed.")
def add(email: str, name: str, role: str, password: str | None) -> None:
    """Make an account."""
    i18n.set_language("en")
    try:
        with transaction():
            person = membership.add(email=email, name=name, role=role)
            membership.note(membership.INVITED, person, role)
            if password is None:
                _link, address = links.new_address(person)
                said = address
            else:
                passwords.require_good(password, email=person.email, name=person.name)
                links.set_password(person, password)
                said = f"{person.email} can sign in."
    except Invalid as wrong:
        raise click.ClickException("\n".join(wrong.errors.values())) from None
    click.echo(said)


@click.command()
@click.argument("email")
@with_appcontext
def token(email: str) -> None:
    """Print a new API token of this person, and nothing else."""
    with transaction():
        person = service.known_by(email)
        if person is None:
            raise click.ClickException(f"Nobody has the mail address {email}.")
        if person.suspended:
            raise click.ClickException(f"The account of {email} is suspended.")
        text = tokens.new(person, "flask token")
    click.echo(text)


@click.command()
@with_appcontext
def permissions() -> None:
    """Print who may do what, as docs/permissions.md keeps it."""
    click.echo(permissions_text(), nl=False)


COMMANDS = (user, token, permissions)


def permissions_text() -> str:
    """Who may do what, in Markdown, read from the code."""
    lines = [
        "# Who may do what",
        "",
        "Written by `flask permissions > docs/permissions.md`; a test compares it with the code.",
        "Any one of the rules beside a permission is enough.",
    ]
    for feature in reversed(installed()):
        if feature.permissions:
            lines += ["", f"## {feature.name}", "", "| permission | is given to |", "|---|---|"]
            lines += [f"| `{each.name}` | {_rules(each)} |" for each in feature.permissions]
    return "\n".join(lines) + "\n"


def _rules(permission: Permission) -> str:
    return "; ".join(rule.__name__.replace("_", " ") for rule in permission.rules)
