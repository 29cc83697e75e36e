"""The emulator runs whatever it is given, so it answers programs on this machine and no web site."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from local import emulator
from local.guarded_emulator import Receive, Scope, Send, guarded
from local.processes import Servers


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


def status(headers: Mapping[str, str], url: str = "http://127.0.0.1:4566/_ministack/reset") -> int:
    async def post() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", guarded(app)))) as http:
            return (await http.post(url, headers=headers)).status_code

    return asyncio.run(post())


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example:4566"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "evillocalhost:4566"},
    ],
    ids=str,
)
def test_nothing_that_a_web_site_sends_reaches_the_emulator(headers: dict[str, str]) -> None:
    assert status(headers) == 403


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566/", "http://localhost:4566/", "http://localhost/", "http://bucket.localhost:4566/"]
)
def test_programs_reach_it_and_so_does_an_address_typed_by_hand(url: str) -> None:
    assert status({}, url) == 200
    assert status({"Sec-Fetch-Site": "none"}, url) == 200


def test_a_web_sites_socket_is_closed() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "headers": [(b"host", b"localhost:4566"), (b"origin", b"http://evil.example")]}
    asyncio.run(cast("Any", guarded(app)(scope, receive, send)))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.usefixtures("socket_enabled")  # it looks for a free port
def test_the_emulator_is_started_behind_the_guard(tmp_path: Path) -> None:
    commands: list[Sequence[str | Path]] = []

    class Recorded(Servers):
        def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path) -> int:
            commands.append(command)
            return 1

        def wait_until_ready(self, name: str, url: str, said: str = "") -> None:
            pass

    emulator.start(Recorded(tmp_path), tmp_path, "111111111111", "us-east-1")
    (command,) = commands
    assert Path(command[-1]).name == "guarded_emulator.py"
