"""One step of an assembly by hand: what to do, a picture, and a button that confirms it."""

from __future__ import annotations

from PIL import Image

from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import HandStep, Page
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.pictures import kit_picture


class HandStepView(PageView):
    """The step's text, and beside it the file's picture or what the good looks like after the step."""

    def __init__(self, screen: HandStep, setup: Setup) -> None:
        page = Page(
            id=screen.id,
            title=screen.title,
            body=(screen.instruction,),
            button=Text("making.assembly.hand-done"),
            progress=screen.progress,
        )
        super().__init__(page, setup.texts, _picture(screen, setup))


def _picture(screen: HandStep, setup: Setup) -> Image.Image | None:
    if screen.picture is not None:
        with Image.open(setup.folder / screen.picture) as picture:
            whole: Image.Image = picture.convert("RGBA")
        return whole
    kit = setup.kits[screen.good]
    if kit.steps:
        return None
    parts = len(kit.order)
    there = screen.step if screen.step <= parts else 2 * parts - screen.step
    return kit_picture(kit, kit.order[:there], 640)
