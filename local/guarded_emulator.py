"""Runs the AWS emulator, by the emulator's own interpreter, and keeps web sites out of it.

The emulator answers every origin, every account's root has one well-known secret, and it runs whatever function it is
given. So without this any page in the browser of the person at this machine could run programs on it.
"""

import importlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOOPBACK_NAMES = ("127.0.0.1", "localhost")
_BY_HAND = (b"none", b"same-origin")  # typed into the address bar, and what such a page loads


def guarded(app: App) -> App:
    """The application for programs on this machine, and for nothing that a web site sends."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_a_programs(dict(scope["headers"])):
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"The local AWS is for programs on this machine.\n"})
        else:
            await send({"type": "websocket.close", "code": 1008})

    return answer


def _is_a_programs(headers: dict[bytes, bytes]) -> bool:
    """Browsers say whose page sent a request; a name that leads here (DNS rebinding) is another site's own."""
    host = headers.get(b"host", b"localhost").decode("latin-1").rpartition(":")
    name = host[0] if host[1] and host[2].isdigit() else "".join(host)
    here = name in _LOOPBACK_NAMES or name.endswith(".localhost")
    return here and b"origin" not in headers and headers.get(b"sec-fetch-site", b"none") in _BY_HAND


def main() -> None:
    emulator: Any = importlib.import_module("ministack.app")
    emulator.app = guarded(emulator.app)
    emulator.main()


if __name__ == "__main__":
    main()
