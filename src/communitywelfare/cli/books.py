"""The books at the command line."""

import click

from communitywelfare.cli.books_check import check_books

__all__ = ["books"]


@click.group()
def books() -> None:
    """สมุดบัญชีของกองทุน / The fund's books."""


books.add_command(check_books)
