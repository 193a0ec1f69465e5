"""Opens the window that a session is shown in, as asked for on the command line or by the experiment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ikea_effect.errors import SessionError
from ikea_effect.operations.run import Answer, OpenFrontend
from ikea_effect.protocol.setup import Setup
from ikea_effect.session.frontends.base import Frontend

PACES = ("normal", "fast")


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What is asked for; None leaves it to the experiment's station."""

    pace: str = "normal"
    size: str | None = None
    screen: int | None = None
    screens: Path | None = None
    scripted: bool = False
    keyboard: bool = False


def window_size(text: str) -> tuple[int, int]:
    """(width, height) in pixels of "1280x1024". Raises SessionError."""
    found = re.fullmatch(r"([0-9]{3,5})x([0-9]{3,5})", text)
    if not found or int(found[1]) < 800 or int(found[2]) < 600:
        raise SessionError(f"--window {text}: write WIDTHxHEIGHT, at least 800x600, such as 1280x1024.")
    return int(found[1]), int(found[2])


def window_opener(request: WindowRequest) -> OpenFrontend:
    """How a session opens its window. Raises SessionError for what cannot be a window."""
    if request.pace not in PACES:
        raise SessionError(f"--pace {request.pace}: allowed are {' and '.join(PACES)}.")
    size = window_size(request.size) if request.size else None

    def opened(setup: Setup, answer: Answer) -> Frontend:
        station = setup.experiment.station
        if request.scripted:
            from ikea_effect.session.frontends.script import scripted_frontend

            return scripted_frontend(
                setup,
                answer,
                size=size or station.size,
                pace=request.pace,
                screens_folder=request.screens,
                keyboard=request.keyboard,
            )
        from ikea_effect.session.frontends.lab.frontend import LabFrontend

        return LabFrontend(
            setup,
            size=size or (None if station.full_screen else station.size),
            full_screen=station.full_screen and size is None,
            screen=station.screen if request.screen is None else request.screen,
            pace=request.pace,
            screens_folder=request.screens,
        )

    return opened
