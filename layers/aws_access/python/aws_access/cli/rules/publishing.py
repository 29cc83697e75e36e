"""`aws-access rules publish`: puts a set of rules in force."""

from pathlib import Path

from aws_access.adapters.rules.file import rules_from_json
from aws_access.adapters.rules.publish import publish
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import output
from aws_access.cli.deciding import confirmed
from aws_access.cli.differences import differences
from aws_access.cli.exits import Exit
from aws_access.cli.rules.checking import failed_cases, show_failed
from aws_access.cli.rules.comparing import show_changes
from aws_access.cli.rules.options import path_argument
from aws_access.cli.rules.places import appconfig_told, places_of, published_now
from aws_access.cli.setup import current
from aws_access.cli.worded import command, option


@command("publish", "rules-publish")
@path_argument
@option("--stack", metavar="NAME", help="rules-publish-stack")
@option("--application", metavar="ID", help="rules-application")
@option("--environment", metavar="ID", help="rules-environment")
@option("--profile", metavar="ID", help="rules-profile")
@option("--strategy", metavar="ID", help="rules-strategy")
@option("--yes", "-y", is_flag=True, help="yes")
def publish_command(path: Path, stack: str | None, *, yes: bool, **names: str | None) -> None:
    """Nothing is sent when anything fails."""
    setup = current()
    found, text = read_rules(path)
    if failed := failed_cases(setup, found, path):
        show_failed(setup, failed)
        raise SystemExit(Exit.REFUSED)
    places = places_of(setup, stack, names)
    before = published_now(setup, places)
    if not yes:
        if before is not None:
            show_changes(setup, list(differences(rules_from_json(before), found, setup.language)))
        confirmed(setup.say("ask-to-publish", version=found.version))
    with appconfig_told(setup) as client:
        publish(
            client,
            text,
            application=places["application"],
            environment=places["environment"],
            profile=places["profile"],
            strategy=places["strategy"],
        )
    output.say(setup.say("rules-published", version=found.version))
