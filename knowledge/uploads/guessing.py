"""How likely a tag or a domain is for a new item: everything that speaks for it, weighed together."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.core.i18n import _, ngettext
from knowledge.uploads.evidence import Evidence
from knowledge.uploads.surroundings import DOMAIN, TAG, Counts, Surroundings, votes

# Fitted to the sample items by logistic regression, each held out in turn: see bench/understanding.py.
_TAG = {
    "base": -3.8,
    "called": 0.8,
    "called_loosely": 2.8,
    "said": 1.1,
    "similar": 2.3,
    "own": 5.6,
    "of_type": 2.1,
}
_DOMAIN = {"base": -2.3, "expected": 0.35, "called": 1.6, "said": 1.1, "similar": 0.8, "own": 2.9}
_RAREST, _COMMONEST = 0.02, 0.98


@dataclass(frozen=True, slots=True)
class Likely:
    """A value, how likely it is, what spoke for it most, and how often that was so."""

    value: str
    sure: float
    because: str
    times: int

    @property
    def why(self) -> str:
        """The reason in a sentence."""
        match self.because:
            case "called":
                return _("In the name or at the top of the file")
            case "said":
                return ngettext(
                    "It stands once in the file", "It stands %(num)s times in the file", self.times
                )
            case "similar":
                return like_similar(self.times)
            case "own":
                return _("As on your other items")
            case "of_type":
                return _("Usual for items of this type")
        return by_words()


class Guessing:
    """Weighs values for one new item."""

    def __init__(self, evidence: Evidence, around: Surroundings, of_type: Counts) -> None:
        self._evidence, self._around, self._of_type = evidence, around, of_type
        neighbours = around.neighbours
        self._tags = votes((weight, [tag.name for tag in item.tags]) for weight, item in neighbours)
        self._domains = votes(
            (weight, [domain.code for domain in item.domains]) for weight, item in neighbours
        )

    def tag(self, name: str, term: Sequence[str]) -> Likely:
        """``term``: the words of the tag."""
        shares, numbers = self._tags
        expected = self._around.everywhere.share(TAG, name)
        said = self._evidence.words.strictly(term)
        parts = {
            "called": float(self._evidence.called.strictly(term) > 0),
            "called_loosely": float(self._evidence.called.loosely(term) > 0),
            "said": math.log1p(said),
            "similar": shares.get(name, 0.0),
            "own": self._around.own.share(TAG, name, expected),
            "of_type": self._of_type.share(TAG, name, expected),
        }
        times = {"said": said, "similar": numbers.get(name, 0)}
        return _likely(name, _TAG, parts, times, usual={"own": expected, "of_type": expected})

    def domain(self, code: str, terms: Collection[Sequence[str]]) -> Likely:
        """``terms``: words that speak for the domain."""
        shares, numbers = self._domains
        words = self._evidence.words
        expected = min(max(self._around.everywhere.share(DOMAIN, code), _RAREST), _COMMONEST)
        said = sum(words.strictly(term) for term in terms)
        parts = {
            "expected": math.log(expected / (1 - expected)),
            "called": float(min(sum(self._evidence.called.strictly(term) > 0 for term in terms), 2)),
            "said": math.log1p(100 * said / (words.number + 50)),
            "similar": shares.get(code, 0.0),
            "own": self._around.own.share(DOMAIN, code, expected),
        }
        times = {"similar": numbers.get(code, 0)}
        usual = {"own": expected, "expected": parts["expected"]}
        found = _likely(code, _DOMAIN, parts, times, usual=usual)
        return found if found.because in ("own", "similar") else replace(found, because="words")


def by_words() -> str:
    return _("By the words of the file")


def like_similar(number: int) -> str:
    return ngettext("Like a similar item", "Like %(num)s similar items", number)


def _likely(
    value: str,
    weights: Mapping[str, float],
    parts: Mapping[str, float],
    times: Mapping[str, int],
    *,
    usual: Mapping[str, float],
) -> Likely:
    """``usual``: what a part is worth anyway, which is no reason."""
    total = weights["base"] + sum(weights[name] * part for name, part in parts.items())
    because = max(parts, key=lambda name: weights[name] * (parts[name] - usual.get(name, 0.0)))
    return Likely(value, 1 / (1 + math.exp(-total)), because.removesuffix("_loosely"), times.get(because, 0))
