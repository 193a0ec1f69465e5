"""Which view shows which screen."""

from __future__ import annotations

from PIL import Image

from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import AssemblyBoard, DesignBoard, HandStep, Page, Screen
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.pictures import BLANK, good_picture, has_picture

SEEN_S = 0.15  # at least this long before a page's button can be pressed


def view_of(
    screen: Screen, setup: Setup, size_px: tuple[int, int], haste: float = 1, *, paints: bool = True
) -> View:
    """The view of a screen. Minimum times are divided by `haste`.

    Without `paints` a blank stands for every picture: enough to lay the screen out, and much sooner there.
    """
    match screen:
        case Page():
            picture = _picture(screen, setup, size_px, paints)
            return PageView(screen, setup.texts, picture, max(screen.minimum_s, SEEN_S) / haste)
        case AssemblyBoard():
            from ikea_effect.session.frontends.lab.assembly_view import AssemblyView

            return AssemblyView(screen, setup)
        case DesignBoard():
            from ikea_effect.session.frontends.lab.design_view import DesignView

            return DesignView(screen, setup)
        case HandStep():
            from ikea_effect.session.frontends.lab.hand_view import HandStepView

            return HandStepView(screen, setup, paints=paints)


def _picture(page: Page, setup: Setup, size_px: tuple[int, int], paints: bool) -> Image.Image | None:
    if page.picture is None:
        return None
    if not paints:
        return BLANK if has_picture(setup, page.picture.good, page.picture.recipe) else None
    return good_picture(setup, page.picture.good, page.picture.recipe, round(0.42 * size_px[1]))
