"""A filter of system calls for workers: no network, no changes to files' rights, no way to others' memory.

Landlock guards what is inside files; this guards what Landlock does not know. Linux on x86-64 and ARM64.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Numbers of the calls per machine; where a machine lacks an old call, its number is left out.
_NUMBERS: dict[str, dict[str, int]] = {
    "x86_64": {
        "shmget": 29, "socket": 41, "connect": 42, "bind": 49, "listen": 50, "clone": 56, "fork": 57,
        "vfork": 58, "execve": 59, "kill": 62, "truncate": 76, "chmod": 90, "fchmod": 91, "chown": 92,
        "fchown": 93, "lchown": 94, "ptrace": 101, "setpgid": 109, "setsid": 112, "utime": 132,
        "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "setxattr": 188,
        "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
        "utimes": 235, "mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250,
        "fchownat": 260, "futimesat": 261, "fchmodat": 268, "unshare": 272, "utimensat": 280,
        "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "bpf": 321, "execveat": 322, "userfaultfd": 323,
    },
    "aarch64": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "umount2": 39, "mount": 40, "pivot_root": 41, "truncate": 45, "chroot": 51,
        "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "unshare": 97,
        "ptrace": 117, "kill": 129, "setpgid": 154, "setsid": 157, "mq_open": 180, "shmget": 194,
        "socket": 198, "bind": 200, "listen": 201, "connect": 203, "add_key": 217, "request_key": 218,
        "keyctl": 219, "clone": 220, "execve": 221, "perf_event_open": 241, "open_by_handle_at": 265,
        "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "execveat": 281,
        "userfaultfd": 282,
    },
}  # fmt: skip
# Newer calls have the same number everywhere.
_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "clone3": 435, "pidfd_getfd": 438,
    "mount_setattr": 442, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip
_STARTING = {"fork", "vfork", "execve", "execveat"}
_DECIDED = _STARTING | {"clone", "kill", "socket", "bind", "listen"}

_Rule = tuple[int, int, int, int]

_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_AF_UNIX = 1

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2


def supported() -> bool:
    return sys.platform == "linux" and platform.machine() in _AUDIT_ARCH and sys.maxsize > 2**32


def restrict(*, programs: bool) -> None:
    """Filter this thread's calls and those of everything it starts, for good.

    Without ``programs`` nothing can be started but threads, and there are no sockets at all.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    rules = _rules(platform.machine(), programs=programs)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    head = struct.pack("HP", len(rules), ctypes.addressof(code))
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _MODE_FILTER, head, 0, 0)):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")


def _rules(machine: str, *, programs: bool) -> list[_Rule]:
    numbers = _NUMBERS[machine] | _COMMON
    rules: list[_Rule] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        rules += _answer(_AT_LEAST, _X32, errno.ENOSYS)
    # Its flags lie in memory, out of a filter's sight; the C library then falls back to clone.
    rules += _answer(_EQUAL, numbers.pop("clone3"), errno.ENOSYS)
    rules += _for_programs(numbers) if programs else _for_parsers(numbers)
    for number in sorted(numbers[name] for name in numbers.keys() - _DECIDED):
        rules += _answer(_EQUAL, number, errno.EPERM)
    return [*rules, (_RETURN, 0, 0, _ALLOW)]


def _for_parsers(numbers: dict[str, int]) -> list[_Rule]:
    rules = [
        rule for name in _STARTING & numbers.keys() for rule in _answer(_EQUAL, numbers[name], errno.EPERM)
    ]
    rules += _unless(numbers["clone"], _ANY_BIT, _CLONE_THREAD, errno.EPERM)
    rules += _answer(_EQUAL, numbers["kill"], errno.EPERM)
    return rules + _answer(_EQUAL, numbers["socket"], errno.EACCES)


def _for_programs(numbers: dict[str, int]) -> list[_Rule]:
    rules = _unless(numbers["socket"], _EQUAL, _AF_UNIX, errno.EACCES)
    # LibreOffice does not start without a socket in /tmp, where later copies of it would call: it is told
    # that it has one.
    return rules + _answer(_EQUAL, numbers["bind"], 0) + _answer(_EQUAL, numbers["listen"], 0)


def _answer(test: int, value: int, error: int) -> list[_Rule]:
    return [(test, 0, 1, value), (_RETURN, 0, 0, _REFUSE | error)]


def _unless(number: int, test: int, value: int, error: int) -> list[_Rule]:
    """Refuse this call unless its first argument passes the test."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (test, 1, 0, value),
        (_RETURN, 0, 0, _REFUSE | error),
        (_LOAD, 0, 0, _NUMBER),
    ]
