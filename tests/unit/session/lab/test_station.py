from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.session.frontends.fingers import Fingers
from ikea_effect.session.frontends.lab import station

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X displays are Linux's")


@linux
def test_without_a_display_the_message_says_what_to_do() -> None:
    with pytest.raises(StationError, match=r"DISPLAY is not set.*\n?.*xvfb-run"):
        station.check_display()
    assert "psychopy.visual" not in sys.modules


@linux
def test_a_display_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":64999")
    with pytest.raises(StationError, match=r":64999 cannot be opened"):
        station.check_display()


@linux
def test_without_a_home_to_write_to_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    station.give_home()
    assert Path(os.environ["HOME"]).is_dir()


def test_a_home_that_can_be_written_to_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    station.give_home()
    assert os.environ["HOME"] == str(tmp_path)


def test_a_machine_without_psychopy_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "psychopy", raising=False)
    with pytest.raises(StationError, match=r"pip install 'ikea-effect\[lab\]'"):
        station.check_display()


@linux
def test_a_scripted_hand_without_a_display_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(StationError, match=r"DISPLAY is not set.*\n?.*xvfb-run"):
        Fingers()


@linux
def test_what_fails_once_the_display_has_gone_is_said_of_the_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":64999")
    with pytest.raises(StationError, match=r":64999 cannot be opened"), station.said_of_the_display():
        raise LookupError("Cannot connect to None")
    monkeypatch.setattr(station, "check_display", lambda: None)
    with pytest.raises(LookupError, match="another fault"), station.said_of_the_display():
        raise LookupError("another fault")
