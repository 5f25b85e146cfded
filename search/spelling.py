"""Words written nearly like another, among very many, by an edit distance that knows Hebrew spelling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
LONGEST = 16  # letters; longer words have no near ones
# Distances are counted in halves. A letter more or less, or another letter, is a whole one, as is a pair of
# letters that changed places. What sounds or stands alike, and ו and י more or less, are a half.
HALF, WHOLE = 1, 2
_FAR = 100
_VOWELS = "וי"
_ONE_SIGN = ("טת", "חכק", "אהע", "סש")
_ALIKE = (*_ONE_SIGN, "בו", "וי", "ck", "cs", "iy", "sz", "vw")
_LATIN_FROM = 32  # the first bit of Latin letters
_HEBREW, _LATIN = "אבגדהוזחטיכלמנסעפצקרשת", "abcdefghijklmnopqrstuvwxyz"
_CODES = np.zeros(0x5EB, np.uint8)  # 0: neither a Hebrew letter without final form nor a Latin one
for _number, _letter in enumerate(_HEBREW + _LATIN, start=1):
    _CODES[ord(_letter)] = _number
_CHUNK = 50_000
_NO_PLACES = np.zeros(0, np.int32)


class Spellings:
    """Words in one table of letters, the most frequent ones first."""

    def __init__(self, words: Array, ends: Array, frequencies: Array) -> None:
        """The words are UTF-8, one after another; ``ends`` begins with 0."""
        parts = [
            _table(
                words[ends[first] : ends[min(first + _CHUNK, len(ends) - 1)]],
                ends[first : first + _CHUNK + 1],
            )
            for first in range(0, len(ends) - 1, _CHUNK)
        ]
        places = np.concatenate(
            [_NO_PLACES, *(number * _CHUNK + part[0] for number, part in enumerate(parts))]
        )
        letters = np.concatenate([np.zeros((0, LONGEST), np.uint8), *(part[1] for part in parts)])
        order = np.argsort(-frequencies[places], kind="stable")
        self._places, self._letters = places[order], letters[order]
        self._lengths = np.count_nonzero(self._letters, axis=1).astype(np.int8)
        self._signs = _signs(self._letters)

    def resembling(self, word: Array, sign: Array, most: int, among: int) -> tuple[Array, Array]:
        """The places and the letters of those words that may be so near to one, given by letters and sign.
        Only so many of the words are looked at, the most frequent ones."""
        apart = np.bitwise_count(self._signs[:among] ^ sign)
        rows = np.flatnonzero(apart <= most)  # another letter changes two signs, and is a whole
        rows = rows[np.abs(self._lengths[rows] - len(word)) <= most]
        return self._places[rows], self._letters[rows]


def letters_of(word: str) -> Array:
    """The letters of a word, as the tables have them; none of a word that has no near ones."""
    codes = _CODES[[min(ord(letter), len(_CODES) - 1) for letter in word[: LONGEST + 1]]]
    return codes if 2 <= len(codes) <= LONGEST and codes.all() else codes[:0]


def sign_of(word: Array) -> Array:
    """Which letters a word has, given by its letters."""
    return _signs(word[np.newaxis])[0]  # type: ignore[no-any-return]


def distances(word: Array, letters: Array, most: int) -> Array:
    """How far each row of letters is from the word, by Damerau's way, looking only near the diagonal."""
    lengths = np.count_nonzero(letters, axis=1)
    far = np.full(len(letters), _FAR, np.int8)
    rows: list[dict[int, Array]] = []
    for first in range(len(word) + 1):
        row: dict[int, Array] = {}
        for second in range(max(0, first - most), min(LONGEST, first + most) + 1):
            if first == second == 0:
                row[0] = np.zeros(len(letters), np.int8)
                continue
            best = far
            if first:
                best = rows[first - 1].get(second, far) + _MORE[word[first - 1]]
            if second:
                column = letters[:, second - 1]
                best = np.minimum(best, row.get(second - 1, far) + _MORE[column])
                if first:
                    other = rows[first - 1].get(second - 1, far) + _OTHER[word[first - 1]][column]
                    best = np.minimum(best, other)
                if first > 1 and second > 1:
                    turned = (column == word[first - 2]) & (letters[:, second - 2] == word[first - 1])
                    swapped = rows[first - 2].get(second - 2, far) + WHOLE
                    best = np.where(turned, np.minimum(best, swapped), best)
            row[second] = np.minimum(best, _FAR).astype(np.int8)
        rows.append(row)
    found = far.copy()
    for length, column in rows[-1].items():
        found[lengths == length] = column[lengths == length]
    return found


def _table(words: Array, ends: Array) -> tuple[Array, Array]:
    """Places and letters of those of some words that are made of known letters."""
    letters = np.frombuffer(
        words.tobytes().decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass"), "<u4"
    )
    begins = np.concatenate(
        ([0], np.cumsum((words & 0xC0) != 0x80))
    )  # a byte that continues begins no letter
    edges = begins[ends - ends[0]]
    lengths = np.diff(edges)
    codes = _CODES[np.minimum(letters, len(_CODES) - 1)]
    owners = np.repeat(np.arange(len(lengths)), lengths)
    unknown = np.bincount(owners[codes == 0], minlength=len(lengths))
    good = (unknown == 0) & (lengths >= 2) & (lengths <= LONGEST)
    chosen = good[owners]
    table = np.zeros((len(lengths), LONGEST), np.uint8)
    table[owners[chosen], (np.arange(len(letters)) - edges[owners])[chosen]] = codes[chosen]
    return np.flatnonzero(good).astype(np.int32), table[good]


def _alike() -> Array:
    table = np.full((len(_HEBREW + _LATIN) + 1,) * 2, WHOLE, np.int8)
    for group in _ALIKE:
        codes = [_CODES[ord(letter)] for letter in group]
        table[np.ix_(codes, codes)] = HALF
    table[np.arange(len(table)), np.arange(len(table))] = 0
    return table


_OTHER = _alike()


def _sign_of_letters() -> Array:
    """For each letter a bit; letters that stand for one another share it, ו and י have none."""
    bits = np.zeros(len(_OTHER), np.uint64)
    place = 0
    for letter in _HEBREW.translate(dict.fromkeys(map(ord, _VOWELS))):
        group = next((group for group in _ONE_SIGN if letter in group), letter)
        if letter == group[0]:
            bits[[_CODES[ord(one)] for one in group]] = np.uint64(1 << place)
            place += 2  # the next bit is for having it twice
    for number, letter in enumerate(_LATIN):
        bits[_CODES[ord(letter)]] = np.uint64(1 << (_LATIN_FROM + number))
    return bits


_SIGNS = _sign_of_letters()
_TWICE = np.uint64(1 << _LATIN_FROM)


def _signs(letters: Array) -> Array:
    """Which letters a word has, and which of the Hebrew ones it has twice, as bits."""
    found = np.zeros(len(letters), np.uint64)
    for column in letters.T:
        bit = _SIGNS[column]
        again = np.where((found & bit > 0) & (bit < _TWICE), bit << np.uint64(1), np.uint64(0))
        found |= bit | again
    return found


_MORE = np.full(len(_OTHER), WHOLE, np.int8)
_MORE[[_CODES[ord(letter)] for letter in _VOWELS]] = HALF
