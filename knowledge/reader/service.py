"""Looking into an item's files: which page is open, what is marked on it, and what lies around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.core.errors import Missing
from knowledge.core.permissions import Actor
from knowledge.library.files import find_file
from knowledge.library.models import File, Item, Picture
from knowledge.library.pictures import large_pictures
from knowledge.library.words import words_on
from knowledge.reader.places import Mark, Place, Places, marks_on, places_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A document open at a page, for a question. ``pictures`` are its pages; none when it has only text."""

    item: Item
    query: str
    places: Places
    file: File | None
    page: int
    pictures: Sequence[Picture]
    drawn: frozenset[int]  # the files of the item that have pictures
    section: int = 0  # of the text, when that is what is open

    @property
    def picture(self) -> Picture | None:
        """The page that is open."""
        return next((picture for picture in self.pictures if picture.page == self.page), None)

    @property
    def place(self) -> Place | None:
        """What is marked where it is open; the first of several in one section."""
        return next((place for place in self.places.all if self._at(place) == self._here), None)

    @property
    def place_number(self) -> int | None:
        """Which of the places that is, from 0."""
        return None if self.place is None else self.places.all.index(self.place)

    @property
    def next_place(self) -> Place | None:
        return next((place for place in self.places.all if self._at(place) > self._here), None)

    @property
    def previous_place(self) -> Place | None:
        return next((place for place in reversed(self.places.all) if self._at(place) < self._here), None)

    @property
    def file_after(self) -> Place | None:
        """The first place beyond the open file."""
        return next((place for place in self.places.all if place.file.id > self._here[0]), None)

    @property
    def file_before(self) -> Place | None:
        return next((place for place in reversed(self.places.all) if place.file.id < self._here[0]), None)

    @property
    def _here(self) -> tuple[int, int]:
        return self.file.id if self.file else 0, self.section or (self.page if self.pictures else 0)

    def _at(self, place: Place) -> tuple[int, int]:
        return place.by_section if self.section else place.by_page

    @property
    def marks(self) -> Mapping[int, Sequence[Mark]]:
        """What is marked on the pages of the open file."""
        own = (place for place in self.places.all if self.file and place.file.id == self.file.id)
        return {place.page: place.marks for place in own if place.page}


def open_item(item: Item, *, query: str = "", file_id: int = 0, page: int = 0) -> Opened:
    """Open the page that was asked for; else the one that answers the question best; else the first."""
    places = places_of(item.files, query)
    pictures = large_pictures(item.files)
    drawn = frozenset(file.id for file in item.files if file.blob in pictures)
    file = next((file for file in item.files if file.id == file_id), None)
    place = _first_place(places, file) if not page else None
    if place:
        file, page = place.file, place.page or 0
    file = (
        file or next((file for file in item.files if file.id in drawn), None) or next(iter(item.files), None)
    )
    pages = pictures.get(file.blob, ()) if file else ()
    return Opened(item, query, places, file, min(max(page, 1), len(pages) or page or 1), pages, drawn)


def marks_of_page(actor: Actor, file_id: int, page: int, query: str) -> list[Mark]:
    """What to mark on a page's picture. Raises Missing where there is no such picture."""
    file = find_file(actor, file_id)
    words = words_on(file.blob, page)
    if words is None:
        raise Missing
    return marks_on(words, query)


def _first_place(places: Places, file: File | None) -> Place | None:
    if not places.all:
        return None
    best = places.all[places.best]
    if file is None or best.file.id == file.id:
        return best
    return next((place for place in places.all if place.file.id == file.id), None)
