"""Ways to spoil archives: what lies in them, what they are told to be, and the XML of workbooks."""

import struct
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from odd_xml import XML
from spoil_text import ANY, OF_TEXT, Way, flip

__all__ = ["OF_ARCHIVES"]

_Parts = list[tuple[str, bytes]]


def _parts(contents: bytes) -> _Parts | None:
    try:
        with ZipFile(BytesIO(contents)) as archive:
            return [(about.filename, archive.read(about)) for about in archive.infolist()[:60]]
    except Exception:  # noqa: BLE001  # it is spoilt already: whatever keeps it from being read
        return None


def _zipped(parts: _Parts, packing: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", packing) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that two files have one name is what is wanted
        for name, data in parts:
            archive.writestr(_about(name, packing), data)
    return out.getvalue()


def _about(name: str, packing: int) -> ZipInfo:
    about = ZipInfo("x")
    about.filename = about.orig_filename = name
    about.compress_type = packing
    return about


def _part(form_of: Callable[[str], str]) -> Callable[[Random, bytes], bytes]:
    def way(chance: Random, contents: bytes) -> bytes:
        parts = _parts(contents)
        if not parts:
            return flip(chance, contents)
        at = chance.randrange(len(parts))
        name, data = parts[at]
        form = form_of(name)
        parts[at] = name, chance.choice((*ANY, *OF_TEXT.get(form, ()), *OF_TEXT.get(form, ())))(chance, data)
        return _zipped(parts, chance.choice((ZIP_DEFLATED, ZIP_STORED)))

    return way


def _form_of_member(name: str) -> str:
    return {"json": "json", "toml": "toml"}.get(name.rpartition(".")[2], "csv")


_NAMES = (
    "../up",
    "/etc/passwd",
    "C:\\x",
    "a/b",
    "",
    ".",
    "..",
    "con",
    "x" * 300,
    "ก.csv",
    "MEMBERS.CSV",
    "members.csv ",
    "a\nb",
    "a\x01b",
    "members.csv",
    "manifest.json",
    "xl/vbaProject.bin",
    "xl/externalLinks/externalLink1.xml",
    "xl/worksheets/sheet1.xml",
)


def _names(chance: Random, contents: bytes) -> bytes:
    """Files doubled, named otherwise, left out or out of order."""
    parts = _parts(contents)
    if not parts:
        return flip(chance, contents)
    at = chance.randrange(len(parts))
    match chance.randint(0, 4):
        case 0:
            parts.insert(chance.randint(0, len(parts)), parts[at])
        case 1:
            parts[at] = chance.choice(_NAMES), parts[at][1]
        case 2:
            del parts[at]
        case 3:
            parts.append((chance.choice(_NAMES), parts[at][1]))
        case _:
            chance.shuffle(parts)
    try:
        return _zipped(parts)
    except (ValueError, BadZipFile, struct.error):
        return contents


_LIES = (0, 1, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE)
_FIELDS: Mapping[bytes, Sequence[tuple[int, str]]] = {
    b"PK\x03\x04": ((4, "<H"), (6, "<H"), (8, "<H"), (14, "<I"), (18, "<I"), (22, "<I"), (26, "<H"), (28, "<H")),
    b"PK\x01\x02": (
        (6, "<H"),
        (8, "<H"),
        (10, "<H"),
        (16, "<I"),
        (20, "<I"),
        (24, "<I"),
        (28, "<H"),
        (30, "<H"),
        (32, "<H"),
        (38, "<I"),
        (42, "<I"),
    ),
    b"PK\x05\x06": ((4, "<H"), (8, "<H"), (10, "<H"), (12, "<I"), (16, "<I"), (20, "<H")),
}


def _header(chance: Random, contents: bytes) -> bytes:
    """A number of some header of the archive says what is not so: sizes, offsets, flags, ways of packing, counts."""
    signature = chance.choice(list(_FIELDS))
    places = [at for at in range(len(contents)) if contents.startswith(signature, at)]
    if not places:
        return flip(chance, contents)
    field, kind = chance.choice(_FIELDS[signature])
    at = chance.choice(places) + field
    changed = bytearray(contents)
    if at + struct.calcsize(kind) > len(changed):
        return contents
    lie = chance.choice((*_LIES, chance.randint(0, 0xFFFF))) % (1 << 8 * struct.calcsize(kind))
    struct.pack_into(kind, changed, at, lie)
    return bytes(changed)


def _stream(chance: Random, contents: bytes) -> bytes:
    """A packed stream that unpacks to much more than its header says, or is cut off."""
    parts = _parts(contents)
    if not parts:
        return flip(chance, contents)
    name, data = chance.choice(parts)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(data + b" " * chance.choice((1, 1000, 300_000))) + packer.flush()
    lied = _zipped([(each, it) for each, it in parts if each != name] + [(name, b"\x00" * len(stream))], ZIP_STORED)
    at = lied.rfind(b"\x00" * len(stream))
    changed = bytearray(
        lied.replace(b"\x00" * len(stream), stream) if at < 0 else lied[:at] + stream + lied[at + len(stream) :]
    )
    for signature, method, crc, size in ((b"PK\x03\x04", 8, 14, 22), (b"PK\x01\x02", 10, 16, 24)):
        header = changed.rfind(signature)
        struct.pack_into("<H", changed, header + method, ZIP_DEFLATED)
        struct.pack_into("<I", changed, header + crc, zlib.crc32(data))
        struct.pack_into("<I", changed, header + size, len(data))
    return bytes(changed[: chance.choice((len(changed), len(changed), at + 5))])


def _xml(chance: Random, contents: bytes) -> bytes:
    """Something in the XML of a workbook that no spreadsheet writes."""
    parts = _parts(contents)
    if not parts:
        return flip(chance, contents)
    fitting = [(at, old, news) for at, (_name, data) in enumerate(parts) for old, news in XML if old in data]
    if not fitting:
        return flip(chance, contents)
    at, old, news = chance.choice(fitting)
    name, data = parts[at]
    pieces = data.split(old)
    cut = chance.randrange(1, len(pieces))
    changed = old.join(pieces[:cut]) + chance.choice(news) + old.join(pieces[cut:])
    parts[at] = name, data.replace(old, chance.choice(news)) if chance.randint(0, 4) == 0 else changed
    return _zipped(parts)


OF_ARCHIVES: Mapping[str, tuple[Way, ...]] = {
    "zip": (_part(_form_of_member), _part(_form_of_member), _names, _header, _stream),
    "xlsx": (_xml, _xml, _xml, _part(lambda _name: "bytes"), _names, _header, _stream),
}
"""By the kind of an archive, the ways that suit it."""
