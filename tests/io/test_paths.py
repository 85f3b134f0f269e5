"""Whoever reads or writes files may say where they lie as text or as a path."""

from pathlib import Path

import pytest

import communitywelfare as cw
from communitywelfare.io.backup import backup, read_backup, restore
from communitywelfare.io.bylaw_toml import read_bylaw
from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.io.network_folder import gathered, sources_in
from communitywelfare.io.package import package_files, put_package
from communitywelfare.io.package_folder import contents_hash, holds_nation, holds_packages, packages_in

LOPBURI = Path(__file__).resolve().parents[2] / "examples" / "lopburi"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("funds")
    cw.write_package(place / "F1", cw.make_package(cw.Plan(members=12, years=2, seed=1)))
    return place


@pytest.mark.parametrize(
    "read",
    [
        lambda place, said: cw.read_package(said(f"{place}/F1")),
        lambda place, said: packages_in(said(place)),
        lambda place, said: contents_hash(said(f"{place}/F1")),
        lambda place, said: holds_packages(said(place)),
        lambda place, said: holds_nation(said(place)),
        lambda place, said: read_bylaw(said(f"{place}/F1/bylaw.toml")),
        lambda place, said: [each.value for each in gathered(said(place), sources_in(said(place)))],
    ],
)
def test_a_path_is_read_as_its_text_is(read, folder):
    assert read(folder, Path) == read(folder, str)


def test_lists_of_a_network_are_found_by_a_path():
    assert read_network(LOPBURI) == read_network(str(LOPBURI))
    assert read_published(LOPBURI) == read_published(str(LOPBURI))
    assert read_network(LOPBURI / "areas.csv") == read_network(f"{LOPBURI}/areas.csv")


def test_a_backup_may_be_told_by_paths(folder, tmp_path):
    made = backup(folder / "F1", tmp_path / "F1.backup.zip")
    assert restore(Path(made.file), tmp_path / "F2").backup == made.backup
    assert read_backup(Path(made.file)) == read_backup(made.file)


def test_a_package_may_be_put_at_a_path(folder, tmp_path):
    files = package_files(cw.read_package(folder / "F1").package)
    put_package(tmp_path / "F3", files)
    assert cw.read_package(tmp_path / "F3").package == cw.read_package(folder / "F1").package
