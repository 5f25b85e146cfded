"""Files made for these tests: good ones, and such as strangers send."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

from fpdf import FPDF

TEXT = "הוועדה המקומית דנה בתקציב הרווחה של העיר"


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def tar(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as packed:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            packed.addfile(link)
    return stream.getvalue()


def mail(text: str, attachments: dict[str, bytes] | None = None, subject: str = "פרוטוקול") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "דנה <dana@example.org>", "b@example.org"
    message.set_content(text)
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def nested_mail(depth: int) -> bytes:
    message = b"Subject: inside\nFrom: a@example.org\nMIME-Version: 1.0\n\ninside\n"
    for level in range(depth):
        message = (
            b"Subject: level\nFrom: a@example.org\nMIME-Version: 1.0\n"
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\nContent-Type: message/rfc822\n\n'
            b"%s\n--b%d--\n" % (level, level, message, level)
        )
    return message


def with_member(document: bytes, name: str, content: bytes) -> bytes:
    """A zip-based document with one more member, or another one in its place."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            if member.filename != name:
                target.writestr(member.filename, source.read(member))
        target.writestr(name, content)
    return stream.getvalue()


def member_of(document: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as source:
        return source.read(name)


def embedding(document: bytes, name: str, content: bytes) -> bytes:
    """A docx with a file inside, as Word keeps it, and the relation that leads there."""
    relations = member_of(document, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"'
        b' Target="embeddings/%s"/></Relationships>' % name.encode(),
    )
    types = member_of(document, "[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/word/embeddings/%s" ContentType="application/octet-stream"/></Types>'
        % name.encode(),
    )
    document = with_member(document, "word/_rels/document.xml.rels", relations)
    document = with_member(document, "[Content_Types].xml", types)
    return with_member(document, f"word/embeddings/{name}", content)


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, of which the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), about, content)


def spying_pdf(path: Path) -> bytes:
    """A PDF whose form asks for a file of the machine that reads it (CVE-2025-54988)."""
    form = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{path}">]>'
        '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'
        '<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform name="f"><field name="a">'
        "<value><text>x</text></value><assist><speak>&e;</speak></assist></field></subform></template>"
        '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><f><a>&e;</a></f></xfa:data>'
        "</xfa:datasets></xdp:xdp>"
    )
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
            stream(form.encode()),
        ]
    )


def page_of_size(width: int, height: int) -> bytes:
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>" % (width, height),
        ]
    )


def bomb(size: int) -> bytes:
    """A small zip that opens to so many zeros."""
    return swollen(archive({}), "zeros.txt", b"", b"", size)


def swollen(document: bytes, name: str, before: bytes, after: bytes, size: int) -> bytes:
    """A zip-based document in which a member opens to so many zeros between these."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for member in source.infolist():
            if member.filename != name:
                target.writestr(member.filename, source.read(member))
        with target.open(name, "w", force_zip64=True) as content:
            content.write(before)
            for _ in range(size >> 20):
                content.write(bytes(1 << 20))
            content.write(after)
    return stream.getvalue()


def png(width: int, height: int) -> bytes:
    """A white picture, small however large it opens."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file with these streams at its root, each in whole sectors."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = {
        name: content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0")
        for name, content in streams.items()
    }
    directory_sectors = -(-(len(bodies) + 1) // 4)
    table: list[int] = [0xFFFFFFFD, *range(2, directory_sectors + 1), end]
    entries = [_directory_entry("Root Entry", 5, 1 if bodies else free, free, end, 0)]
    content = b""
    for number, (name, body) in enumerate(bodies.items(), 1):
        first = len(table)
        table += [*range(first + 1, first + len(body) // sector), end]
        right = number + 1 if number < len(bodies) else free
        entries.append(_directory_entry(name, 2, free, right, first, len(body)))
        content += body
    directory = b"".join(entries).ljust(directory_sectors * sector, b"\0")
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    head += struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    head += b"\xff" * (sector - len(head))
    assert len(table) <= 128
    return head + struct.pack("<128I", *table, *[free] * (128 - len(table))) + directory + content


def _directory_entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    about = struct.pack("<HBB3I", len(letters), kind, 1, 0xFFFFFFFF, right, child)
    return letters.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)[:12]


def locked_pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_encryption(owner_password="owner", user_password="user")
    return bytes(paper.output())
