"""Backups: the same bytes every time, verified before they are trusted, and never put over newer entries."""

import shutil
import zipfile
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import FormatError, Refused
from communitywelfare.fund import desk
from communitywelfare.io import _zip
from communitywelfare.io import backup as backups
from communitywelfare.io._files import write_file
from communitywelfare.io.backup import backup, read_backup, restore
from communitywelfare.io.manifest import digest, parse_manifest
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.money import Money

MANY = settings(max_examples=max(150, settings().max_examples))


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(step, *arguments) -> list[str]:
    """The codes of a refusal; nothing else may come of it."""
    with pytest.raises((FormatError, Refused)) as error:
        step(*map(str, arguments))
    return [finding.code for finding in error.value.findings]


def another_receipt(folder, baht: int = 30) -> None:
    """One more receipt, with its entry."""
    package = read_package(str(folder)).package
    fund = package.fund
    noon = datetime(2024, 9, 30, 12, tzinfo=timezone(timedelta(hours=7)))
    member = fund.register.current(fund.as_of)[0].number
    fund, _paper = desk.receive(fund, member, Money.baht(baht), on=fund.as_of, recorded_at=noon)
    write_package(str(folder), evolve(package, fund=fund))


@pytest.fixture
def fund(folder):
    """The path of a package that a test may change."""
    return folder.path


@pytest.fixture
def made(fund, tmp_path):
    """A backup of it."""
    return tmp_path / "kept" / backup(str(fund), f"{tmp_path / 'kept'}/").backup.name


# --- making one ----------------------------------------------------------------------------------------------


def test_the_whole_package_is_in_one_file_named_by_fund_day_and_head(fund, made):
    head = read_package(str(fund)).package.fund.journal.head
    assert made.name == f"{read_backup(str(made)).manifest.fund_id}-2024-09-30-{head[:8]}.zip"
    assert read_backup(str(made)).head == head
    with zipfile.ZipFile(made) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(fund)
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_the_same_package_gives_the_same_bytes(fund, made, tmp_path):
    copy = shutil.copytree(fund, tmp_path / "elsewhere" / "copy")
    file = str(tmp_path / "other.zip")
    assert backup(str(copy), file).file == file
    assert (tmp_path / "other.zip").read_bytes() == made.read_bytes()
    assert backup(str(fund), str(made.parent)).file == str(made)  # again over the same: nothing to do


def test_another_file_in_its_place_is_left_alone(fund, made):
    another_receipt(fund)
    before = made.read_bytes()
    assert told(backup, fund, made) == ["backup.exists"]
    assert made.read_bytes() == before


def test_what_is_none_of_the_package_is_left_out_and_told(fund, tmp_path):
    (fund / "photo.jpg").write_bytes(b"x")
    done = backup(str(fund), str(tmp_path / "b.zip"))
    assert done.left_out == ("photo.jpg",)
    assert "photo.jpg" not in done.backup.files


def test_a_damaged_package_is_not_backed_up(fund, tmp_path):
    target = tmp_path / "b.zip"
    (fund / "bank.csv").write_bytes(b"")
    assert told(backup, fund, target) == ["file.not_in_manifest"]
    (fund / "bank.csv").unlink()
    (fund / "members.csv").write_bytes((fund / "members.csv").read_bytes() + b"x")
    assert told(backup, fund, target) == ["file.hash_differs"]
    (fund / "members.csv").unlink()
    assert told(backup, fund, target) == ["file.missing"]
    (fund / "manifest.json").unlink()
    assert told(backup, fund, target) == ["file.missing"]
    assert told(backup, tmp_path / "none", target) == ["folder.missing"]
    assert not target.exists()


def test_a_broken_chain_is_not_backed_up_even_if_the_manifest_agrees(fund, tmp_path):
    package = read_package(str(fund)).package
    files = package_files(package)
    files["journal.csv"] = files["journal.csv"].replace(b"30.00", b"31.00", 1)
    forged(fund, files)
    assert told(backup, fund, tmp_path / "b.zip") == ["journal.chain_broken"]


def forged(folder, files) -> None:
    """Write files with a manifest that agrees with them."""
    manifest = parse_manifest(files["manifest.json"])
    hashes = {name: digest(data) for name, data in files.items() if name != "manifest.json"}
    for name, data in {**files, "manifest.json": evolve(manifest, hashes=hashes).json_bytes()}.items():
        (folder / name).write_bytes(data)


def test_what_does_not_read_back_is_not_announced(fund, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "write_file", lambda file, data: write_file(file, data[:-1]))
    assert told(backup, fund, tmp_path / "b.zip") == ["backup.not_read_back"]


# --- putting it back -----------------------------------------------------------------------------------------


def test_what_was_backed_up_is_restored(fund, made, tmp_path):
    before = contents(fund)
    shutil.rmtree(fund)
    assert not restore(str(made), str(fund)).was_same
    assert contents(fund) == before
    assert restore(str(made), str(fund)).was_same
    restore(str(made), str(tmp_path / "new" / "place"))
    assert contents(tmp_path / "new" / "place") == before


def test_restoring_goes_on_where_the_journal_ends_and_leaves_what_is_none_of_it(fund, made, tmp_path):
    older = shutil.copytree(fund, tmp_path / "older")
    another_receipt(fund)
    newer = backup(str(fund), str(tmp_path / "newer.zip"))
    (older / "photo.jpg").write_bytes(b"x")
    assert not restore(newer.file, str(older)).was_same
    assert contents(older) == contents(fund) | {"photo.jpg": b"x"}


def test_entries_after_the_backup_are_not_overwritten(fund, made, tmp_path):
    another_receipt(fund)
    before = contents(fund)
    assert told(restore, made, fund) == ["backup.ahead"]
    assert contents(fund) == before
    restore(str(made), str(tmp_path / "beside"))


def test_a_journal_that_went_another_way_is_not_overwritten(fund, made, tmp_path):
    other = shutil.copytree(fund, tmp_path / "other")
    another_receipt(fund)
    another_receipt(other, 60)
    mine = backup(str(fund), str(tmp_path / "mine.zip"))
    before = contents(other)
    assert told(restore, mine.file, other) == ["backup.diverged"]
    assert contents(other) == before


def test_other_facts_beside_the_same_journal_are_not_overwritten(fund, made):
    package = read_package(str(fund)).package
    write_package(str(fund), evolve(package, fund=evolve(package.fund, rounds=package.fund.rounds[:-1])))
    assert told(restore, made, fund) == ["backup.differs"]
    (fund / "members.csv").write_bytes(b"")  # damaged now: it vouches for nothing any more
    assert not restore(str(made), str(fund)).was_same


def test_the_package_of_another_fund_is_not_overwritten(fund, made):
    package = read_package(str(fund)).package
    profile = evolve(package.fund.profile, fund_id="OTHER")
    write_package(str(fund), evolve(package, fund=evolve(package.fund, profile=profile)))
    assert told(restore, made, fund) == ["backup.other_fund"]


@pytest.mark.parametrize("name", ["journal.csv", "members.csv", "manifest.json", "bylaw.toml"])
@pytest.mark.parametrize("damage", ["gone", "cut", "flipped", "nonsense"])
def test_a_damaged_package_is_put_right(fund, made, name, damage):
    before = contents(fund)
    data = bytearray(before[name])
    data[len(data) // 2] ^= 0x81
    damaged = {"cut": before[name][: len(data) // 2], "flipped": bytes(data), "nonsense": b"\xff\0" * 99}
    (fund / name).unlink() if damage == "gone" else (fund / name).write_bytes(damaged[damage])
    assert not restore(str(made), str(fund)).was_same
    assert contents(fund) == before


def test_entries_after_the_backup_count_in_a_damaged_package_too(fund, made):
    another_receipt(fund)
    lines = (fund / "journal.csv").read_bytes()
    (fund / "journal.csv").write_bytes(lines.replace(b"30.00", b"31.00", 1)[:-9])
    assert told(restore, made, fund) == ["backup.ahead"]


def test_an_empty_folder_is_filled(fund, made, tmp_path):
    (tmp_path / "empty").mkdir()
    restore(str(made), str(tmp_path / "empty"))
    assert contents(tmp_path / "empty") == contents(fund)


# --- what is no backup ---------------------------------------------------------------------------------------


@MANY
@given(data=st.data())
def test_any_flipped_byte_is_told_or_makes_no_difference(data, small_backup):
    whole = small_backup.read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    assert_told_or_same(small_backup, bytes(changed))


@given(data=st.data())
def test_a_cut_tail_is_told(data, small_backup):
    whole = small_backup.read_bytes()
    file = small_backup.with_name("cut.zip")
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert told(read_backup, file) == ["backup.damaged"]


@pytest.fixture(scope="module")
def small_backup(written, tmp_path_factory):
    file = tmp_path_factory.mktemp("small") / "b.zip"
    backup(str(written), str(file))
    return file


def assert_told_or_same(file, changed: bytes) -> None:
    other = file.with_name("changed.zip")
    other.write_bytes(changed)
    try:
        found = read_backup(str(other))
    except (FormatError, Refused) as error:
        assert error.findings
    else:
        assert found == read_backup(str(file))


def zip_of(path, files, **about):
    with zipfile.ZipFile(path, "w", **about) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "/etc/evil", "..", "a/b.csv", "a\\b.csv", "C:evil", ".hidden", "evil.", "MANIFEST.JSON", "a\0b"],
)
def test_a_name_that_leads_elsewhere_is_refused(fund, tmp_path, name):
    plain = "a_b" if name == "a\0b" else name
    path = zip_of(tmp_path / "b.zip", {**contents(fund), plain: b"x"})
    if name != plain:
        path.write_bytes(path.read_bytes().replace(plain.encode(), name.encode()))
    assert told(read_backup, path) == ["backup.strange_name"]
    assert told(restore, path, tmp_path / "out") == ["backup.strange_name"]
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob("**/evil*"))


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(_zip, "MAX_BYTES", 1_000_000)
    path = zip_of(tmp_path / "b.zip", {"manifest.json": b"0" * 1_000_001}, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2_000
    assert told(read_backup, path) == ["backup.too_large"]
    many = zip_of(tmp_path / "many.zip", {f"{number}.csv": b"" for number in range(1_001)})
    assert told(read_backup, many) == ["backup.too_large"]


def test_a_bomb_that_lies_about_its_size_is_damaged(tmp_path):
    path = zip_of(tmp_path / "b.zip", {"manifest.json": b"0" * 1_000_000}, compression=zipfile.ZIP_DEFLATED)
    size = (1_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    assert told(read_backup, path) == ["backup.damaged"]


def test_a_locked_one_is_told(made, tmp_path):
    data = bytearray(made.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + flags] |= 1
            start = data.find(signature, start + 4)
    (tmp_path / "locked.zip").write_bytes(data)
    assert told(read_backup, tmp_path / "locked.zip") == ["backup.encrypted"]


def test_what_is_no_backup_is_told(fund, tmp_path):
    path = tmp_path / "b.zip"
    assert told(read_backup, path) == ["file.missing"]
    path.write_bytes(b"")
    assert told(read_backup, path) == ["backup.damaged"]
    assert told(read_backup, zip_of(path, {})) == ["file.missing"]
    files = contents(fund)
    assert told(read_backup, zip_of(path, {**files, "more.csv": b""})) == ["file.not_in_manifest"]
    assert told(read_backup, zip_of(path, {**files, "members.csv": b""})) == ["file.hash_differs"]
    del files["members.csv"]
    assert told(read_backup, zip_of(path, files)) == ["file.missing"]
    assert told(read_backup, zip_of(path, {"manifest.json": b"{}"})) == ["manifest.format"]
    assert told(read_backup, zip_of(path, contents(fund), compression=zipfile.ZIP_LZMA)) == ["backup.damaged"]


def test_a_backup_whose_chain_is_broken_is_not_restored(fund, tmp_path):
    files = contents(fund)
    files["journal.csv"] = files["journal.csv"].replace(b"30.00", b"31.00", 1)
    forged(fund, files)
    path = zip_of(tmp_path / "b.zip", contents(fund))
    assert told(restore, path, tmp_path / "out") == ["journal.chain_broken"]
    assert not (tmp_path / "out").exists()


def test_packing_keeps_nothing_but_names_and_bytes():
    packed = _zip.packed({"b": b"2", "a": "ก".encode()})
    assert packed == _zip.packed({"a": "ก".encode(), "b": b"2"})
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert [(each.filename, each.date_time) for each in archive.infolist()] == [
            ("a", (1980, 1, 1, 0, 0, 0)),
            ("b", (1980, 1, 1, 0, 0, 0)),
        ]
    assert _zip.unpacked(packed, "x") == {"a": "ก".encode(), "b": b"2"}
