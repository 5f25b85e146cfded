"""The features of this platform, highest first. The same order stands in pyproject.toml's import contract."""

from __future__ import annotations

from flask import Flask

from knowledge.accounts.feature import feature as accounts
from knowledge.admin.feature import feature as admin
from knowledge.adoptions.feature import feature as adoptions
from knowledge.comments.feature import feature as comments
from knowledge.core import events, findable, jobs
from knowledge.core.feature import set_installed
from knowledge.core.jobs import JobKind
from knowledge.desk.feature import feature as desk
from knowledge.discovery.feature import feature as discovery
from knowledge.installable.feature import feature as installable
from knowledge.library.feature import feature as library
from knowledge.live.feature import feature as live
from knowledge.messages.feature import feature as messages
from knowledge.profiles.feature import feature as profiles
from knowledge.ratings.feature import feature as ratings
from knowledge.reader.feature import feature as reader
from knowledge.taxonomy.feature import feature as taxonomy
from knowledge.uploads.feature import feature as uploads

FEATURES = (
    *(admin, desk),
    *(live, messages, comments, adoptions, ratings, uploads, reader, installable),
    *(library, discovery, profiles, accounts, taxonomy),
)


def install(app: Flask, core_jobs: tuple[JobKind, ...]) -> None:
    """Make the features part of the application."""
    set_installed(FEATURES)
    jobs.set_kinds(core_jobs + tuple(kind for feature in FEATURES for kind in feature.jobs))
    findable.set_findables(each for feature in FEATURES for each in feature.findables)
    events.forget_listeners()
    for feature in FEATURES:
        for event, handlers in feature.listens.items():
            for handler in handlers:
                events.listen(event, handler)
        for blueprint in (feature.pages, feature.api):
            if blueprint:
                app.register_blueprint(blueprint)
        for command in feature.commands:
            app.cli.add_command(command)
