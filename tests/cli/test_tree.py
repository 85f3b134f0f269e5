"""Contracts over the whole tree of commands: each teaches, answers machines, and ends with a documented code."""

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.cli import INTERRUPTED, speaking
from communitywelfare.cli.commands import cli
from communitywelfare.cli.teaching import _examples, _Formatter, example_of, tree
from communitywelfare.wording.clusters import clusters

LEAVES = {path: command for path, command in tree(cli) if not isinstance(command, click.Group)}
EVERY = pytest.mark.parametrize("path", LEAVES, ids=" ".join)
WITHOUT_JSON: dict[str, str] = {}
"""Commands that answer no machine, each with the reason. There is none."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"
MARKS = re.compile(r"^[\u0e30-\u0e3a\u0e45-\u0e4e]")


def test_every_command_answers_machines_or_is_listed_with_a_reason():
    without = {
        " ".join(path)
        for path, command in LEAVES.items()
        if "--json" not in {opt for p in command.params for opt in p.opts}
    }
    assert without == set(WITHOUT_JSON)


def test_every_command_has_an_example_and_no_example_is_of_another():
    assert set(_examples()) == {" ".join(path) for path in LEAVES}


@EVERY
def test_an_example_is_a_command_that_is_understood(path):
    program, *words = shlex.split(example_of(path))
    assert program == "communitywelfare"
    assert tuple(words[: len(path)]) == path
    LEAVES[path].make_context(" ".join(path), words[len(path) :])


@EVERY
def test_help_shows_the_example_as_it_can_be_typed(run, path):
    assert f"\n  ตัวอย่าง / example:\n    {example_of(path)}\n" in f"{run(*path, '--help')[1]}\n"


def test_a_list_of_commands_cuts_nothing_short(run):
    for path, command in tree(cli):
        if isinstance(command, click.Group):
            assert "..." not in run(*path, "--help")[1].replace("[ARGS]...", "")


@EVERY
def test_a_machine_gets_one_document_where_a_command_is_not_understood(run, path):
    code, out, err = run(*path, "--no-such-option", "--json")
    assert code == 2
    assert set(json.loads(out)) == {"error", "message", "findings"}
    assert "วิธีใช้: communitywelfare" in err


@EVERY
def test_a_machine_gets_one_document_where_there_is_nothing_to_work_on(run, path, tmp_path, monkeypatch):
    """Every example, in an empty folder: what is missing is told, or what needs nothing is done."""
    monkeypatch.chdir(tmp_path)
    if path == ("simulate",):
        pytest.importorskip("numpy")
    code, out, err = run(
        *shlex.split(example_of(path))[1:], *(["--members", "5"] if path == ("example",) else []), "--json"
    )
    answer = json.loads(out)
    assert code in {0, 1, 2, 3}
    assert "Traceback" not in out + err
    if code >= 2:
        assert answer["findings"] or answer["message"]
    assert all({"th", "en", "code"} <= set(each) for each in answer.get("findings", ()))


@pytest.mark.parametrize(
    "words", [("check",), ("claim", "assess"), ("books", "check"), ("money", "hands"), ("training", "check")]
)
def test_a_machine_gets_one_document_of_a_package_that_cannot_be_used(ask, package, words):
    (package / "bylaw.toml").write_text("format = ", encoding="utf-8")
    (package / "exercise.toml").write_text('format = "communitywelfare.exercise/1"\nexercise = "1"\n', encoding="utf-8")
    code, answer = ask(*words, package, *(["1/2568"] if words[-1] == "assess" else []))
    assert code == 1
    assert any(each["severity"] == "error" for each in answer["findings"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "ยังขาด SOURCE"),
        (("claim", "new", "x"), "ยังขาด --member"),
        (("check", "x", "--foo"), "ไม่มีตัวเลือก --foo"),
        (("receive", "x", "M1", "12.345"), "ค่าที่ให้ AMOUNT ใช้ไม่ได้"),
        (("claim", "new", "x", "--member", "1", "--benefit", "a", "--event", "?"), "ค่าที่ให้ --event ใช้ไม่ได้"),
        (("training", "check", "x", "--answer", "?"), "ค่าที่ให้ --answer ใช้ไม่ได้"),
        (("chek",), "ไม่มีคำสั่ง chek ที่เขียนใกล้เคียง: check"),
        (("simulate", "x", "--out", "y", "--yeers", "3"), "ไม่มีตัวเลือก --yeers ที่เขียนใกล้เคียง: --year"),
        (("simulate", "x", "--out", "y", "--years", "900"), "ค่าที่ให้ --years ใช้ไม่ได้ (900): ต้องเป็นจำนวนเต็มตั้งแต่ 1 ถึง 100"),
        (("simulate", "x", "--out", "y", "--years", "two"), "ค่าที่ให้ --years ใช้ไม่ได้ (two): ต้องเป็นจำนวนเต็มตั้งแต่ 1 ถึง 100"),
        (("simulate", "x", "--out", "y", "--seed", "-1"), "ค่าที่ให้ --seed ใช้ไม่ได้ (-1): ต้องเป็นจำนวนเต็มตั้งแต่ 0 ขึ้นไป"),
        (("member", "leave", "x", "1", "--cause", "GONE"), "ค่าที่ให้ --cause ใช้ไม่ได้ (GONE): ต้องเป็นหนึ่งใน DECEASED"),
        (("check", "a", "b"), "มีคำเกินมา: b"),
        (("check", "a", "--synthetic"), "ตัวเลือกเหล่านี้ใช้กับไฟล์ของผู้อื่น"),
    ],
)
def test_a_command_that_is_typed_wrong_is_told_so_in_thai_unless_english_is_asked_for(run, words, said):
    assert run(*words)[2].startswith(said)
    usage, way_on = run(*words)[2].splitlines()[-2:]
    assert usage.startswith("วิธีใช้: communitywelfare")
    assert way_on.endswith("--help")
    assert not re.search("Usage|Error|Try", run(*words)[2])
    for english in (("--lang", "en"), ("--lang=en",)):
        told = run(*words, *english)[2]
        assert told.startswith("Usage:")
        assert said not in told


def test_an_option_without_its_value_is_named(run):
    assert run("simulate", "x", "--out")[2].startswith("ตัวเลือก --out ต้องมีค่าตามหลัง")
    assert "--out" in run("simulate", "x", "--lang", "en", "--out")[2]


def test_a_group_alone_shows_its_help_and_no_more(run):
    code, out, err = run("claim")
    assert code in {0, 2}  # as click has it, before 8.2 and since
    assert err.count("Usage:") + out.count("Usage:") == 1
    assert "วิธีใช้" not in err


def test_the_page_names_every_exit_code_that_there_is():
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)}
    there = {speaking.DONE, speaking.FOUND_ERRORS, speaking.WRONG_USAGE, speaking.REFUSED, INTERRUPTED}
    assert codes == there


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("tra",), ["training"]),
        (("training", ""), ["check", "list", "start", "task"]),
        (("member", "enrol", "x", "--cit"), ["--citizen-id"]),
        (("paper", "re"), ["receipt"]),
        (("claim", "new", "x", "--lang", ""), ["th", "en"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
    ],
)
def test_commands_options_and_choices_are_completed(words, found):
    *before, last = words
    completing = BashComplete(cli, {}, "communitywelfare", "_COMMUNITYWELFARE_COMPLETE")
    assert [each.value for each in completing.get_completions(before, last)] == found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_asks_the_program_under_its_own_name(run, ask, shell):
    script = run("completion", shell)[1]
    assert f"_COMMUNITYWELFARE_COMPLETE={shell}_complete" in script
    assert ask("completion", shell)[1] == {"shell": shell, "script": script.removesuffix("\n")}


THAI = st.text(st.sampled_from("กขงนมรสเแโใไะาำิีุูั่้็์ๆ /abc-"), max_size=80)


@given(THAI, st.integers(10, 60))
def test_help_loses_nothing_tears_nothing_and_keeps_to_its_width(text, width):
    shown = _Formatter(width=width)
    shown.write_text(text)
    lines = shown.getvalue().splitlines()
    assert "".join("".join(lines).split()) == "".join(text.split())
    whole = {each.strip() for word in text.split() for each in clusters(word)}
    longest = max(map(len, whole), default=0)
    assert all(len(line) <= max(width, longest) for line in lines)


@given(st.integers(12, 90))
def test_no_line_of_the_second_column_begins_with_a_mark(width):
    shown = _Formatter(width=width)
    words = "รับโอนสมาชิกภาพ: วันที่เริ่มนับในกองทุนเดิมซึ่งผู้ทำทะเบียนน้ำใจงามได้รับรองไว้แล้วตามระเบียบ"
    shown.write_dl([("--transferred-since DATE", words), ("--on", "วันที่")])
    lines = [line.strip() for line in shown.getvalue().splitlines()]
    assert not [line for line in lines if MARKS.match(line) or line[-1:] in set("เแโใไ")]
