"""One id at two windows at once: real processes on one folder, of which one runs and the other is told."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ikea_effect.operations.run import run_session
from ikea_effect.operations.status import status
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.claims import CLAIMED, ENDED
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible
from tests.e2e.session_that_waits import PATIENCE_S
from tests.unit.operations.test_run import STUDY, asked, stop_before

pytestmark = pytest.mark.slow


def begun(results: Path, who: str, signs: Path, *more: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.e2e.session_that_waits", str(results), who, str(signs), *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def both(results: Path, signs: Path, ids: tuple[str, str], *more: str) -> str:
    """What the one that was refused is told, while the other sits; then that one ends."""
    signs.mkdir()
    two = [begun(results, who, signs, *more) for who in ids]
    try:
        ends = time.monotonic() + PATIENCE_S
        while len(over := [one for one in two if one.poll() is not None]) < 1 and time.monotonic() < ends:
            time.sleep(0.05)
        [refused], [sits] = over, [one for one in two if one not in over]
        assert refused.stdout is not None
        said = refused.stdout.read()
        assert refused.returncode == 2, said
        (signs / "go").touch()
        assert sits.wait(PATIENCE_S) == 0
    finally:
        for one in two:
            one.kill()
            one.communicate()
    assert [path.name for path in signs.iterdir() if path.name != "go"] == [str(sits.pid)]
    return said


def whole(study: Study) -> None:
    """One session, entered once, with a place of its own."""
    kinds = [event.kind for event in legible(study) if event.kind in (CLAIMED, ENDED)]
    assert kinds == [CLAIMED, ENDED]
    assert [one["state"] for one in status(study)["participants"]] == ["complete"]
    assert places_verified(study).problems == ()


@pytest.mark.parametrize("ids", [("P1", "P1"), ("P1", "p1")])
def test_of_two_who_begin_one_session_at_once_one_is_refused(tmp_path: Path, ids: tuple[str, str]) -> None:
    said = both(tmp_path / "results", tmp_path / "signs", ids)
    assert re.search(r"P1: has a place in this study|P1 is being run by another|participant [Pp]1", said)
    whole(Study(tmp_path / "results" / STUDY))


def test_of_two_who_go_on_with_one_session_at_once_one_is_refused(tmp_path: Path) -> None:
    run_session(asked(tmp_path / "results", "P1"), stop_before(5))
    said = both(tmp_path / "results", tmp_path / "signs", ("P1", "P1"), "resume")
    assert re.search(r"P1 (is being run by another program|is running|runs in another program)", said)
    whole(Study(tmp_path / "results" / STUDY))
