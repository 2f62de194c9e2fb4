"""A tiny program that becomes another one, which then dies with the process that started it; see child.py.

Linux forgets the parent-death signal when a process changes its user, so the order here matters: drop rights first, ask
for the signal, look whether the parent is still the one that started us, and only then become the command. A
``preexec_fn`` could do the same, but runs between fork and exec of a process that has threads, where it may deadlock.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def main(arguments: list[str]) -> None:
    separator = arguments.index("--")
    options = dict(zip(arguments[0:separator:2], arguments[1:separator:2], strict=True))
    command = arguments[separator + 1 :]
    uid = int(options["--uid"]) if "--uid" in options else None
    if uid is not None:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    _die_with_parent(signal.Signals[options["--parent-death"]], drop_rights=uid is not None)
    if os.getppid() != int(options["--parent"]):
        sys.exit(1)
    # Python ignores these two, and an ignored signal stays ignored across exec.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    with contextlib.suppress(AttributeError):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        # Not execvp: that imports more of the standard library, which the new user may not be able to read.
        os.execv(command[0], command)  # noqa: S606  that is the point
    except OSError as error:
        print(f"lajmi: {command[0]} could not be started: {error.strerror}", file=sys.stderr)  # noqa: T201
        sys.exit(127)


def _die_with_parent(death: signal.Signals, *, drop_rights: bool) -> None:
    if not sys.platform.startswith("linux"):
        return  # elsewhere the next `lajmi up` or `down` ends what a killed supervisor left
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if drop_rights:
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
