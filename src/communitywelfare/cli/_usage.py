"""What is wrong with a command as it was typed, in Thai too: click itself says it in English."""

import click

from communitywelfare.wording import phrase

__all__ = ["usage_words"]


def usage_words(error: click.ClickException) -> str:
    """A Thai sentence that says what kind of mistake it is, and where."""
    match error:
        case click.MissingParameter():
            return phrase("cli.usage_missing").format(what=_name_of(error))
        case click.NoSuchOption():
            return phrase("cli.usage_no_option").format(what=error.option_name)
        case click.BadParameter():
            return phrase("cli.usage_bad").format(what=_name_of(error))
        case _:
            return phrase("cli.usage_other")


def _name_of(error: click.BadParameter) -> str:
    """The option as it is typed, or the argument as the usage line has it."""
    if isinstance(error.param_hint, str):
        return error.param_hint
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
