"""A page to read, with a picture and a minimum time."""

from __future__ import annotations

from ikea_effect.protocol.kinds.steps.page import Page as PageStep
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import GoodPicture, Page, Task
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import seconds
from ikea_effect.tasks.pages.task import payment_places
from ikea_effect.tasks.shown_good import good_picture_of


def page(step: PageStep, context: Context) -> Task:
    """One page to read, for at least `minimum_s`."""
    reply = yield Page(
        name_in(step.name, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body", payment_places(context)),),
        picture=_picture(step, context),
        minimum_s=step.minimum_s,
    )
    yield seconds(step.name, [reply])


def _picture(step: PageStep, context: Context) -> GoodPicture | PictureFile | None:
    if step.picture is not None:
        return PictureFile(step.picture)
    return good_picture_of(context, step.good) if step.good is not None else None
