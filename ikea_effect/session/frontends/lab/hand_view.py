"""One step of an assembly by hand: what to do, a picture, and a button that confirms it."""

from __future__ import annotations

from PIL import Image

from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.hand_step import HandStep
from ikea_effect.screens.screens import Page, Values
from ikea_effect.session.frontends.lab.control import Hand, Showing, Targets
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.picture_files import picture_file
from ikea_effect.session.pictures import BLANK, kit_picture


class HandStepView(PageView):
    """The step's text, and beside it the file's picture or what the good looks like after the step."""

    def __init__(self, screen: HandStep, setup: Setup, *, paints: bool = True) -> None:
        page = Page(
            id=screen.id,
            title=screen.title,
            body=(screen.instruction,),
            button=Text("making.assembly.hand-done"),
            progress=screen.progress,
        )
        super().__init__(page, setup.texts, _picture(screen, setup, paints))


def _picture(screen: HandStep, setup: Setup, paints: bool) -> Image.Image | None:
    if screen.picture is not None:
        return BLANK if not paints else picture_file(setup.folder / screen.picture)
    kit = setup.kits[screen.good]
    if kit.steps:
        return None
    if not paints:
        return BLANK
    parts = len(kit.order)
    there = screen.step if screen.step <= parts else 2 * parts - screen.step
    return kit_picture(kit, kit.order[:there], 640)


def _view(screen: HandStep, setup: Setup, _size: tuple[int, int], _haste: float, paints: bool) -> View:
    return HandStepView(screen, setup, paints=paints)


def _confirm(_screen: HandStep, _values: Values, targets: Targets, hand: Hand) -> None:
    hand.fingers.click(targets["button"])


SHOWING = Showing(_view, _confirm)
