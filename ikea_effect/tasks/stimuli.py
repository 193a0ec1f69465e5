"""What of a stimulus is seen and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.protocol.stimulus import LACKING, Stimulus
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import GoodPicture
from ikea_effect.tasks.shown_good import good_picture_of


def picture_of(stimulus: Stimulus, context: Context) -> GoodPicture | PictureFile | None:
    """The picture; None of a text."""
    if stimulus.picture is not None:
        return PictureFile(stimulus.picture)
    if stimulus.good is None:
        return None
    if stimulus.state is None:
        return good_picture_of(context, stimulus.good)
    return GoodPicture(stimulus.good, _in_state(stimulus.good, stimulus.state, context))


def words_of(stimulus: Stimulus) -> Text | None:
    """The text; None of what is seen."""
    return None if stimulus.text is None else Text(stimulus.text)


def _in_state(good: str, state: str, context: Context) -> Mapping[str, Any] | None:
    """The recipe that shows the good so, whatever this participant made of it."""
    toolkit, kit = context.setup.toolkits.get(good), context.setup.kits.get(good)
    if toolkit is not None:
        return {"base": toolkit.company.base} if state == "plain" else toolkit.company.as_data()
    if good in context.setup.sheets:
        return {"folds": [] if state == "plain" else list(context.setup.sheets[good].whole)}
    if kit is None or state == "made":
        return None
    return {"placed": [] if state == "plain" else list(kit.order[:-LACKING] or kit.order[:1])}
