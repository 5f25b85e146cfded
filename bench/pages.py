"""What people wait for: search pages, suggestions, a file from upload to findable; and the web's memory."""

from __future__ import annotations

import http.client
import io
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import docx
import psutil

from bench import chromium, uploads
from bench.generate import queries, vocabulary
from bench.installation import opened, session_cookie
from ingest.extract import open_extractor
from ingest.model import Upload
from ingest.pipeline import ingest
from ingest.storage import open_storage

_QUESTIONS = 300
_DOCX_BYTES = 1_000_000


def rows(folder: Path, count: int) -> list[tuple[str, str, str]]:
    """What was measured: what, how much, and the goal."""
    app, built = opened(folder, count)
    cookie = session_cookie(app)
    found = [(name, value, "") for name, value in built]
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)],
        env={**os.environ, "INSTANCE": str(folder), "SECRET_KEY": "bench"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        found += _searches(port, cookie)
        found.append(("memory of the web process", f"{_resident(process.pid):.0f} MB", "≤ 400 MB"))
        found += chromium.rows(f"http://127.0.0.1:{port}", cookie, queries(1)[0])
        found += _upload(folder, port)
        found += uploads.rows(f"http://127.0.0.1:{port}", _token(folder))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    return found


def _searches(port: int, cookie: str) -> list[tuple[str, str, str]]:
    asked = queries(_QUESTIONS)
    get = _getter(port, {"Cookie": cookie})
    pages = [f"/search?q={quote(text)}" for text in asked]
    first, again = _times(get, pages), _times(get, pages)
    suggested = _times(get, [f"/suggest?q={quote(text[:4])}" for text in asked])
    seen = [number for number in range(1, _QUESTIONS) if number % 10]  # each tenth is for managers
    previews = _times(get, [f"/items/{number}/preview?q={quote(asked[number])}" for number in seen])
    home = _times(get, ["/"] * 50)
    return [
        ("search page with facets and snippets, words met first", _shown(first), ""),
        ("search page, words met before", _shown(again), "p95 ≤ 150 ms"),
        ("suggestions", _shown(suggested), "p95 ≤ 50 ms"),
        ("preview of a result", _shown(previews), "p95 ≤ 100 ms"),
        ("home", _shown(home), ""),
    ]


def _upload(folder: Path, port: int) -> list[tuple[str, str, str]]:
    """Thrice, a new document each time; the median counts."""
    token = _token(folder)
    waited, alone = [], []
    for number in range(3):
        mark = f"מילהיחידה{'אבג'[number]}{random.randrange(10**6)}"
        content = _document(mark, number)
        started = time.perf_counter()
        _send(port, token, content)
        get = _getter(port, {"Authorization": f"Bearer {token}"})
        while b'"total":0' in get(f"/api/v1/search?q={quote(mark)}").replace(b" ", b""):
            time.sleep(0.02)
        waited.append(time.perf_counter() - started)
        alone.append(_extraction_alone(folder, content))
    median, share = statistics.median(waited), statistics.median(alone) / statistics.median(waited)
    return [
        ("docx of 1 MB, from upload to findable", f"{median:.2f} s", "≤ 3 s"),
        ("  of that, extraction alone", f"{share:.0%}", ""),
    ]


def _extraction_alone(folder: Path, content: bytes) -> float:
    """Seconds in a warm worker process."""
    storage, extractor = open_storage(str(folder / "bench-files")), open_extractor()
    try:
        name = storage.save(io.BytesIO(content))
        ingest(Upload(name, "warm.docx"), storage=storage, extractor=extractor)
        started = time.perf_counter()
        ingest(Upload(name, "again.docx"), storage=storage, extractor=extractor)
        return time.perf_counter() - started
    finally:
        extractor.close()


def _document(mark: str, seed: int) -> bytes:
    """A docx of about 1 MB: words as in the generated items, and one picture as real documents have."""
    chance = random.Random(seed)
    forms, _shares = vocabulary()
    document = docx.Document()
    document.add_paragraph(mark)
    for _paragraph in range(800):
        document.add_paragraph(" ".join(forms[int(len(forms) ** chance.random())] for _word in range(90)))
    stream = io.BytesIO()
    document.save(stream)
    while stream.tell() < _DOCX_BYTES:
        document.add_paragraph(chance.randbytes(20_000).hex())
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def _send(port: int, token: str, content: bytes) -> None:
    boundary = "bench-boundary"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="big.docx"\r\n\r\n'.encode()
    )
    fields = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("type", "information"), ("title", "מסמך גדול"))
    )
    body = fields + head + content + f"\r\n--{boundary}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    connection.request("POST", "/api/v1/items", body, headers)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    connection.close()


def _token(folder: Path) -> str:
    command = [sys.executable, "-m", "flask", "--app", "app", "token", "p7@bench.example"]
    environment = {**os.environ, "INSTANCE": str(folder), "SECRET_KEY": "bench"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def _getter(port: int, headers: dict[str, str]) -> Callable[[str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(path: str) -> bytes:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:300])
        return body

    return get


def _times(get: Callable[[str], bytes], paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request over loopback, one after the other."""
    times = []
    for path in paths:
        started = time.perf_counter()
        get(path)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _shown(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):.0f} ms, p95 {ordered[int(len(ordered) * 0.95) - 1]:.0f} ms"


def _resident(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 1e6)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web did not start")
