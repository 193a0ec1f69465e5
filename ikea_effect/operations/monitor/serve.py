"""Runs the monitor: on this computer, on the lab's network behind a token, or in this terminal."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path

from ikea_effect.errors import StationError
from ikea_effect.operations.monitor.feed import Feed
from ikea_effect.operations.monitor.text import text_of

Say = Callable[[str], object]

LOOPBACK = ("127.0.0.1", "localhost")
_ANEW = "\x1b[H\x1b[2J"


def watch(feed: Feed, once: bool, say: Say) -> None:
    """The study as text, painted anew until Ctrl+C; only once where that is asked for."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            room, trouble = feed.latest()
            said = text_of(room) + (f"Not up to date: {trouble}\n" if trouble else "")
            say(said if once else f"{_ANEW}{said}")
            if once:
                return
            time.sleep(feed.every_s)


def serve(feed: Feed, host: str, port: int, say: Say) -> None:
    """Serves the page until Ctrl+C. Raises: StationError where the address cannot be used."""
    import uvicorn

    from ikea_effect.operations.monitor.web import application

    token = None if host in LOOPBACK else secrets.token_urlsafe(24)
    config = uvicorn.Config(
        application(feed, token),
        log_level="critical",
        access_log=False,  # it would keep the token
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    with contextlib.suppress(KeyboardInterrupt), _listening(host, port) as listener:
        say(f"The monitor of {feed.study} is at {_address(host, listener, token)}  (Ctrl+C closes it)")
        if token is not None:
            say("Whoever has this address sees the study and can stop sessions. Nothing is encrypted.")
        uvicorn.Server(config).run(sockets=[listener])
    say("The monitor is closed. Sessions go on without it.")


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise StationError(
            f"--host {host} --port {port}: the monitor cannot listen there ({error}). Is another one open? "
            "Take another --port, or 0 for one that is free."
        ) from error


def _address(host: str, listener: socket.socket, token: str | None) -> str:
    port = listener.getsockname()[1]
    name = socket.gethostname() if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + (f"?token={token}" if token is not None else "")


def feed_of(results: Path, study: str, conditions: bool) -> Feed:
    """The study to be shown. Raises: RecordError where there is none of this name."""
    return Feed(results, study, conditions)
