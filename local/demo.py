"""Plays the story of the product on the local stack and says what it saw."""

from local.stack import Stack


def play(stack: Stack) -> int:
    """The exit code: 0 when everything that the story claims was seen."""
    who = stack.switch("dev1", "verify", "Dev").client("sts").get_caller_identity()["Arn"]
    print(f"dev1 switches to the team role Dev in verify and is {who}")
    return 0
