"""What `export` says beside the tables that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.withdraw import withdraw


def exported(results: Path, *options: str) -> int:
    """The exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["export", "dry", "--results", str(results), *options])
    return int(ended.value.code or 0)


@pytest.mark.slow
def test_who_is_set_apart_is_named_and_the_simulation_is_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 2, 7, "dry", results=tmp_path, processes=1))
    capsys.readouterr()
    assert exported(tmp_path) == 0
    assert capsys.readouterr().err == ""
    journal = study.journal("S0002")
    journal.write_bytes(journal.read_bytes().replace(b'"measure":"wtp"', b'"measure":"wtq"'))
    assert exported(tmp_path) == 0
    printed = capsys.readouterr()
    assert "S0002 is set apart and in no number" in printed.err
    assert "incomplete" not in printed.err  # all came, and one journal was damaged since
    assert [Path(line).name for line in printed.out.splitlines()][:1] == ["observations.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--psych-ds"], ["--spss"], ["--stata"], ["--spss", "--stata"]])
def test_every_kind_of_file_says_who_is_not_in_it(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 4, 7, "dry", results=tmp_path, processes=1))
    withdraw(study, "S0003")
    journal = study.journal("S0002")
    journal.write_bytes(journal.read_bytes().replace(b'"measure":"wtp"', b'"measure":"wtq"'))
    capsys.readouterr()
    assert exported(tmp_path, "--out", str(tmp_path / "tables")) == 0
    said = capsys.readouterr().err
    assert "S0002 is set apart and in no number" in said
    assert "1 participant withdrew; nothing of them is kept." in said
    assert exported(tmp_path, *options, "--out", str(tmp_path / "files")) == 0
    assert capsys.readouterr().err == said
