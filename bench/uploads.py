"""Twenty files of 1 MB, from the drop to all saved and until all are findable: python -m bench.uploads

Over real HTTP, as the page sends them: three at once, by the tus protocol, each an item of its own. With an
address and a token that installation is measured, and otherwise an empty one that is served for it.
"""

from __future__ import annotations

import http.client
import io
import json
import random
import sys
import tempfile
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import docx
from PIL import Image

from bench.generate import vocabulary
from tests.serving import served

FILES, AT_ONCE = 20, 3
_WORDS = 1_200
_SIDE = 600  # of a picture that cannot be packed: about a megabyte
_PATIENCE_S = 300


def rows(address: str, token: str) -> list[tuple[str, str, str]]:
    """What was measured: what, how much, and the goal."""
    mark = f"סימניה{random.randrange(10**6)}"
    contents = [document(mark, number) for number in range(FILES)]
    started = time.perf_counter()
    draft = _ask(address, token, "POST", "/uploads/drafts")["item"]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [
            threads.submit(_send, address, token, draft, f"{number}.docx", content)
            for number, content in enumerate(contents)
        ]
        for each in sent:
            each.result()
    arrived = time.perf_counter() - started
    form = urlencode({"type": "information", "visibility": "network", "each": "1"})
    made = _ask(address, token, "POST", f"/uploads/{draft}/save", form.encode())["items"]
    saved = time.perf_counter() - started
    assert len(made) == FILES, len(made)
    search = f"/search?q={quote(mark)}"
    while _ask(address, token, "GET", search)["total"] < FILES:
        assert time.perf_counter() - started < _PATIENCE_S, "not all were found"
        time.sleep(0.1)
    found = time.perf_counter() - started
    return [
        (f"{FILES} files of 1 MB, from drop to all bytes here", f"{arrived:.1f} s", ""),
        ("  to all saved, each an item of its own", f"{saved:.1f} s", ""),
        ("  to all findable by what is inside", f"{found:.1f} s", ""),
    ]


def document(mark: str, seed: int) -> bytes:
    """A docx as people have: some pages of words, and a picture that makes it large."""
    chance = random.Random(seed)
    forms, _shares = vocabulary()
    document = docx.Document()
    document.add_paragraph(mark)
    for _paragraph in range(_WORDS // 60):
        document.add_paragraph(" ".join(forms[int(len(forms) ** chance.random())] for _word in range(60)))
    picture = io.BytesIO()
    Image.frombytes("RGB", (_SIDE, _SIDE), chance.randbytes(3 * _SIDE * _SIDE)).save(picture, "PNG")
    document.add_picture(picture)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _send(address: str, token: str, draft: int, name: str, content: bytes) -> None:
    about = ",".join(
        f"{key} {b64encode(value.encode()).decode()}"
        for key, value in (("filename", name), ("item", str(draft)))
    )
    tus = {"Tus-Resumable": "1.0.0"}
    place = _request(
        address,
        token,
        "POST",
        "/api/v1/uploads",
        headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": about},
    ).headers["Location"]
    piece = {**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    _request(address, token, "PATCH", place, content, piece)


def _ask(address: str, token: str, method: str, path: str, body: bytes | None = None) -> dict:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    answer = _request(address, token, method, f"/api/v1{path}", body, headers)
    return json.loads(answer.read())


def _request(
    address: str, token: str, method: str, path: str, body: bytes | None = None, headers: dict | None = None
) -> http.client.HTTPResponse:
    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60)
    connection.request(method, path, body, {"Authorization": f"Bearer {token}", **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status < 400, (answer.status, content[:300])
    answer.read = lambda *_size: content  # type: ignore[method-assign]
    return answer


def _alone() -> list[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as place:
        people = [("uploads@bench.example", "Bench", "member")]
        [token] = place.add_people(people, "a long password 1")
        return rows(place.url, token)


if __name__ == "__main__":
    for what, value, goal in rows(*sys.argv[1:3]) if len(sys.argv) > 2 else _alone():
        print(f"{what:55} {value:36} {goal}")
