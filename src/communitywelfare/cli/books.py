"""The books from the command line: one group, each command in a module of its own."""

import click

from communitywelfare.cli.books_close import close
from communitywelfare.cli.books_statement import statements

__all__ = ["books"]


@click.group()
def books() -> None:
    """สมุดบัญชี / The books: close, statement."""


books.add_command(close)
books.add_command(statements)
