"""Keeps other web sites from using the page through the browser of the person at this machine."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = ["127.0.0.1", "localhost"]  # any other Host is another site's name that leads here
PAGE_HEADER = "X-Local-Slack"  # a page of another origin cannot send it without asking first, and is never allowed to

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


def refusal(request: Request) -> JSONResponse | None:
    """Why this POST does not come from the page or from a program on this machine."""
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers['host']}"
    if PAGE_HEADER not in request.headers or (origin is not None and origin != own):
        message = f"send the header {PAGE_HEADER}, and from no other origin"
        return JSONResponse({"ok": False, "error": "forbidden", "message": message}, status_code=403)
    return None


class SecurityHeaders:
    """Adds to every answer the headers that tell a browser to run nothing but the page's own script."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
