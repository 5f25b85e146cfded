"""Landlock: a process gives up, for good, every file and connection it does not need.

The kernel's own description: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_TRUNCATE, _DEVICE_CONTROL = 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE_CONTROL
_READING = _EXECUTE | _READ_FILE | _READ_DIR

_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES_VERSION = 0x20080522


def version() -> int:
    """The kernel's version of Landlock; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def restrict(*, readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave this thread, and what it starts, nothing but these folders and files; no TCP, no privileges.

    Paths that do not exist are left out.
    """
    libc, kernel = _libc(), version()
    if kernel == 0:
        raise OSError("the kernel has no Landlock")
    rights = _rights(kernel)
    ruleset = _checked(libc.syscall(_CREATE_RULESET, *_ruleset(kernel, rights)))
    for path in readable:
        _allow(ruleset, path, rights & _READING)
    for path in writable:
        _allow(ruleset, path, rights & ~_EXECUTE & ~_DEVICE_CONTROL)
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    _checked(libc.capset(struct.pack("Ii", _CAPABILITIES_VERSION, 0), bytes(24)))


def _rights(kernel: int) -> int:
    """Every right to files this kernel can take away."""
    newest_bit = 12 if kernel == 1 else 13 if kernel == 2 else 14 if kernel < 5 else 15
    return int((1 << newest_bit + 1) - 1)


def _ruleset(kernel: int, rights: int) -> tuple[bytes, int, int]:
    network = 0b11 if kernel >= 4 else 0  # binding and connecting TCP
    scopes = 0b11 if kernel >= 6 else 0  # abstract sockets and signals of others
    size = 8 if kernel < 4 else 16 if kernel < 6 else 24
    return struct.pack("QQQ", rights, network, scopes)[:size], size, 0


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _ON_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        _checked(_libc().syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0))
    finally:
        os.close(descriptor)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return int(result)
