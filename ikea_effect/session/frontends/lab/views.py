"""Which view shows which screen."""

from __future__ import annotations

from PIL import Image

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.pictures import AwardPicture, PictureFile
from ikea_effect.screens.screens import GoodPicture, Page, Screen, Values
from ikea_effect.session.awards import award_picture
from ikea_effect.session.frontends.lab.control import Hand, Showing, Targets
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.picture_files import picture_file
from ikea_effect.session.pictures import BLANK, good_picture, has_picture

SEEN_S = 0.15  # at least this long before a page's button can be pressed

UNASKED_S = 0.5
"""As long where nothing has to be answered: the second click of a double click would pass a page unseen."""


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
    logo = _shown(setup, page.logo, size_px, paints) if page.logo is not None else None
    view = PageView(page, setup.texts, picture, wait, lambda one: _shown(setup, one, size_px, paints), logo)
    if view.button.ready:
        view.minimum_s = max(wait, UNASKED_S / haste)
    return view


def _answer(page: Page, values: Values, targets: Targets, hand: Hand) -> None:
    hand.page(page, values, targets)


PAGE = Showing(_page, _answer)


def _picture(page: Page, setup: Setup, size_px: tuple[int, int], paints: bool) -> Image.Image | None:
    shown = page.picture
    if shown is None:
        return None
    if isinstance(shown, PictureFile):
        return _shown(setup, shown.path, size_px, paints)
    if isinstance(shown, AwardPicture):
        return _award(shown, setup) if paints else BLANK
    there = has_picture(setup, shown.good, shown.recipe)
    return _shown(setup, shown, size_px, paints) if there else None


def _shown(setup: Setup, shown: str | GoodPicture, size_px: tuple[int, int], paints: bool) -> Image.Image:
    """A picture of the experiment's own, or of a good that has one."""
    if not paints:
        return BLANK
    if isinstance(shown, str):
        return picture_file(setup.folder / shown)
    return good_picture(setup, shown.good, shown.recipe, round(0.42 * size_px[1])) or BLANK


def _award(award: AwardPicture, setup: Setup) -> Image.Image:
    """What was earned, with its words in the participant's language."""
    words = setup.texts.render(award.words) if award.words else ""
    return award_picture(award.kind, words, award.done, award.of)
