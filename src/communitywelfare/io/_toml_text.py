"""TOML from people one does not know: its values, unless reading it would take all memory or all time there is."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from communitywelfare.errors import Finding, InvalidValue, Place, Severity

__all__ = ["quoted", "toml_document"]

_MOST_BYTES = 8_000_000
_DEEPEST = 250
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# Possessive, so that neither a long word nor a long text is looked at twice.
_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'|#[^\n]*+')
_BEYOND = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){64}|[0-9_]{400}")


def toml_document(contents: bytes, file: str, *, code: str) -> tuple[str, Mapping[str, Any]]:
    """The text of a TOML file, and its values.

    Args:
        contents: What the file holds.
        file: Its name, for the places of findings.
        code: The code of the finding that it is not TOML.

    Raises:
        InvalidValue: It is too large, not UTF-8, not TOML, or something in it is beyond measure; the finding has the
            line, where there is one.
    """
    if len(contents) > _MOST_BYTES:
        finding = Finding("file.too_large", Severity.ERROR, place=Place(file=file), params={"file": file})
        raise InvalidValue(f"{file} is larger than {_MOST_BYTES} bytes", finding)
    try:
        text = contents.decode("utf-8-sig")
        return text, _values(text)
    except UnicodeDecodeError as error:
        place = Place(file=file, row=contents.count(b"\n", 0, error.start) + 1)
        params = {"declared": "utf-8", "fits": ""}
        finding = Finding("file.encoding", Severity.ERROR, place=place, params=params)
        raise InvalidValue(f"{file} is not UTF-8", finding) from None
    except ValueError as error:
        found = re.search(r"line (\d+)", str(error))
        last = contents.count(b"\n") + 1  # where the text ends too early
        place = Place(file=file, row=int(found[1]) if found else last)
        finding = Finding(code, Severity.ERROR, place=place, params={"reason": str(error)})
        raise InvalidValue(f"{file} is not TOML: {error}", finding) from None


def _values(text: str) -> Mapping[str, Any]:
    """The values of a TOML text.

    Raises:
        ValueError: It is not TOML, or something in it is beyond measure; the message names the line.
    """
    bare = _TEXTS.sub("_", text)
    beyond = _BEYOND.search(bare)
    if beyond:
        line = bare.count("\n", 0, beyond.start()) + 1
        raise ValueError(f"{beyond[0][:20]}… has too many parts (at line {line})")
    try:
        values = tomllib.loads(text)
    except RecursionError:
        values = None
    if values is None or _is_too_deep(values):
        raise ValueError(f"nested too deep (at line {_deepest(bare)})")
    return values


def _is_too_deep(values: object) -> bool:
    """Whether values lie so deep in one another that nobody could show them: keys of many parts get there, too."""
    layer = [values]
    for _depth in range(_DEEPEST):
        inner = [each.values() if isinstance(each, dict) else each for each in layer if isinstance(each, dict | list)]
        layer = [value for values_of_one in inner for value in values_of_one]
        if not layer:
            return False
    return True


def _deepest(bare: str) -> int:
    """The line on which most brackets are open."""
    depth, most, found = 0, 0, 1
    for number, line in enumerate(bare.splitlines(), start=1):
        opened = line.count("[") + line.count("{")
        if depth + opened > most:
            most, found = depth + opened, number
        depth += opened - line.count("]") - line.count("}")
    return found


def quoted(text: str) -> str:
    """A text as a TOML string."""
    return f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 or ord(character) == 0x7F else character
