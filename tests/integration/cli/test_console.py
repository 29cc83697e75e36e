"""`aws-access console` opens what was granted, for whoever it was granted to."""

import json

from tests.builders import SRE1
from tests.cli_server import ApiServer
from tests.integration.cli.conftest import Terminal


def test_the_console_link_of_a_role_is_the_switch_role_link(dev1: Terminal) -> None:
    dev1.granted()
    assert dev1.done("console").startswith("https://signin.aws.amazon.com/switchrole?")


def test_the_console_link_of_a_session_holds_a_sign_in_token(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.sessions.add(request_id)
    told = json.loads(dev1.done("console", "--sign-in-url", f"{server.url}/federation", "--json"))
    assert told["url"].startswith(f"{server.url}/federation?Action=login&Issuer=aws-access&Destination=https%3A%2F%2F")
    assert told["url"].endswith(f"SigninToken=token%20for%20session%20of%20{request_id}")
    assert "secret-1" not in told["url"]


def test_somebody_elses_access_makes_no_link_for_a_session(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.sessions.add(request_id)
    result = dev1.as_(SRE1).run("console", request_id, "--sign-in-url", f"{server.url}/federation")
    assert (result.exit_code, result.stdout) == (1, "")
