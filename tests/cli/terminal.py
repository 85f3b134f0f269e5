"""A pseudo-terminal in which a command runs as at a keyboard."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from typing import Self

from attrs import define, field

__all__ = ["Terminal", "plain"]

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# Whoever runs the tests in the background may have Ctrl-C ignored, and what is started takes that over.
_OWN = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
_MOST_SECONDS = 60


def plain(text: str) -> str:
    """What is read on the screen: without colours and the moving of the cursor."""
    return ANSI.sub("", text).replace("\r\n", "\n")


@define(slots=False)
class Terminal:
    """A program on a terminal of its own, of so many columns; both its streams are the screen."""

    words: tuple[str, ...]
    folder: str
    columns: int = 80
    environment: Mapping[str, str] = field(factory=dict)
    screen: str = ""

    def __enter__(self) -> Self:
        self.mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, self.columns, 0, 0))
        names = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OWN, sys.executable, *self.words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=self.folder,
            env={**names, "TERM": "xterm-256color", **self.environment},
            start_new_session=True,
        )
        os.close(theirs)
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.mine)

    def read(self, until: str | None = None) -> str:
        """What has come to the screen, at the end of the program or as soon as a text stands there."""
        deadline = time.monotonic() + _MOST_SECONDS
        while until is None or until not in plain(self.screen):
            assert time.monotonic() < deadline, self.screen
            if select.select([self.mine], [], [], 0.2)[0]:
                try:
                    new = os.read(self.mine, 65536)
                except OSError:  # Linux says so when nobody holds the other side any more
                    new = b""
                if not new:
                    break
                self.screen += new.decode("utf-8", "replace")
        return self.screen

    def type(self, keys: str) -> None:
        """Press keys; ``\\x03`` is Ctrl-C."""
        os.write(self.mine, keys.encode())

    def code(self) -> int:
        """The exit code, at the end."""
        self.read()
        return self.process.wait(_MOST_SECONDS)
