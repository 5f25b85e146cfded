"""A worker's job: the words on a picture, by Tesseract."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from ingest.model import CannotIngest, Reason


def work(file: Path, out: Path, *, tesseract: str, languages: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603
        [tesseract, str(file), "stdout", "-l", languages],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise CannotIngest(Reason.DAMAGED)
    return {"text": done.stdout.decode("utf-8", "replace")}
