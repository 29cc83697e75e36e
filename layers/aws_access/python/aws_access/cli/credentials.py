"""`aws-access credentials REQUEST`: for `credential_process` in ~/.aws/config.

From the cache it answers without importing AWS's libraries. tests/integration/test_import_budget.py holds that.
"""

import os
from datetime import UTC

import click

from aws_access.cli import output
from aws_access.cli.credential_files import Keys
from aws_access.cli.exits import Failure
from aws_access.cli.setup import current
from aws_access.cli.worded import command
from aws_access.domain.ids import RequestId

_ASKED = "AWS_ACCESS_CREDENTIALS_FOR"


@command("credentials")
@click.argument("request_id", metavar="REQUEST")
def credentials(request_id: str) -> None:
    """Prints them in the form that AWS's tools read."""
    setup = current()
    known = RequestId(request_id.lower())
    keys = setup.kept_keys(known).fresh()
    if keys is None:
        # Somebody's own credentials may come from a profile that asks us for them, and so on without end.
        if setup.machine.env.get(_ASKED):
            raise Failure("credentials-loop", request=setup.machine.env[_ASKED])
        os.environ[_ASKED] = known
        from aws_access.cli.sessions import keys_for  # noqa: PLC0415 - only when there are none: it takes half a second

        keys = keys_for(setup, known)
    output.as_json(_as_process_output(keys), indent=None)


def _as_process_output(keys: Keys) -> dict[str, object]:
    return {
        "Version": 1,
        "AccessKeyId": keys.access_key_id,
        "SecretAccessKey": keys.secret_access_key,
        "SessionToken": keys.session_token,
        "Expiration": keys.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
