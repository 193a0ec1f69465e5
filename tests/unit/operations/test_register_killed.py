"""A registration that is killed at any change of the disk: whole or not there, the same when run again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.operations.test_register import BLOCK, CHECKOUT, asked, change, own_study


@pytest.mark.slow
def test_a_registration_that_is_killed_anywhere_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    protocol, out = own_study(tmp_path, BLOCK), tmp_path / "frozen"
    first = killed_everywhere(protocol, out)
    assert first["places"] >= 20
    assert (len(first["states"]), first["seen"]) == (1, [0, 1])
    asked(protocol, out)
    change(protocol)
    amended = killed_everywhere(protocol, out, "More power")
    assert (len(amended["states"]), amended["seen"]) == (1, [1, 2])


def killed_everywhere(protocol: Path, out: Path, because: str = "") -> dict[str, Any]:
    killer = CHECKOUT / "tests" / "e2e" / "register_that_dies.py"
    words = [sys.executable, str(killer), str(protocol), str(out), *([because] if because else [])]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=400, cwd=CHECKOUT)
    return dict(json.loads(done.stdout.splitlines()[-1]))
