"""The command line `aws-access`. It runs on people's own machines, with no more than their AWS credentials."""

import click

from aws_access.cli.rules import rules


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Just-in-time AWS access."""


main.add_command(rules)
