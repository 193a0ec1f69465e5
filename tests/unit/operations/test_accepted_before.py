"""A study begun before a check grew stricter: nobody may begin it now, and everyone in it is paid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError, RecordError
from ikea_effect.operations.data import export
from ikea_effect.operations.report import report
from ikea_effect.operations.settle import settle
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import study_verified
from ikea_effect.protocol.loading import kept_protocol, protocol_from_said
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab

FLOOR = {"show_up": 6, "endowment": 5, "floor": 50}
"""Whatever is bid, as much is handed over: refused since there is a check of it."""


def test_what_is_refused_now_is_read_where_it_was_accepted(tmp_path: Path) -> None:
    lab = Lab(tmp_path, payment=FLOOR)
    said = Study(lab.study.folder).protocol.said
    with pytest.raises(ProtocolError, match="floor"):
        protocol_from_said(said)
    assert kept_protocol(said).sha256 == lab.study.facts["protocol_sha256"]


@pytest.mark.slow
def test_its_participants_are_paid_verified_exported_and_reported(tmp_path: Path) -> None:
    lab = Lab(tmp_path, payment=FLOOR)
    for who, bid in (("P001", 100), ("P002", 400)):
        lab.session(who, bid=bid, owed=5000)
    study = Study(lab.study.folder)
    assert set(settle(study).handed.amounts) == {"P001", "P002"}
    assert study_verified(study).holds
    assert all(path.exists() for path in export(study))
    assert status(study)["study"] == "boxes"
    assert report(study).exists()


def test_a_form_that_cannot_be_read_names_the_version_to_use(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    said = study.declared | {"of_another_version": 1}
    path, facts = study.folder / "study.json", dict(study.facts)
    del facts["declared_sha256"]
    path.write_text(json.dumps(facts | {"differences": [1]}))
    (study.folder / "protocol.json").write_text(json.dumps(said))
    with pytest.raises(RecordError, match=r"another version of this program.*Use the version"):
        _ = Study(study.folder).protocol
