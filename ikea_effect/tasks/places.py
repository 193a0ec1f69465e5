"""Which texts of a session depend on the participant; in most studies none does."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from ikea_effect.protocol.texts import Variants, answer_places, variants_in
from ikea_effect.protocol.texts_by_file import own_texts
from ikea_effect.screens.context import Context
from ikea_effect.tasks.same import Same


class Places(NamedTuple):
    """What of the session's texts depends on the participant.

    `answers`: key -> the columns whose cells stand in that text. `variants`: texts that are worded by level.
    """

    answers: Mapping[str, tuple[str, ...]]
    variants: Variants

    @property
    def are_none(self) -> bool:
        """Whether everyone reads the same."""
        return not self.answers and not self.variants


def places_in(context: Context) -> Places:
    """The texts of the session's language that show answers, or are worded by level."""
    return _places_in(Same(context.setup.texts.wordings))


@functools.lru_cache(maxsize=8)
def _places_in(same: Same[Mapping[str, str]]) -> Places:
    wordings = own_texts(same.value)
    found = {
        key: tuple(place.column for place in answer_places(wording))
        for key, wording in wordings.items()
        if "{answer:" in wording
    }
    return Places({key: columns for key, columns in found.items() if columns}, variants_in(wordings))
