"""`aws-access configure`: where the API is, and whose credentials are used."""

import sys
from dataclasses import replace

import click

from aws_access.cli import output
from aws_access.cli.config import Config, checked_url, write_config
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.identity import Identity
from aws_access.cli.names import remember_choices
from aws_access.cli.setup import Setup, current
from aws_access.cli.stack import outputs_of
from aws_access.cli.worded import command, option


@command("configure")
@option("--stack", metavar="NAME", help="configure-stack")
@option("--no-check", is_flag=True, help="configure-no-check")
@option("--json", "as_json", is_flag=True, help="json")
def configure(stack: str | None, *, no_check: bool, as_json: bool) -> None:
    """What is given by options counts; what is not is asked for on a terminal, with what was there before."""
    setup = current()
    found = replace(setup.config, **{name: value for name, value in setup.given.items() if value})
    if stack is not None:
        url = outputs_of(Identity(setup.machine, found.profile, found.region), stack).get("ApiUrl")
        if url is None:
            raise Failure("no-output", stack=stack, output="ApiUrl")
        found = replace(found, api_url=url)
    elif "api_url" not in setup.given and sys.stdin.isatty():
        found = _asked(setup, found)
    if found.api_url is None:
        raise Failure("configure-needs-url")
    found = replace(found, api_url=checked_url(found.api_url))
    write_config(setup.machine.config_file, found)
    output.note(setup.say("configured", path=setup.machine.config_file))
    if no_check:
        return
    checked = Setup(setup.machine, {name: value for name, value in _options(found).items() if value})
    told = checked.api.get("/environments")
    remember_choices(checked, told)
    if as_json:
        output.as_json(told)
    else:
        named = ", ".join(each["name"] for each in told["environments"])
        output.say(checked.say("configured-as", caller=told["caller"], environments=named or "–"))


def _asked(setup: Setup, found: Config) -> Config:
    try:
        url = output.ask(setup.say("ask-url"), found.api_url)
        profile = output.ask(setup.say("ask-profile"), found.profile or "")
    except click.Abort:
        raise Failure("declined", Exit.DECLINED) from None
    return replace(found, api_url=url, profile=profile or None)


def _options(found: Config) -> dict[str, str | None]:
    return {"api_url": found.api_url, "profile": found.profile, "region": found.region, "lang": found.language}
