"""The sandbox of a worker: limited memory, no new sockets, and an end when its parent ends.

By Linux's resource limits and its seccomp filter (``seccomp(2)``), which any user may set on himself; where
a system has neither, the text of a query is still refused if it asks another machine.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys

_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2  # prctl(2)
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # the three instructions of the filter
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
_CALLS = {"x86_64": (41, 425), "aarch64": (198, 425), "riscv64": (198, 425)}
"""The numbers of ``socket`` and ``io_uring_setup``, by machine."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(size: int) -> None:
    """Let this process hold at most so many bytes; an allocation beyond ends it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_network() -> bool:
    """Let this process open no more sockets; return whether the system does that."""
    calls = _CALLS.get(os.uname().machine, ()) if sys.platform == "linux" else ()
    if not calls:
        return False
    program = [(_LOAD, 0, 0, 0)]
    for place, call in enumerate(calls):
        program.append((_EQUAL, len(calls) - place, 0, call))
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in program))
    libc = ctypes.CDLL(None)
    written = _Program(len(program), ctypes.cast(code, ctypes.c_void_p))
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(written), 0, 0) == 0)
