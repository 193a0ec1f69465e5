"""A step of consent: information, and the participant's agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Consent(Step):
    """Information and agreement. Texts: consent.title, .body, .agree."""

    kind = "consent"
    text: Name = "consent"


def _texts(step: Consent, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.{part}" for part in ("title", "body", "agree"))


KIND = StepKind(
    name="consent",
    model=Consent,
    meaning="Information about the study, and the participant's agreement",
    task="ikea_effect.tasks.pages.task:consent",
    texts=_texts,
)
