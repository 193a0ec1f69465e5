import json
from pathlib import Path

import pytest

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.operations.meta import MetaRequest, meta_of
from ikea_effect.operations.recheck import rechecked
from ikea_effect.operations.simulate import SimulateRequest, simulate


def outcomes(source: str) -> dict[tuple[str, str, str], str]:
    return {
        (check.result, check.id, str(check.inputs.get("level", ""))): check.outcome
        for check in rechecked(source).checks
    }


def test_liking_has_an_sd_that_whole_numbers_cannot_give() -> None:
    found = outcomes("norton-2012-1a")
    assert found["builders-like-more", "grim", "build"] == "consistent"
    assert found["builders-like-more", "grimmer", "build"] == "inconsistent"
    assert found["builders-like-more", "grimmer", "prebuilt"] == "consistent"


def test_114_participants_cannot_be_two_cells() -> None:
    assert outcomes("franke-2010-tshirt")["self-designers-bid-more", "split", ""] == "inconsistent"


def test_a_papers_numbers_come_from_a_file(tmp_path: Path) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(
        "paper: A made-up paper\n"
        "results:\n"
        "  - name: choice\n"
        "    n: {total: 28, per_condition: {a: 28}}\n"
        "    mean: {a: 3.51}\n"
        "    scale: {low: 1, high: 7}\n"
    )
    (check,) = rechecked(str(paper)).checks
    assert check.id == "grim"
    assert check.outcome == "inconsistent"  # 98/28 = 3.50 and 99/28 = 3.54: no sum gives 3.51
    json.dumps(rechecked(str(paper)).to_json(), allow_nan=False)


def test_a_papers_misspelt_key_is_named(tmp_path: Path) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text("paper: A made-up paper\nresults:\n  - {name: x, maen: {a: 1}}\n")
    with pytest.raises(ProtocolError, match=r"(?s)maen.*mean"):
        rechecked(str(paper))


def test_ours_published_and_a_line_are_pooled(tmp_path: Path) -> None:
    simulate(SimulateRequest("norton-2012-1a", 60, 3, study="ours", results=tmp_path))
    request = MetaRequest(("ours",), ("norton-2012-1a",), ("Lab A: t=1.30,n=60+60",), results=tmp_path)
    found = meta_of(request).to_json()
    assert found["k"] == 3
    labels = [one["label"] for one in found["studies"]]
    assert any("simulated" in label for label in labels)
    assert any("secondary" in label for label in labels)


def test_a_row_that_is_no_result_is_refused() -> None:
    with pytest.raises(AnalysisError, match="LABEL: RESULT"):
        meta_of(MetaRequest(rows=("t=1.30",)))
    with pytest.raises(AnalysisError, match="nothing to pool"):
        meta_of(MetaRequest())
