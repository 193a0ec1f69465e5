"""The command that shows a study while it runs: monitor."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, ResultsOption, StudyArgument


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("monitor")(monitor)


def monitor(
    study: StudyArgument,
    results: ResultsOption = RESULTS,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; 0.0.0.0 for the lab's network, with a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Which port; 0 for one that is free.")] = 8642,
    text: Annotated[bool, typer.Option("--text", help="In this terminal instead of a browser.")] = False,
    once: Annotated[bool, typer.Option("--once", help="With --text: print once, for scripts.")] = False,
    conditions: Annotated[bool, typer.Option("--conditions", help="Show who has which condition.")] = False,
) -> None:
    """Watch a study: who sits where, how far everyone is, who waits, what is due. May be closed at any time.

    Example: ikea-effect monitor norton-2012-1a
    """
    from functools import partial

    from ikea_effect.operations.monitor.serve import feed_of, serve, watch

    feed, say = feed_of(results, study, conditions), partial(print, flush=True)
    if text or once:
        watch(feed, once, say)
    else:
        serve(feed, host, port, say)
