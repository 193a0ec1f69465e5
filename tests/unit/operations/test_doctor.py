"""What is found at a desk: when it is well, when it is to be looked at, and when nobody should sit there."""

from __future__ import annotations

import json
import locale
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.doctor import machine, rules
from ikea_effect.operations.doctor.doctor import _without_a_window, diagnose
from ikea_effect.operations.doctor.findings import Diagnosed, Finding, no, ok, warn
from tests.postgres import Server

GB = 1_000_000_000
LOOKED_AT = [
    "display", "size", "frame times", "fonts", "keyboard", "sound", "clock", "disk", "locale", "power saving",
    "scaling",
]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (rules.of_size((1920, 1080)), "ok"),
        (rules.of_size((1024, 768)), "warn"),
        (rules.of_size(None), "no"),
        (rules.of_frames([16.7] * 60), "ok"),
        (rules.of_frames([16.7] * 50 + [33.3] * 10), "warn"),
        (rules.of_frames([0.4] * 60), "warn"),  # nothing holds the flips back
        (rules.of_frames([]), "no"),
        (rules.of_disk(50 * GB, 4.0), "ok"),
        (rules.of_disk(50 * GB, 900.0), "warn"),
        (rules.of_disk(2 * GB, 4.0), "warn"),
        (rules.of_disk(GB // 2, 4.0), "no"),
        (rules.of_disk(0, None), "no"),
        (rules.of_clock(0.3), "ok"),
        (rules.of_clock(-3600.0), "warn"),
        (rules.of_clock(None), "warn"),
        (rules.of_store(2.0), "ok"),
        (rules.of_store(300.0), "warn"),
        (rules.of_store(None, "The store does not answer."), "no"),
        (rules.of_power(0, False), "ok"),
        (rules.of_power(600, False), "warn"),
        (rules.of_power(0, True), "warn"),
        (rules.of_power(None, None), "warn"),
        (rules.of_scaling(96.0, 1.0), "ok"),
        (rules.of_scaling(192.0, 1.0), "warn"),
        (rules.of_scaling(None, 1.5), "warn"),
        (rules.of_locale("UTF-8", "nl_NL"), "ok"),
        (rules.of_locale("ANSI_X3.4-1968", "C"), "warn"),
        (rules.of_sound(True), "ok"),
        (rules.of_sound(False), "warn"),
        (rules.of_keyboard(["AT keyboard"]), "ok"),
        (rules.of_keyboard([]), "warn"),
    ],
)
def test_what_is_found_is_judged_and_says_what_to_do(found: Finding, state: str) -> None:
    assert found.state == state
    assert (found.do == "") == (state == "ok")


def test_a_table_names_the_chord_and_tells_whether_sessions_can_run() -> None:
    found = Diagnosed((ok("display", "fine"), warn("sound", "on", "Mute it.")))
    assert found.fit
    assert "Mute it." in found.text()
    assert "Ctrl+Shift+Q" in found.text()
    assert not Diagnosed((*found.findings, no("disk", "full", "Make room."))).fit


def test_the_clock_and_the_disk_are_those_of_the_results_folder(tmp_path: Path) -> None:
    line = machine.written(tmp_path / "results")
    assert line is not None
    assert abs(line.ahead_s) < 60
    assert list((tmp_path / "results").iterdir()) == []
    (tmp_path / "file").touch()
    assert machine.written(tmp_path / "file" / "results") is None


def test_the_language_is_the_one_that_the_system_names() -> None:
    """Python's own getlocale() tells en_US of a system that speaks C."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
        assert machine.encoding()[1] == "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


@pytest.mark.slow
def test_the_clock_is_the_stores_where_desks_share_one(tmp_path: Path, postgres: Server) -> None:
    found = {one.what: one for one in _without_a_window(tmp_path, postgres.url())}
    assert found["clock"] == ok("clock", "as the store's")
    assert found["store"].found.startswith("answers in ")
    wrong = {one.what: one for one in _without_a_window(tmp_path, postgres.url("none"))}
    assert (wrong["store"].state, wrong["clock"].state) == ("no", "warn")
    assert "createdb makes one" in wrong["store"].do


def test_without_a_display_everything_else_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--results", str(tmp_path), "--json"])
    assert ended.value.code == 3
    told = json.loads(capsys.readouterr().out)
    assert [one["what"] for one in told["findings"]] == LOOKED_AT
    assert (told["fit"], told["chord"]) == (False, "Ctrl+Shift+Q")


@pytest.mark.window
def test_at_a_desk_a_window_opens_and_is_measured(tmp_path: Path) -> None:
    found = {one.what: one for one in diagnose(tmp_path, size=(1280, 1024)).findings}
    assert (found["display"].state, found["size"].found) == ("ok", "1280 x 1024 pixels")
    assert "of 60 late" in found["frame times"].found
