"""The script by which a shell completes commands, options and choices with the Tab key."""

import click
from click.shell_completion import ShellComplete, get_completion_class

from communitywelfare.cli.speaking import Voice, speaking

__all__ = ["completion"]

_PROGRAM, _VARIABLE = "communitywelfare", "_COMMUNITYWELFARE_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@speaking
def completion(voice: Voice, shell: str) -> None:
    """พิมพ์สคริปต์ให้กดปุ่ม Tab เติมคำสั่ง / Print the script for completion with the Tab key.

    \b
    bash: communitywelfare completion bash >> ~/.bashrc
    zsh:  communitywelfare completion zsh >> ~/.zshrc
    fish: communitywelfare completion fish > ~/.config/fish/completions/communitywelfare.fish
    """  # noqa: D301  # the backspace tells click to keep these lines as they are
    root = click.get_current_context().find_root().command
    found = get_completion_class(shell) or ShellComplete
    # that of bash would look for a bash on this machine, and warn where there is none
    script = ShellComplete.source(found(root, {}, _PROGRAM, _VARIABLE)).strip()
    voice.answer({"shell": shell, "script": script}, script)
