"""Runs the local Slack with a workspace made of the people of the rules."""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.deployment import PROJECT
from local.processes import Servers, free_port
from local.stack import LocalSession, Person

# What Slack knows of people and the rules do not: a colleague who reads Japanese, and a guest from outside.
PROFILES: Mapping[str, Mapping[str, object]] = {
    "dev2": {"locale": "ja-JP", "tz": "Asia/Tokyo"},
    "guest1": {"is_restricted": True},
}


@dataclass(frozen=True, slots=True)
class Workspace:
    """The local Slack's address and secrets, made up anew for each stack; the app is deployed with them."""

    channel: str
    port: int = field(default_factory=free_port)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(12)}")

    @property
    def page_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def api_url(self) -> str:
        return f"{self.page_url}api/"

    def share_secrets(self, root: LocalSession, outputs: Mapping[str, str]) -> None:
        """Give the app what Slack shows to the app's operators."""
        secrets_manager = root.client("secretsmanager")
        for name, value in {"SlackSigningSecretArn": self.signing_secret, "SlackBotTokenArn": self.bot_token}.items():
            secrets_manager.put_secret_value(SecretId=outputs[name], SecretString=value)

    def start(self, servers: Servers, folder: Path, people: Mapping[str, Person], request_url: str) -> int:
        """Start the local Slack and wait until its page answers; its process id."""
        config = folder / "slack.json"
        config.touch(mode=0o600)
        config.write_text(json.dumps(self._config(people, request_url), indent=2) + "\n")
        command: list[str | Path] = [sys.executable, "-m", "local.slack", "--port", str(self.port), "--config", config]
        pid = servers.start("slack", command, os.environ, PROJECT)
        servers.wait_until_ready("slack", self.page_url)
        return pid

    def _config(self, people: Mapping[str, Person], request_url: str) -> dict[str, Any]:
        return {
            "people": [
                {"id": person.slack_id, "name": name, **PROFILES.get(name, {})} for name, person in people.items()
            ],
            "channels": [{"id": self.channel, "name": "aws-access"}, {"id": "C0GENERAL", "name": "general"}],
            "user_groups": [{"id": "S0LEADS", "handle": "leads", "users": [people["sre1"].slack_id]}],
            "bot_token": self.bot_token,
            "signing_secret": self.signing_secret,
            "request_url": request_url,
        }
