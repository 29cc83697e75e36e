"""`aws-access exec [REQUEST] -- COMMAND …`: runs a command with the credentials of a request."""

import click

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.sessions import active_until, keys_for, the_active_one
from aws_access.cli.setup import current
from aws_access.cli.worded import command
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.ids import RequestId

_HIDDEN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION")


@command("exec")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, required=True, metavar="[REQUEST] -- COMMAND…")
def exec_command(words: tuple[str, ...]) -> None:
    """Becomes the command: its signals, its output and its exit status are its own."""
    setup = current()
    request_id = words[0] if RequestId.pattern.fullmatch(words[0].lower()) else None
    arguments = list(words[1:] if request_id else words)
    if not arguments:
        raise Failure("no-command", Exit.CALLER_FAILED)
    try:
        request = the_active_one(setup, request_id)
        active_until(setup, request)
        keys = keys_for(setup, request["request_id"])
    except Failure as failure:
        failure.exit_code = int(Exit.CALLER_FAILED)
        raise
    except AwsAccessError as error:
        raise Failure("refused-because", Exit.CALLER_FAILED, problem=error.reasons[0].say(setup.language)) from error
    env = {name: value for name, value in setup.machine.env.items() if name not in _HIDDEN} | {
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_SESSION_TOKEN": keys.session_token,
        "AWS_CREDENTIAL_EXPIRATION": keys.expires_at.isoformat(),
    }
    if keys.region:
        env |= {"AWS_REGION": keys.region, "AWS_DEFAULT_REGION": keys.region}
    try:
        setup.machine.execute(arguments[0], arguments, env)
    except FileNotFoundError as error:
        raise Failure("command-not-found", Exit.NO_SUCH_COMMAND, command=arguments[0]) from error
    except OSError as error:
        raise Failure("command-not-run", Exit.CANNOT_RUN, command=arguments[0], problem=error.strerror) from error
