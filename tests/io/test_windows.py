"""What Windows does otherwise, simulated at the operating system's edge: moves, locks, names, paths, encodings."""

import importlib.util
import json
import os
import re
import stat
import subprocess
import sys
import types
from datetime import date
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

import communitywelfare as cw
from communitywelfare.cli import main
from communitywelfare.cli.collect import _stem
from communitywelfare.cli.simulate_table import TABLE_FILES
from communitywelfare.cli.simulation_options import SIMULATION_FILES
from communitywelfare.errors import FormatError, Refused
from communitywelfare.fund.collection import SheetId
from communitywelfare.io import _files
from communitywelfare.io._files import file_names, locked, parted, place_for, recover, write_file, write_folder
from communitywelfare.io._zip import packed, unpacked
from communitywelfare.io.backup import Backup, backup
from communitywelfare.io.foreign.profile_toml import parse_profile
from communitywelfare.io.manifest import Manifest
from communitywelfare.io.package import owned_files, read_package
from communitywelfare.reports import REPORT_FILES
from communitywelfare.reports.cofunding_files import COFUNDING_FILES
from communitywelfare.reports.exceptions_report import AUDIT_FILES
from communitywelfare.reports.import_report import DRY_RUN_FILES
from communitywelfare.reports.network_report import NETWORK_FILES

ROOT = Path(__file__).resolve().parents[2]
DENIED = PermissionError(13, "The process cannot access the file because it is being used by another process")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(_files.time, "sleep", lambda _seconds: None)


@pytest.fixture
def denied(monkeypatch):
    """Deny the moves that lead to or from a path, so many times; every move is recorded."""

    def deny(is_denied, times):
        for name in ("replace", "rename"):
            monkeypatch.setattr(os, name, denying(getattr(os, name), is_denied, [times]))

    return deny


def denying(move, is_denied, left):
    def moved(source, target, **more):
        if left[0] and is_denied(Path(source), Path(target)):
            left[0] -= 1
            raise DENIED
        return move(source, target, **more)

    return moved


def names_in(place):
    return sorted(path.name for path in place.iterdir())


def code_of(error):
    return [finding.code for finding in error.value.findings]


# --- what is open cannot be moved --------------------------------------------------------------------------


def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced(tmp_path, denied):
    write_file(str(tmp_path / "a.csv"), b"old")
    denied(lambda source, target: target.name == "a.csv", 3)
    write_file(str(tmp_path / "a.csv"), b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"


def test_a_file_that_is_open_stays_and_that_is_told(tmp_path, denied):
    write_file(str(tmp_path / "a.csv"), b"old")
    denied(lambda source, target: target.name == "a.csv", 10_000)
    with pytest.raises(Refused) as error:
        write_file(str(tmp_path / "a.csv"), b"new")
    assert code_of(error) == ["file.in_use"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("held", ["f", ".f.new"])
def test_a_folder_of_which_a_file_is_open_stays_whole_and_that_is_told(held, tmp_path, denied):
    folder = tmp_path / "f"
    write_folder(str(folder), {"a.csv": b"old", "b.csv": b"old"}, owned=("a.csv", "b.csv"))
    denied(lambda source, target: source.name == held, 10_000)
    with pytest.raises(Refused) as error:
        write_folder(str(folder), {"a.csv": b"new", "b.csv": b"new"}, owned=("a.csv", "b.csv"))
    assert code_of(error) == ["file.in_use"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.csv": b"old", "b.csv": b"old"}
    assert names_in(tmp_path) == ["f"]


def test_a_folder_that_is_held_for_a_moment_is_replaced(tmp_path, denied):
    folder = tmp_path / "f"
    write_folder(str(folder), {"a.csv": b"old"}, owned=("a.csv",))
    denied(lambda source, target: True, 5)
    write_folder(str(folder), {"a.csv": b"new"}, owned=("a.csv",))
    assert (folder / "a.csv").read_bytes() == b"new"
    assert names_in(tmp_path) == ["f"]


def test_a_folder_set_aside_that_cannot_be_moved_back_is_told(tmp_path, denied):
    (tmp_path / ".f.old").mkdir()
    denied(lambda source, target: source.name == ".f.old", 10_000)
    with pytest.raises(Refused) as error:
        recover(str(tmp_path / "f"))
    assert code_of(error) == ["file.in_use"]
    assert names_in(tmp_path) == [".f.old"]


@pytest.fixture
def no_unlinking(monkeypatch):
    """Remove no file that is read-only, as Windows does, nor any whose name is in the set that this gives."""
    held, unlink = set(), os.unlink

    def unlinked(path, *, dir_fd=None):
        mode = os.stat(path, dir_fd=dir_fd, follow_symlinks=False).st_mode
        if not mode & stat.S_IWUSR or Path(path).name in held:
            raise DENIED
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", unlinked)
    return held


def test_somebody_elses_read_only_file_goes_along_and_nothing_is_left_behind(tmp_path, no_unlinking):
    folder = tmp_path / "f"
    write_folder(str(folder), {"a.csv": b"old"}, owned=("a.csv",))
    (folder / "theirs.txt").write_bytes(b"theirs")
    (folder / "theirs.txt").chmod(0o400)
    for contents in (b"1", b"2"):
        write_folder(str(folder), {"a.csv": contents}, owned=("a.csv",))
        assert (folder / "a.csv").read_bytes() == contents
        assert names_in(folder) == ["a.csv", "theirs.txt"]
        assert names_in(tmp_path) == ["f"]


def test_what_cannot_be_removed_after_a_swap_is_left_to_the_next_writer(tmp_path, no_unlinking):
    folder = tmp_path / "f"
    write_folder(str(folder), {"a.csv": b"old"}, owned=("a.csv",))
    no_unlinking.add("a.csv")
    write_folder(str(folder), {"a.csv": b"new"}, owned=("a.csv",))
    assert (folder / "a.csv").read_bytes() == b"new"
    assert names_in(tmp_path) == [".f.old", "f"]
    with pytest.raises(Refused), locked(str(folder)):
        pass
    no_unlinking.clear()
    with locked(str(folder)):
        assert names_in(tmp_path) == [".f.lock", "f"]


def test_the_desk_says_which_file_is_open_and_changes_nothing(tmp_path, denied, capsys):
    folder = tmp_path / "fund"
    cw.write_package(folder, cw.make_package(cw.Plan(members=3, years=1, seed=1)))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    denied(lambda source, target: source.name == "fund", 10_000)
    member = next(iter(read_package(folder).package.fund.register)).number
    assert main(["receive", str(folder), member, "30", "--on", "2024-09-30", "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert "fund cannot be replaced: it is open in another program" in said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# --- locks -------------------------------------------------------------------------------------------------


@pytest.fixture
def on_windows(monkeypatch):
    """The door to the disk as Windows imports it: `msvcrt` instead of `fcntl`, no flag for opening folders."""
    fcntl = pytest.importorskip("fcntl", reason="stands for msvcrt, which only Windows has")

    class Msvcrt(types.ModuleType):
        LK_NBLCK = 2

        @staticmethod
        def locking(handle, mode, count):
            """Lock the first byte, which nobody else may then have; the lock goes with the handle."""
            assert (mode, count, os.lseek(handle, 0, os.SEEK_CUR)) == (2, 1, 0)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PermissionError(13, "Permission denied") from None

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt("msvcrt"))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.delattr(os, "O_DIRECTORY")
    spec = importlib.util.spec_from_file_location("files_on_windows", _files.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_one_writer_holds_a_folder_on_windows_too(tmp_path, on_windows):
    folder = str(tmp_path / "f")
    with on_windows.locked(folder):
        with pytest.raises(Refused) as error, on_windows.locked(folder):
            pass
        assert code_of(error) == ["folder.busy"]
        on_windows.write_folder(folder, {"a.csv": b"1"}, owned=("a.csv",))
    with on_windows.locked(folder):
        assert on_windows.file_names(folder) == {"a.csv"}


# --- names and paths ---------------------------------------------------------------------------------------

DEVICES = ["con", "PRN", "aux.csv", "nul", "Nul.tar.gz", "COM1", "lpt9.txt", "com¹.csv", "CONIN$", "aux .csv"]
OTHERS = ["members.csv.", "members.csv ", "a:b.csv", "a*b.csv", "a?.csv", "a<b.csv", "a|b.csv", 'a"b.csv', "..\\a.csv"]
SOUND = ["console.csv", "nullable.csv", "com.csv", "com10.csv", "lpt.csv", "auxiliary.csv", "ทะเบียน.csv", "a con.csv"]


@pytest.mark.parametrize("name", [*DEVICES, *OTHERS])
def test_a_zip_with_a_name_that_windows_cannot_hold_is_refused_everywhere(name):
    with pytest.raises(FormatError) as error:
        unpacked(packed({"members.csv": b"x", name: b"x"}), "a.zip")
    assert code_of(error) == ["backup.strange_name"]


@pytest.mark.parametrize("name", SOUND)
def test_a_name_that_only_looks_like_a_device_is_one_like_others(name):
    assert unpacked(packed({name: b"x"}), "a.zip") == {name: b"x"}


def holds_on_windows(name):
    """Whether Windows can hold a file of this name; written apart from what the library refuses."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    devices = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{n}" for kind in ("COM", "LPT") for n in range(10))}
    return (
        stem not in devices
        and not set(name) & set('<>:"/\\|?*')
        and all(ord(letter) > 31 for letter in name)
        and name[-1] not in ". "
        and len(f".{name}.new") <= 255
        and len(f".{name}.new".encode()) <= 255
    )


def test_every_name_that_is_always_written_is_one_that_windows_can_hold():
    rooms = (REPORT_FILES, DRY_RUN_FILES, AUDIT_FILES, COFUNDING_FILES, NETWORK_FILES, SIMULATION_FILES, TABLE_FILES)
    for names in (owned_files(), *rooms):
        assert [name for name in names if not all(map(holds_on_windows, name.split("/")))] == []
        assert len({name.casefold() for name in names}) == len(names)


WILD = st.text(min_size=1, max_size=300) | st.sampled_from(["CON", "nul", "a/b", "..", "C:\\", "หมู่ 3.", "ก" * 250])


@given(fund=WILD)
def test_a_backup_gets_a_name_that_every_system_can_hold(fund):
    manifest = Manifest(fund_id=fund, as_of=date(2024, 9, 30))
    assert holds_on_windows(Backup(manifest=manifest, files={}, entries=()).name)


@given(village=WILD)
def test_a_collection_sheet_gets_a_name_that_every_system_can_hold(village):
    assert holds_on_windows(f"{_stem(SheetId(village=village, day=date(2024, 9, 30)))}.html")


def test_a_path_of_windows_is_parted_at_its_strokes(monkeypatch):
    monkeypatch.setattr(_files, "Path", PureWindowsPath)
    assert parted("C:\\funds\\lopburi\\areas.csv") == ("C:\\funds\\lopburi", "areas.csv")
    assert parted("C:/funds/areas.csv") == ("C:\\funds", "areas.csv")
    assert parted("areas.csv") == (".", "areas.csv")
    assert parted("D:areas.csv") == ("D:", "areas.csv")
    assert parted("\\\\server\\share\\areas.csv") == ("\\\\server\\share\\", "areas.csv")


def test_a_target_that_ends_with_a_stroke_of_windows_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "_SEPARATORS", ("\\", "/"))
    monkeypatch.setattr(_files, "is_folder", lambda path: False)
    monkeypatch.setattr(_files, "Path", PureWindowsPath)
    assert place_for("D:\\copies\\", "F01.zip") == "D:\\copies\\F01.zip"
    assert place_for("D:/copies/", "F01.zip") == "D:\\copies\\F01.zip"
    assert place_for("D:\\copies\\mine.zip", "F01.zip") == "D:\\copies\\mine.zip"


def test_a_backup_is_put_into_a_folder_that_is_still_to_be_made(tmp_path):
    cw.write_package(tmp_path / "fund", cw.make_package(cw.Plan(members=3, years=1, seed=1)))
    made = backup(tmp_path / "fund", f"{tmp_path}/copies/")
    assert Path(made.file).parent == tmp_path / "copies"
    assert file_names(str(tmp_path / "copies")) == {made.backup.name}


def test_a_name_that_no_file_system_holds_ends_in_a_sentence(tmp_path, capsys):
    assert main(["example", str(tmp_path / ("ก" * 200)), "--members", "1", "--years", "1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("OSError: ")
    assert said.count("\n") == 1


# --- line ends and encodings -------------------------------------------------------------------------------


def test_texts_that_notepad_saved_read_as_they_were(tmp_path):
    text = (ROOT / "src/communitywelfare/data/profiles/register-be-iso.toml").read_bytes()
    notepad = b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")
    assert parse_profile(notepad, "a.toml") == parse_profile(text, "a.toml")
    cw.write_package(tmp_path / "f", cw.make_package(cw.Plan(members=3, years=1, seed=1)))
    fund = read_package(tmp_path / "f").package.fund
    manifest = tmp_path / "f" / "manifest.json"
    manifest.write_bytes(b"\xef\xbb\xbf" + manifest.read_bytes().replace(b"\n", b"\r\n"))
    again = read_package(tmp_path / "f")
    assert (again.has_errors, again.package.fund) == (False, fund)


def run_with(encoding, *arguments, typed=b""):
    """The command with pipes of an encoding, as a Windows of some country has them."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    program = [sys.executable, "-m", "communitywelfare", *arguments]
    return subprocess.run(program, env=environment, input=typed, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "cp874"])
def test_what_is_said_into_a_pipe_is_utf_8_whatever_windows_it_is(encoding, tmp_path):
    done = run_with(encoding, "check", str(tmp_path / "none"), "--json")
    assert re.search("[ก-๙]", str(json.loads(done.stdout.decode("utf-8"))["findings"]))
    done = run_with(encoding, "check", str(tmp_path / "none"))
    assert re.search("[ก-๙]", done.stderr.decode("utf-8"))
    assert done.returncode == 2


@pytest.mark.parametrize("encoding", ["cp1252", "cp874"])
def test_what_is_piped_in_is_utf_8_and_other_bytes_are_refused(encoding, tmp_path):
    asking = ("new", "fund", str(tmp_path / "fund"), "--ask", "--lang", "en")
    done = run_with(encoding, *asking, typed="กองทุนตัวอย่าง\n".encode())
    assert (done.returncode, done.stderr.decode("utf-8").count("founding.wrong_answer")) == (130, 0)
    done = run_with(encoding, *asking, typed="กองทุน\n".encode("cp874"))
    said = (done.stdout + done.stderr).decode("utf-8")
    assert "founding.wrong_answer" in said
    assert "Traceback" not in said
    assert not (tmp_path / "fund").exists()


def test_no_two_files_of_the_project_differ_in_case_alone_and_all_can_be_checked_out():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout: what is committed cannot be listed")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    assert [name for name in names if not all(map(holds_on_windows, name.split("/")))] == []
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if len(name) > 160] == []
