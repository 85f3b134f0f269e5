"""A `ByLaw` as a TOML file: the way back from `bylaw_toml`, in one layout for all by-laws.

What is written reads as an equal by-law. Comments, names of definitions and the template of a version are not kept in a
`ByLaw`, and so are not written.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from communitywelfare.errors import ByLawError
from communitywelfare.io._toml_text import quoted
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.rules import ByLaw
from communitywelfare.rules.notated import cannot_be_written
from communitywelfare.rules.writing import document_of

__all__ = ["write_bylaw"]

Table = Mapping[str, object]
_OWN_TABLES = ("dues", "standing", "define")  # of a version, each under a header of its own
_TABLES_OF_TABLES = ("attributes", "benefit")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 100


def write_bylaw(bylaw: ByLaw) -> str:
    """A by-law as the text of its file; reading it gives an equal by-law.

    Raises:
        ByLawError: It holds something that no by-law file can say: a form of amount of another package, or a value
            that was put together in Python and that no text of the language reads as.
    """
    text = "\n".join(_lines(document_of(bylaw))) + "\n"
    try:
        again = parse_bylaw(text.encode(), "")
    except ByLawError as error:
        raise cannot_be_written(bylaw) from error
    if again != bylaw:
        raise cannot_be_written(bylaw)
    return text


def _lines(document: Table) -> Iterator[str]:
    for key, value in document.items():
        if key != "version":
            yield _pair(key, value)
    versions = document["version"]
    for version in versions if isinstance(versions, list) else []:
        yield ""
        yield "[[version]]"
        yield from _version(version)


def _version(version: Table) -> Iterator[str]:
    """A version: its own values first, then its tables, each under a header."""
    own = {key: value for key, value in version.items() if key not in _OWN_TABLES + _TABLES_OF_TABLES}
    yield from _pairs(own)
    for name in _OWN_TABLES:
        if name in version:
            yield from _under(f"version.{name}", version[name])
    for name in _TABLES_OF_TABLES:
        tables = version.get(name)
        if not isinstance(tables, Mapping):
            continue
        if not tables:
            yield from _under(f"version.{name}", tables)
        for key, table in tables.items():
            yield from _under(f"version.{name}.{_key(key)}", table)


def _under(header: str, table: object) -> Iterator[str]:
    yield ""
    yield f"[{header}]"
    if isinstance(table, Mapping):
        yield from _pairs(table)


def _pairs(table: Table) -> Iterator[str]:
    for key, value in table.items():
        yield _pair(key, value)


def _pair(key: str, value: object) -> str:
    return f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


def _value(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Mapping():
            return f"{{ {', '.join(_pair(key, inner) for key, inner in value.items())} }}" if value else "{}"
        case list():
            return _list([_value(item) for item in value])
        case _:
            return str(value)


def _list(items: list[str]) -> str:
    """A list in one line, or with a line for each item."""
    line = f"[{', '.join(items)}]"
    if len(line) <= _WIDE and "\n" not in line:
        return line
    rows = "".join(f"    {item},\n" for item in items)
    return f"[\n{rows}]"
