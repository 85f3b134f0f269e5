"""The door to the disk: folders appear whole or not at all, whatever is cut off when."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from communitywelfare.errors import FormatError, Refused
from communitywelfare.io import _files
from communitywelfare.io._files import (
    file_names,
    locked,
    read_file,
    read_resource,
    recover,
    steady,
    write_file,
    write_folder,
)

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and signals of POSIX")
NAMES = ("a.csv", "b.csv", "deep/c.csv")
OWNED = ("a.csv", "b.csv", "deep", "old.csv")


def version(letter: str) -> dict[str, bytes]:
    """The files of one version: each says which it belongs to, and is long enough to be cut off in the middle."""
    return {name: f"{letter} {name} ".encode() * 2_000 for name in NAMES}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# --- reading -------------------------------------------------------------------------------------------------


def test_the_names_of_a_folder_are_those_of_its_files(tmp_path):
    write_folder(str(tmp_path / "f"), version("x"), owned=OWNED)
    assert file_names(str(tmp_path / "f")) == {"a.csv", "b.csv"}


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_bytes(b"")])
def test_what_is_no_folder_is_told(make, tmp_path):
    make(tmp_path / "f")
    with pytest.raises(FormatError) as error:
        file_names(str(tmp_path / "f"))
    assert [finding.code for finding in error.value.findings] == ["folder.missing"]


def test_a_file_is_read_whole_or_told_why_not(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"1234")
    (tmp_path / "d").mkdir()
    assert read_file(str(tmp_path), "a") == b"1234"

    def told(name):
        with pytest.raises(FormatError) as error:
            read_file(str(tmp_path), name)
        return [(finding.code, finding.place.file) for finding in error.value.findings]

    assert told("none") == [("file.missing", "none")]
    assert told("d") == [("file.unreadable", "d")]
    monkeypatch.setattr(_files, "MAX_BYTES", 3)
    assert told("a") == [("file.too_large", "a")]


def test_a_folder_that_may_not_be_opened_is_told(tmp_path, monkeypatch):
    def denied(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_files.Path, "iterdir", denied)  # who runs as root may open everything
    with pytest.raises(FormatError) as error:
        file_names(str(tmp_path))
    assert [finding.code for finding in error.value.findings] == ["file.unreadable"]


def test_a_shipped_file_is_found_by_its_path_in_the_package():
    assert read_resource("data/chart.csv").startswith(b"code,")


# --- writing -------------------------------------------------------------------------------------------------


def test_a_folder_is_replaced_whole_and_what_is_not_owned_stays(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("1") | {"old.csv": b"old"}, owned=OWNED)
    (folder / "notes.txt").write_bytes(b"mine")
    (folder / "mine" / "deeper").mkdir(parents=True)
    (folder / "mine" / "deeper" / "x").write_bytes(b"mine too")
    (folder / "deep" / "stray").write_bytes(b"in an owned folder")
    write_folder(str(folder), version("2"), owned=OWNED)
    assert contents(folder) == version("2") | {"notes.txt": b"mine", "mine/deeper/x": b"mine too"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f"]


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "new" / "page.html"
    write_file(str(path), b"1")
    write_file(str(path), b"2")
    assert path.read_bytes() == b"2"
    assert [each.name for each in path.parent.iterdir()] == ["page.html"]


@POSIX
def test_files_are_for_their_owner_only(tmp_path):
    write_folder(str(tmp_path / "f"), version("1"), owned=OWNED)
    write_file(str(tmp_path / "page"), b"1")
    for path in [*(tmp_path / "f").rglob("*.csv"), tmp_path / "page"]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@POSIX
def test_what_lies_where_a_file_is_built_neither_keeps_its_mode_nor_leads_elsewhere(tmp_path):
    (tmp_path / ".open.new").write_bytes(b"for everybody")
    (tmp_path / ".open.new").chmod(0o666)
    (tmp_path / "precious").write_bytes(b"mine")
    (tmp_path / ".linked.new").symlink_to(tmp_path / "precious")
    for name in ("open", "linked"):
        write_file(str(tmp_path / name), b"1")
        assert (tmp_path / name).read_bytes() == b"1"
        assert stat.S_IMODE((tmp_path / name).lstat().st_mode) == 0o600
    assert not (tmp_path / "linked").is_symlink()
    assert (tmp_path / "precious").read_bytes() == b"mine"


@POSIX
def test_a_folder_that_is_a_link_stays_one(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_folder(str(tmp_path / "link"), version("1"), owned=OWNED)
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == version("1")


# --- cut off -------------------------------------------------------------------------------------------------

CUT = """
import os, sys
from communitywelfare.io._files import locked, write_folder
folder, step = sys.argv[1], int(sys.argv[2])
contents = {name: ("2 " + name + " ").encode() * 2_000 for name in ("a.csv", "b.csv", "deep/c.csv")}
seen = 0
def cut_off(event, arguments):
    global seen
    if armed and (event == "open" or event.startswith(("os.", "shutil."))):
        seen += 1
        if seen == step:
            os._exit(9)  # as a power cut would: nothing is flushed, nothing is tidied
armed = False
sys.addaudithook(cut_off)
armed = True
with locked(folder):
    write_folder(folder, contents, owned=("a.csv", "b.csv", "deep", "old.csv"))
armed = False
print(seen)
"""


def run_cut(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CUT, str(folder), str(step)], capture_output=True, text=True, check=False
    )


def test_a_writer_cut_off_at_any_step_leaves_the_old_or_the_new_folder(tmp_path):
    start = tmp_path / "start"
    write_folder(str(start), version("1"), owned=OWNED)
    (start / "notes.txt").write_bytes(b"mine")
    whole = run_cut(shutil.copytree(start, tmp_path / "whole" / "f"), 0)
    steps = int(whole.stdout)
    assert steps > 20
    old = version("1") | {"notes.txt": b"mine"}
    new = version("2") | {"notes.txt": b"mine"}
    seen = set()
    places = [shutil.copytree(start, tmp_path / str(step) / "f") for step in range(1, steps + 1)]
    running = []
    for step, folder in enumerate(places, start=1):
        running.append(subprocess.Popen([sys.executable, "-c", CUT, str(folder), str(step)]))
        if len(running) == 4 or step == steps:
            assert {each.wait() for each in running} == {9}
            running = []
    for folder in places:
        assert file_names(str(folder)) >= {"a.csv", "b.csv", "notes.txt"}  # a reader finds a folder, and it is whole
        assert contents(folder) in (old, new)
        seen.add(contents(folder) == new)
        with locked(str(folder)):
            pass
        assert contents(folder) in (old, new)
        assert sorted(path.name for path in folder.parent.iterdir()) == [".f.lock", "f"]
    assert seen == {False, True}


@POSIX
def test_a_writer_killed_at_any_moment_leaves_one_whole_version(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("0"), owned=OWNED)
    chance = random.Random(7)
    for _attempt in range(30):
        child = os.fork()
        if child == 0:
            number = 0
            while True:
                number += 1
                with locked(str(folder)):
                    write_folder(str(folder), version(str(number % 10)), owned=OWNED)
        time.sleep(chance.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert file_names(str(folder)) == {"a.csv", "b.csv"}
        assert contents(folder) in [version(str(number)) for number in range(10)]
    with locked(str(folder)):
        assert sorted(path.name for path in tmp_path.iterdir()) == [".f.lock", "f"]


def test_a_half_made_swap_is_undone(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("1"), owned=OWNED)
    folder.rename(tmp_path / ".f.old")
    shutil.copytree(tmp_path / ".f.old", tmp_path / ".f.new")
    recover(str(folder))
    assert contents(folder) == version("1")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


# --- two at once ---------------------------------------------------------------------------------------------

HOLD = """
import sys
from communitywelfare.io._files import locked
with locked(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "f")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_only_one_process_writes(tmp_path, holder):
    with pytest.raises(Refused) as error, locked(str(tmp_path / "f")):
        raise AssertionError("two processes hold one folder")
    assert [(finding.code, finding.params["file"]) for finding in error.value.findings] == [("folder.busy", "f")]


@pytest.mark.parametrize("end", [lambda process: process.stdin.close(), lambda process: process.kill()])
def test_the_lock_goes_with_the_process(end, tmp_path, holder):
    end(holder)
    holder.wait()
    with locked(str(tmp_path / "f")):
        pass
    with locked(str(tmp_path / "f")):
        pass


def test_a_reader_waits_for_a_swap_that_is_under_way(tmp_path, holder, monkeypatch):
    """Between its two renames a writer has set the folder aside; the folder is not gone."""
    folder, aside = tmp_path / "f", tmp_path / ".f.old"
    write_folder(str(folder), version("1"), owned=OWNED)
    folder.rename(aside)
    looks = []

    def rest(_seconds):
        looks.append(1)
        if len(looks) == 2:
            aside.rename(folder)

    monkeypatch.setattr(_files.time, "sleep", rest)
    assert file_names(str(folder)) == {"a.csv", "b.csv"}
    assert len(looks) == 2


def test_a_reader_does_not_wait_for_ever(tmp_path, holder, monkeypatch):
    (tmp_path / ".f.old").mkdir()
    monkeypatch.setattr(_files.time, "sleep", lambda _seconds: None)
    with pytest.raises(FormatError):
        file_names(str(tmp_path / "f"))
    assert (tmp_path / ".f.old").exists()


def test_a_reading_is_done_again_where_the_folder_was_replaced_meanwhile(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("1"), owned=OWNED)
    readings = []

    def read():
        first = read_file(str(folder), "a.csv")
        if not readings:
            write_folder(str(folder), version("2"), owned=OWNED)
        readings.append((first, read_file(str(folder), "b.csv")))
        return readings[-1]

    assert steady(str(folder), read) == (version("2")["a.csv"], version("2")["b.csv"])
    assert readings[0] == (version("1")["a.csv"], version("2")["b.csv"])


def test_a_file_that_is_missed_in_the_middle_of_a_swap_is_looked_for_again(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), {"a.csv": b"1"}, owned=OWNED)
    readings = []

    def read():
        readings.append(1)
        if len(readings) == 1:
            write_folder(str(folder), version("2"), owned=OWNED)
            raise FormatError("b.csv was not there yet")
        return read_file(str(folder), "b.csv")

    assert steady(str(folder), read) == version("2")["b.csv"]


def test_what_cannot_be_read_is_told_once_and_a_folder_in_motion_is_given_up(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("1"), owned=OWNED)
    with pytest.raises(FormatError):
        steady(str(folder), lambda: read_file(str(folder), "none"))
    versions = iter("23456789")

    def read():
        write_folder(str(folder), version(next(versions)), owned=OWNED)

    with pytest.raises(Refused) as error:
        steady(str(folder), read)
    assert [finding.code for finding in error.value.findings] == ["folder.busy"]
    assert next(versions) == "5"


def test_a_folder_that_goes_away_is_told(tmp_path):
    folder = tmp_path / "f"
    write_folder(str(folder), version("1"), owned=OWNED)

    def read():
        shutil.rmtree(folder, ignore_errors=True)
        return read_file(str(folder), "a.csv")

    with pytest.raises(FormatError):
        steady(str(folder), read)
