"""What can go wrong for a person. Services raise these; core/answers.py turns them into answers."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):
    """Something a person can be told: the sentence is in their language."""

    status = 400

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Missing(Problem):
    """It is not there, or the asker may not know that it is."""

    status = 404


class Refused(Problem):
    """The asker sees the thing but may not do this with it."""

    status = 403


class Conflict(Problem):
    """It was so when the asker looked, and is no longer."""

    status = 409


class TooLarge(Problem):
    """More bytes than MAX_UPLOAD allows."""

    status = 413


class Invalid(Problem):
    """What was sent cannot be taken; ``errors`` has a sentence for each field."""

    status = 422

    def __init__(
        self, sentence: str = "", *, errors: Mapping[str, str] | None = None, field: str = ""
    ) -> None:
        self.errors = dict(errors or ({field: sentence} if field else {}))
        super().__init__(sentence or next(iter(self.errors.values()), ""))


class TooMany(Problem):
    """Too many attempts; ``wait`` seconds from now it may be tried again."""

    status = 429

    def __init__(self, sentence: str = "", *, wait: int = 60) -> None:
        super().__init__(sentence)
        self.wait = wait


class Away(Problem):
    """A part of the platform, such as search, cannot be reached for the moment."""

    status = 503
