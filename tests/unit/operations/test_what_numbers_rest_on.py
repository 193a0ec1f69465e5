"""Who took part, who was left out, every note and the word simulated: in every output of one study alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ikea_effect.operations.analyze import printed, protocol_and_analysis
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.meta import MetaRequest, meta_of, meta_text
from ikea_effect.operations.replicate import Asked, replication_of
from ikea_effect.operations.report import material_of, report
from ikea_effect.operations.simulate import SimulateRequest, simulate

RESTS_ON = ("protocol", "protocol_sha256", "mode", "source", "rows", "n", "exclusions", "notes")


@pytest.mark.slow
def test_one_object_stands_behind_analysis_verdicts_pooling_and_report(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 32, seed=3, study="try-out", results=tmp_path))
    _, analysis = protocol_and_analysis("try-out", tmp_path, DataFiles())
    whole = analysis.to_json()
    assert whole["mode"] == "simulated"
    rows = ("Lab A: t=2.12,n=26+26", "Lab B: d=0.40,n=40+41")
    beside = replication_of(Asked("try-out", results=tmp_path))
    pooled = meta_of(MetaRequest(("try-out",), rows=rows, results=tmp_path))
    [ours, *others] = pooled.to_json()["studies"]
    assert not [one for one in others if "basis" in one]
    for found in (beside.to_json(), ours["basis"]):
        assert {key: found[key] for key in RESTS_ON} == {key: whole[key] for key in RESTS_ON}
    material = material_of(study)
    assert {key: material.analysis[key] for key in RESTS_ON} == {key: whole[key] for key in RESTS_ON}
    told = [*analysis.basis.lines(), *filter(None, analysis.basis.notes_written())]
    for text in (printed(analysis), beside.text(), meta_text(pooled)):
        assert "simulated" in text.lower()
        assert not [line for line in told if line.strip() not in text]
    page = re.sub(r"<[^>]+>", "", report(study, tmp_path / "page.html").read_text("utf-8"))
    assert "Simulated participants: not data from people" in page
    assert f"32 simulated participants were recorded, of whom {whole['n']['kept']} are analyzed" in page


def test_verdicts_on_a_file_hold_its_notes_its_rows_and_who_was_left_out(tmp_path: Path) -> None:
    path, ids = tmp_path / "data.csv", ["P01", "p01", "3-Jan", "P04", "P05", "P06", "P07", "P08"]
    rows = [f"{one},{'build' if at % 2 else 'prebuilt'},0.{at}0,5,no" for at, one in enumerate(ids)]
    path.write_text("\n".join(["participant,labor,wtp,liking,is_bot", *rows, "B,build,1,5,yes"]), "utf-8")
    files = DataFiles((path,))
    _, analysis = protocol_and_analysis("norton-2012-1a", tmp_path, files)
    whole, beside = analysis.to_json(), replication_of(Asked("norton-2012-1a", files))
    assert len(whole["notes"]) >= 2
    assert {key: beside.to_json()[key] for key in RESTS_ON} == {key: whole[key] for key in RESTS_ON}
    told = [*analysis.basis.lines(), *analysis.basis.notes_written()]
    for text in (printed(analysis), beside.text()):
        assert not [line for line in told if line.strip() not in text]
