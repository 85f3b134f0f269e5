"""Backups: a whole package as one ZIP file, verified when it is made and again before it is restored.

The same package gives the same bytes. A backup is never restored over entries that it does not have.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity
from communitywelfare.io._chain import broken_at
from communitywelfare.io._files import (
    FilePath,
    file_names,
    is_folder,
    locked,
    path_text,
    place_for,
    read_file,
    read_path,
    steady,
    write_file,
    write_folder,
)
from communitywelfare.io._tables import decode
from communitywelfare.io._zip import packed, unpacked
from communitywelfare.io.manifest import MANIFEST, Manifest, digest, parse_manifest
from communitywelfare.io.package import owned_files
from communitywelfare.io.stored import StoredEntry, stored_in

__all__ = ["Backup", "Made", "Restored", "backup", "read_backup", "restore"]

_JOURNAL = "journal.csv"
_LONGEST = 60  # letters of a fund's id in a file's name: 255 bytes are the most, and a Thai letter takes three


@frozen(kw_only=True)
class Backup:
    """What a backup holds: the files of a package, each as its manifest says."""

    manifest: Manifest
    files: Mapping[str, bytes] = field(repr=False)
    entries: tuple[StoredEntry, ...] = field(repr=False)

    @property
    def head(self) -> str:
        """The head of the journal; empty where it has no entry."""
        return self.entries[-1].hash if self.entries else ""

    @property
    def name(self) -> str:
        """The file name it gets: fund, as-of day, and the first characters of the head."""
        fund = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in self.manifest.fund_id)
        return f"{fund[:_LONGEST] or 'fund'}-{self.manifest.as_of}-{self.head[:8] or 'empty'}.zip"


@frozen(kw_only=True)
class Made:
    """A backup that was made: its file, what it holds, and what lies in the package's folder and is none of its."""

    file: str
    backup: Backup
    left_out: tuple[str, ...]


@frozen(kw_only=True)
class Restored:
    """What came of restoring: the backup, and whether the folder was the same already, so that nothing was done."""

    folder: str
    backup: Backup
    was_same: bool


def backup(folder: FilePath, target: FilePath) -> Made:
    """Write a package into one file, whole or not at all, and read it back.

    Args:
        folder: The package.
        target: The file, or a folder in which it gets a name of its own (`Backup.name`).

    Raises:
        FormatError: There is no package, or what was written does not read back.
        Refused: A file of the package is not as its manifest says, the journal's chain is broken, or another file
            stands in the target's place.
    """
    folder, target = path_text(folder), path_text(target)
    names, found = steady(folder, lambda: _package(folder))
    file = place_for(target, found.name)
    contents = packed(found.files)
    _keep(file, contents)
    if read_path(file) != contents or read_backup(file) != found:
        raise FormatError(f"{file} does not read back", _finding("backup.not_read_back", file=file))
    return Made(file=file, backup=found, left_out=tuple(sorted(names - found.files.keys())))


def _package(folder: str) -> tuple[frozenset[str], Backup]:
    """The names in a package folder, and its files, which must be as its manifest says."""
    names = file_names(folder)
    manifest = parse_manifest(read_file(folder, MANIFEST))
    missing = manifest.hashes.keys() - names
    unlisted = (names & owned_files()) - manifest.hashes.keys() - {MANIFEST}
    findings = [_of_file("file.missing", name) for name in sorted(missing)]
    findings += [_of_file("file.not_in_manifest", name) for name in sorted(unlisted)]
    files = {name: read_file(folder, name) for name in sorted((manifest.hashes.keys() | {MANIFEST}) - missing)}
    try:
        _refuse(findings)
        return names, _checked(files)
    except FormatError as error:
        raise Refused(f"{folder} is not as it was written", *error.findings) from None


def _keep(file: str, contents: bytes) -> None:
    """Write the file, unless it is there already; another one in its place is left alone."""
    try:
        standing = read_path(file)
    except FormatError as error:
        if [finding.code for finding in error.findings] != ["file.missing"]:
            raise
        write_file(file, contents)
        return
    if standing != contents:
        raise Refused(f"{file} is there already", _finding("backup.exists", file=file))


def read_backup(file: FilePath) -> Backup:
    """What a backup holds, every hash and the journal's chain verified.

    Raises:
        FormatError: It is not there, no backup, damaged, cut off, locked with a password, or too large; or one of its
            files is not as its manifest says.
    """
    file = path_text(file)
    return _checked(unpacked(read_path(file), file))


def _checked(files: Mapping[str, bytes]) -> Backup:
    if MANIFEST not in files:
        raise FormatError("there is no manifest", _of_file("file.missing", MANIFEST))
    manifest = parse_manifest(files[MANIFEST])
    held = files.keys() - {MANIFEST}
    findings = [_of_file("file.missing", name) for name in sorted(manifest.hashes.keys() - held)]
    findings += [_of_file("file.not_in_manifest", name) for name in sorted(held - manifest.hashes.keys())]
    findings += [
        _of_file("file.hash_differs", name)
        for name in sorted(held & manifest.hashes.keys())
        if digest(files[name]) != manifest.hashes[name]
    ]
    _refuse(findings)
    text = decode(_JOURNAL, files[_JOURNAL], manifest.encoding) if _JOURNAL in files else ""
    broken = broken_at(text) if text else None
    if broken is not None:
        place = Place(file=_JOURNAL, row=broken[0], record=broken[1])
        finding = Finding("journal.chain_broken", Severity.ERROR, place=place, params={"entry": broken[1]})
        raise FormatError("the chain of the journal is broken", finding)
    return Backup(manifest=manifest, files=dict(files), entries=tuple(stored_in(text)))


def restore(file: FilePath, folder: FilePath) -> Restored:
    """Put a package back as it was backed up, whole or not at all; what else lies in the folder stays.

    A damaged package is replaced. One that is whole is replaced only if the backup goes on where its journal ends.

    Raises:
        FormatError: What `read_backup` raises: nothing is touched.
        Refused: The folder has entries that the backup has not, other facts beside the same journal, or belongs to
            another fund; or another program is writing to it.
    """
    file, folder = path_text(file), path_text(folder)
    found = read_backup(file)
    with locked(folder):
        standing = _standing(folder, found)
        if standing == found.files:
            return Restored(folder=folder, backup=found, was_same=True)
        if standing:
            _look_before_overwriting(folder, standing, found)
        write_folder(folder, found.files, owned=owned_files() | found.files.keys())
    return Restored(folder=folder, backup=found, was_same=False)


def _standing(folder: str, found: Backup) -> dict[str, bytes]:
    """The files of the package that stands there now."""
    if not is_folder(folder):
        return {}
    names = file_names(folder) & (owned_files() | found.files.keys())
    return {name: read_file(folder, name) for name in names}


def _look_before_overwriting(folder: str, standing: Mapping[str, bytes], found: Backup) -> None:
    """Refuse where what stands there is worth more than what would come; a damaged file vouches for nothing."""
    try:
        here = parse_manifest(standing.get(MANIFEST, b""))
    except FormatError:
        here = evolve(found.manifest, hashes={})
    if here.fund_id != found.manifest.fund_id:
        params = {"found": found.manifest.fund_id, "wanted": here.fund_id, "folder": folder}
        raise Refused(f"{folder} is of another fund", _finding("backup.other_fund", **params))
    text = standing.get(_JOURNAL, b"").decode(here.encoding, "replace")
    _look_at_journal(folder, tuple(stored_in(text)), found)
    is_whole = here.hashes == {name: digest(data) for name, data in standing.items() if name != MANIFEST}
    has_other_facts = (
        here.hashes.get(_JOURNAL) == found.manifest.hashes.get(_JOURNAL) and here.hashes != found.manifest.hashes
    )
    if is_whole and has_other_facts:
        raise Refused(f"{folder} has other facts", _finding("backup.differs", folder=folder))


def _look_at_journal(folder: str, standing: Sequence[StoredEntry], found: Backup) -> None:
    """Entries that are whole and not in the backup would be lost, and so would any after its last one."""
    kept = [entry.hash for entry in found.entries]
    known = frozenset(kept)
    lost = [
        entry
        for position, entry in enumerate(standing)
        if position >= len(kept) or (entry.follows(entry.prev) and entry.hash not in known)
    ]
    if not lost:
        return
    pairs = zip(standing, kept, strict=False)
    common = next((place for place, (entry, hash_) in enumerate(pairs) if entry.hash != hash_), len(kept))
    last = found.entries[common - 1].number if common else "–"
    code = "backup.ahead" if common == len(kept) else "backup.diverged"
    finding = _finding(code, folder=folder, count=len(lost), entry=last)
    raise Refused(f"{folder} has {len(lost)} entries that the backup has not", finding)


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        files = ", ".join(str(finding.place.file) for finding in findings)
        raise FormatError(f"not as the manifest says: {files}", *findings)


def _of_file(code: str, name: str) -> Finding:
    return Finding(code, Severity.ERROR, place=Place(file=name), params={"file": name})


def _finding(code: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, params=params)
