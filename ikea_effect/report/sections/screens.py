"""What participants saw: one picture of every screen of a scripted session."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.language import say
from ikea_effect.protocol.levels import step_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Card, Gallery, Picture
from ikea_effect.report.material import ReportMaterial

MOST = 30
WIDTH_PX = 640
_NAME = re.compile(r"(?P<who>.+)-(?P<place>\d+)-(?P<screen>.+?)(?:_answered)?")


class Shot(NamedTuple):
    """A picture file with whose session it is from, its place in it, and the screen's id."""

    file: Path
    who: str
    place: int
    screen: str


def screens_card(material: ReportMaterial) -> Card | None:
    """Every screen once, in the order of the timeline; at most 30; None where there are no pictures."""
    shots = evenly(in_order(material.protocol, each_once(material.screens)), MOST)
    if not shots:
        return None
    return Card("screens", say("What participants saw"), (Gallery(tuple(map(_picture, shots))),))


def each_once(files: Iterable[Path]) -> list[Shot]:
    """One picture per screen: the last that the first participant who saw it was shown, answered."""
    chosen: dict[str, Shot] = {}
    for file in sorted(files, key=lambda file: file.stem):
        shot = _shot(file)
        if shot.screen not in chosen or chosen[shot.screen].who == shot.who:
            chosen[shot.screen] = shot
    return list(chosen.values())


def _shot(file: Path) -> Shot:
    """The parts of "P001-014-bid.rule"; a name of another form is a screen of its own."""
    found = _NAME.fullmatch(file.stem)
    return (
        Shot(file, found["who"], int(found["place"]), found["screen"])
        if found
        else Shot(file, "", 0, file.stem)
    )


def in_order(protocol: Protocol, shots: Iterable[Shot]) -> list[Shot]:
    """The pictures by the timeline's steps, within a step as they were shown."""
    steps = [step.name for step in protocol.timeline]

    def rank(shot: Shot) -> tuple[int, int, str]:
        step = step_of(shot.screen)
        return (steps.index(step) if step in steps else len(steps), shot.place, shot.screen)

    return sorted(shots, key=rank)


def evenly(shots: Sequence[Shot], most: int) -> list[Shot]:
    """At most so many, spread over all of them."""
    if len(shots) <= most:
        return list(shots)
    return [shots[round(place * (len(shots) - 1) / (most - 1))] for place in range(most)]


def _picture(shot: Shot) -> Picture:
    from PIL import Image

    with Image.open(shot.file) as opened:
        image = opened.convert("RGB")
    image.thumbnail((WIDTH_PX, WIDTH_PX))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    seen = say(", as {who} saw it", who=shot.who) if shot.who else ""
    return Picture(
        out.getvalue(),
        image.width,
        image.height,
        say("Screen {screen}{seen}", screen=shot.screen, seen=seen),
        shot.screen,
    )
