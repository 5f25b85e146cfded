"""A worker's job: pictures of pages of PDF files and of images."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument, PdfiumError

from ingest.extract.lines import Box
from ingest.extract.pdf import open_document, page_words
from ingest.model import CannotIngest, Reason

_MOST_PIXELS = 120_000_000  # A0 at 300 dots per inch, or a good camera; more is a bomb
_MOST_FRAMES = 2_000
_POINTS_PER_INCH = 72
_WEBP_QUALITY = 80
_MOST_WORDS = 10_000  # on a page


def work(
    file: Path, out: Path, *, media_type: str, pages: Sequence[int], longest_side: int, dots_per_inch: int = 0
) -> dict[str, Any]:
    """Writes a picture of each of these pages to ``out``: WebP to look at, or, with dots per inch, grey
    PNG to be read by a machine. Neither is longer than ``longest_side``.

    Of pages that hold words and not only a picture of them, the words are told too, with their places.
    """
    with _open(file, media_type) as source:
        made: list[int] = []
        words: list[list[Any]] = []
        for page in sorted(set(pages)):
            if 1 <= page <= source.total:
                picture = source.picture(page, longest_side, dots_per_inch)
                place = out / str(len(made))
                if dots_per_inch:
                    picture.convert("L").save(place, "PNG", compress_level=1)
                else:
                    picture.save(place, "WEBP", quality=_WEBP_QUALITY)
                    words.append(list(islice(source.words(page), _MOST_WORDS)))
                made.append(page)
        return {"total": source.total, "pages": made, "words": words}


class _Pdf:
    def __init__(self, document: PdfDocument) -> None:
        self._document = document
        self.total = len(document)

    def picture(self, page: int, longest_side: int, dots_per_inch: int) -> Image.Image:
        try:
            sheet = self._document[page - 1]
            scale = longest_side / max(*sheet.get_size(), 1)
            if dots_per_inch:
                scale = min(scale, dots_per_inch / _POINTS_PER_INCH)
            drawn: Image.Image = sheet.render(scale=scale, draw_annots=True).to_pil()
        except (PdfiumError, ValueError) as error:
            raise CannotIngest(Reason.DAMAGED) from error
        return drawn.convert("RGB")

    def words(self, page: int) -> Iterator[tuple[str, Box]]:
        return page_words(self._document[page - 1])


class _Image:
    def __init__(self, image: Image.Image) -> None:
        self._image = image
        # Frames of a TIFF are pages; those of other formats move.
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        self.total = min(frames, _MOST_FRAMES)

    def picture(self, page: int, longest_side: int, dots_per_inch: int) -> Image.Image:
        self._image.seek(page - 1)
        if math.prod(self._image.size) > _MOST_PIXELS:
            raise CannotIngest(Reason.TOO_LARGE)
        self._image.draft("RGB", (longest_side, longest_side))
        upright = ImageOps.exif_transpose(self._image)
        upright.thumbnail((longest_side, longest_side))
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            see_through = upright.convert("RGBA")
            upright = Image.new("RGBA", see_through.size, "white")
            upright.alpha_composite(see_through)
        return upright.convert("RGB")

    def words(self, _page: int) -> Iterator[tuple[str, Box]]:
        return iter(())  # they are recognised, which takes its time


@contextmanager
def _open(file: Path, media_type: str) -> Iterator[_Pdf | _Image]:
    if not media_type.startswith("image/"):
        with open_document(file) as document:
            yield _Pdf(document)
        return
    # We have a limit of our own.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(file, formats=("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")) as image:
            yield _Image(image)
    except Image.DecompressionBombError as error:
        raise CannotIngest(Reason.TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise CannotIngest(Reason.DAMAGED) from error
