"""Co-funding at the command line: one group, each command in a module of its own."""

import click

from communitywelfare.cli.cofunding_request import request

__all__ = ["cofunding"]


@click.group()
def cofunding() -> None:
    """เงินสมทบจากภายนอก / Co-funding."""


cofunding.add_command(request)
