"""Every public reader and every kind of argument is registered: a new one that is not fails here."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType

import click
from readers import READERS
from readers_of_commands import COMMANDS, LEFT_OUT, commands_of, typed
from readers_of_sheets_at_the_shell import SHEETS_AT_THE_SHELL
from readers_of_words import ARGUMENTS
from reading import judge

import communitywelfare.io
from communitywelfare.cli.commands import cli
from communitywelfare.io.manifest import parse_manifest
from communitywelfare.io.store_sqlite import JournalStore

FROM_OUTSIDE = ("bytes", "str", "Cell", "Book", "RawSheet")
"""Where one of these stands in what a public function takes, people's own files or words may come in by it."""

NO_READERS = {
    "io.assumptions_writer.write_assumptions": "it writes",
    "io.backup.backup": "it writes a backup of a package that it reads by `read_package`",
    "io.beancount.beancount_text": "it writes",
    "io.cash_book.cash_book_bytes": "it writes",
    "io.containers.json_file.json_packed": "it writes",
    "io.containers.placed_in": "it gives findings another place",
    "io.containers.put_files": "it writes",
    "io.containers.tables.not_carried": "it makes the finding that a file is not carried",
    "io.containers.workbook.workbook_packed": "it writes",
    "io.foreign.packing.day_of_files": "of a package it reads the manifest, whose reader is known here",
    "io.foreign.packing.members_lacking": "it looks at what was read",
    "io.hledger.hledger_text": "it writes",
    "io.key_file.write_key": "it writes a key that was drawn by chance",
    "io.masked_export.masked_files": "it masks a package that was read",
    "io.masked_export.put_masked": "it writes",
    "io.package.put_package": "it writes",
    "io.package.write_package": "it writes",
    "io.network_folder.requested": "it draws up requests of packages that it reads by `read_package`",
    "io.network_folder.summary_of_reading": "it draws up a package that was read",
    "io.package_folder.contents_hash": "it hashes files, whatever they hold",
    "io.package_folder.holds_nation": "it looks whether files are there",
    "io.package_folder.holds_packages": "it looks whether files are there",
    "io.plugins.form_at": "it imports the very module that its caller names, who is trusted with that",
}


def offered(package: ModuleType) -> Iterator[tuple[str, object]]:
    """What the public modules of a package offer, by its full name within the library."""
    for about in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not any(part.startswith("_") for part in about.name.split(".")):
            module = importlib.import_module(about.name)
            for name in module.__all__:
                thing = getattr(module, name)
                if getattr(thing, "__module__", "").startswith("communitywelfare."):
                    yield f"{thing.__module__}.{thing.__qualname__}".removeprefix("communitywelfare."), thing


def functions_of(thing: object) -> list[FunctionType]:
    """The functions by which something takes what is given to it: itself, or what a class opens and makes itself of."""
    if not inspect.isclass(thing):
        return [inspect.unwrap(thing)] if callable(thing) else []
    own = [inspect.unwrap(each.__func__) for each in vars(thing).values() if isinstance(each, classmethod)]
    opens = vars(thing).get("__init__")
    made_by_attrs = hasattr(thing, "__attrs_attrs__")
    return [*own, *([opens] if opens is not None and not made_by_attrs else [])]


def takes_from_outside(function: FunctionType) -> bool:
    told = [str(each.annotation) for each in inspect.signature(function).parameters.values()]
    return any(word in annotation for annotation in told for word in FROM_OUTSIDE)


@cache
def reached() -> frozenset[CodeType]:
    """All code that the registered readers run on their whole files."""
    found: set[CodeType] = set()
    for _name, thing in offered(communitywelfare.io):
        getattr(thing, "cache_clear", lambda: None)()  # what another test asked before would not run again

    def note(frame, event, _value):
        if event == "call":
            found.add(frame.f_code)

    for reader in (each for each in READERS.values() if each not in (*COMMANDS, *SHEETS_AT_THE_SHELL)):
        for seed in reader.seeds():
            sys.setprofile(note)
            try:
                judge(reader, seed)
            finally:
                sys.setprofile(None)
    return frozenset(found)


def test_every_public_reader_is_registered():
    missing = {
        name
        for name, thing in offered(communitywelfare.io)
        for function in functions_of(thing)
        if takes_from_outside(function) and function.__code__ not in reached()
    }
    assert missing == set(NO_READERS)


def test_a_reader_that_is_not_registered_is_missed():
    def read_other(contents: bytes, file: str) -> object:
        return contents, file

    def harmless(count: int) -> int:
        return count

    assert takes_from_outside(read_other)
    assert read_other.__code__ not in reached()
    assert not takes_from_outside(harmless)
    assert JournalStore.__init__ in functions_of(JournalStore)
    assert parse_manifest.__code__ in reached()


# --- the command line ----------------------------------------------------------------------------------------

OF_CLICK = (
    *(click.Path, click.Choice, click.IntRange),
    *(type(click.STRING), type(click.INT), type(click.BOOL)),
)
"""Kinds of arguments that are click's own, which it reads itself."""


def kinds_of(command: click.Command) -> Iterator[click.ParamType]:
    for each in command.params:
        yield from each.type.types if isinstance(each.type, click.Tuple) else (each.type,)
    for each in getattr(command, "commands", {}).values():
        yield from kinds_of(each)


def test_every_kind_of_argument_is_registered():
    own = {type(kind) for kind in kinds_of(cli) if not isinstance(kind, OF_CLICK)}
    assert own == {type(kind) for kind in ARGUMENTS}


def test_every_command_is_registered_or_left_out_for_a_reason():
    there = {" ".join(names) for names, _command in commands_of(cli)}
    registered = {each.name.partition("/")[2] for each in COMMANDS}
    assert registered | set(LEFT_OUT) == there
    assert not registered & set(LEFT_OUT)
    assert {each.name for each in COMMANDS} <= set(READERS)


def test_a_command_is_tried_where_nothing_of_it_can_leave_its_room():
    """No word that is spoilt is a path, names a module, or stands where an option may."""
    spoilt_paths = [
        (names, each.name)
        for names, command in commands_of(cli)
        for each in command.params
        if typed(each) and isinstance(each.type, click.Path)
    ]
    assert spoilt_paths == []
