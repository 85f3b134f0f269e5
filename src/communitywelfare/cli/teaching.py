"""How ``--help`` is shown: with lines that tear no Thai letter from its marks, and with an example of each command."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache

import click

from communitywelfare.io._files import read_resource
from communitywelfare.wording.clusters import clusters

__all__ = ["example_of", "teach", "tree"]

_PROGRAM = "communitywelfare"
_THAI_WORD = re.compile(r"[^\s]*[\u0e01-\u0e5b][^\s]*")
_KEPT = "\b"  # click leaves the paragraph after it as it is


class _Formatter(click.HelpFormatter):
    """Click breaks a word that is too long anywhere; Thai writes whole sentences without a space."""

    def write_text(self, text: str) -> None:
        room = self.width - self.current_indent
        parts = text.split("\n\n")
        super().write_text("\n\n".join(part if _KEPT in part else _breakable(part, room) for part in parts))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max(len(term) for term, _text in rows), col_max) + col_spacing
        room = max(self.width - first - 2, 10)
        super().write_dl([(term, _breakable(text, room)) for term, text in rows], col_max, col_spacing)


def _breakable(text: str, room: int) -> str:
    """The text with a space in every Thai word that is longer than a line, where it may be broken."""
    return _THAI_WORD.sub(lambda word: " ".join(_pieces(word[0], room)), text)


def _pieces(word: str, room: int) -> Iterator[str]:
    piece = ""
    for cluster in clusters(word):
        if piece and len(piece + cluster) > room:
            yield piece
            piece = ""
        piece += cluster
    yield piece


class _Context(click.Context):
    formatter_class = _Formatter


@cache
def _examples() -> dict[str, str]:
    return tomllib.loads(read_resource("data/command_examples.toml").decode("utf-8"))


def example_of(path: tuple[str, ...]) -> str:
    """A command line that shows a command at work."""
    name = " ".join(path)
    return f"{_PROGRAM} {name} {_examples()[name]}".rstrip()


def tree(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command with all below it, each with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from tree(each, (*path, name))


def teach(root: click.Group) -> None:
    """Give every command below a root its example and the way its help is shown."""
    for path, command in tree(root):
        command.context_class = _Context
        option = command.get_help_option(click.Context(command, help_option_names=["-h", "--help"]))
        if option is not None:
            option.help = "แสดงคำอธิบายนี้ / show this help"
        command.short_help = (command.help or "").partition("\n")[0]  # whole: click would cut it short
        if not isinstance(command, click.Group):
            command.epilog = f"{_KEPT}\nตัวอย่าง / example:\n  {example_of(path)}"
