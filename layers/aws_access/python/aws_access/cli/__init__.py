"""The command line `aws-access`. It runs on people's own machines, with no more than their AWS credentials.

Nothing but click is imported before a command is known: `credentials` has to answer within a blink.
"""

import io
import sys

import click

from aws_access.cli.setup import current
from aws_access.cli.worded import LazyGroup, WordedOption

_HERE = "aws_access.cli"

COMMANDS = {
    "configure": f"{_HERE}.configure:configure",
    "request": f"{_HERE}.request:request",
    "list": f"{_HERE}.reading:list_requests",
    "status": f"{_HERE}.reading:status",
    "approve": f"{_HERE}.deciding:approve",
    "deny": f"{_HERE}.deciding:deny",
    "revoke": f"{_HERE}.deciding:revoke",
    "extend": f"{_HERE}.extending:extend",
    "console": f"{_HERE}.console:console",
    "exec": f"{_HERE}.running:exec_command",
    "credentials": f"{_HERE}.credentials:credentials",
    "doctor": f"{_HERE}.doctor:doctor",
    "completion": f"{_HERE}.completion:completion",
    "rules": f"{_HERE}.rules:rules",
}
"""Where each command is."""


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    help="main",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="aws-access", message="%(version)s", cls=WordedOption, help="version")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Just-in-time AWS access."""
    if current().machine.env.get("NO_COLOR"):
        ctx.color = False
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # What is no text here, or a letter that the terminal does not know, is another letter, and no error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
