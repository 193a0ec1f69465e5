"""What a participant made, as files that another can look at: recipe and picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.events import Event

WIDTH_PX = 1000


def artifacts(setup: Setup | None, events: Iterable[Event]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of <good>.json and <good>.png for each good that the session's events say was made.

    The same events give the same bytes. Without a set-up no picture is drawn.
    """
    from ikea_effect.session.pictures import good_picture

    for event in events:
        if event.kind != "made":
            continue
        good = str(event.data["good"])
        recipe = event.data.get("recipe", {"placed": event.data.get("placed", [])})
        yield f"{good}.json", canonical_json(recipe).encode()
        picture = good_picture(setup, good, recipe, WIDTH_PX) if setup else None
        if picture is not None:
            data = io.BytesIO()
            picture.save(data, "PNG")
            yield f"{good}.png", data.getvalue()


def write_artifacts(setup: Setup | None, events: Iterable[Event], folder: Path) -> tuple[Path, ...]:
    """Writes the artifacts of a session; writing them twice does no harm."""
    written = []
    for name, content in artifacts(setup, events):
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / name)
        write_durably(written[-1], content)
    return tuple(written)
