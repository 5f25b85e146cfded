import pytest

from knowledge.core.errors import Refused
from knowledge.core.permissions import (
    ADMINISTRATOR,
    MANAGER,
    MEMBER,
    NOBODY,
    Actor,
    Permission,
    every,
    role,
    signed_in,
)

MEMBER_7 = Actor(7, "דנה", MEMBER)
BOSS = Actor(8, "רון", MANAGER)


def likes(_actor, thing):
    return thing == "it"


def test_one_rule_is_enough():
    permission = Permission("thing.do", role(MANAGER), likes)

    assert permission.allows(BOSS, "that")
    assert permission.allows(MEMBER_7, "it")
    assert not permission.allows(MEMBER_7, "that")


def test_joined_rules_must_all_hold():
    permission = Permission("thing.do", every(signed_in, role(MANAGER), likes))

    assert permission.allows(BOSS, "it")
    assert not permission.allows(BOSS, "that")
    assert not permission.allows(NOBODY, "it")


def test_without_rules_nobody_may():
    assert not Permission("thing.do").allows(Actor(1, "", ADMINISTRATOR))


def test_requiring_says_why_not(app):
    with pytest.raises(Refused) as refused:
        Permission("thing.do", likes).require(MEMBER_7, "that")

    assert refused.value.sentence == "זה לא פתוח לחשבון הזה. אפשר לפנות להנהלת הקהילה."


def test_rules_read_as_words():
    assert every(signed_in, role(MANAGER, ADMINISTRATOR)).__name__ == (
        "signed_in and role: manager, administrator"
    )


@pytest.mark.parametrize(
    "actor, tokens",
    [
        (NOBODY, set()),
        (MEMBER_7, {"network", "user:7"}),
        (BOSS, {"network", "user:8", "managers"}),
        (Actor(9, "", ADMINISTRATOR), {"network", "user:9", "managers"}),
    ],
)
def test_the_index_knows_people_by_tokens(actor, tokens):
    assert actor.reader_tokens == tokens
