"""Pictures of a page that are not of a good."""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.protocol.texts import Text


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture of the experiment's own, by its place in the experiment's folder."""

    path: str


@dataclass(frozen=True, slots=True)
class AwardPicture:
    """What was earned, drawn: a badge or title with its words, or how much is `done` `of` all."""

    kind: str  # badge | title | progress
    words: Text | None = None
    done: int = 0
    of: int = 1
