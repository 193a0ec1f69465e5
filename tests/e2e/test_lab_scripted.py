"""A scripted hand answers every kind of page by real X events, with mouse and with keyboard."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import StationError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.lab.station import check_display
from ikea_effect.session.frontends.script import ScriptedHand, scripted_frontend
from tests.unit.session.lab.pages import ANSWERS, PAGES, texts

pytestmark = [pytest.mark.window, pytest.mark.slow]


def answer(screen: Screen) -> tuple[Mapping[str, Any], int]:
    return ANSWERS[screen.id], 0


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("first_by_keys", [None, True, False])
def test_every_page_by_real_events(tmp_path: Path, language: str, first_by_keys: bool | None) -> None:
    setup = Setup(load_protocol("norton-2012-1a"), Experiment.model_construct(), texts(language), tmp_path)
    keyboard = first_by_keys is not None
    frontend = scripted_frontend(setup, answer, screens_folder=tmp_path / "screens", keyboard=keyboard)
    try:
        if isinstance(frontend.on_ready, ScriptedHand):
            frontend.on_ready._by_keys = first_by_keys is False
        replies = {
            name: frontend.show(dataclasses.replace(page, picture=None)) for name, page in PAGES.items()
        }
    finally:
        frontend.close()
    assert {name: reply.values for name, reply in replies.items()} == ANSWERS
    onsets = [reply.onset_ms for reply in replies.values()]
    assert onsets == sorted(onsets)
    assert len(list((tmp_path / "screens").glob("*.png"))) == len(PAGES) + 8  # and those that were filled in


def test_a_virtual_display_is_there_and_gone_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from Xlib.display import Display

    from ikea_effect.session.frontends.xvfb import virtual_display

    before = os.environ.get("DISPLAY")
    with virtual_display((800, 600)) as name:
        display = Display(name)
        assert (display.screen().width_in_pixels, display.screen().height_in_pixels) == (800, 600)
        assert os.environ["DISPLAY"] == name
        display.close()
    assert os.environ.get("DISPLAY") == before
    monkeypatch.setenv("DISPLAY", name)
    with pytest.raises(StationError, match="cannot be opened"):
        check_display()
