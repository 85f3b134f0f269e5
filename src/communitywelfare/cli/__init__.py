"""The command line: ``communitywelfare …``. It gathers, calls the pure core, and writes; it decides nothing itself."""

from communitywelfare.cli.commands import main

__all__ = ["main"]
