"""A folder of packages (โฟลเดอร์ของหลายกองทุน): which there are, and what tells that one has changed."""

from hashlib import sha256

from communitywelfare.io._files import FilePath, file_names, folder_names, is_folder, path_text, read_file, read_path
from communitywelfare.io.containers import container_of
from communitywelfare.io.manifest import MANIFEST

__all__ = [
    "NATION_FUNDS",
    "NATION_MEMBERS",
    "SUMMARY_ENDING",
    "contents_hash",
    "holds_nation",
    "holds_packages",
    "packages_in",
]

NATION_MEMBERS, NATION_FUNDS = "members.parquet", "funds.parquet"

SUMMARY_ENDING = ".summary.json"
"""How the name of a file ends that holds a fund's summary rather than a package."""


def holds_nation(path: FilePath) -> bool:
    """Whether a folder holds a nation's two tables."""
    path = path_text(path)
    return is_folder(path) and {NATION_MEMBERS, NATION_FUNDS} <= file_names(path)


def holds_packages(path: FilePath) -> bool:
    """Whether a folder holds packages, and is none itself."""
    path = path_text(path)
    return is_folder(path) and MANIFEST not in file_names(path) and bool(packages_in(path))


def packages_in(folder: FilePath) -> tuple[str, ...]:
    """What may be a package in a folder, by name: folders with a manifest, and files with a package's ending.

    A folder without a manifest is something else, such as the results of a run; what begins with a dot is hidden.

    Raises:
        FormatError: The folder cannot be opened.
    """
    folder = path_text(folder)
    folders = {name for name in folder_names(folder) if MANIFEST in file_names(f"{folder}/{name}")}
    files = {name for name in file_names(folder) if container_of(name) and not name.endswith(SUMMARY_ENDING)}
    return tuple(sorted(name for name in folders | files if not name.startswith(".")))


def contents_hash(path: FilePath) -> str:
    """The SHA-256 of everything that directly lies in a package: another one, and the package may be another.

    Raises:
        FormatError: It cannot be opened.
    """
    path = path_text(path)
    hashed = sha256()
    if not is_folder(path):
        hashed.update(read_path(path))
        return hashed.hexdigest()
    for name in sorted(file_names(path)):
        contents = read_file(path, name)
        hashed.update(f"{len(name.encode())} {name} {len(contents)}\n".encode())
        hashed.update(contents)
    return hashed.hexdigest()
