"""The commands of the local stack: `python -m local up`, `down`, `demo`."""

import argparse
import contextlib
import signal
import sys

from local import demo, lifecycle
from local.processes import LocalStackError
from local.stack import Stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local", description="The project on one machine, for real.")
    parser.add_argument("command", choices=["up", "down", "demo"])
    try:
        return {"up": _up, "down": _down, "demo": _demo}[parser.parse_args().command]()
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _up() -> int:
    with contextlib.suppress(LocalStackError):
        _tell("A local stack is running already.", Stack.load())
        return 0
    with lifecycle.running() as stack, contextlib.suppress(KeyboardInterrupt):
        _tell("The local stack is running. Ctrl-C stops it.", stack)
        signal.pause()
    return 0


def _down() -> int:
    print("Stopped." if lifecycle.down() else "No local stack was running.")
    return 0


def _demo() -> int:
    with lifecycle.at_hand() as stack:
        return demo.play(stack)


def _tell(headline: str, stack: Stack) -> None:
    print(f"\n{headline}")
    print(f"  Slack      {stack.slack_page_url}")
    print(f"  REST API   {stack.api_url}")
    print(f"  AWS        {stack.aws_endpoint}")
    print("  details    .local/stack.json")


if __name__ == "__main__":
    sys.exit(main())
