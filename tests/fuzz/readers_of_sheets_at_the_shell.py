"""Other people's files as the commands read them: checked, converted into a package and back, drafted, tried.

Here the file is spoilt, and the words are as they are; `readers_of_commands.py` spoils the words.
"""

import contextlib
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from layouts import TOML, csv_sheet, register_rows, rows_of_own, shipped_sheet, written_profiles, xls_sheet, xlsx_sheet
from reading import FaultyError, Reader, room
from wholes import whole

from communitywelfare.cli import main

__all__ = ["SHEETS_AT_THE_SHELL"]

_REGISTER = ("--profile=member-register", "--as-of=30/09/2567", "--synthetic")


def _folder() -> Path:
    folder = room() / "sheets"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "fund").mkdir(parents=True)
    for name, data in whole().items():
        (folder / "fund" / name).write_bytes(data)
    (folder / "profile.toml").write_bytes(TOML["months"])
    (folder / "register.csv").write_bytes(csv_sheet(register_rows()))
    return folder


def _command(name: str, form: str, file: str, words: Sequence[str], seeds: Callable[[], Sequence[bytes]]) -> Reader:
    """A command whose words, where they hold `@`, name files of a folder of their own; one of them is spoilt."""

    def read(contents: bytes) -> object:
        folder = _folder()
        (folder / file).write_bytes(contents)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                code = main([word.replace("@", f"{folder}/") for word in words])
            except SystemExit as error:
                raise FaultyError(f"{name} ended the program") from error
        if code not in range(4):
            raise FaultyError(f"{name} ended with {code}")
        return ()

    return Reader(f"shell/{name}", form, read, seeds)


def _register() -> list[bytes]:
    return [csv_sheet(register_rows())]


def _months() -> list[bytes]:
    return [csv_sheet(rows_of_own("months"))]


def _members() -> list[bytes]:
    return [whole()["members.csv"]]


def _back() -> list[bytes]:
    return [shipped_sheet(each, ".csv") for each in written_profiles() if each.id == "laravel-register-16col"]


SHEETS_AT_THE_SHELL = (
    _command("check", "sheet", "a.csv", ("check", "@a.csv", *_REGISTER, "--all"), _register),
    _command(
        "check a workbook",
        "book.xlsx",
        "a.xlsx",
        ("check", "@a.xlsx", *_REGISTER, "--out=@out"),
        lambda: [xlsx_sheet(register_rows())],
    ),
    _command(
        "check an old workbook",
        "xls",
        "a.xls",
        ("check", "@a.xls", *_REGISTER, "--out=@out", "--json"),
        lambda: [xls_sheet(register_rows())],
    ),
    _command("check months", "sheet", "a.csv", ("check", "@a.csv", "--profile=@profile.toml", "--year=2567"), _months),
    _command("convert into a package", "sheet", "a.csv", ("convert", "@a.csv", "@new.zip", *_REGISTER), _register),
    _command(
        "convert into a fund",
        "sheet",
        "a.csv",
        ("convert", "@a.csv", "@new.xlsx", "--profile=sheets-baht-a-day-deposits", "--base=@fund", "--json"),
        lambda: [b"id,month,amount\r\nM00001,01/2567,30\r\n"],
    ),
    _command(
        "convert a package",
        "csv",
        "fund/members.csv",
        ("convert", "@fund", "@new.csv", "--profile=member-register"),
        _members,
    ),
    _command(
        "convert a package into a workbook",
        "csv",
        "fund/members.csv",
        ("convert", "@fund", "@new.xlsx", "--profile=laravel-register-16col"),
        _members,
    ),
    _command("profile draft", "sheet", "a.csv", ("profile", "draft", "@a.csv", "--out=@mine.toml"), _register),
    _command(
        "profile check",
        "sheet",
        "a.csv",
        ("profile", "check", "laravel-register-16col", "@a.csv", "--as-of=30/09/2567"),
        _back,
    ),
    _command(
        "profile check a profile",
        "toml",
        "mine.toml",
        ("profile", "check", "@mine.toml", "@register.csv", "--as-of=30/09/2567"),
        lambda: [*TOML.values()],
    ),
)
"""Commands that read other people's files, by which of their files is spoilt."""
