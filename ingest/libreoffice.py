"""A worker's job: an office file laid out on pages, as PDF, by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from ingest.model import CannotIngest, Reason


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def work(file: Path, out: Path, *, soffice: str) -> dict[str, Any]:
    """Writes the PDF to ``out``. It may hang on bad input; then the parent ends us."""
    temporary = out.parent / "tmp"
    # A profile of its own each time: what one document leaves in it must not reach the next.
    profile = f"-env:UserInstallation=file://{temporary}/profile"
    quiet = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
    subprocess.run(  # noqa: S603
        [soffice, profile, *quiet, "--convert-to", "pdf", "--outdir", str(temporary), str(file)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = temporary / f"{file.stem}.pdf"
    if not made.is_file():
        raise CannotIngest(Reason.DAMAGED)  # its exit code says nothing
    shutil.copyfile(made, out / "0")
    return {}
