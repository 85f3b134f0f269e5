"""What is wrong with a command as it was typed, in Thai: the parser itself speaks English."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

import click

from communitywelfare.wording import phrase

__all__ = ["usage_words"]

_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_TYPED = re.compile(r"'?(.{1,40}?)'? is not ")  # how the parser says what was typed
_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)")
_THAI = re.compile("[\u0e00-\u0e7f]")


def usage_words(error: click.ClickException) -> str:
    """What kind of mistake it is, where, what is wanted, and how the command is used."""
    return "".join(f"{line}\n" for line in _lines(error))


def _lines(error: click.ClickException) -> Iterator[str]:
    yield _mistake(error)
    context = getattr(error, "ctx", None)
    if context is not None and type(error).__name__ != "NoArgsIsHelpError":  # of click 8.2; it shows the whole help
        path = context.command_path
        pieces = [_PIECES.get(piece, piece) for piece in context.command.collect_usage_pieces(context)]
        yield phrase("cli.usage").format(usage=" ".join([path, *pieces]))
        yield phrase("cli.usage_help").format(command=f"{path} --help")


# What the parser calls the parts of a command's usage that are not an argument of its own.
_PIECES = {"[OPTIONS]": "[ตัวเลือก]", "COMMAND [ARGS]...": "คำสั่ง ..."}


def _mistake(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter():
            return phrase("cli.usage_missing").format(what=_name_of(error))
        case click.NoSuchOption():
            return _with_likes(phrase("cli.usage_no_option").format(what=error.option_name), error)
        case click.BadOptionUsage():
            return phrase("cli.usage_no_value").format(what=error.option_name)
        case click.BadParameter():
            typed = _TYPED.match(error.message)
            value = f" ({typed[1]})" if typed and not _THAI.search(error.message) else ""
            return f"{phrase('cli.usage_bad').format(what=_name_of(error))}{value}: {_wanted(error)}"
        case _:
            message = error.format_message()
            if unknown := _NO_COMMAND.match(message):
                return _with_likes(phrase("cli.usage_no_command").format(what=unknown[1]), error, unknown[1])
            if extra := _EXTRA.search(message):
                return phrase("cli.usage_extra").format(what=extra[1])
            return message if _THAI.search(message) else f"{phrase('cli.usage_other')}: {message}"


def _with_likes(said: str, error: click.ClickException, command: str = "") -> str:
    """What was said, and what is written nearly so; of commands the parser tells that since 8.4 only."""
    group = getattr(getattr(error, "ctx", None), "command", None)
    likes = get_close_matches(command, getattr(group, "commands", ())) or getattr(error, "possibilities", None)
    return said if not likes else f"{said} {phrase('cli.usage_likes').format(what=', '.join(likes))}"


def _wanted(error: click.BadParameter) -> str:
    """What is wanted in place of the value, where the parser says it in English only."""
    kind = error.param.type if error.param is not None else None
    if _THAI.search(error.message):
        return error.message
    match kind:
        case click.IntRange(min=int(least), max=int(most)):
            return phrase("cli.usage_between").format(least=f"{least:,}", most=f"{most:,}")
        case click.IntRange(min=int(least)):
            return phrase("cli.usage_from").format(least=f"{least:,}")
        case click.Choice():
            return phrase("cli.usage_choices").format(choices=", ".join(map(str, kind.choices)))
        case _:
            return error.message


def _name_of(error: click.BadParameter) -> str:
    """The option as it is typed, or the argument as the usage line has it."""
    if isinstance(error.param_hint, str):
        return error.param_hint
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.human_readable_name if error.param is not None else ""
