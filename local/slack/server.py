"""Puts the local Slack together as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local.slack.api.control import set_outage, set_request_url
from local.slack.api.hooks import respond
from local.slack.api.web_api import call_method
from local.slack.app.delivery import Delivery
from local.slack.app.interactions import Interactions
from local.slack.page.guard import LOOPBACK_NAMES, SecurityHeaders
from local.slack.page.routes import Page
from local.slack.workspace import Workspace

_STATIC = Path(__file__).parent / "page" / "static"


def create_app(workspace: Workspace, app_transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Serve it on a loopback address only. `app_transport` stands in for the way to the app's request URL in tests."""
    # Settings of the machine, such as a proxy, have no say in what stays on the machine.
    http = httpx.AsyncClient(transport=app_transport, trust_env=False, timeout=None)  # noqa: S113 # Delivery watches
    page = Page(workspace, Interactions(workspace, Delivery(workspace, http)))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with http:
            yield

    app = Starlette(
        routes=[
            Route("/api/{method}", call_method, methods=["GET", "POST"]),
            Route("/commands/{team}/{key}", respond, methods=["POST"]),
            Route("/actions/{team}/{key}", respond, methods=["POST"]),
            Route("/control/request-url", set_request_url, methods=["POST"]),
            Route("/control/outage", set_outage, methods=["POST"]),
            *page.routes(),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES, www_redirect=False),
            Middleware(SecurityHeaders),
        ],
        lifespan=lifespan,
    )
    app.state.workspace = workspace
    return app
