"""Texts that were copied for translation and are not translated yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ikea_effect.errors import Fault
from ikea_effect.protocol.checks.shared_texts import shown_by
from ikea_effect.protocol.setup import Setup, Speaking, in_its_languages
from ikea_effect.protocol.texts import PLACE
from ikea_effect.protocol.texts_by_file import own_texts
from ikea_effect.protocol.wordings import Wording

_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}\W+[^\W\d_]{2,}")
"""Three words: a single one, such as a name, may be the same in two languages."""
SOME = 5
"""So many sentences may be the same in two languages on purpose: a title, a citation."""


def untranslated(setup: Setup, speaking: Speaking | None = None) -> Iterator[Fault]:
    """A warning for each language in which sentences are those of the first language, word for word.

    `speaking` is the set-up in its languages, where it was read already.
    """
    first, *others = setup.protocol.languages
    if not others:
        return
    spoken = (speaking or in_its_languages(setup)).written
    is_shown = shown_by(setup.protocol)
    for language in others:
        theirs, texts = spoken.get(language, {}), spoken.get(first, {})
        same = [
            (key, theirs[key])
            for key in {**own_texts(theirs), **own_texts(texts)}
            if key in theirs and _is_same(theirs[key], texts.get(key)) and is_shown(key)
        ]
        if len(same) > SOME:
            yield same[0][1].fault(
                f"is the text of '{first}' in '{language}', and so are {len(same) - 1} others; people would "
                f"read them.\nTranslate {', '.join(key for key, _ in same[:3])} and the rest, or leave "
                f"'{language}' out of languages."
            )


def _is_same(text: Wording, other: Wording | None) -> bool:
    return other is not None and text.text == other.text and bool(_SENTENCE.search(PLACE.sub("", text.text)))
