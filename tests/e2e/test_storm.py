"""Three desks, two of them killed, a server whose plug is pulled: nobody is lost, no place is given twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.storm import storm
from tests.postgres import Server


@pytest.mark.slow
def test_nothing_is_lost_when_desks_and_server_die_while_people_come(
    tmp_path: Path, postgres: Server
) -> None:
    found = storm(tmp_path, postgres, desks=3, people=6, faults=4)
    assert found.kills + found.restarts == 4
    assert (found.lost, found.wrong) == (0, ())
