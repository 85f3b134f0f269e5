"""Ways to spoil bytes of any kind, lines, cells, JSON and TOML."""

import json
from collections.abc import Callable, Mapping
from random import Random

from odd import JSON, SIGNS, TEXTS, TOML

__all__ = ["ANY", "OF_TEXT", "Way", "flip"]

Way = Callable[[Random, bytes], bytes]


# --- any bytes -----------------------------------------------------------------------------------------------


def _place(chance: Random, contents: bytes) -> int:
    return chance.randint(0, len(contents))


def _stretch(chance: Random, contents: bytes) -> tuple[int, int]:
    start = _place(chance, contents)
    return start, min(len(contents), start + chance.choice((1, 1, 2, 4, 8, 30, 200)))


def flip(chance: Random, contents: bytes) -> bytes:
    changed = bytearray(contents)
    for _time in range(chance.choice((1, 1, 2, 8)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= chance.randint(1, 255)
    return bytes(changed)


def _cut(chance: Random, contents: bytes) -> bytes:
    return contents[: _place(chance, contents)]


def _drop(chance: Random, contents: bytes) -> bytes:
    start, stop = _stretch(chance, contents)
    return contents[:start] + contents[stop:]


def repeat(chance: Random, contents: bytes) -> bytes:
    start, stop = _stretch(chance, contents)
    return contents[:start] + contents[start:stop] * chance.choice((2, 2, 3, 50, 2000)) + contents[stop:]


def _insert(chance: Random, contents: bytes) -> bytes:
    at = _place(chance, contents)
    return contents[:at] + _odd(chance) + contents[at:]


def overwrite(chance: Random, contents: bytes) -> bytes:
    start, stop = _stretch(chance, contents)
    return contents[:start] + _odd(chance) + contents[stop:]


def _odd(chance: Random) -> bytes:
    kind = chance.randint(0, 3)
    if kind == 0:
        return bytes(chance.randint(0, 255) for _byte in range(chance.choice((1, 2, 4, 16))))
    if kind == 1:
        return chance.choice(SIGNS) * chance.choice((1, 1, 2, 40, 3000))
    return chance.choice(TEXTS).encode()


def _swap_signs(chance: Random, contents: bytes) -> bytes:
    return contents.replace(chance.choice(SIGNS), chance.choice(SIGNS), chance.choice((-1, 1, 3)))


def mojibake(chance: Random, contents: bytes) -> bytes:
    try:
        text = contents.decode("utf-8-sig")
        return text.encode(chance.choice(("cp874", "utf-16", "utf-8", "utf-32-le", "tis-620")), "replace")
    except UnicodeDecodeError:
        return contents


ANY = (flip, _cut, _drop, repeat, _insert, overwrite, _swap_signs)


# --- lines and cells -----------------------------------------------------------------------------------------


def lines_moved(chance: Random, contents: bytes) -> bytes:
    lines = contents.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randint(0, 4):
        case 0:
            lines.insert(other, lines[at])
        case 1:
            lines[at], lines[other] = lines[other], lines[at]
        case 2:
            del lines[at]
        case 3:
            lines[at:at] = [lines[at]] * 300
        case _:
            lines = lines[:1] + lines[at:]
    return b"\n".join(lines)


def cell(chance: Random, contents: bytes) -> bytes:
    lines = contents.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(TEXTS).encode()
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def two_cells(chance: Random, contents: bytes) -> bytes:
    """One cell takes the place of another: right in itself, and wrong where it stands."""
    lines = [line.split(b",") for line in contents.split(b"\n")]
    one, other = chance.choice(lines), chance.choice(lines)
    one[chance.randrange(len(one))] = chance.choice(other)
    return b"\n".join(b",".join(cells) for cells in lines)


def quoted(chance: Random, contents: bytes) -> bytes:
    return contents.replace(b",", b'","', chance.choice((1, 7, 5000)))


# --- JSON and TOML -------------------------------------------------------------------------------------------


def json_value(chance: Random, contents: bytes) -> bytes:
    try:
        document = json.loads(contents)
    except (ValueError, RecursionError):
        return _json_line(chance, contents)
    marker = "\x01spoilt\x01"
    text = json.dumps(_with(chance, document, marker), ensure_ascii=False, indent=chance.choice((None, 1)))
    return text.replace(json.dumps(marker), chance.choice(JSON)).encode("utf-8", "surrogatepass")


def _json_line(chance: Random, contents: bytes) -> bytes:
    """A value in one of some lines of JSON."""
    lines = contents.split(b"\n")
    at = chance.randrange(len(lines))
    if not lines[at].startswith(b"{") or len(lines) == 1:
        return overwrite(chance, contents)
    lines[at] = json_value(chance, lines[at])
    return b"\n".join(lines)


def _with(chance: Random, document: object, marker: str) -> object:
    """The document, one value of which is another."""
    if isinstance(document, dict) and document and chance.randint(0, 5):
        key = chance.choice(sorted(document))
        return {**document, key: _with(chance, document[key], marker)}
    if isinstance(document, dict) and chance.randint(0, 1):
        return {**document, chance.choice(TEXTS): marker}
    if isinstance(document, list) and document and chance.randint(0, 5):
        at = chance.randrange(len(document))
        return [*document[:at], _with(chance, document[at], marker), *document[at + 1 :]]
    return marker


def toml_value(chance: Random, contents: bytes) -> bytes:
    lines = contents.split(b"\n")
    stated = [at for at, line in enumerate(lines) if b"=" in line]
    if not stated:
        return lines_moved(chance, contents)
    at = chance.choice(stated)
    key, _sign, value = lines[at].partition(b"=")
    match chance.randint(0, 4):
        case 0:
            lines[at] = chance.choice(TEXTS).encode() + b" =" + value
        case 1:
            lines[at] = b'"' + chance.choice(TEXTS).encode() + b'" =' + value
        case 2:
            other = lines[chance.choice(stated)]
            lines[at] = key + b"=" + other.partition(b"=")[2]
        case 3:
            lines[at] = key + b'= "' + chance.choice(TEXTS).encode() + b'"'
        case _:
            lines[at] = key + b"= " + chance.choice(TOML).encode()
    return b"\n".join(lines)


OF_TEXT: Mapping[str, tuple[Way, ...]] = {
    "csv": (lines_moved, cell, cell, cell, two_cells, two_cells, quoted, mojibake),
    "text": (mojibake, repeat),
    "json": (json_value, json_value, json_value, lines_moved, mojibake),
    "toml": (toml_value, toml_value, toml_value, lines_moved, mojibake),
}
"""By the form of a file, the ways that suit it; a way that is there more than once is taken so much oftener."""
