"""The monitor as a web application: a page, its changes as they come, and a form for each act."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from urllib.parse import parse_qs

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from ikea_effect.errors import IkeaEffectError
from ikea_effect.operations.monitor.acts import ACTS, act
from ikea_effect.operations.monitor.feed import Feed
from ikea_effect.operations.monitor.page import FILES, form_html, page_html, print_html, room_html, said_html
from ikea_effect.record.studies import find_study

HERE = ["127.0.0.1", "localhost"]
"""The names under which it answers where no token keeps others out: a page from elsewhere has another."""

_COOKIE = "ikea-effect-monitor-{port}"
"""Of each port its own: browsers send cookies to every port, and two studies may be watched at once."""
_LONGEST = 4096
_KEEPS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def application(feed: Feed, token: str | None = None) -> Starlette:
    """The application. With a token, nobody without it sees anything; without one only this computer asks."""
    site = _Site(feed, token)
    routes = [
        Route("/", site.guarded(site.page)),
        Route("/events", site.guarded(site.events)),
        Route("/print", site.guarded(site.paper)),
        *(Route(f"/{name}", site.guarded(partial(site.form, name)), methods=["GET"]) for name in ACTS),
        *(Route(f"/{name}", site.guarded(partial(site.done, name)), methods=["POST"]) for name in ACTS),
        Route("/monitor.css", site.guarded(partial(_file, "monitor.css", "text/css"))),
        Route("/monitor.js", site.guarded(partial(_file, "monitor.js", "text/javascript"))),
    ]
    here = (
        [Middleware(TrustedHostMiddleware, allowed_hosts=HERE, www_redirect=False)] if token is None else []
    )
    return Starlette(routes=routes, middleware=here)


async def _file(name: str, kind: str, _request: Request) -> Response:
    return Response((FILES / name).read_bytes(), media_type=kind)


class _Site:
    """What each address answers."""

    def __init__(self, feed: Feed, token: str | None) -> None:
        self._feed, self._token = feed, token
        self._key = secrets.token_urlsafe(16)  # in every form: nobody else's page can send one

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint for whoever may see it; every answer tells browsers what they may load."""

        async def answer(request: Request) -> Response:
            response = self._refused(request) or await endpoint(request)
            response.headers.update(_KEEPS)
            return response

        return answer

    def _refused(self, request: Request) -> Response | None:
        """A page that lets nobody in; or the token goes into a cookie, and out of the address."""
        cookie = _COOKIE.format(port=request.scope["server"][1])
        if self._token is None or _same(request.cookies.get(cookie, ""), self._token):
            return None
        if _same(request.query_params.get("token", ""), self._token):
            entered = RedirectResponse("/", status_code=303)
            entered.set_cookie(cookie, self._token, httponly=True, samesite="strict")
            return entered
        said = "Open the address that the monitor printed where it was started: it ends with a token."
        return HTMLResponse(said_html("", "This is not open to everybody", said), status_code=403)

    async def page(self, _request: Request) -> Response:
        """The whole page."""
        return HTMLResponse(page_html(*await run_in_threadpool(self._feed.latest)))

    async def paper(self, _request: Request) -> Response:
        """For printing."""
        room, _ = await run_in_threadpool(self._feed.latest)
        return HTMLResponse(print_html(room))

    async def events(self, _request: Request) -> Response:
        """The room whenever it changes, until the page is closed."""
        return StreamingResponse(self._changes(), media_type="text/event-stream")

    async def _changes(self) -> AsyncIterator[str]:
        shown = ""
        while True:
            room = room_html(*await run_in_threadpool(self._feed.latest))
            yield event(room) if room != shown else ": still here\n\n"
            shown = room
            await anyio.sleep(self._feed.every_s)

    async def form(self, name: str, request: Request) -> Response:
        """What is asked before an act."""
        room, _ = await run_in_threadpool(self._feed.latest)
        return HTMLResponse(form_html(room, name, self._key, request.query_params))

    async def done(self, name: str, request: Request) -> Response:
        """The act, and what came of it; what was refused is asked again."""
        fields = await _fields(request)
        if fields is None:
            said = "More was filled in than fits. A reason is one line of at most 200 characters."
            return HTMLResponse(said_html(self._feed.study, "Nothing was done", said), status_code=413)
        if not _same(fields.get("key", ""), self._key):
            said = "This form is of another monitor, or of an earlier start of this one. Nothing was done."
            return HTMLResponse(said_html(self._feed.study, "Nothing was done", said), status_code=403)
        try:
            found = await run_in_threadpool(self._act, name, fields)
        except IkeaEffectError as error:
            room, _ = await run_in_threadpool(self._feed.latest)
            again = form_html(room, name, self._key, fields, str(error))
            return HTMLResponse(again, status_code=400)
        self._feed.stale()
        return HTMLResponse(said_html(self._feed.study, *found))

    def _act(self, name: str, fields: dict[str, str]) -> tuple[str, str]:
        return act(find_study(self._feed.results, self._feed.study), name, fields)


def event(html: str) -> str:
    """The room as one message of a stream of events: no line of it may end the message."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"event: room\n{lines}\n"


async def _fields(request: Request) -> dict[str, str] | None:
    """What was filled in; None where it is too long, which is read to its end all the same: browsers
    that are cut off show no answer.
    """
    body = b""
    async for piece in request.stream():
        body = (body + piece)[: _LONGEST + 1]
    if len(body) > _LONGEST:
        return None
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _same(given: str, wanted: str) -> bool:
    """Whether they are the same; how long that takes tells nothing."""
    return hmac.compare_digest(given.encode(), wanted.encode())
