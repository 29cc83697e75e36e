"""The stack as CloudFormation tells it, with the operator's own credentials."""

from typing import Any

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.identity import Identity, aws_told


def described(identity: Identity, stack: str) -> dict[str, Any]:
    """The stack; Failure when there is none of this name."""
    with aws_told(identity.profile):
        found: list[dict[str, Any]] = identity.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    if not found:
        raise Failure("no-stack", Exit.NO_ANSWER, stack=stack)
    return found[0]


def outputs_of(identity: Identity, stack: str) -> dict[str, str]:
    """Its outputs by name."""
    return {each["OutputKey"]: str(each["OutputValue"]) for each in described(identity, stack).get("Outputs", [])}
