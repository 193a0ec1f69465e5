"""What others wrote in a step of ideas, as it is read by whoever judges it."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.kinds.steps.ideas import Ideas
from ikea_effect.protocol.kinds.steps.judging import Judging
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.tasks.names import name_in

SAMPLE = "xxxx xx xxx xxxxxx xxxxx xx xxxxxxxx xxx xxxxx xxxx xx xxx xxxxxxx "
"""What a preview shows, of no language, as long as the longest: a check sees whether the page holds it."""


def ideas_of(step: Judging, context: Context, piece: str) -> Iterator[Text]:
    """Each idea of one participant, on one line, without what would be read as markup."""
    taken = context.taken(step, name_in(step.name, piece))
    written = str(taken.value).split("\n") if taken else _longest(step, context)
    for idea in written:
        yield Text("ideas.idea", {"idea": " ".join(idea.replace("*", "").split())})


def _longest(step: Judging, context: Context) -> list[str]:
    """As many ideas as one may write, as long as they may be."""
    found = next(
        one
        for one in context.protocol.timeline
        if isinstance(one, Ideas) and step.ideas is not None and one.name == step.ideas.step
    )
    return [(SAMPLE * found.max_characters)[: found.max_characters]] * found.at_most
