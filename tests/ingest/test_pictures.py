"""Pictures of pages, and the text that is recognised on them."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont, ImageOps, features

from ingest import detect, libreoffice
from ingest.extract.ocr import Recognised, ocr_available, recognise
from ingest.model import CannotIngest, Reason, Word
from ingest.pictures import can_picture, laid_out, page_pictures
from ingest.words import placed_words
from tests import papers
from tests.ingest import samples
from tests.ingest.samples import TEXT


@pytest.fixture
def draw(extractor, tmp_path):
    def draw(content, media_type, pages=(1,), longest_side=300):
        path = tmp_path / "file"
        path.write_bytes(content)
        return page_pictures(
            path, media_type, workers=extractor.workers, pages=pages, longest_side=longest_side
        )

    return draw


def opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
    return image


def saved(image: Image.Image, kind: str, **how) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


def test_the_pages_that_are_asked_for_are_drawn(draw):
    pictures = draw(papers.pdf("א", "ב", "ג"), detect.PDF, pages=[3, 1, 9, 0])

    assert (pictures.total, list(pictures.pages)) == (3, [1, 3])
    assert opened(pictures.pages[1]).format == "WEBP"
    assert max(opened(pictures.pages[1]).size) == 300


def test_a_very_long_page_is_scaled_by_its_longer_side(draw):
    picture = opened(draw(samples.page_of_size(10, 14_400), detect.PDF).pages[1])

    assert picture.height == 300
    assert picture.width < 5


def turned(content: bytes, degrees: int) -> bytes:
    """The same page, cut at its edges and turned for whoever looks at it."""
    document = pypdfium2.PdfDocument(content)
    document[0].set_cropbox(20, 30, 590, 830)
    document[0].set_rotation(degrees)
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_words_stand_where_the_picture_shows_them(draw, degrees):
    found = draw(
        turned(papers.pdf("תקציב העירייה לשנת 2023 מאת Google"), degrees), detect.PDF, longest_side=1000
    )

    picture, words = opened(found.pages[1]).convert("L"), found.words[1]
    assert [word.text for word in words] == ["תקציב", "העירייה", "לשנת", "2023", "מאת", "Google"]
    for word in words:
        box = [side * share // 10_000 for side, share in zip(picture.size * 2, word[1:], strict=True)]
        assert min(picture.crop(box).tobytes()) < 128  # there is ink
        for other in words:  # and it is the word's own
            assert word is other or not overlap(word, other)
    ink = ImageOps.invert(picture).point(lambda shade: 255 * (shade > 100)).getbbox()
    sides = [min(each) for each in list(zip(*words, strict=True))[1:3]]
    assert abs(ink[0] / picture.width - sides[0] / 10_000) < 0.02
    assert abs(ink[1] / picture.height - sides[1] / 10_000) < 0.02


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_lines_that_run_up_or_down_the_page_are_read_too(draw, read, degrees):
    papers.require_font()
    paper = FPDF()
    paper.add_font("DejaVu", fname=papers.FONT)
    paper.set_font("DejaVu", size=14)
    paper.set_text_shaping(True, direction="rtl")
    paper.add_page()
    with paper.rotation(degrees, 100, 100):
        paper.set_xy(80, 80)
        paper.multi_cell(60, 10, "תקציב העירייה\nלשנת 2023", align="R")
    content = bytes(paper.output())

    found = draw(content, detect.PDF)

    assert [word.text for word in found.words[1]] == ["תקציב", "העירייה", "לשנת", "2023"]
    assert read(content).pages == ("תקציב העירייה\nלשנת 2023",)


def overlap(one: Word, other: Word) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def test_words_of_an_english_page_are_told_too(draw):
    found = draw(papers.pdf("Annual budget, 2023"), detect.PDF)

    assert [word.text for word in found.words[1]] == ["Annual", "budget,", "2023"]


def test_words_beside_the_page_or_of_nothing_are_left_out():
    told = [("טוב", [0.1, 0.1, 0.2, 0.2]), ("\u200f", [0.1, 0.1, 0.2, 0.2]), ("לא", [1.2, 0.1, 1.5, 0.2])]

    assert placed_words(told) == (Word("טוב", 1000, 1000, 2000, 2000),)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_every_kind_of_image_is_drawn(draw, kind):
    content = saved(Image.new("RGB", (600, 400), "red"), kind)

    picture = opened(draw(content, f"image/{kind.lower()}").pages[1])

    assert picture.size == (300, 200)
    assert picture.getpixel((9, 9))[0] > 240


def test_a_photograph_is_turned_upright_and_what_is_see_through_is_white(draw):
    turned = Image.Exif()
    turned[0x0112] = 6
    photograph = saved(Image.new("RGB", (60, 40)), "JPEG", exif=turned)
    clear = saved(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG")

    assert opened(draw(photograph, "image/jpeg").pages[1]).size == (40, 60)
    assert opened(draw(clear, "image/png").pages[1]).getpixel((5, 5))[0] > 250


def test_the_frames_of_a_tiff_are_pages(draw, read):
    frames = [Image.new("L", (60, 40), shade) for shade in (0, 120, 250)]
    content = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])

    pictures = draw(content, detect.TIFF, pages=[2])
    found = read(content, "סריקה.tif")

    assert (pictures.total, list(pictures.pages)) == (3, [2])
    assert (found.page_count, found.scanned) == (3, (1, 2, 3))


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 4_000)])
def test_a_picture_bomb_is_too_large(draw, size):
    with pytest.raises(CannotIngest) as refusal:
        draw(samples.png(*size), "image/png")

    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("content", [b"", b"nonsense", samples.png(50, 50)[:45]])
def test_a_broken_image_is_damaged(draw, content):
    with pytest.raises(CannotIngest) as refusal:
        draw(content, "image/png")

    assert refusal.value.reason is Reason.DAMAGED


def test_what_has_no_pages_is_not_drawn(draw):
    assert not can_picture("text/plain")
    with pytest.raises(CannotIngest) as refusal:
        draw(b"text", "text/plain")
    assert refusal.value.reason is Reason.UNSUPPORTED


@pytest.mark.slow
@pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed")
def test_an_office_file_is_laid_out_once_for_all_its_pictures(extractor, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(papers.word(TEXT))

    with laid_out(path, detect.DOCX, workers=extractor.workers) as (source, kind):
        sizes = [
            max(
                opened(
                    page_pictures(
                        source, kind, workers=extractor.workers, pages=[1], longest_side=side
                    ).pages[1]
                ).size
            )
            for side in (100, 200)
        ]

    assert sizes == [100, 200]


@pytest.mark.slow
@pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed")
def test_an_office_file_that_cannot_be_laid_out_is_damaged(draw):
    with pytest.raises(CannotIngest) as refusal:
        draw(papers.word(TEXT)[:2000], detect.DOCX)

    assert refusal.value.reason in (Reason.DAMAGED, Reason.TIMEOUT)


def scan(*lines: str) -> Image.Image:
    """A page as a scanner sees it."""
    page = Image.new("L", (1240, 800), 250)
    font = ImageFont.truetype(papers.FONT, 36)
    for place, line in enumerate(lines):
        seen = line if features.check("raqm") else line[::-1]  # Raqm turns Hebrew round by itself
        ImageDraw.Draw(page).text((1180, 60 + 70 * place), seen, font=font, fill=10, anchor="ra")
    return page


def test_a_scanned_page_is_noticed(read):
    found = read(saved(scan(TEXT), "PDF"))

    assert (found.pages, found.scanned) == (("",), (1,))


@pytest.mark.slow
@pytest.mark.skipif(not ocr_available(), reason="Tesseract with Hebrew is not installed")
def test_scanned_pages_are_recognised_one_by_one(extractor, tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(scan(TEXT, "החלטה ראשונה בנושא תקציב"), "PDF"))

    found, missing = recognise(path, detect.PDF, [1, 7], workers=extractor.workers)

    assert (found.page, missing) == (1, Recognised(7))
    assert "הוועדה המקומית דנה בתקציב" in found.text
    assert [word.text for word in found.words] == found.text.split()
    first, second = found.words[:2]
    assert first.left > second.right > 0  # read from right to left
    assert 0 < first.top < first.bottom < 10_000


@pytest.mark.skipif(not ocr_available(), reason="Tesseract with Hebrew is not installed")
def test_a_page_that_cannot_be_recognised_has_no_text(extractor, tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"broken")

    assert list(recognise(path, "image/png", [1], workers=extractor.workers)) == [Recognised(1)]
