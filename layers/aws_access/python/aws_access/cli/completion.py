"""`aws-access completion SHELL`: what to put into the shell's own configuration."""

import click
from click.shell_completion import get_completion_class

from aws_access.cli.worded import command

SHELLS = ("bash", "zsh", "fish")


@command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """The script that click makes; words come from what was last seen, so that no key waits for a network."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(shell)
    click.echo(  # noqa: TID251 - a script, of click's own, for the shell and not for the terminal
        kind(ctx.find_root().command, {}, "aws-access", "_AWS_ACCESS_COMPLETE").source()
    )
