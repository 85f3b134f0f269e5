"""What the terminal asks for: its owner may want no colour, and a stream may not speak UTF-8 by itself."""

import os
import sys

__all__ = ["colour", "speak_utf8"]


def colour() -> bool | None:
    """False where NO_COLOR is set or the terminal has none; else None, and each stream is asked whether it is one."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def speak_utf8() -> None:
    """Thai on every terminal and in every pipe, whatever the locale is; what is typed or piped in is UTF-8 too.

    The name of a file may hold bytes that are no UTF-8; they are shown by their numbers, as JSON and Python write them.
    Piped in, such bytes come as what no answer can be, so that they are refused and never taken for other letters.
    """
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
