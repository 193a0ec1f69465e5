"""A damaged journal put right where its own chain proves what stood there.

Every line is named by a digest in the next one. So a byte that a disk or a copy has changed can be found
again by trying: only what was written gives the digest that the next line holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ikea_effect.errors import RecordError
from ikea_effect.record.events import GENESIS, chained, digest, event_from

_MOST_DAMAGES = 8
"""After so many changed bytes it is no slip of a disk any more."""

_EVERY_VALUE = 4096
"""Up to so many bytes every value of each is tried; in longer stretches, one flipped bit of each."""

_LONGEST = 1 << 15
"""Longer stretches are not tried: the time grows with their square, and no session writes such lines."""


def mended(content: bytes) -> bytes | None:
    """The journal as it was before single bytes of it were changed, or nothing if that cannot be proved."""
    for _ in range(_MOST_DAMAGES):
        *lines, torn = content.split(b"\n")
        events, broken = chained(lines, "")
        if broken is None:
            return content[:-1] + b"\n" if _is_end_changed(lines, torn) else content
        found = _one_byte_put_right(lines, len(events))
        if found is None:
            return None
        content = b"\n".join([*found, torn])
    return None


def _is_end_changed(lines: Sequence[bytes], torn: bytes) -> bool:
    """Whether a last line that seems torn is whole, but for its end: no torn line is longer than an event."""
    return links([torn[:-1]], len(lines), digest(lines[-1]) if lines else GENESIS)


def _one_byte_put_right(lines: Sequence[bytes], at: int) -> list[bytes] | None:
    """The lines with one byte of line `at`, or of the one before it, as the digests around it say it was."""
    first = max(at - 1, 0)
    before = digest(lines[first - 1]) if first else GENESIS
    proved_by_itself = _is_event(lines[at])  # then its link alone is wrong, and that can only be put right
    stretch = b"\n".join([*lines[first : at + 1], b""])
    if len(stretch) > _LONGEST or not (any(lines[at + 1 :]) or proved_by_itself):
        return None  # too long to try, or no later line tells what stood there
    for tried in _changed(stretch):
        new, rest = tried.split(b"\n"), list(lines[at + 1 : at + 3])
        end = new.pop()
        if end and rest:  # the changed byte had become the end of a line: what follows belongs to it
            new.append(end + rest.pop(0))
        elif end:
            continue
        if (rest or proved_by_itself) and links([*new, *rest[:1]], first, before):
            return [*lines[:first], *new, *rest, *lines[at + 3 :]]
    return None


def _changed(stretch: bytes) -> Iterator[bytes]:
    """The stretch with one bit, then with one byte, changed; everything else as it is."""
    changed = bytearray(stretch)
    flips = [1 << bit for bit in range(8)]
    others = [mask for mask in range(1, 256) if mask not in flips] if len(stretch) <= _EVERY_VALUE else []
    for masks in (flips, others):
        for place in range(len(stretch)):
            for mask in masks:
                changed[place] ^= mask
                yield bytes(changed)
                changed[place] ^= mask


def links(lines: Sequence[bytes], number: int, before: str) -> bool:
    """Whether each line has its number and names the one before it, as this program writes both."""
    for place, line in enumerate(lines, start=number):
        if not (line.startswith(b'{"seq":%d,' % place) and b'"prev":"%s"' % before.encode() in line):
            return False
        before = digest(line)
    return all(_is_event(line) for line in lines)


def _is_event(line: bytes) -> bool:
    try:
        event_from(line, "")
    except RecordError:
        return False
    return True
