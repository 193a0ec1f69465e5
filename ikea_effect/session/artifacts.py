"""What a participant made, as files that another can look at: recipe and picture."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.events import Event

WIDTH_PX = 1000


def write_artifacts(setup: Setup | None, events: Iterable[Event], folder: Path) -> tuple[Path, ...]:
    """Writes <good>.json and <good>.png for each good that the session's events say was made.

    The same events give the same bytes, so writing them twice does no harm. Without a set-up no picture is
    drawn.
    """
    from ikea_effect.session.pictures import good_picture

    written = []
    for event in events:
        if event.kind != "made":
            continue
        good = str(event.data["good"])
        recipe = event.data.get("recipe", {"placed": event.data.get("placed", [])})
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / f"{good}.json")
        write_durably(written[-1], canonical_json(recipe).encode())
        picture = good_picture(setup, good, recipe, WIDTH_PX) if setup else None
        if picture is not None:
            data = io.BytesIO()
            picture.save(data, "PNG")
            written.append(folder / f"{good}.png")
            write_durably(written[-1], data.getvalue())
    return tuple(written)
