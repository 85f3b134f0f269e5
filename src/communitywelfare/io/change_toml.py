"""Changes of a by-law from outside: a TOML overlay, one typed at a shell, or another by-law file to compare with.

An overlay has the format ``communitywelfare.change/1``, a ``name`` in Thai and English, and one or more of these:

* ``[change]``: new values, each by its path or in tables inside one another; what a table does not name stays;
* ``[replace]``: by their paths, whole tables and lists in place of those that stand there;
* ``remove``: a list of the paths of what is taken out.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.io._files import FilePath, path_text, read_path
from communitywelfare.io._mistakes import Mistakes, is_text
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import quoted, toml_document
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.rules import ByLaw
from communitywelfare.rules.changes import Change
from communitywelfare.rules.changes.paths import PATH, parts_of
from communitywelfare.rules.changes.values import plain_value

__all__ = ["CHANGE_FORMAT", "change_typed", "parse_change", "parse_compared", "read_change", "read_compared"]

CHANGE_FORMAT = "communitywelfare.change/1"
_HEAD = ("format", "name")
_TABLES = ("change", "replace")
_TYPED = re.compile(rf"\s*(?P<path>{PATH})\s*=(?P<value>.*)", re.DOTALL)
_LONGEST = 10_000
_PLAIN_KEY = re.compile(r"[^.\[\]=\"'\s]+")


def read_change(path: FilePath) -> Change:
    """Read an overlay from a file.

    Raises:
        FormatError: The file cannot be opened.
        InvalidValue: What `parse_change` raises.
    """
    path = path_text(path)
    return parse_change(read_path(path), path)


def read_compared(path: FilePath) -> Change | ByLaw:
    """Read what a by-law is to be compared with: an overlay, or another by-law file.

    Raises:
        FormatError: The file cannot be opened.
        InvalidValue: What `parse_change` raises.
        ByLawError: What `parse_bylaw` raises.
    """
    path = path_text(path)
    return parse_compared(read_path(path), path)


def parse_compared(contents: bytes, file: str) -> Change | ByLaw:
    """Read an overlay, or another by-law file, from its bytes: the ``format`` says which of them it is.

    Raises:
        InvalidValue: What `parse_change` raises.
        ByLawError: What `parse_bylaw` raises.
    """
    _text, document = toml_document(contents, file, code="change.not_toml")
    if str(document.get("format", "")).startswith("communitywelfare.bylaw/"):
        return parse_bylaw(contents, file)
    return parse_change(contents, file)


def parse_change(contents: bytes, file: str) -> Change:
    """Read an overlay from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, says what an overlay cannot say, changes nothing, or gives a float;
            every mistake is a finding with the line it stands on. Whether its paths lead anywhere only a by-law tells.
    """
    text, document = toml_document(contents, file, code="change.not_toml")
    reading = Mistakes("change", file, lines_of(text))
    reading.known(document, "", (*_HEAD, *_TABLES, "remove"))
    changes: dict[str, object] = {}
    for at, path, value in _given(reading, document):
        if path in changes:
            reading.mistake("change.twice", at, path=path, other=path)
        _checked(reading, at, path, value)
        changes[path] = value
    name: Mapping[str, str] = {}
    if reading.needed(document, "", _HEAD):
        if document["format"] != CHANGE_FORMAT:
            reading.mistake("change.format_unknown", "format", found=str(document["format"]), known=CHANGE_FORMAT)
        name = reading.texts(document["name"], "name", ("th", "en"))
    if not changes and not reading.findings:
        reading.mistake("change.nothing", "")
    if reading.findings:
        first = reading.findings[0]
        message = f"{file} cannot be used: line {first.place.row}, {first.place.clause or 'the file'} ({first.code})"
        raise InvalidValue(message, *reading.findings)
    return Change(name=name, changes=changes)


def _given(reading: Mistakes, document: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Every change: where it stands in the file, its path, and its value, which is None where it is to be removed."""
    change, replace, remove = (document.get(key, {}) for key in (*_TABLES, "remove"))
    for key, table in (("change", change), ("replace", replace)):
        if not isinstance(table, Mapping):
            reading.unreadable(key, table)
    if isinstance(change, Mapping):
        yield from _leaves("change", change, "")
    if isinstance(replace, Mapping):
        yield from ((f"replace.{path}", path, value) for path, value in replace.items())
    removed = remove if isinstance(remove, list) and all(map(is_text, remove)) else []
    if remove and not removed:
        reading.unreadable("remove", remove)
    yield from ((f"remove[{number}]", path, None) for number, path in enumerate(removed, start=1))


def _leaves(at: str, table: Mapping[str, object], above: str) -> Iterator[tuple[str, str, object]]:
    """The values in tables inside one another, each by its path; a key may be a path of its own."""
    for key, value in table.items():
        part = key if not above or _PLAIN_KEY.fullmatch(key) or _is_path(key) else quoted(key)
        path = f"{above}.{part}" if above else part
        if isinstance(value, Mapping):
            yield from _leaves(f"{at}.{key}", value, path)
        else:
            yield f"{at}.{key}", path, value


def _is_path(text: str) -> bool:
    return re.fullmatch(PATH, text) is not None


def _checked(reading: Mistakes, at: str, path: str, value: object) -> None:
    try:
        parts_of(path)
        if value is not None:
            plain_value(path, value)
    except InvalidValue as error:
        for each in error.findings:
            reading.mistake(each.code, at, **each.params)


def change_typed(text: str) -> tuple[str, object]:
    """A change as it is typed at a shell, ``PATH=VALUE``: the path, and the value as TOML writes it, or else as text.

    Numbers with a point are read exactly. ``none`` removes; a text that looks like something else stands in quotation
    marks.

    >>> change_typed("death.steps[4].pay=40000"), change_typed("hospital.wait=180 days"), change_typed("hospital=none")
    (('death.steps[4].pay', 40000), ('hospital.wait', '180 days'), ('hospital', None))

    Raises:
        InvalidValue: It has no equals sign, or what stands before it is no path.
    """
    found = _TYPED.fullmatch(text[:_LONGEST])
    if found is None or len(text) > _LONGEST:
        finding = Finding("change.no_equals", Severity.ERROR, params={"value": text[:200]})
        raise InvalidValue(f"{text[:200]!r} is not PATH=VALUE, such as death.steps[4].pay=40000", finding)
    parts_of(found["path"])
    return found["path"], _typed(found["value"].strip())


def _typed(text: str) -> object:
    if text.lower() == "none":
        return None
    try:
        _text, _document = toml_document(f"value = {text}".encode(), "", code="change.not_toml")
        values = tomllib.loads(f"value = {text}", parse_float=_exact)
    except (InvalidValue, UnicodeEncodeError):
        return text
    return values["value"] if len(values) == 1 else text


def _exact(text: str) -> object:
    """A number with a point as it was typed; what is none, such as ``inf``, is a text."""
    number = Decimal(text)
    return number if number.is_finite() else text
