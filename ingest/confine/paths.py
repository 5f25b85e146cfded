"""What a confined worker may still use: Python, libraries, the parsers' own files, and nothing of ours."""

from __future__ import annotations

import sys
from pathlib import Path

import ingest

_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib")
_SINGLE_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/proc/self/maps",  # the embedded Tika does not start without it
)
# LibreOffice and Tesseract, with their settings, fonts and languages.
_PROGRAMS = (
    "/bin",
    "/usr/bin",
    "/usr/share",
    "/usr/local/share/fonts",
    "/opt/libreoffice",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/libreoffice",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/var/cache/fontconfig",
    "/proc",
    "/sys/devices/system/cpu",
)


def readable(*, programs: bool) -> list[Path]:
    """Existing paths only. The project is not among them, but for this package."""
    found = [
        *_LIBRARIES,
        *_SINGLE_FILES,
        "/usr/share/zoneinfo",
        sys.prefix,
        sys.base_prefix,
        *ingest.__path__,
    ]
    if programs:
        found += _PROGRAMS
    return [path for path in map(Path, dict.fromkeys(found)) if path.exists()]


def writable(folder: Path) -> list[Path]:
    """In a worker's folder. What comes in is not among it, nor the folder itself: whoever could put a link in
    their place could make us write or delete elsewhere."""
    return [folder / "out", folder / "tmp"]
