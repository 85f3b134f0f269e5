"""Packages as they come in: a folder with one file spoilt, and each container."""

from reading import Reader, from_path, room
from wholes import one_member, whole

from communitywelfare.io._schema import schemas
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.package import read_package

__all__ = ["PACKAGES"]


def _in_folder(name: str) -> Reader:
    def read(contents: bytes) -> object:
        folder = room() / "folder"
        if not folder.is_dir():
            folder.mkdir()
            for each, data in whole().items():
                (folder / each).write_bytes(data)
        (folder / name).write_bytes(contents)
        try:
            return read_package(str(folder))
        finally:
            (folder / name).write_bytes(whole()[name])

    form = {"json": "json", "toml": "toml"}.get(name.rpartition(".")[2], "csv")
    return Reader(f"folder/{name}", form, read, lambda: [whole()[name]])


def _package_names() -> list[str]:
    tables = [schema.file for schema in schemas().values() if not schema.is_view]
    return ["manifest.json", "bylaw.toml", *tables]


def _contained(ending: str) -> Reader:
    return Reader(
        f"package{ending}",
        ending[1:],
        from_path(f"package{ending}", read_package),
        lambda: [CONTAINERS[ending].pack(one_member())],
    )


PACKAGES = (*map(_in_folder, _package_names()), *map(_contained, CONTAINERS))
"""Readers of whole packages: what lies in a container is spoilt very often, so it holds one member."""
