"""What a package may lie in: a folder, a ZIP, one workbook, one JSON file, told by the ending of its name.

Whatever it lies in, a package is its files by name; a container only carries them, and gives them back byte by byte.

>>> container_of("fund.xlsx").ending
'.xlsx'
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity
from communitywelfare.io._files import file_names, is_folder, read_file, read_path, write_file
from communitywelfare.io._schema import schemas
from communitywelfare.io._zip import packed, unpacked
from communitywelfare.io.containers.json_file import json_packed, json_unpacked
from communitywelfare.io.containers.tables import Unpacked, not_carried
from communitywelfare.io.containers.workbook import (
    is_package_workbook,
    place_in_workbook,
    workbook_packed,
    workbook_unpacked,
)
from communitywelfare.io.manifest import BYLAW, MANIFEST

__all__ = ["CONTAINERS", "Container", "container_of", "files_at", "files_in", "holds_package", "placed_in", "put_files"]


def _same(place: Place) -> Place:
    return place


@frozen
class Container:
    """One kind of file that holds a whole package; `place` says where in it people find a place of its files."""

    ending: str
    pack: Callable[[Mapping[str, bytes]], bytes]
    unpack: Callable[[bytes, str], Mapping[str, bytes]]
    place: Callable[[Place], Place] = _same


CONTAINERS: Final[Mapping[str, Container]] = MappingProxyType(
    {
        each.ending: each
        for each in (
            Container(".zip", packed, unpacked),
            Container(".xlsx", workbook_packed, workbook_unpacked, place_in_workbook),
            Container(".json", json_packed, json_unpacked),
        )
    }
)
"""Every container by its ending; a name with any other ending is a folder."""


def container_of(path: str) -> Container | None:
    """The container that a name's ending tells; None for a folder."""
    return next((each for ending, each in CONTAINERS.items() if path.casefold().endswith(ending)), None)


def placed_in(path: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about a package, each with the place where people find it in what the package lies in."""
    container = container_of(path)
    if container is None:
        return tuple(findings)
    return tuple(evolve(each, place=container.place(each.place)) for each in findings)


def files_in(path: str, container: Container) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
    """The files of the package in a container, by name; and what was found in it that no file of them says.

    Raises:
        FormatError: It is not there, damaged, too large, or holds what a package does not.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    files = container.unpack(read_path(path), path)
    told = files.findings if isinstance(files, Unpacked) else ()
    if MANIFEST not in files:
        finding = Finding("file.missing", Severity.ERROR, place=Place(file=path), params={"file": MANIFEST})
        raise FormatError(f"{path} has no {MANIFEST}", finding)
    others = sorted(files.keys() - {MANIFEST, BYLAW, *(schema.file for schema in schemas().values())})
    return files, (*told, *map(not_carried, others))


def files_at(path: str) -> Mapping[str, bytes]:
    """The files of the package in a folder or a container, by name.

    Raises:
        FormatError: It is not there, cannot be read, or holds no package.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    container = container_of(path)
    if container is not None:
        return files_in(path, container)[0]
    return {name: read_file(path, name) for name in sorted(file_names(path))}


def holds_package(path: str) -> bool:
    """Whether there is a package, by the kind of the file; a workbook is one where it has the sheet of a manifest.

    Raises:
        FormatError: It is a workbook that is not there, damaged, too large or not to be trusted.
    """
    container = container_of(path)
    if container is None:
        return is_folder(path)
    return container.ending != ".xlsx" or is_package_workbook(read_path(path), path)


def put_files(path: str, container: Container, files: Mapping[str, bytes]) -> None:
    """Write the files of a package into a container, whole or not at all.

    Raises:
        Refused: The container would not give a file back byte by byte; the finding says which.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    contents = container.pack(files)
    again = container.unpack(contents, path)
    changed = sorted(name for name in files.keys() | again.keys() if files.get(name) != again.get(name))
    if changed:
        findings = (Finding("container.not_held", Severity.ERROR, place=Place(file=name)) for name in changed)
        raise Refused(f"{path} cannot hold {', '.join(changed)} unchanged", *findings)
    write_file(path, contents)
