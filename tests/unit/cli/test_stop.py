"""The command that gives the place of somebody who left to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from tests.unit.operations.settle_bench import Lab


def command(*words: str) -> int:
    """The exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


def test_it_answers_in_words_or_json_and_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab = Lab(tmp_path)
    for who in ("P001", "P002"):
        lab.session(who, finish=False, bid=100)
    where = (lab.study.name, "--results", str(lab.study.folder.parent), "--participant")
    assert command("stop", *where, "P001", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "format": 1, "study": lab.study.name, "participant": "P001", "stopped": True,
    }  # fmt: skip
    assert command("stop", *where, "P002") == 0
    assert "the place goes to the next" in capsys.readouterr().out
    assert command("stop", *where, "P002") == 2
    assert "was stopped before" in capsys.readouterr().err
