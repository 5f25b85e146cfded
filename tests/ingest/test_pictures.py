"""Pictures of pages, and the text that is recognised on them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont, features

from ingest import detect, libreoffice
from ingest.extract.ocr import ocr_available, recognise
from ingest.model import CannotIngest, Reason
from ingest.pictures import can_picture, laid_out, page_pictures
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

    ((page, text), (missing, nothing)) = recognise(path, detect.PDF, [1, 7], workers=extractor.workers)

    assert (page, missing, nothing) == (1, 7, "")
    assert "הוועדה המקומית דנה בתקציב" in text


@pytest.mark.skipif(not ocr_available(), reason="Tesseract with Hebrew is not installed")
def test_a_page_that_cannot_be_recognised_has_no_text(extractor, tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"broken")

    assert list(recognise(path, "image/png", [1], workers=extractor.workers)) == [(1, "")]
