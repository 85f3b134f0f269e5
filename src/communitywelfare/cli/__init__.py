"""The command line: ``communitywelfare …``. It gathers, calls the pure core, and writes; it decides nothing itself."""

import sys
from collections.abc import Sequence

from communitywelfare.cli._terminal import speak_utf8

__all__ = ["main"]

INTERRUPTED = 130
_STOPPED = "หยุดแล้ว (Ctrl-C) ไม่มีไฟล์ใดถูกเขียนค้างไว้ / stopped (Ctrl-C); no file is left half written"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. No traceback reaches the terminal, however early it is stopped."""
    speak_utf8()
    try:
        from communitywelfare.cli.commands import run  # noqa: PLC0415 - loading takes a second, and may be stopped

        return run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        sys.stderr.write(f"{_STOPPED}\n")
        return INTERRUPTED
