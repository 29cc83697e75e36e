"""The company with rules of every kind, and the places that say who is on call."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from local.assembly import RULES
from local.stack import ROOT_SECRET, Stack

PACKAGE = Path(__file__).parents[3] / "layers/aws_access/python"
ORIGINAL: dict[str, Any] = yaml.safe_load(RULES.read_text())
KINDS = ("webhook", "pagerduty", "opsgenie", "slack")
SECRET = "aws-access-groups/e2e"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_READ, _WRITE = ["dynamodb:GetItem"], ["dynamodb:PutItem"]


class OnCall:
    """A webhook, PagerDuty and Opsgenie of our own on loopback. `who` is on call; None: it is down."""

    def __init__(self) -> None:
        here = self
        self.who: str | None = "sre2"
        self.authorizations: set[str] = set()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                here.authorizations.add(self.headers["Authorization"])
                who, path = here.who, self.path.partition("?")[0]
                body = {
                    "/who": {"people": [who]},
                    "/oncalls": {"oncalls": [{"user": {"id": f"P{who}"}}], "more": False},
                    "/v2/schedules/ops/on-calls": {"data": {"onCallRecipients": [f"{who}@example.com"]}},
                }[path]
                self.send_response(500 if who is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


def _groups(url: str) -> dict[str, Any]:
    pagers = {f"P{name}": name for name in ("sre1", "sre2")}
    mails = {f"{name}@example.com": name for name in ("sre1", "sre2")}
    return {
        "webhook": {"webhook": {"url": f"{url}/who", "secret": SECRET}},
        "pagerduty": {"pagerduty": {"schedule": "PSCHED", "secret": SECRET, "people": pagers, "url": url}},
        "opsgenie": {"opsgenie": {"schedule": "ops", "secret": SECRET, "people": mails, "url": url}},
        "slack": {"slack": {"id": "S0LEADS"}},
    }


def _rule(name: str, service: str, **fields: Any) -> dict[str, Any]:
    plain = {"name": name, "teams": ["Dev"], "environments": ["verify"], "services": [service], "longest": "1h"}
    return {**plain, "approvers": "nobody", **fields}


def _rules() -> list[dict[str, Any]]:
    """One for each thing that a rule can say, each for a service of its own."""
    other_day = _DAYS[(datetime.now(UTC).weekday() + 3) % 7]
    further = [{"after": "20s", "to": {"people": ["sre1", "sre2"]}}]
    return [
        *(_rule(f"by-{kind}", f"via-{kind}", approvers={"groups": [kind]}) for kind in KINDS[:-1]),
        _rule("by-slack", "via-slack", approvers={"groups": ["slack"]}, escalate=further),
        _rule("in-stages", "staged", approvers=[{"people": ["sre1", "sre2"]}, {"people": ["sre2"]}], denials=2),
        _rule("by-oneself", "lonely", approvers={"people": ["dev1"]}),
        _rule("by-deputy", "deputised", approvers={"people": ["sre2"]}),
        _rule(
            "strict",
            "strict",
            longest={"default": "30m", "write": "5m"},
            requires={"reason_length": 10, "ticket": "INC-[0-9]+", "most_active": 1},
        ),
        _rule("another-day", "another-day", when={"hours": [f"{other_day} 00:00-24:00"]}),
        _rule("on-duty", "on-duty", when={"group": "webhook"}),
        _rule(
            "watched-break-glass",
            "dynamodb:read",
            environments=["staging"],
            longest="30m",
            approvers={"people": ["sre1"]},
            break_glass={"review_within": "15s"},
        ),
    ]


def extended(url: str) -> dict[str, Any]:
    """The rules of the local stack and these; for these days dev2 stands in for sre2, and staging rests."""
    today = datetime.now(UTC).replace(hour=0, minute=0)
    yesterday, soon = (f"{today + timedelta(days=days):%Y-%m-%d %H:%M}" for days in (-1, 2))
    rules = _rules()
    own = {each["services"][0] for each in rules} - {"dynamodb:read"}
    levels = {"read": _READ, "write": _WRITE}
    return {
        **ORIGINAL,
        "approvals": {**ORIGINAL["approvals"], "remind_after": "10s"},
        "groups": _groups(url),
        "services": {
            **ORIGINAL["services"],
            **{name: {"default": ["read"], "levels": levels, "resources": ["*"]} for name in sorted(own)},
        },
        "rules": [*ORIGINAL["rules"], *rules],
        "delegations": [{"of": "sre2", "to": "dev2", "since": yesterday, "until": soon}],
        "freezes": [
            {
                "name": "stocktaking",
                "since": yesterday,
                "until": soon,
                "environments": ["staging"],
                "break_glass": "allowed",
            }
        ],
    }


def aws_access(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, as operators of the jump account call it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_ACCESS_KEY_ID": stack.jump_account,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ENDPOINT_URL": stack.aws_endpoint,
        "PYTHONPATH": str(PACKAGE),
    }
    command = [sys.executable, "-m", "aws_access.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
