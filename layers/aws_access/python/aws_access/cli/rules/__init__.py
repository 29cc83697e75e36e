"""`aws-access rules …`: check a set of rules, test it, ask it, compare it with another, and put it in force."""

import click

from aws_access.cli.worded import LazyGroup

_HERE = "aws_access.cli.rules"

COMMANDS = {
    "check": f"{_HERE}.checking:check",
    "test": f"{_HERE}.checking:test",
    "diff": f"{_HERE}.comparing:diff",
    "publish": f"{_HERE}.publishing:publish_command",
    "who-can": f"{_HERE}.questions:who_can",
    "why": f"{_HERE}.questions:why",
}
"""Where each command is."""


@click.group("rules", cls=LazyGroup, modules=COMMANDS, help="rules", words="rules-")
def rules() -> None:
    """PATH is a file, or a folder of files that are one set of rules."""
