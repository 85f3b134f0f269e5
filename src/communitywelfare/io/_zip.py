"""ZIP files of a few plain files: packed to the same bytes every time, unpacked with suspicion."""

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._files import MAX_BYTES

__all__ = ["packed", "unpacked"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the format: when files were written is no part of what they say
_PRIVATE = 0o100600 << 16
_UNIX = 3
_LOCKED = 0x1
_MOST_FILES = 1_000
# A name directly in the folder, on every system: no path, no drive, nothing hidden, nothing that Windows drops.
_PLAIN = re.compile(r"(?!\.)[^\\/:*?\"<>|\x00-\x1f]{1,200}(?<![. ])")


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
        FormatError: It is no ZIP, damaged, cut off, locked with a password, too large when unpacked, or holds a name
            that leads out of a folder.
    """
    try:
        with ZipFile(BytesIO(contents)) as archive:
            listed = archive.infolist()
            _look_at(listed, file)
            return {about.filename: archive.read(about) for about in listed}
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, struct.error, zlib.error) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{file} is damaged: {error}", _finding("backup.damaged", file)) from None


def _look_at(listed: Sequence[ZipInfo], file: str) -> None:
    """Refuse what must not even be unpacked."""
    if len(listed) > _MOST_FILES or sum(about.file_size for about in listed) > MAX_BYTES:
        raise FormatError(f"{file} is too large when unpacked", _finding("backup.too_large", file))
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
