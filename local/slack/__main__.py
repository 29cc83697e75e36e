"""Runs the local Slack alone: `python -m local.slack --port 4711 --config workspace.json`."""

import argparse
import sys
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from local.slack.config import WorkspaceConfig, read_config
from local.slack.server import create_app
from local.slack.workspace import Workspace

LOOPBACK = "127.0.0.1"  # nobody signs in at the page, so no other machine may reach it


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=4711)
    parser.add_argument("--config", type=Path, required=True, help="the workspace, as JSON")
    arguments = parser.parse_args()
    config = _read(arguments.config)
    print(f"local Slack: page http://{LOOPBACK}:{arguments.port}/, Web API http://{LOOPBACK}:{arguments.port}/api/")
    uvicorn.run(create_app(Workspace(config)), host=LOOPBACK, port=arguments.port, log_level="warning")


def _read(path: Path) -> WorkspaceConfig:
    try:
        return read_config(path)
    except (OSError, ValidationError) as error:
        sys.exit(f"{path} is not a workspace: {error}")


if __name__ == "__main__":
    main()
