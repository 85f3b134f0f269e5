"""ZIP files of a few plain files: packed to the same bytes every time, unpacked with suspicion.

What a ZIP says of itself may be a lie: how many entries it has, and how large each becomes. So entries are counted
before they are listed, and a part is unpacked as far as it says and one byte more: all else is damaged.
"""

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._files import MAX_BYTES

__all__ = ["DAMAGED", "Unpackable", "listed_in", "packed", "part_of", "unpacked"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the format: when files were written is no part of what they say
_PRIVATE = 0o100600 << 16
_UNIX = 3
_LOCKED, _UTF_8 = 0x1, 0x800
_MOST_FILES = 1_000
_MOST_RATIO, _SMALL = 200, 1024 * 1024  # a small file may be packed as tightly as it likes
_LOCAL = struct.Struct("<4s5H3I2H")
_OF_AN_ENTRY, _OF_A_FILE = b"PK\x01\x02", b"PK\x03\x04"
DAMAGED = (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, struct.error, zlib.error)
"""What is raised where bytes are no sound ZIP."""
# A name directly in the folder, on every system: no path, no drive, nothing hidden, nothing that Windows drops, and
# none that it keeps for a device, whatever the ending.
_PLAIN = re.compile(
    r"(?!\.)(?!(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\xb9\xb2\xb3])(?: *\.|\Z))"
    r"[^\\/:*?\"<>|\x00-\x1f]{1,200}(?<![. ])",
    re.IGNORECASE,
)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files, in the order of their names; the same files give the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            about = ZipInfo(name, _EARLIEST)
            about.compress_type, about.create_system, about.external_attr = ZIP_DEFLATED, _UNIX, _PRIVATE
            archive.writestr(about, files[name])
    return out.getvalue()


def unpacked(contents: bytes, file: str) -> dict[str, bytes]:
    """The files of a ZIP by name, every one of them whole.

    Raises:
        FormatError: It is no ZIP, damaged, cut off, locked with a password, too large when unpacked, or holds another
            ZIP or a name that leads out of a folder.
    """
    try:
        listed = listed_in(contents, _MOST_FILES)
        _look_at(listed, file)
        files = {about.filename: part_of(contents, about) for about in listed}
    except Unpackable:
        raise FormatError(f"{file} is too large when unpacked", _finding("backup.too_large", file)) from None
    except DAMAGED as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{file} is damaged: {error}", _finding("backup.damaged", file)) from None
    for name, data in files.items():
        if data.startswith(_OF_A_FILE):
            finding = _finding("container.nested", file, name=name)
            raise FormatError(f"{file} holds another archive, {name}", finding)
    return files


class Unpackable(Exception):
    """A ZIP of more entries than are wanted, or of some that are packed more tightly than anything real."""


def listed_in(contents: bytes, most: int) -> list[ZipInfo]:
    """The entries of a ZIP, which are counted before they are listed: a list of millions is itself too large.

    Raises:
        Unpackable: There are more than `most`, or one is packed more than 200 to 1.
        BadZipFile: It is no ZIP; or another of `DAMAGED`.
    """
    if contents.count(_OF_AN_ENTRY) > most:
        raise Unpackable
    with ZipFile(BytesIO(contents)) as archive:
        listed = archive.infolist()
    for about in listed:
        if about.file_size > _SMALL and about.file_size > _MOST_RATIO * max(1, about.compress_size):
            raise Unpackable
    return listed


def part_of(contents: bytes, about: ZipInfo) -> bytes:
    """One entry, unpacked: exactly as many bytes as it says, or it is damaged.

    Raises:
        BadZipFile: It is cut off, or not what its entry says: another name, size or checksum.
        zlib.error: What is packed is damaged.
    """
    start = about.header_offset + _LOCAL.size
    signature, *_rest, name_size, extra_size = _LOCAL.unpack(contents[about.header_offset : start])
    name = contents[start : start + name_size]
    begins = start + name_size + extra_size
    packed_part = memoryview(contents)[begins : begins + about.compress_size]
    if signature != _OF_A_FILE or name != _bytes_of_name(about) or len(packed_part) != about.compress_size:
        raise BadZipFile(f"{about.filename} is not where the list says")
    part = bytes(packed_part) if about.compress_type == ZIP_STORED else _inflated(packed_part, about.file_size)
    if len(part) != about.file_size or zlib.crc32(part) != about.CRC:
        raise BadZipFile(f"{about.filename} is not what the list says")
    return part


def _bytes_of_name(about: ZipInfo) -> bytes:
    return about.orig_filename.encode("utf-8" if about.flag_bits & _UTF_8 else "cp437")


def _inflated(packed_part: memoryview, size: int) -> bytes:
    """So many bytes, and one more where there is one."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    part = inflating.decompress(packed_part, size + 1)
    if not inflating.eof or inflating.unused_data:
        raise BadZipFile("it does not end where it should")
    return part


def _look_at(listed: Sequence[ZipInfo], file: str) -> None:
    """Refuse what must not even be unpacked."""
    if sum(about.file_size for about in listed) > MAX_BYTES:
        raise Unpackable
    seen = set[str]()
    for about in listed:
        if about.flag_bits & _LOCKED:
            raise FormatError(f"{file} is locked with a password", _finding("backup.encrypted", file))
        # orig_filename: what stands in the file, before zipfile cuts it off at a NUL or turns its strokes round
        if not _PLAIN.fullmatch(about.orig_filename) or about.filename.casefold() in seen:
            finding = _finding("backup.strange_name", file, name=about.orig_filename)
            raise FormatError(f"{file} holds the name {about.orig_filename!r}", finding)
        if about.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise FormatError(f"{file} is packed in another way", _finding("backup.damaged", file))
        seen.add(about.filename.casefold())


def _finding(code: str, file: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, place=Place(file=file), params={"file": file, **params})
