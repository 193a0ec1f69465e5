"""What is known about studies, as columns of a meta-regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ikea_effect.errors import AnalysisError, listed


def coded(moderator: str, values: Sequence[float | str]) -> list[tuple[str, NDArray[np.float64]]]:
    """The moderator's columns: itself if it is a number, else one per name but the first (sorted).

    Raises: AnalysisError for numbers among words, one word in two spellings, or one that all studies share.
    """
    words = sorted({value for value in values if isinstance(value, str)})
    if not words:
        return [(moderator, np.array([float(value) for value in values]))]
    _refuse_unlike(moderator, words, sorted({float(value) for value in values if not isinstance(value, str)}))
    if len(words) < 2:
        raise AnalysisError(f"The moderator {moderator} is the same for all studies: {words[0]}.")
    return [
        (f"{moderator}={word}", np.array([float(value == word) for value in values])) for word in words[1:]
    ]


def _refuse_unlike(moderator: str, words: Sequence[str], numbers: Sequence[float]) -> None:
    """Raises AnalysisError where a number or a slip of the shift key would become a level of its own."""
    if numbers:
        raise AnalysisError(
            f"The moderator {moderator} has numbers ({listed([f'{one:g}' for one in numbers])}) and words "
            f"({listed(words)}). Write all as numbers or all as words; leave out what is not known."
        )
    lower = [word.lower() for word in words]
    if alike := [word for word in words if lower.count(word.lower()) > 1]:
        raise AnalysisError(f"The moderator {moderator} is spelled in two ways: {listed(alike)}. Use one.")
