"""Makes the files in `files/` from the texts in `texts/`: `python -m sample.make_files`.

What it makes is committed, so that nobody needs the packages and fonts it uses to run the platform.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO, StringIO
from pathlib import Path

from sample.blocks import Source, Table, read_source
from sample.office import MADE, sheets, slides, word
from sample.paper import pdf

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
PARTS = TEXTS / "parts"
FILES = HERE / "files"


def make_all(folder: Path) -> None:
    for path in sorted(TEXTS.glob("*.md")):
        source = read_source(path)
        (folder / source.name).write_bytes(make(source))


def make(source: Source) -> bytes:
    return WRITERS[Path(source.name).suffix](source)


def _plain(source: Source) -> bytes:
    return "\r\n".join(_lines(source)).encode(source.headers.get("encoding", "utf-8"))


def _lines(source: Source) -> list[str]:
    return [block.text for block in source.blocks if hasattr(block, "text")]


def _comma_separated(source: Source) -> bytes:
    made = StringIO()
    for block in source.blocks:
        if isinstance(block, Table):
            csv.writer(made).writerows(block.rows)
    return made.getvalue().encode("utf-8-sig")  # without the mark Excel shows nonsense


def _mail(source: Source) -> bytes:
    mail = EmailMessage(policy=SMTP)
    for name in ("From", "To", "Subject"):
        mail[name] = source.headers[name.lower()]
    mail["Date"] = MADE.strftime("%a, %d %b %Y %H:%M:%S +0200")
    mail.set_content("\n".join(_lines(source)))
    for part in source.parts:
        mail.add_attachment(_part(part), maintype="application", subtype="octet-stream", filename=part)
    mail.set_boundary("part-of-the-sample")  # fixed, so that the same text gives the same bytes
    return mail.as_bytes()


def _archive(source: Source) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in source.parts:
            archive.writestr(zipfile.ZipInfo(part, MADE.timetuple()[:6]), _part(part))
    return made.getvalue()


def _part(name: str) -> bytes:
    return make(read_source(PARTS / f"{name}.md"))


WRITERS: dict[str, Callable[[Source], bytes]] = {
    ".docx": word,
    ".xlsx": sheets,
    ".pptx": slides,
    ".pdf": pdf,
    ".txt": _plain,
    ".csv": _comma_separated,
    ".eml": _mail,
    ".zip": _archive,
}


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    make_all(FILES)
