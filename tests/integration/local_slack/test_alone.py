"""The local Slack runs alone, as a command."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]
WORKSPACE = {
    "bot_token": "xoxb-local",
    "signing_secret": "local-signing-secret",
    "people": [{"id": "U0DEV1", "name": "dev1"}],
    "channels": [{"id": "C0APPROVE", "name": "approvals"}],
}


def command(port: int, config: Path) -> list[str]:
    return [sys.executable, "-m", "local.slack", "--port", str(port), "--config", str(config)]


def test_it_serves_the_workspace_in_the_file(tmp_path: Path) -> None:
    config = tmp_path / "workspace.json"
    config.write_text(json.dumps(WORKSPACE))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(command(port, config), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            page = _page(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()
            printed = process.communicate(timeout=10)[0]
    assert "approvals" in page
    assert f"http://127.0.0.1:{port}/api/" in printed


def test_a_wrong_file_stops_it_and_is_named(tmp_path: Path) -> None:
    config = tmp_path / "workspace.json"
    config.write_text(json.dumps(WORKSPACE | {"colour": "red"}))
    done = subprocess.run(command(1, config), cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert "workspace.json" in done.stderr
    assert "colour" in done.stderr


def _page(url: str) -> str:
    ends = time.monotonic() + 20
    while True:
        try:
            return httpx.get(url, follow_redirects=True, trust_env=False).text
        except httpx.ConnectError:
            if time.monotonic() > ends:
                pytest.fail("the local Slack did not start")
            time.sleep(0.1)
