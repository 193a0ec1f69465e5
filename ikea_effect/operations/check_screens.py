"""Whether every screen of a study fits the window, and every picture can be decoded: no window is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import Fault, SessionError, listed
from ikea_effect.operations.preview_screens import photographed
from ikea_effect.operations.preview_walk import texts_of
from ikea_effect.protocol.kinds.pictures import shown_pictures
from ikea_effect.protocol.lab_texts import logo_of
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.resources import inside
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Answer, Text, worded
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.lab.canvas import Unseen
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.session.picture_files import picture_file
from ikea_effect.tasks.answers import longest

SIZE = (1280, 1024)
"""The smallest window of a usual desk; texts that fit here fit where there is more room."""


class Laid(NamedTuple):
    """How many screens were laid out, at which sizes, and what did not fit."""

    screens: int
    sizes: tuple[tuple[int, int], ...]
    faults: tuple[Fault, ...]


def broken_pictures(setup: Setup) -> Iterator[Fault]:
    """The experiment's pictures that cannot be decoded to their last line."""
    files: list[tuple[Steps, Path]] = [
        (("goods", good, "picture"), path) for good, path in setup.pictures.items()
    ]
    for good, kit in setup.kits.items():
        named = [step.picture for step in kit.steps if step.picture is not None]
        paths = [path for one in named if (path := inside(setup.folder, one)) is not None]
        paths += map(Path, kit.images.values())
        files += [(("goods", good, "kit"), path) for path in paths]
    files += [((), path) for path in _shown(setup)]
    if (logo := logo_of(setup.experiment, setup.folder)) is not None:
        files.append((("lab", "logo"), logo))
    for steps, path in files:
        try:
            picture_file(path)
        except SessionError as error:
            yield setup.experiment.fault(steps, str(error))


def _shown(setup: Setup) -> Iterator[Path]:
    """The picture files that steps and measures show."""
    found = (inside(setup.folder, picture) for picture, _ in shown_pictures(setup.protocol))
    yield from (path for path in found if path is not None)


def laid_out(setup: Setup, speaking: Iterable[Setup]) -> Laid:
    """Every screen of every condition, laid out at 1280 x 1024 and at the station's own size.

    `speaking`: the set-up in each of its languages.
    """
    sizes = tuple(dict.fromkeys((SIZE, setup.experiment.station.size)))
    screens = _different(setup)
    faults = [fault for one in speaking for fault in _of_language(one, screens, sizes)]
    return Laid(len(screens), sizes, tuple(dict.fromkeys(faults)))


def _different(setup: Setup) -> list[Screen]:
    """The screens of all conditions, each once: most are the same in several."""
    kept = (one.screen for condition in setup.protocol.conditions for one in photographed(setup, condition))
    return list({repr(screen): screen for screen in kept}.values())


def _of_language(setup: Setup, screens: list[Screen], sizes: tuple[tuple[int, int], ...]) -> Iterator[Fault]:
    for screen in (longest(one, lambda reply: len(setup.texts.written(reply))) for one in screens):
        over = [size for size in sizes if not _fits(screen, setup, size)]
        if over:
            yield _too_long(screen, setup, over)


def _fits(screen: Screen, setup: Setup, size: tuple[int, int]) -> bool:
    view = view_of(screen, setup, size, paints=False)
    view.lay_out(Unseen(size))
    return view.fits()


def _too_long(screen: Screen, setup: Setup, over: list[tuple[int, int]]) -> Fault:
    """The fault at the screen's longest text, which is most probably the one to shorten."""
    longest = max(texts_of(screen), key=lambda text: len(setup.texts.render(text)))
    where = listed(f"{width} x {height}" for width, height in over)
    message = (
        f"is the longest text of the screen '{screen.id}', which does not fit a window of {where}: something "
        "on it lies outside, or is too small to be pressed.\n"
        f"Shorten it, or spread what is asked over several screens.{_how_many_fit(screen, setup, over)}"
        f"{_of_an_answer(longest)}"
    )
    return setup.written[worded(longest.key, setup.written)].fault(message)


def _of_an_answer(text: Text) -> str:
    """Where the text shows an answer, that the answer makes it as long."""
    if not any(isinstance(value, Answer) for value in text.values.values()):
        return ""
    return (
        "\nIt is laid out with the longest answer that can stand in it: a smaller max_characters helps too."
    )


def _how_many_fit(screen: Screen, setup: Setup, sizes: list[tuple[int, int]]) -> str:
    """Of a page with several measures, how many of them would fit."""
    asks = screen.asks if isinstance(screen, Page) else ()
    measures = list(dict.fromkeys(name for ask in asks if (name := getattr(ask, "measure", None))))
    if not isinstance(screen, Page) or len(measures) < 2:
        return ""
    for count in range(len(measures) - 1, 0, -1):
        kept = tuple(ask for ask in asks if getattr(ask, "measure", None) in measures[:count])
        if all(_fits(replace(screen, asks=kept), setup, size) for size in sizes):
            return f"\nOf its {len(measures)} measures the first {count} fit: {listed(measures[:count])}."
    return f"\nNot even the first of its {len(measures)} measures fits beside the others: ask them one each."
