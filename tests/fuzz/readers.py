"""Every reader of the library as one thing: bytes in, and out comes a value, findings, or one of our own errors.

`READERS` is what the properties in this folder and `python tasks.py fuzz` go through; `test_registry.py` says which
public reader or argument of the command line is missing. To register one takes two lines, in `readers_of_files.py`
(`readers_of_words.py` for a cell or an argument): its import, and in `FILES`

    Reader("passbook of another bank", "csv", lambda it: read_other(it, "bank.csv"), lambda: [b"..."]),

with a name, the form by which its files are spoilt (`spoil.OF_FORM`), the reading of bytes (`from_path` and `from_text`
make it of one that wants a path or text), and whole files of its kind. A foreign layout is such a reader, too, in
`readers_of_sheets.py`, and what reads a column of cells is one in `readers_of_columns.py`:

    Reader("import/of a bank", "sheet", lambda it: import_book(book_of("a.csv", it), PROFILE), lambda: [CSV]),

A command of the command line is registered by itself (`readers_of_commands.py`).

What a registered reader calls on its whole files counts as registered with it; what it does not call is told missing.
"""

from collections.abc import Mapping

from readers_of_columns import COLUMNS
from readers_of_commands import COMMANDS
from readers_of_files import FILES
from readers_of_networks import NETWORKS
from readers_of_packages import PACKAGES
from readers_of_sheets import SHEETS
from readers_of_sheets_at_the_shell import SHEETS_AT_THE_SHELL
from readers_of_words import WORDS
from reading import Reader

__all__ = ["READERS"]

READERS: Mapping[str, Reader] = {
    each.name: each
    for each in (*PACKAGES, *FILES, *NETWORKS, *SHEETS, *COLUMNS, *WORDS, *COMMANDS, *SHEETS_AT_THE_SHELL)
}
"""Every reader by its name."""
