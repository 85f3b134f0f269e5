"""The one door to the disk: reading whole files, and writing folders that appear whole or not at all.

A folder is written beside its place and swapped in. After a crash between the two renames of a swap the next call
finds the old folder set aside and puts it back, so what stands there is the old or the new folder, never a mixture.
Whoever writes holds the folder's lock; a reader that finds neither folder looks again, for a swap may be under way.
Windows moves nothing that somebody has open: a move is tried for a while, and then what stood there stays.
"""

import os
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.resources import as_file, files
from pathlib import Path
from typing import IO, TypeVar

from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = [
    "MAX_BYTES",
    "FilePath",
    "database",
    "file_names",
    "folder_names",
    "is_folder",
    "locked",
    "parted",
    "path_text",
    "place_for",
    "read_beside",
    "read_file",
    "read_path",
    "read_resource",
    "recover",
    "resource_folder",
    "stands",
    "steady",
    "write_file",
    "write_folder",
]

T = TypeVar("T")

FilePath = str | os.PathLike[str]
"""A place on the disk as callers say it: text, or a path of ``pathlib``."""

path_text = os.fspath
"""The text of a place on the disk, however it was said."""

MAX_BYTES = 512 * 1024 * 1024
_PRIVATE = 0o600
_READINGS = 3
_WAITING = 10.0  # seconds for another writer of a database to be done
_TRIES = 10  # scanners and indexers let go of a file after a moment; a spreadsheet does not
_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))
_LOOKS, _PAUSE = 40, 0.05  # a swap takes two renames, so a reader waits seconds where moments would do


def read_resource(relative: str) -> bytes:
    """A data file that is shipped in the package, by its path inside it."""
    return files("communitywelfare").joinpath(*relative.split("/")).read_bytes()


@contextmanager
def resource_folder(relative: str) -> Iterator[str]:
    """A folder of shipped files as a place on the disk, for programs that can only be told a path."""
    with as_file(files("communitywelfare").joinpath(*relative.split("/"))) as folder:
        yield str(folder)


def file_names(folder: str) -> frozenset[str]:
    """The names of the files directly in a folder.

    Raises:
        FormatError: There is no such folder.
    """
    return frozenset(entry.name for entry in _entries(folder) if entry.is_file())


def folder_names(folder: str) -> frozenset[str]:
    """The names of the folders directly in a folder, those of a swap that is under way left out.

    Raises:
        FormatError: There is no such folder.
    """
    return frozenset(entry.name for entry in _entries(folder) if entry.is_dir() and entry.name[:1] != ".")


def _entries(folder: str) -> list[Path]:
    _await(folder)
    try:
        return list(Path(folder).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        raise FormatError(f"{folder} is not a folder", _unreadable("folder.missing", folder)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FormatError(f"{folder} cannot be opened: {reason}", _unreadable("file.unreadable", folder)) from None


def is_folder(path: str) -> bool:
    """Whether a folder stands there, a swap that was cut off undone."""
    _await(path)
    return Path(path).is_dir()


def stands(path: str) -> bool:
    """Whether a file or folder stands there, a swap that was cut off undone."""
    _await(path)
    return Path(path).exists()


def _await(folder: str) -> None:
    """Wait for a swap that is under way, or undo one that was cut off."""
    target, _beside, aside = _places(folder)
    for _look in range(_LOOKS):
        if target.exists() or not aside.exists():
            return
        try:
            with locked(folder):
                return  # whoever gets the lock has recovered the folder
        except Refused:
            time.sleep(_PAUSE)


def steady(folder: str, read: Callable[[], T]) -> T:
    """What a reading of a folder gives, done again where the folder was replaced while it was read.

    Raises:
        FormatError: What the reading raises.
        Refused: The folder is being replaced all the time.
    """
    for _look in range(_READINGS):
        before = _stamp(folder)
        try:
            found = read()
        except FormatError:
            if _stamp(folder) == before:
                raise
            continue
        if _stamp(folder) == before:
            return found
    raise _busy(folder)


def _stamp(folder: str) -> tuple[int, int] | None:
    """What changes when a folder is replaced by another; None where there is none."""
    _await(folder)
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _busy(folder: str) -> Refused:
    name = Path(folder).resolve().name
    finding = Finding("folder.busy", Severity.ERROR, params={"file": name})
    return Refused(f"another program is writing to {name}", finding)


def read_file(folder: str, name: str) -> bytes:
    """The bytes of one file of a folder.

    Raises:
        FormatError: It is not there, cannot be opened, or is larger than 512 MiB.
    """
    path = Path(folder, name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{name} is larger than {MAX_BYTES} bytes", _unreadable("file.too_large", name))
        return path.read_bytes()
    except FileNotFoundError:
        raise FormatError(f"{name} is missing", _unreadable("file.missing", name)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FormatError(f"{name} cannot be opened: {reason}", _unreadable("file.unreadable", name)) from None


def _unreadable(code: str, name: str) -> Finding:
    return Finding(code, Severity.ERROR, place=Place(file=name), params={"file": name})


def read_path(path: str) -> bytes:
    """The bytes of one file by its path; what `read_file` raises."""
    place = Path(path)
    return read_file(str(place.parent), place.name)


def parted(path: str) -> tuple[str, str]:
    """The folder in which a file lies, and its name there."""
    whole = Path(path)
    return str(whole.parent), whole.name


def read_beside(path: str, name: str) -> bytes:
    """The bytes of a file that lies in the same folder as another; what `read_file` raises."""
    return read_file(str(Path(path).parent), name)


def place_for(target: str, name: str) -> str:
    """Where a file goes: under a name in the target, if that is a folder or ends as one, and else the target itself."""
    return str(Path(target, name)) if target.endswith(_SEPARATORS) or is_folder(target) else target


def write_file(path: str, contents: bytes) -> None:
    """Write one file whole: beside its place first, flushed, then moved over what was there.

    Raises:
        Refused: What is there cannot be replaced: somebody has it open.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    _write_private(beside, contents)
    try:
        _patiently(lambda: beside.replace(target), target)
    except Refused:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def database(path: str, *, is_new: bool) -> sqlite3.Connection:
    """A SQLite file, opened; a transaction begins and ends where its user says so.

    Args:
        path: The file.
        is_new: Whether it may be made where it is not there.

    Raises:
        FormatError: It is not there, or cannot be opened.
    """
    place = Path(path)
    try:
        if not place.exists():
            if not is_new:
                raise FormatError(f"{path} is missing", _unreadable("file.missing", place.name))
            place.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT, _PRIVATE))
        return sqlite3.connect(place, timeout=_WAITING, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise FormatError(f"{path} cannot be opened: {error}", _unreadable("file.unreadable", place.name)) from None


def write_folder(folder: str, contents: Mapping[str, bytes], *, owned: Collection[str]) -> None:
    """Replace what a folder holds under the owned names by new files, all at once.

    Who shares the folder with other programs holds its lock (`locked`) from reading it to writing it.

    Args:
        folder: Where; it is made if it is not there.
        contents: Files by path inside the folder, with ``/`` between parts.
        owned: Names directly in the folder that belong to the writer: they are replaced or removed. Everything else
            that is there stays as it is.

    Raises:
        Refused: The folder cannot be replaced: somebody has a file of it open. It stays as it was.
    """
    target, beside, aside = _places(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    beside.mkdir()
    for relative, data in contents.items():
        place = beside.joinpath(*relative.split("/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        _write_private(place, data)
    if target.exists():
        _keep_others(target, beside, owned)
    _flush_folder(beside)
    _swap(target, beside, aside)


def _keep_others(target: Path, beside: Path, owned: Collection[str]) -> None:
    for entry in target.iterdir():
        if entry.name in owned or (beside / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, beside / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, beside / entry.name, follow_symlinks=False)


def _swap(target: Path, beside: Path, aside: Path) -> None:
    try:
        if target.exists():
            _patiently(lambda: target.rename(aside), target)
        _patiently(lambda: beside.rename(target), target)
    except Refused:
        recover(str(target))
        raise
    _flush_folder(target.parent)
    with suppress(PermissionError):  # whoever writes here next removes it
        _remove(aside)


def _patiently(move: Callable[[], object], target: Path) -> None:
    for _try in range(_TRIES):
        try:
            move()
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    raise _in_use(target)


def _in_use(target: Path) -> Refused:
    finding = Finding("file.in_use", Severity.ERROR, place=Place(file=target.name), params={"file": target.name})
    return Refused(f"{target} cannot be replaced: it is open in another program, or may not be written", finding)


def recover(folder: str) -> None:
    """Finish or undo a swap that was cut off: afterwards the folder is the old or the new one, whole.

    Only for who may write there. Nothing of a half-made folder stays behind.

    Raises:
        Refused: What was set aside cannot be moved or removed: somebody has a file of it open.
    """
    target, beside, aside = _places(folder)
    try:
        if aside.exists() and not target.exists():
            aside.rename(target)
        _remove(aside)
        _remove(beside)
    except PermissionError:
        raise _in_use(target) from None


def _places(folder: str) -> tuple[Path, Path, Path]:
    target = Path(folder).resolve()
    return target, target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    try:
        shutil.rmtree(path)
    except PermissionError:  # Windows removes nothing that is marked as read-only
        for entry in path.rglob("*"):
            if not entry.is_symlink():
                entry.chmod(stat.S_IRWXU)
        shutil.rmtree(path)


def _write_private(path: Path, contents: bytes) -> None:
    path.unlink(missing_ok=True)  # what lies there keeps its mode, and may lead elsewhere
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _PRIVATE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(contents)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(path: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows flushes names with the files
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Hold a folder for writing, recovered; the lock goes with the process, so a crash leaves none behind.

    Raises:
        Refused: Another process is writing there now, or has a file open that was set aside.
    """
    target = Path(folder).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with Path(target.with_name(f".{target.name}.lock")).open("a+b") as stream:
        try:
            _lock(stream)
        except OSError:
            raise _busy(folder) from None
        recover(folder)
        yield


def _lock(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
