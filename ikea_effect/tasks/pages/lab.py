"""What the lab says of itself at the foot of a page, as far as its experiment says it."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context


def of_lab(context: Context, *names: str) -> tuple[Text, ...]:
    """A text for each of these that the lab says: institution, ethics, contact, consent-version."""
    return tuple(_there(context, names))


def _there(context: Context, names: tuple[str, ...]) -> Iterator[Text]:
    for name in names:
        if (key := f"lab.{name}") in context.setup.texts.wordings:
            own = Text(key)
            yield own if name == "institution" else Text(f"session.lab.{name}", {"words": own})


def privacy(context: Context) -> tuple[Text, ...]:
    """The lab's paragraph on what happens with the data; none where it says nothing."""
    there = "lab.privacy" in context.setup.texts.wordings
    return (Text("lab.privacy"),) if there else ()
