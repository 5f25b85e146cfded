"""Which passwords are good enough, and how they are kept."""

import pytest

from knowledge.accounts.passwords import hashed, is_outdated, matches, require_good
from knowledge.core.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789",
        "1234567890",
        "Password123",
        "/'קראטוןםפ",
        "סיסמה12345",
        "aaaaaaaaaaaa",
        "abababababab",
        "dana.cohen@test.example",
        "Dana-Cohen",
        "דנה כהן לוי",
        "x" * 100 + "yz1" * 34,
    ],
)
def test_what_is_easily_guessed_is_refused_with_a_reason(app, password):
    with pytest.raises(Invalid) as wrong:
        require_good(password, email="dana.cohen@test.example", name="דנה כהן־לוי")

    assert wrong.value.errors["password"]


@pytest.mark.parametrize(
    "password", ["a long password 1", "שלוש כוסות קפה", "correct horse", "ך" * 4 + "אבגדהו"]
)
def test_a_short_sentence_is_good(app, password):
    require_good(password, email="dana@test.example", name="דנה כהן")


def test_only_a_hash_is_kept_and_it_fits_its_password_alone():
    known = hashed("שלוש כוסות קפה")

    assert known.startswith("$argon2id$")
    assert "קפה" not in known
    assert matches("שלוש כוסות קפה", known)
    assert not matches("שלוש כוסות תה", known)
    assert not is_outdated(known)


def test_the_same_letters_from_another_keyboard_are_the_same_password():
    assert matches("e\u0301cole shalom", hashed("\u00e9cole shalom"))


@pytest.mark.parametrize("known", [None, "", "!", "$argon2id$broken"])
def test_without_a_hash_nothing_fits(known):
    assert not matches("nobody's password", known)
