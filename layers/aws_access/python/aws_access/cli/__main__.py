"""`python -m aws_access.cli`, where the console script is not installed."""

from aws_access.cli import main

main(prog_name="aws-access")
