"""Programs are killed and a server restarts while people come: no place twice, and the box closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.arrivals import Size, come
from tests.postgres import Server


@pytest.mark.slow
def test_every_place_is_given_once_and_the_box_closes_to_the_cent(tmp_path: Path, postgres: Server) -> None:
    size = Size(people=60, kills=2, restarts=1, desks=4, programs=2, patience_s=60.0)
    found = come(tmp_path, postgres, size)
    assert found.wrong == ()
    assert found.seated >= 60 - 60 // 17 - 1
