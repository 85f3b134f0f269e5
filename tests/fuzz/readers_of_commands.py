"""Every command of the command line, as typed at a shell: one line for each of its words.

Where it reads and writes is never spoilt, for a spoilt path would lead anywhere on the disk.
"""

import contextlib
import io
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import click
from layouts import csv_sheet, register_rows
from readers_of_networks import LISTS, SUMMARY
from reading import FaultyError, Reader, room
from wholes import whole

from communitywelfare.cli import main
from communitywelfare.cli.commands import cli
from communitywelfare.io.package import package_files
from communitywelfare.synthetic import Plan, make_package

__all__ = ["COMMANDS", "LEFT_OUT", "commands_of", "typed"]

LEFT_OUT = {
    "example": "it makes as much as it is asked for, and reads no more than a by-law",
    "new answers": "it writes questions and reads nothing",
    "new fund": "it reads answers, from a file and from a terminal alike, by readers that are registered",
}
"""Commands that are not registered, and why."""

_PATHS = {
    "package": "fund",
    "source": "fund",
    "files": "fund/bylaw.toml",
    "file": "sheet.csv",
    "sample": "register.csv",
    "exports": "fund",
    "key_file": "fund.key",
    "folder": "network",
    "areas": "network/areas.csv",
}
_UNSPOILT = ("--form", "--scheme", "--profile", "file", "--lang", "--json")
"""They name modules and files, or are of every command."""

_LAYOUT = "member-register"

_PACKAGE = make_package(Plan(members=4, years=2, seed=4))
_NUMBERS = ("M00001", _PACKAGE.fund.claims[0].number, _PACKAGE.fund.journal.entries[0].voucher.number, "1")
_BY_NAME = {
    "number": tuple(map(str, _NUMBERS)),
    "member": ("M00001",),
    "source": ("GOV_VIA_CODI",),
    "account": ("12010", "51010", "11010", "43010"),
    "citizen_id": ("9000000000012",),
    "benefit": ("hospital", "death"),
    "months": ("2024-10", "2024-10..2024-12"),
    "year": ("2567", "2566"),
    "only": ("receipt_gap",),
    "of": ("F1", "Y1"),
    "into": ("12010",),
    "item": ("2.objectives",),
    "attribute": ("nights=3",),
    "answers": ("received=1,234.50", "paid=no"),
}
_BY_KIND = {"date": "2024-09-30", "baht": "100", "pieces": "100=1", "year": "2567", "integer": "1", "text": "ก ข"}
_WAYS = 4


def commands_of(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, with the words that lead to it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, *names, name)
        else:
            yield (*names, name), command


def typed(parameter: click.Parameter) -> bool:
    """Whether its word is one to spoil: no path, no switch, and nothing that names a module or file."""
    is_switch = getattr(parameter, "is_flag", False)
    return not (isinstance(parameter.type, click.Path) or is_switch or parameter.opts[0] in _UNSPOILT)


def _sample(parameter: click.Parameter, way: int) -> str:
    """A word for it; in the last way there is none where none must be."""
    if way == _WAYS and not parameter.required:
        return ""
    if isinstance(parameter.type, click.Choice):
        options = tuple(map(str, parameter.type.choices))
    else:
        kind = parameter.type.name.partition(" ")[0]
        options = _BY_NAME.get(parameter.name or "", (_BY_KIND.get(kind, "1"),))
        if isinstance(parameter.type, click.IntRange) and (parameter.type.min or 0) > 1:
            options = _BY_NAME["year"]
        if isinstance(parameter.type, click.types.IntParamType) and parameter.name == "number":
            options = ("2", "1")
    return options[way % len(options)]


@cache
def _files() -> dict[str, bytes]:
    return {
        **{f"fund/{name}": data for name, data in package_files(_PACKAGE).items()},
        "fund/exercise.toml": b'format = "communitywelfare.exercise/1"\nexercise = "month"\n',
        "sheet.csv": whole()["bank.csv"],
        "register.csv": csv_sheet(register_rows()),
        "fund.key": b"07" * 32,
        **{f"network/{name}": text.encode() for name, text in LISTS.items()},
        "network/F01.summary.json": SUMMARY,
    }


def _laid_out() -> Path:
    folder = room() / "shell"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("fund", "network"):
        (folder / name).mkdir(parents=True)
    for name, data in _files().items():
        (folder / name).write_bytes(data)
    return folder


def _arguments(command: click.Command, words: Sequence[str], folder: Path) -> Iterator[str]:
    """The words as they are typed: options first, each with its value in one word, then arguments. A blank is none."""
    left = iter(words)
    arguments = []
    for each in command.params:
        if isinstance(each.type, click.Path):
            value = str(folder / _PATHS.get(each.name or "", "out.html"))
            given = each.required
        elif not typed(each):
            value = _LAYOUT
            given = isinstance(each, click.Argument)
        else:
            value = next(left, None)
            given = True
        if not given or not value:
            continue
        if isinstance(each, click.Argument):
            arguments.append(value)
        else:
            yield f"{each.opts[0]}={value}"
    yield "--"
    yield from arguments


def _command(names: tuple[str, ...], command: click.Command) -> Reader:
    chosen = [each for each in command.params if typed(each)]

    def read(contents: bytes) -> object:
        words = contents.decode("utf-8", "surrogateescape").replace("\x00", "").split("\n")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                code = main([*names, *_arguments(command, words, _laid_out())])
            except SystemExit as error:
                raise FaultyError(f"{' '.join(names)} ended the program") from error
        if code not in range(4):
            raise FaultyError(f"{' '.join(names)} ended with {code}")
        return ()

    def seeds() -> list[bytes]:
        return ["\n".join(_sample(each, way) for each in chosen).encode() for way in range(_WAYS + 1)]

    return Reader(f"command/{' '.join(names)}", "csv", read, seeds)


COMMANDS = tuple(_command(names, each) for names, each in commands_of(cli) if " ".join(names) not in LEFT_OUT)
"""A reader for each command."""
