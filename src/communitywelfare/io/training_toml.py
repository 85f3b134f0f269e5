"""Exercises in files: those that come with the library, the folder of one that was started, and which one it is."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import evolve

from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._files import FilePath, path_text, read_file, read_resource
from communitywelfare.io._toml_text import toml_document
from communitywelfare.io.csv_out import csv_text
from communitywelfare.io.package import Package, package_files
from communitywelfare.money import ZERO, Money
from communitywelfare.training import Exercise, Exercises, Figure, Question, Spoil, Want, passbook_of, prepared
from communitywelfare.training.exercises import Wanted, WrongReceipt

__all__ = ["EXERCISE_FILE", "exercise_files", "exercises", "started_exercise"]

EXERCISE_FILE = "exercise.toml"
_FORMAT = "communitywelfare.exercise/1"
_PASSBOOK = "passbook.csv"


@cache
def exercises() -> Exercises:
    """The exercises of the course for treasurers."""
    document = tomllib.loads(read_resource("data/training.toml").decode("utf-8"))
    return Exercises(
        **document["example"],
        all=tuple(_exercise(table, number) for number, table in enumerate(document["exercise"], start=1)),
        columns=document["column"],
    )


def _exercise(table: Mapping[str, Any], number: int) -> Exercise:
    figures = {name: dict(figure) for name, figure in table.get("figure", {}).items()}
    return Exercise(
        id=table["id"],
        number=number,
        title=table["title"],
        task={language: text.strip() for language, text in table["task"].items()},
        hint=table["hint"],
        wants=tuple(map(_want, table["want"])),
        given=table.get("given", {}),
        figures={name: Figure(of=figure.pop("of"), given=figure) for name, figure in figures.items()},
        receipts=tuple(
            WrongReceipt(member=each["member"], amount=Money.baht(each["amount"]), day=each["day"])
            for each in table.get("receipt", ())
        ),
        spoils=tuple(Spoil(**each) for each in table.get("spoil", ())),
        passbook=Money.baht(table["passbook"]) if "passbook" in table else None,
    )


def _want(table: Mapping[str, Any]) -> Wanted:
    return Question(**table) if "answer" in table else Want(**table)


def exercise_files(package: Package, exercise: Exercise) -> dict[str, bytes]:
    """The files that a learner begins with: the package as prepared, which exercise it is, and what lies beside it."""
    fund = prepared(package.fund, exercise)
    contents = package_files(evolve(package, fund=fund))
    for spoil in exercise.spoils:
        contents[spoil.file] = _spoiled(contents[spoil.file], spoil)
    contents[EXERCISE_FILE] = f'format = "{_FORMAT}"\nexercise = "{exercise.id}"\n'.encode()
    if exercise.passbook is not None:
        contents[_PASSBOOK] = _passbook(passbook_of(fund, exercise.passbook))
    return contents


def _spoiled(contents: bytes, spoil: Spoil) -> bytes:
    lines = contents.decode("utf-8").splitlines(keepends=True)
    return "".join(
        line.replace(spoil.old, spoil.new, 1) if line.startswith(f"{spoil.record},") else line for line in lines
    ).encode("utf-8")


def _passbook(lines: tuple[BankLine, ...]) -> bytes:
    def cell(amount: Money) -> str:
        return amount.plain if amount > ZERO else ""

    rows = [
        [each.day.isoformat(), each.code, cell(-each.amount), cell(each.amount), each.balance.plain, each.note]
        for each in lines
    ]
    return csv_text([["date", "code", "withdraw", "deposit", "balance", "note"], *rows])


def started_exercise(folder: FilePath) -> Exercise:
    """The exercise that was started in a folder.

    Raises:
        FormatError: There is no such folder, or no exercise was started in it.
        MissingFact: It is none that this version of the library knows.
    """
    where = path_text(folder)
    try:
        _text, document = toml_document(read_file(where, EXERCISE_FILE), EXERCISE_FILE, code="training.no_exercise")
    except (FormatError, InvalidValue):
        document = {}
    if document.get("format") != _FORMAT:
        finding = Finding("training.no_exercise", Severity.ERROR, place=Place(file=where), params={"folder": where})
        raise FormatError(f"no exercise was started in {where}", finding)
    return exercises().one(str(document.get("exercise", "")))
