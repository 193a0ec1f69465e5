"""Which files hold something of a participant: all of theirs, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError
from ikea_effect.record.participant_files import own_files, shared_files
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab


@pytest.fixture
def study(tmp_path: Path) -> Study:
    lab = Lab(tmp_path)
    for who in ("P1", "P2"):
        lab.session(who, finish=False)
    return lab.study


def put(study: Study, *names: str, content: bytes = b"kept") -> None:
    for name in names:
        (study.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (study.folder / name).write_bytes(content)


def named(study: Study, paths: list[Path]) -> list[str]:
    return sorted(path.relative_to(study.folder).as_posix() for path in paths)


OWN = (
    "artifacts/P1/kite.png", "receipts/P1.html", "receipts/P1.pdf", "receipts/P1.json.new",
    "receipts/.P1.pdf.new", "receipts/earlier/P1-12.pdf", "set-aside/P1-1.jsonl", "screens/P1-003-bid.png",
)  # fmt: skip
OTHERS = (
    "artifacts/P1-2/kite.png", "receipts/P1-2.html", "receipts/P11.pdf", "receipts/P1.txt",
    "receipts/earlier/P1-2-1.pdf", "set-aside/P1-2-1.jsonl", "screens/P1-2-003-bid.png",
    "screens/P1-003-1.png",
)  # fmt: skip


def test_who_withdraws_takes_what_is_theirs_and_nothing_of_whoever_is_called_alike(study: Study) -> None:
    put(study, *OWN, *OTHERS)
    assert named(study, own_files(study, "P1")) == sorted(["journals/P1.jsonl", "artifacts/P1", *OWN[1:]])
    with pytest.raises(ParticipantError, match=r"participant id .* cannot be used"):
        own_files(study, "../P1")


def test_a_copy_of_a_journal_is_known_by_its_first_line(study: Study) -> None:
    whole = study.journal("P1").read_bytes()
    put(study, "journals/P1 - Copy.jsonl", "set-aside/old.txt", "set-aside/P7-1.jsonl", content=whole)
    put(study, "journals/notes.txt", "set-aside/torn", content=whole[:40])
    put(study, "journals/list", "set-aside/empty", content=b"")
    for content in (b"[1]\n", b'{"data": 3}\n', b'{"data": {}}\n', b"[" * 100_000 + b"\n", b"\xff\n"):
        put(study, "journals/other", content=content)
        assert named(study, own_files(study, "P1")) == [
            "journals/P1 - Copy.jsonl", "journals/P1.jsonl", "set-aside/P7-1.jsonl", "set-aside/old.txt",
        ]  # fmt: skip
    put(study, "journals/9", content=json.dumps({"data": {"participant": 9}}).encode() + b"\n")
    assert named(study, own_files(study, "9")) == ["journals/9"]
    assert own_files(study, "P404") == []


def test_what_was_made_from_everyone_s_data_is_everyone_s(study: Study) -> None:
    made = (
        "cash-box.html", "cash-box-selected.csv", "transfers.xml", "goods.csv", "goods-selected.csv",
        "report.pdf", "report.html", "set-aside/ledger-1.csv", "receipts.pdf", "receipts-selected.pdf",
        "store.sqlite.damaged",
    )  # fmt: skip
    put(study, *made, "notes.csv", "goods.txt", "set-aside/P1-1.jsonl", "ledger.csv")
    assert named(study, shared_files(study)) == sorted(["exports", *made])
