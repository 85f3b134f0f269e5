"""The command line on a real terminal: Thai, its width, colour, the bar, Ctrl-C and the Tab key."""

import re
import shlex
import shutil
import subprocess
import sys
from unicodedata import category

import pytest

pytest.importorskip("pty", reason="there are no pseudo-terminals here")

from terminal import Terminal, plain

from communitywelfare.cli._terminal import colour

PROGRAM = ("-m", "communitywelfare")
RED = "\x1b[31m"
MARKS = re.compile(r"^\s*[\u0e30-\u0e3a\u0e45-\u0e4e]")


@pytest.fixture
def show(tmp_path):
    """Run a command on a terminal to its end; gives its code and the raw screen."""

    def shown(*words, columns=80, **environment):
        with Terminal((*PROGRAM, *map(str, words)), str(tmp_path), columns, environment) as terminal:
            return terminal.code(), terminal.screen

    return shown


def broken(package):
    path = package / "members.csv"
    path.write_bytes(path.read_bytes().replace(b"2021-04-01", b"2564-04-01", 1))
    return package


def test_a_terminal_shows_thai_in_colour_by_default(show, run, package):
    screen = show("check", broken(package))[1]
    assert "ผิดพลาด" in screen
    assert RED in screen
    assert "\x1b" not in run("check", package)[1]


def test_a_terminal_shows_english_and_no_colour_where_that_is_wanted(show, package):
    screen = show("check", broken(package), "--lang", "en", NO_COLOR="1")[1]
    assert "error members.csv" in screen
    assert RED not in screen


@pytest.mark.parametrize(
    ("names", "wanted"),
    [({}, None), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, None), ({"TERM": "dumb"}, False)],
)
def test_no_colour_is_asked_for_by_name_or_by_a_terminal_that_has_none(monkeypatch, names, wanted):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert colour() is wanted


def test_the_bar_is_on_a_terminal_and_goes_to_standard_error_alone(tmp_path):
    words = " ".join(map(shlex.quote, (sys.executable, *PROGRAM, "example", "fund", "--members", "5", "--years", "1")))
    shell = shutil.which("sh")
    script = f'import os; os.execv("{shell}", ["sh", "-c", {f"{words} > said"!r}])'
    with Terminal(("-c", script), str(tmp_path)) as terminal:
        assert terminal.code() == 0
        assert "100%" in plain(terminal.screen)
    assert (tmp_path / "said").read_text("utf-8") == "เขียนแล้ว fund\n"


@pytest.mark.parametrize("columns", [60, 200])
def test_help_keeps_to_the_width_and_tears_no_letter_from_its_marks(show, columns):
    code, screen = show("member", "enrol", "--help", columns=columns)
    lines = plain(screen).splitlines()
    assert code == 0
    assert "ชื่อ-นามสกุล" in screen
    assert not [line for line in lines if MARKS.match(line)]
    wide = [line for line in lines if sum(category(each) != "Mn" for each in line) > min(columns, 100)]
    assert [line for line in wide if "communitywelfare member enrol" not in line] == []  # an example stays one line


def test_ctrl_c_gives_one_line_and_130_and_leaves_nothing(tmp_path):
    words = (*PROGRAM, "example", "fund", "--members", "100000", "--years", "30")
    with Terminal(words, str(tmp_path)) as terminal:
        terminal.read("%")
        terminal.type("\x03")
        assert terminal.code() == 130
    last = plain(terminal.screen).strip().splitlines()[-1]
    assert last == "หยุดแล้ว (Ctrl-C) ไม่มีไฟล์ใดถูกเขียนค้างไว้ / stopped (Ctrl-C); no file is left half written"
    assert "Traceback" not in terminal.screen
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_at_a_question_is_the_same(tmp_path):
    with Terminal((*PROGRAM, "new", "fund", "mine"), str(tmp_path)) as terminal:
        terminal.read("> ")
        terminal.type("\x03")
        assert terminal.code() == 130
    assert "หยุดแล้ว (Ctrl-C)" in terminal.screen
    assert not (tmp_path / "mine").exists()


STOPPED = """
import sys, signal
sys.argv = ["communitywelfare", "check", "x"]
class Stop:
    def find_spec(self, name, *rest):
        if name == "communitywelfare.cli.commands":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Stop())
from communitywelfare.cli import main
sys.exit(main())
"""


def test_ctrl_c_while_the_program_is_still_loading_shows_no_traceback(tmp_path):
    with Terminal(("-c", STOPPED), str(tmp_path)) as terminal:
        assert terminal.code() == 130
    assert "Traceback" not in terminal.screen
    assert "หยุดแล้ว (Ctrl-C)" in terminal.screen


def test_a_reader_that_goes_away_is_no_reason_for_a_traceback(package):
    words = [sys.executable, *PROGRAM, "bylaw", "print", str(package / "bylaw.toml")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_the_tab_key_completes_on_a_terminal(tmp_path):
    """In a bash in which the program is on the path under its own name, and its completion is switched on."""
    program = tmp_path / "bin" / "communitywelfare"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m communitywelfare "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    start = f"PATH={program.parent}:$PATH\nPS1='ready> '\nsource <(communitywelfare completion bash)\n"
    (tmp_path / "rc").write_text(start, encoding="utf-8")
    bash = ["bash", "--noprofile", "--rcfile", str(tmp_path / "rc"), "-i"]
    with Terminal(("-c", f"import os; os.execvp('bash', {bash!r})"), str(tmp_path)) as terminal:
        terminal.read("ready> ")
        terminal.type("communitywelfare training sta\t")
        assert "communitywelfare training start" in plain(terminal.read("training start"))
