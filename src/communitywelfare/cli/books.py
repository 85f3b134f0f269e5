"""The books from the command line: one group, each command in a module of its own."""

import click

from communitywelfare.cli.books_close import close

__all__ = ["books"]


@click.group()
def books() -> None:
    """สมุดบัญชี / The books: close."""


books.add_command(close)
