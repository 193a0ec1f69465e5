"""Materials that stand in for a lab's own: everything can be tried out, and nobody is run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.operations.preview import PreviewRequest, preview
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.protocol.checks.stand_ins import note, stand_ins
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import load_setup

STUDY = "norton-2012-1a"
FILE = "materials/box/box.png"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A copy of the box's experiment whose picture is a stand-in."""
    folder = Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", tmp_path / "box"))
    return _with(folder, f"materials: {{{FILE}: {{stand_in: true, note: A photograph of the box.}}}}\n")


def _with(folder: Path, line: str) -> Path:
    path = folder / "experiment.yaml"
    path.write_text(path.read_text("utf-8") + line, "utf-8")
    return folder


def test_a_check_warns_of_each_and_passes(box: Path) -> None:
    checked = check(STUDY, str(box), quick=True)
    assert checked.faults == ()
    [warning] = [one for one in checked.warnings if FILE in one.path]
    assert "is a stand-in: A photograph of the box." in warning.message
    assert "take out `stand_in`" in warning.message


def test_preview_and_simulation_say_so(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    (tmp_path / "out").mkdir()
    preview(PreviewRequest(STUDY, tmp_path / "out", str(box), ("en",), ()), said.append)
    assert said == [f"Note: 1 file is a stand-in for the lab's own ({FILE})."]
    arguments = ["simulate", STUDY, "--n", "1", "--experiment", str(box), "--results", str(tmp_path / "r")]
    with pytest.raises(SystemExit, match="0"):
        main(arguments)
    assert said[0] in " ".join("".join(capsys.readouterr()).split())


def _opened(*_: Any) -> Any:
    raise AssertionError("a window was opened")


def test_nobody_is_run_until_it_is_replaced(box: Path, tmp_path: Path) -> None:
    request = RunRequest(STUDY, "P001", experiment=str(box), results=tmp_path / "results")
    with pytest.raises(ProtocolError, match="until then nobody is run"):
        run_session(request, _opened)
    assert not (tmp_path / "results").exists()


def test_what_is_only_noted_stands_in_for_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", tmp_path / "box"))
    setup = load_setup(STUDY, str(_with(folder, f"materials: {{{FILE}: {{note: Our own photograph.}}}}\n")))
    assert stand_ins(setup) == ()
    assert note(setup) == ""


def test_a_note_on_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", tmp_path / "box"))
    with pytest.raises(ProtocolError, match=r"names 'materials/bx.png', and there is no such file"):
        load_setup(STUDY, str(_with(folder, "materials: {materials/bx.png: {stand_in: true}}\n")))
