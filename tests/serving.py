"""A real installation for tests: `flask serve` with its worker on a free port, and people who can sign in."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60
CHROMIUM = next(
    filter(
        None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
    ),
    "",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_ADD_PEOPLE = """
import json, sys
from app import create_app
people, password = json.loads(sys.argv[1])
commands = create_app().test_cli_runner()
for address, name, role in people:
    words = ["user", "add", address, "--name", name, "--role", role, "--password", password]
    added = commands.invoke(args=words)
    assert added.exit_code == 0, added.output
    print(commands.invoke(args=["token", address]).output.strip())
"""


@dataclass(frozen=True)
class Installation:
    """A served installation: where it listens and where it keeps things."""

    url: str
    folder: Path
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run a command of the platform in this installation; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add_people(self, people: Sequence[tuple[str, str, str]], password: str) -> list[str]:
        """People (address, name, role) who can sign in; returns an API token of each, in one process."""
        done = subprocess.run(
            [sys.executable, "-c", _ADD_PEOPLE, json.dumps([people, password])],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.split()

    def letters(self) -> list[str]:
        """The mails that went out, oldest first, decoded enough to find addresses in them."""
        found = []
        for file in sorted((self.folder / "mail").glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            found.append(f"{message['To']}\n{message['Subject']}\n{body.get_content() if body else ''}")
        return found

    def link_in(self, letter: str) -> str:
        match = re.search(r"https?://\S+", letter)
        assert match, letter
        return match[0]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[Installation]:
    """Set up an installation in this folder and serve it until the end of the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment = {**clean, "INSTANCE": str(folder), "PORT": str(port), "PUBLIC_URL": url, **settings}
    place = Installation(url, folder, environment)
    place.flask("setup")
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(lambda: _answers(url), f"the web did not start: {(folder / 'serve.log').read_text()}")
        yield place
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def wait_for(happens: Any, complaint: str, *, seconds: float = PATIENCE_S) -> Any:
    """Ask again and again until it is true; what it answered is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := happens():
            return answer
        time.sleep(0.1)
    raise AssertionError(complaint)


class Client:
    """An API client that uses nothing but the standard library."""

    def __init__(self, place: Installation, token: str) -> None:
        self.place, self.token = place, token

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send JSON; returns the status and the answer."""
        content = None if body is None else json.dumps(body).encode()
        return self.send(method, path, content, "application/json")

    def send(self, method: str, path: str, content: bytes | None, media_type: str) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.place.url}/api/v1{path}",
            data=content,
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": media_type},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, _read(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, _read(refused)

    def upload(
        self, path: str, fields: list[tuple[str, str]], files: list[tuple[str, bytes]]
    ) -> tuple[int, Any]:
        """Send a multipart form with files under the name ``files``."""
        boundary, parts = "otzar-test-boundary", []
        for name, value in fields:
            parts.append(
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            )
        for name, content in files:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
        parts.append(f"--{boundary}--\r\n".encode())
        return self.send("POST", path, b"".join(parts), f"multipart/form-data; boundary={boundary}")

    def when_read(self, item_id: int) -> Any:
        """The item, once it is no longer waiting."""

        def settled() -> Any:
            _status, item = self.ask("GET", f"/items/{item_id}")
            return item if item["state"] != "waiting" else None

        return wait_for(settled, f"item {item_id} is still waiting")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/sign-in", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as refused:
        raise AssertionError(f"the sign-in page answers {refused.code}") from refused
    except OSError:
        return False


def _read(answer: Any) -> Any:
    body = answer.read()
    return json.loads(body) if "json" in answer.headers.get("Content-Type", "") else body
