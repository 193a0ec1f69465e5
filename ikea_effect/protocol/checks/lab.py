"""What a lab's set-up leaves to think about: texts in one language only."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import Fault
from ikea_effect.protocol.lab_texts import in_one_language_only
from ikea_effect.protocol.setup import Setup


def lab_doubts(setup: Setup) -> Iterator[Fault]:
    """Every warning about the experiment, at its place in the file."""
    here, languages = setup.experiment, tuple(setup.protocol.languages)
    yield from in_one_language_only(here, setup.folder, languages)
