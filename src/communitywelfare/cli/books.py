"""The books from the command line: one group, each command in a module of its own."""

import click

from communitywelfare.cli.books_backup import backup_package, restore_package
from communitywelfare.cli.books_check import check_books
from communitywelfare.cli.books_close import close
from communitywelfare.cli.books_export import export
from communitywelfare.cli.books_statement import statements

__all__ = ["books"]


@click.group()
def books() -> None:
    """สมุดบัญชีของกองทุน / The fund's books."""


for command in (check_books, close, statements, export, backup_package, restore_package):
    books.add_command(command)
