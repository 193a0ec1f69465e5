"""A look at this desk before participants come: display, disk, clock and whatever may spoil a session."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import StationError
from ikea_effect.operations.doctor import machine, rules
from ikea_effect.operations.doctor.findings import Diagnosed, Finding, no, ok
from ikea_effect.record.database import time_of
from ikea_effect.record.store_place import checked_url
from ikea_effect.session.frontends.lab.station import check_display

_FRAMES = 60


class Shown(NamedTuple):
    """A window that was opened: its size, and how long each frame took, in milliseconds."""

    size: tuple[int, int]
    frames_ms: tuple[float, ...]


def diagnose(
    results: Path, screen: int = 0, size: tuple[int, int] | None = None, store: str | None = None
) -> Diagnosed:
    """Everything about this desk. A window opens for a second: the full screen, or one of this size.

    `store` is the URL of the store that desks share, where there is one.
    """
    return Diagnosed(tuple(_all(results, screen, size, store)))


def _all(results: Path, screen: int, size: tuple[int, int] | None, store: str | None) -> Iterator[Finding]:
    shown: Shown | None = None
    try:
        check_display()
        shown = _opened(screen, size)
        yield ok("display", f"a window opens on screen {screen}")
    except StationError as error:
        yield no("display", "no window can open", str(error))
    yield rules.of_size(shown.size if shown else None)
    yield rules.of_frames(shown.frames_ms if shown else ())
    yield _fonts()
    yield from _without_a_window(results, store)


def _without_a_window(results: Path, store: str | None) -> Iterator[Finding]:
    line = machine.written(results)
    yield rules.of_keyboard(machine.keyboards())
    yield rules.of_sound(machine.muted())
    if store is None:
        yield rules.of_clock(line.ahead_s if line else None)
    else:
        yield from _of_store(store)
    yield rules.of_disk(machine.free_bytes(results), line.sync_ms if line else None)
    yield rules.of_locale(*machine.encoding())
    yield rules.of_power(*machine.power())
    yield rules.of_scaling(*machine.scaling())


def _of_store(url: str) -> Iterator[Finding]:
    """Whether the store answers, and this machine's clock against its own."""
    try:
        now, answer_ms = time_of(checked_url(url))
    except StationError as error:
        yield rules.of_clock(None)
        yield rules.of_store(None, str(error))
        return
    yield rules.of_clock(time.time() - now, "the store's")
    yield rules.of_store(answer_ms)


def _opened(screen: int, size: tuple[int, int] | None) -> Shown:
    """A window on the screen, drawn for a second. Raises StationError where none opens."""
    from ikea_effect.session.frontends.lab.window import LabWindow

    try:
        window = LabWindow(size, full_screen=size is None, screen=screen, title="Doctor")
    except StationError:
        raise
    except Exception as error:  # whatever a graphics driver comes up with is a finding, not our fault
        raise StationError(f"The window does not open: {error}") from error
    try:
        window.flip()
        at = [window.flip() for _ in range(_FRAMES + 1)]
        return Shown(window.size_px, tuple((b - a) * 1000 for a, b in itertools.pairwise(at)))
    finally:
        window.close()


def _fonts() -> Finding:
    """Whether the typeface of the screens came with the program."""
    from ikea_effect.operations.check import house_fonts

    there = [path.name for path in house_fonts() if path.stat().st_size > 0]
    if len(there) < 2:
        return no("fonts", "the typeface of the screens is missing", "Install ikea-effect anew.")
    return ok("fonts", ", ".join(there[:2]))
