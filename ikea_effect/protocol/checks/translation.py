"""Texts that were copied for translation and are not translated yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.checks.shared_texts import shown_by
from ikea_effect.protocol.lab_texts import lab_texts
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import PLACE
from ikea_effect.protocol.wordings import Wording, wordings

_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}\W+[^\W\d_]{2,}")
"""Three words: a single one, such as a name, may be the same in two languages."""
SOME = 5
"""So many sentences may be the same in two languages on purpose: a title, a citation."""


def untranslated(setup: Setup) -> Iterator[Fault]:
    """A warning for each language in which sentences are those of the first language, word for word."""
    first, *others = setup.protocol.languages
    is_shown = shown_by(setup.protocol)
    spoken = {one: _worded(setup, one) for one in (first, *others)} if others else {}
    for language in others:
        same = [
            (key, theirs)
            for key, theirs in spoken[language].items()
            if _is_same(theirs, spoken[first].get(key)) and is_shown(key)
        ]
        if len(same) > SOME:
            yield same[0][1].fault(
                f"is the text of '{first}' in '{language}', and so are {len(same) - 1} others; people would "
                f"read them.\nTranslate {', '.join(key for key, _ in same[:3])} and the rest, or leave "
                f"'{language}' out of languages."
            )


def _worded(setup: Setup, language: str) -> dict[str, Wording]:
    try:
        return wordings(setup.protocol, language, lab_texts(setup.experiment, setup.folder, language))
    except ProtocolError:  # told as a fault
        return {}


def _is_same(text: Wording, other: Wording | None) -> bool:
    return other is not None and text.text == other.text and bool(_SENTENCE.search(PLACE.sub("", text.text)))
