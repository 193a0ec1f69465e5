"""When what was measured at a desk is well, when it is to be looked at, and when nobody should sit there."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from ikea_effect.operations.doctor.findings import Finding, no, ok, warn

_GB = 1_000_000_000
_SMALLEST = (1280, 1024)


def of_size(size: tuple[int, int] | None) -> Finding:
    """The screen's pixels against what every study is laid out for."""
    if size is None:
        return no("size", "no window could be opened", "Mend the display first.")
    found = f"{size[0]} x {size[1]} pixels"
    if size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1]:
        least = f"{_SMALLEST[0]} x {_SMALLEST[1]}"
        return warn(
            "size", found, f"Screens are laid out for {least}: run check with this station.size, or set more."
        )
    return ok("size", found)


def of_frames(times_ms: Sequence[float]) -> Finding:
    """How evenly the screen was drawn: the middle frame, and how many took half as long again."""
    if len(times_ms) < 10:
        return no("frame times", "could not be measured", "Mend the display first.")
    middle = statistics.median(times_ms)
    late = sum(one > 1.5 * middle for one in times_ms)
    found = f"{middle:.1f} ms, {late} of {len(times_ms)} late"
    if middle < 4:
        do = "Turn vertical sync on, else onsets are up to a frame early. (A virtual display has none.)"
        return warn("frame times", found, do)
    if middle > 40 or late > len(times_ms) // 10:
        return warn("frame times", found, "Close other programs; use the graphics card's own driver.")
    return ok("frame times", found)


def of_disk(free_bytes: int, sync_ms: float | None) -> Finding:
    """Room, and how long it takes until a line is safely on disk, which happens at every answer."""
    if sync_ms is None:
        return no("disk", "the results folder cannot be written", "Choose another with --results.")
    found = f"{free_bytes / _GB:.1f} GB free, {sync_ms:.0f} ms until a line is safe"
    if free_bytes < _GB:
        return no("disk", found, "Make room: a session that cannot write stops.")
    if free_bytes < 5 * _GB or sync_ms > 200:
        return warn("disk", found, "Make room, or keep results/ on a disk of this machine.")
    return ok("disk", found)


def of_clock(off_s: float | None, whose: str = "the results folder's") -> Finding:
    """This machine's clock against that of the store, or of where results are kept."""
    if off_s is None:
        return warn("clock", "could not be compared", "Look whether date and time are right.")
    found = f"{abs(off_s):.1f} s {'ahead of' if off_s > 0 else 'behind'} {whose}"
    if abs(off_s) > 2:
        return warn("clock", found, "Let this machine set its clock by itself (NTP).")
    return ok("clock", f"as {whose}")


def of_store(answer_ms: float | None, why: str = "") -> Finding:
    """How fast the store that desks share answers: some two hundred answers begin a session."""
    if answer_ms is None:
        return no("store", "does not take this desk in", why)
    found = f"answers in {answer_ms:.0f} ms"
    if answer_ms > 100:
        return warn("store", found, "Look at the network: a session begins after some 200 answers.")
    return ok("store", found)


def of_power(screen_saver_s: int | None, powers_down: bool | None) -> Finding:
    """Whether the screen goes dark while somebody reads."""
    do = "Switch screen saver and power saving off (Linux: xset s off -dpms)."
    if screen_saver_s is None and powers_down is None:
        return warn("power saving", "could not be looked at", "Look whether the screen stays on for an hour.")
    if powers_down or screen_saver_s:
        after = f"after {screen_saver_s} s" if screen_saver_s else "by power saving"
        return warn("power saving", f"the screen goes dark {after}", do)
    return ok("power saving", "off")


def of_scaling(dpi: float | None, factor: float) -> Finding:
    """Whether the desktop enlarges what is drawn."""
    if factor != 1 or (dpi is not None and dpi > 100):
        found = f"{factor * (dpi or 96) / 96:.0%}"
        return warn(
            "scaling", found, "Set the display's scaling to 100 %: a picture that is enlarged is blurred."
        )
    return ok("scaling", "100%")


def of_locale(encoding: str, language: str) -> Finding:
    """Whether ids and answers in any script are written as they are."""
    if encoding.lower().replace("-", "") != "utf8":
        return warn("locale", f"{language}, {encoding}", "Set PYTHONUTF8=1, or the system to UTF-8.")
    return ok("locale", f"{language}, {encoding}")


def of_sound(muted: bool | None) -> Finding:
    """Whether other programs can be heard; sessions make no sound."""
    if muted is None:
        return warn("sound", "could not be looked at", "Mute this machine: nobody is to hear another desk.")
    if not muted:
        return warn("sound", "on", "Mute this machine: nobody is to hear another desk.")
    return ok("sound", "muted")


def of_keyboard(names: Sequence[str] | None) -> Finding:
    """Whether a keyboard is there."""
    if names is None:
        return warn("keyboard", "could not be looked at", "Try a session: run .. --pace fast")
    if not names:
        return warn("keyboard", "none was found", "Plug one in. (A virtual or remote display has none.)")
    return ok("keyboard", names[0] if len(names) == 1 else f"{len(names)} were found: {names[0]}, ...")
