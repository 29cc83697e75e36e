"""`aws-access console`: a link that signs in to the AWS console with what was granted."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import click

from aws_access.cli import output
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.names import complete_request
from aws_access.cli.sessions import SESSION, active_until, form_of, keys_for, the_active_one
from aws_access.cli.setup import Setup, current
from aws_access.cli.worded import command, option

SIGN_IN = "https://signin.aws.amazon.com/federation"


@command("console")
@click.argument("request_id", metavar="[REQUEST]", required=False, shell_complete=complete_request)
@option("--open", "open_it", is_flag=True, help="console-open")
@option("--sign-in-url", metavar="URL", envvar="AWS_ACCESS_SIGN_IN_URL", default=SIGN_IN, help="console-sign-in")
@option("--json", "as_json", is_flag=True, help="json")
def console(request_id: str | None, sign_in_url: str, *, open_it: bool, as_json: bool) -> None:
    """Of the form `role`: the switch-role link. Of the form `session`: a link that holds a sign-in token."""
    setup = current()
    request = the_active_one(setup, request_id)
    active_until(setup, request)
    url = _signed_in(setup, request, sign_in_url) if form_of(request) == SESSION else request["switch_role_url"]
    if as_json:
        output.as_json({"request_id": request["request_id"], "url": url})
    elif open_it:
        click.launch(url)
        output.note(setup.say("opened"))
    else:
        output.say(url)


def _signed_in(setup: Setup, request: dict[str, Any], sign_in_url: str) -> str:
    """AWS's federation endpoint changes credentials for a token that is good for fifteen minutes."""
    from aws_access.cli.web import fetch_json  # noqa: PLC0415 - botocore takes half a second

    keys = keys_for(setup, request["request_id"])
    session = {
        "sessionId": keys.access_key_id,
        "sessionKey": keys.secret_access_key,
        "sessionToken": keys.session_token,
    }
    told = fetch_json(f"{sign_in_url}?{_query(Action='getSigninToken', Session=json.dumps(session))}", sign_in_url)
    token = told.get("SigninToken")
    if not isinstance(token, str):
        raise Failure("no-sign-in-token", Exit.NO_ANSWER, url=sign_in_url)
    service = str(request["actions"][0]).partition(":")[0] if request["actions"] else ""
    region = f"?region={keys.region}" if keys.region else ""
    destination = f"https://console.aws.amazon.com/{service}/home{region}"
    return f"{sign_in_url}?{_query(Action='login', Issuer='aws-access', Destination=destination, SigninToken=token)}"


def _query(**facts: str) -> str:
    return urlencode(facts, quote_via=quote)
