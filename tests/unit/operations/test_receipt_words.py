"""Receipts call the study's goods what its texts call them, wherever it is settled."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.events import GENESIS, digest, event_from
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_settle_verify import command

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A Dutch study without an experiment's folder, of a protocol that was named by its path and is gone."""
    own, here = tmp_path / "own", tmp_path / "here"
    shutil.copytree(PROTOCOLS / "texts" / "box_bids", own / "texts" / "my_boxes")
    text = (PROTOCOLS / "bdm_prices.yaml").read_text("utf-8").replace("id: box-bids", "id: my-boxes")
    (own / "my_boxes.yaml").write_text(text, "utf-8")
    here.mkdir()
    monkeypatch.chdir(here)
    request = SimulateRequest(
        str(own / "my_boxes.yaml"), 4, 7, "boxes", language="nl", results=here / "results"
    )
    made = simulate(request)
    shutil.rmtree(own)
    return made


def pages(study: Study) -> str:
    return "".join(path.read_text("utf-8") for path in sorted((study.folder / "receipts").glob("*.html")))


def test_a_study_without_an_experiment_names_none(study: Study) -> None:
    assert study.facts["experiment"] == ""
    assert study.facts["words"]["goods.storage-box.the"] == "de opbergdoos"


def test_a_receipt_names_goods_in_the_studys_own_words_also_elsewhere(study: Study) -> None:
    found = settle(study)
    assert found.warning == ""
    assert "de opbergdoos" in pages(study)
    assert "“" not in pages(study)


def test_a_study_that_named_its_working_folder_still_finds_its_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Studies of earlier versions hold no words, and where they had no experiment, the folder's name."""
    request = SimulateRequest("norton-2012-1a", 2, 7, "boxes", results=tmp_path / "results")
    path = simulate(request).folder / "study.json"
    told = json.loads(path.read_text("utf-8"))
    del told["words"]
    path.write_text(json.dumps(told | {"experiment": "some-folder"}), "utf-8")
    for journal in path.parent.glob("journals/S*.jsonl"):
        without_hash_of_facts(journal)
    assert command("settle", "boxes", "--results", str(tmp_path / "results")) == 0
    assert capsys.readouterr().err == ""
    assert "the storage box" in pages(Study(path.parent))


def without_hash_of_facts(journal: Path) -> None:
    """As an early version wrote it: the first event names no hash of study.json."""
    prev, out = GENESIS, list[bytes]()
    for line in journal.read_bytes().splitlines():
        event = event_from(line, journal.name)
        data = {name: value for name, value in event.data.items() if name != "study_sha256"}
        out.append(event._replace(prev=prev, data=data).line())
        prev = digest(out[-1])
    journal.write_bytes(b"\n".join([*out, b""]))


def test_where_texts_are_not_at_hand_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab = Lab(tmp_path, language="nl")
    lab.session("P001", bid=500)
    assert command("settle", "boxes", "--results", str(tmp_path)) == 0
    assert "the texts of 'boxes' (nl) are not at hand" in capsys.readouterr().err
    assert "het product “box”" in pages(lab.study)
