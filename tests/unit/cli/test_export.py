"""What `export` says beside the tables that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.simulate import SimulateRequest, simulate


def exported(results: Path) -> int:
    """The exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["export", "dry", "--results", str(results)])
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
