"""Numbers rest on the packages that a protocol requires as on this program: no two versions are mixed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ikea_effect.diagnosis.pieces import Piece, Work, run_piece
from ikea_effect.diagnosis.program import program_digest, program_for
from ikea_effect.diagnosis.tally import Tally
from ikea_effect.errors import StationError
from ikea_effect.operations.power import _keeper
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import _sources

SAID = '{"requires": ["half-pkg"]}'


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Installs the package half-pkg, which offers a kind, with this source."""
    about, source = tmp_path / "half_pkg-1.0.dist-info", tmp_path / "half_pkg"
    for folder in (about, source):
        folder.mkdir()
    (source / "__init__.py").touch()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: half-pkg\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text("[ikea_effect.kinds]\nhalf = half_pkg.a:KIND\n", "utf-8")

    def install(text: str) -> None:
        (source / "a.py").write_text(text, "utf-8")
        for known in (program_for, _sources):
            known.cache_clear()

    program_for.cache_clear()
    monkeypatch.delitem(sys.modules, "half_pkg", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    return install


def test_a_protocol_of_this_program_alone_rests_on_this_program() -> None:
    program_for.cache_clear()
    assert program_for("{}") == program_for('{"requires": []}') == program_for(SAID) == program_digest()


def test_a_worker_with_another_source_of_the_package_is_refused(installs: Callable[[str], None]) -> None:
    installs("HALF = 0.5\n")
    piece = Piece(Work(SAID, "any", 10, 1, None, 0.0), 0, 1, program_for(SAID))
    assert piece.program != program_digest()
    installs("HALF = 0.4\n")
    with pytest.raises(StationError, match="pandas, statsmodels, half-pkg where workers run"):
        run_piece(piece)


def test_chunks_of_another_source_of_the_package_are_not_gone_on_with(
    installs: Callable[[str], None], tmp_path: Path
) -> None:
    protocol = load_protocol("norton-2012-1a").model_copy(update={"requires": ("half-pkg",)})
    request = PowerRequest("norton-2012-1a", (10,), out=tmp_path / "chunks")
    installs("HALF = 0.5\n")
    for _ in range(2):
        assert _keeper(protocol, request, Tally.from_json) is not None
    installs("HALF = 0.4\n")
    with pytest.raises(StationError, match="program, or of a package that the protocol requires"):
        _keeper(protocol, request, Tally.from_json)
