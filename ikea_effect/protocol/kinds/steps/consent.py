"""A step of consent: information, and the participant's agreement."""

from __future__ import annotations

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.timeline import Step


class Consent(Step):
    """Information and agreement. Texts: consent.title, .body, .agree."""

    kind = "consent"
    text: Name = "consent"


KIND = StepKind(
    name="consent",
    model=Consent,
    meaning="Information about the study, and the participant's agreement",
    task="ikea_effect.tasks.pages.task:consent",
    texts=texts_named("title", "body", "agree"),
)
