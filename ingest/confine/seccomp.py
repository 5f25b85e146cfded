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
        "socket": 41, "connect": 42, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
        "kill": 62, "setpgid": 109, "setsid": 112, "ptrace": 101, "chmod": 90, "fchmod": 91, "chown": 92,
        "fchown": 93, "lchown": 94, "utime": 132, "utimes": 235, "futimesat": 261, "fchownat": 260, "fchmodat": 268,
        "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197,
        "lremovexattr": 198, "fremovexattr": 199, "mount": 165, "umount2": 166, "pivot_root": 155,
        "chroot": 161, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "bpf": 321, "userfaultfd": 323, "shmget": 29, "mq_open": 240,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "clone": 220, "execve": 221, "execveat": 281, "kill": 129,
        "setpgid": 154, "setsid": 157, "ptrace": 117, "fchmod": 52, "fchown": 55, "fchownat": 54,
        "fchmodat": 53, "utimensat": 88, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14,
        "lremovexattr": 15, "fremovexattr": 16, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97, "perf_event_open": 241,
        "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271,
        "bpf": 280, "userfaultfd": 282, "shmget": 194, "mq_open": 180,
    },
}  # fmt: skip
# Newer calls have the same number everywhere.
_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "clone3": 435, "pidfd_getfd": 438,
    "mount_setattr": 442, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip
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


def _rules(machine: str, *, programs: bool) -> list[tuple[int, int, int, int]]:
    numbers = _NUMBERS[machine] | _COMMON
    rules = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        rules += _refuse_when(_AT_LEAST, _X32, errno.ENOSYS)
    # Its flags lie in memory, out of a filter's sight; the C library then falls back to clone.
    rules += _refuse_when(_EQUAL, numbers.pop("clone3"), errno.ENOSYS)
    socket, clone = numbers.pop("socket"), numbers.pop("clone")
    starting = {numbers.pop(name) for name in ("fork", "vfork", "execve", "execveat") if name in numbers}
    killing = numbers.pop("kill")
    if not programs:
        rules += [rule for number in sorted(starting) for rule in _refuse_when(_EQUAL, number, errno.EPERM)]
        rules += [
            (_EQUAL, 0, 4, clone),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_ANY_BIT, 1, 0, _CLONE_THREAD),
            (_RETURN, 0, 0, _REFUSE | errno.EPERM),
            (_LOAD, 0, 0, _NUMBER),
        ]
        rules += _refuse_when(_EQUAL, killing, errno.EPERM)
        rules += _refuse_when(_EQUAL, socket, errno.EACCES)
    else:
        rules += [
            (_EQUAL, 0, 4, socket),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_EQUAL, 1, 0, _AF_UNIX),
            (_RETURN, 0, 0, _REFUSE | errno.EACCES),
            (_LOAD, 0, 0, _NUMBER),
        ]
    rules += [
        rule for number in sorted(numbers.values()) for rule in _refuse_when(_EQUAL, number, errno.EPERM)
    ]
    return [*rules, (_RETURN, 0, 0, _ALLOW)]


def _refuse_when(test: int, value: int, error: int) -> list[tuple[int, int, int, int]]:
    return [(test, 0, 1, value), (_RETURN, 0, 0, _REFUSE | error)]
