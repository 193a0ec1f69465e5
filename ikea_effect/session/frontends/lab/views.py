"""Which view shows which screen."""

from __future__ import annotations

from PIL import Image

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Page, PictureFile, Screen, Values
from ikea_effect.session.frontends.lab.control import Hand, Showing, Targets
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.picture_files import picture_file
from ikea_effect.session.pictures import BLANK, good_picture, has_picture

SEEN_S = 0.15  # at least this long before a page's button can be pressed


def view_of(
    screen: Screen, setup: Setup, size_px: tuple[int, int], haste: float = 1, *, paints: bool = True
) -> View:
    """The view of a screen. Minimum times are divided by `haste`.

    Without `paints` a blank stands for every picture: enough to lay the screen out, and much sooner there.
    """
    showing: Showing = resolve(screen.view)
    return showing.view(screen, setup, size_px, haste, paints)


def _page(page: Page, setup: Setup, size_px: tuple[int, int], haste: float, paints: bool) -> View:
    picture = _picture(page, setup, size_px, paints)
    wait = max(page.minimum_s, SEEN_S) / haste
    return PageView(page, setup.texts, picture, wait, lambda file: _file(setup, file, paints))


def _answer(page: Page, values: Values, targets: Targets, hand: Hand) -> None:
    hand.page(page, values, targets)


PAGE = Showing(_page, _answer)


def _picture(page: Page, setup: Setup, size_px: tuple[int, int], paints: bool) -> Image.Image | None:
    if page.picture is None:
        return None
    if isinstance(page.picture, PictureFile):
        return _file(setup, page.picture.path, paints)
    if not paints:
        return BLANK if has_picture(setup, page.picture.good, page.picture.recipe) else None
    return good_picture(setup, page.picture.good, page.picture.recipe, round(0.42 * size_px[1]))


def _file(setup: Setup, path: str, paints: bool) -> Image.Image:
    """A picture of the experiment's own."""
    return picture_file(setup.folder / path) if paints else BLANK
