"""Ten sessions in real windows; for each desk, server or monitor is killed: only open screens are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.windowed_storm import windowed_storm
from tests.postgres import Server


@pytest.mark.window
@pytest.mark.slow
def test_nothing_is_lost_but_the_open_screen_when_desk_server_and_monitor_die(
    tmp_path: Path, postgres: Server
) -> None:
    found = windowed_storm(tmp_path, postgres, sessions=10, seed=3)
    assert sum(found.killed.values()) == 10
    assert set(found.killed) == {"desk", "server", "monitor"}
    assert found.wrong == ()
