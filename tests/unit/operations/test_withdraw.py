"""Withdrawal: nothing of the participant stays, what is left still holds, and it can be cut off anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError, RecordError, StationError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.report import report
from ikea_effect.operations.run_desk import StudyDesk
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import alone
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import planned, withdraw
from ikea_effect.record.elsewhere import enter_elsewhere
from ikea_effect.record.journal import FileJournal
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.withdrawals import counted, withdrawn_count
from ikea_effect.screens.waiting import Bidder, Gathering

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
WHO = "S0005"


def study_of(tmp_path: Path, name: str = "three_ways", n: int = 8) -> Study:
    return simulate(SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 3, "paid", results=tmp_path))


def naming(study: Study, participant: str) -> list[str]:
    """Files that hold the participant's code, in their content or their name."""
    files = [path for path in study.folder.rglob("*") if path.is_file()]
    return [
        path.name
        for path in files
        if participant.encode() in path.read_bytes() or participant in str(path.relative_to(study.folder))
    ]


@pytest.mark.slow
def test_nothing_of_the_participant_stays_and_what_is_left_holds(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    settle(study)
    export(study)
    report(study)
    before = [row for row in read_ledger(study) if row.line.participant != WHO]
    assert naming(study, WHO)
    assert any("ledger.csv" in line for line in planned(study, WHO))
    assert naming(study, WHO)

    gone = withdraw(study, WHO)
    for again in (withdraw, planned):  # no other participant is offered to be removed in their place
        with pytest.raises(ParticipantError, match=r"already: nothing of them is left to remove\.$"):
            again(study, WHO)
    assert naming(study, WHO) == []
    assert gone.named_in == ()
    assert {"exports", "report.html", "cash-box.html"} <= set(gone.to_make_anew)
    assert read_ledger(study) == before
    settle(study, close=True)
    export(study)
    report(study)
    assert naming(study, WHO) == []
    assert all(finding.holds for finding in verified(str(study.name), tmp_path).findings)
    found = read_study(study)
    assert WHO not in {row["participant"] for row in found.tables.wide}
    assert "1 participant withdrew; nothing of them is kept." in found.notes


def test_the_slot_is_given_to_the_next_who_comes(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    with store_of(study) as store:
        [slot] = [seat.slot for seat in store.seats() if seat.participant == WHO]
    withdraw(study, WHO)
    with store_of(study) as store:
        assert store.claim(["P1", "P2"]) == [slot, 8]


@pytest.mark.slow
def test_a_withdrawal_that_was_cut_off_is_finished_and_counted_once(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    settle(study)
    counted(study, WHO)
    (study.folder / "receipts" / f"{WHO}.pdf").unlink()
    assert withdraw(study, WHO).count == 1
    study.journal("S0006").unlink()
    counted(study, "S0006")
    assert withdraw(study, "S0006").count == 2
    assert naming(study, "S0006") == []
    assert withdrawn_count(study) == 2


def test_another_withdrawal_that_was_cut_off_comes_first(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    counted(study, "S0006")
    for does in (lambda: withdraw(study, WHO), lambda: settle(study)):
        with pytest.raises(RecordError, match="withdrawal of S0006 was cut off"):
            does()
    assert naming(study, WHO)
    assert withdraw(study, "S0006").count == 1
    assert withdraw(study, WHO).count == 2


def test_books_that_are_in_use_are_not_withdrawn_from(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    settle(study)
    before = naming(study, WHO)
    with alone(study), pytest.raises(StationError, match="in use by another program"):
        withdraw(study, WHO)
    assert naming(study, WHO) == before


def test_a_session_that_runs_is_not_withdrawn(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    before = naming(study, WHO)
    with FileJournal(study.journal(WHO), resume=True), pytest.raises(StationError, match="is being run"):
        withdraw(study, WHO)
    assert naming(study, WHO) == before
    assert withdrawn_count(study) == 0


@pytest.mark.slow
@pytest.mark.parametrize("who", ["S0099", "s0005", "S000", "../S0005", "", "*"])
def test_whoever_is_not_there_is_told_and_nothing_is_removed(tmp_path: Path, who: str) -> None:
    study = study_of(tmp_path)
    before = sorted(path.name for path in study.folder.rglob("*"))
    with pytest.raises(ParticipantError):
        withdraw(study, who)
    with pytest.raises(ParticipantError):
        planned(study, who)
    assert sorted(path.name for path in study.folder.rglob("*")) == before


def test_an_id_that_begins_another_takes_only_its_own(tmp_path: Path) -> None:
    study = study_of(tmp_path, n=3)
    for name in ("S0001-2", "XS0001", "S00010"):
        study.journal(name).write_bytes(b"")
    earlier = study.folder / "receipts" / "earlier"
    earlier.mkdir(parents=True)
    for name in ("S0001-1.pdf", "S0001-2-1.pdf"):
        (earlier / name).write_bytes(b"%PDF")
    assert set(withdraw(study, "S0001").removed) == {"journals/S0001.jsonl", "receipts/earlier/S0001-1.pdf"}


@pytest.mark.slow
def test_what_was_removed_is_counted_whole_and_copies_elsewhere_are_not_promised(tmp_path: Path) -> None:
    study = study_of(tmp_path, n=3)
    settle(study)
    export(study)
    export(study, tmp_path / "elsewhere")
    enter_elsewhere(study, tmp_path / "elsewhere", "tables")
    enter_elsewhere(study, study.folder / "exports", "tables")
    enter_elsewhere(study, tmp_path / "deleted since.html", "report")
    would = [one for one in planned(study, "S0001") if not one.startswith("ledger.csv")]
    gone = withdraw(study, "S0001")
    assert len(would) == len(gone.removed) + len(gone.to_make_anew)
    text = gone.text("paid")
    assert (
        f"Removed: {len(gone.removed)} files and folders of their own, and {len(gone.to_make_anew)} that held"
        in text
    )
    [named] = gone.elsewhere
    assert named.startswith(f"{tmp_path / 'elsewhere'} (tables, 20")
    assert f"and still there: {named}. Delete it, or make it anew." in text
    assert text.endswith("is not known here: find and delete it there.")
    assert "S0001" in (tmp_path / "elsewhere" / "observations.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_members_of_one_desk_are_told_that_the_others_journals_name_them(tmp_path: Path) -> None:
    study = study_of(tmp_path, "english", 6)
    settle(study)
    gone = withdraw(study, "S0002")
    assert gone.named_in == ("journals/S0001.jsonl", "journals/S0003.jsonl")
    assert "S0002 still stands in" in gone.text("paid")
    settle(study)
    assert all(finding.holds for finding in verified(str(study.name), tmp_path).findings)


def cut(study: Study, who: str, kind: str) -> None:
    """The journal up to its last event of that kind, as if the session had been left there."""
    lines = study.journal(who).read_bytes().splitlines(keepends=True)
    kinds = [json.loads(line)["kind"] for line in lines]
    last = len(kinds) - 1 - kinds[::-1].index(kind)
    study.journal(who).write_bytes(b"".join(lines[:last]))


def test_what_others_bought_at_a_desk_is_not_lost_with_the_one_journal_that_tells_it(tmp_path: Path) -> None:
    study = study_of(tmp_path, "english", 3)
    for kind in ("finished", "noted", "settled", "noted", "measured", "sale"):
        cut(study, "S0001", kind)
    with pytest.raises(RecordError, match="S0001 did not take it over yet"):
        withdraw(study, "S0003")
    assert study.journal("S0003").exists()
    assert withdraw(study, "S0003", even_so=True).count == 1
    assert not study.journal("S0003").exists()


def test_whoever_took_the_sale_over_tells_it_to_the_others_when_its_holder_is_gone(tmp_path: Path) -> None:
    study = study_of(tmp_path, "english", 3)
    withdraw(study, "S0003")
    (study.folder / "store.sqlite").unlink()
    where = Gathering("bid.group", "bid", 3, Bidder("S0001", {}), "storage-box", True)
    group = StudyDesk(study, study.protocol).join(where)
    assert [one.participant for one in group.bidders] == ["S0001", "S0002"]
    assert group.sale is not None
    assert group.sale["bidders"] == ["S0001", "S0002", "S0003"]


@pytest.mark.slow
def test_every_file_of_the_folder_is_looked_at_and_the_true_reason_told(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    settle(study)
    (study.journals / f"{WHO} - Copy.jsonl").write_bytes(study.journal(WHO).read_bytes())
    (study.folder / "set-aside").mkdir()
    (study.folder / "set-aside" / f"{WHO}-1.jsonl").write_bytes(b"damaged")
    (study.folder / "screens").mkdir()
    (study.folder / "screens" / f"{WHO}-003-bid.png").write_bytes(b"png")
    (study.folder / "store.sqlite.damaged").write_bytes(b"garbage " + WHO.encode())
    (study.folder / ".receipts.pdf.4711.part").write_bytes(b"half of " + WHO.encode())
    (study.folder / "receipts" / f".{WHO}.json.4711.tmp").write_bytes(b"half")
    (study.folder / "desk-notes.txt").write_text(f"{WHO} came late")
    (study.folder / "mine.xlsx").write_bytes(b"PK and the rest")
    (study.folder / f"photo-of_{WHO}.jpg").write_bytes(b"jpg")
    gone = withdraw(study, WHO)
    assert gone.named_in == ()
    assert gone.left_in == ("desk-notes.txt",)
    assert gone.not_searched == ("mine.xlsx",)
    assert [name for name in naming(study, WHO) if name != f"photo-of_{WHO}.jpg"] == ["desk-notes.txt"]
    said = gone.text("paid")
    assert "S0005 still stands in desk-notes.txt, which this program does not keep" in said
    assert "same desk" not in said


@pytest.mark.slow
def test_a_session_whose_journal_is_damaged_can_be_withdrawn(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    settle(study)
    path = study.journal(WHO)
    path.write_bytes(b"x" + path.read_bytes()[1:])
    withdraw(study, WHO)
    assert naming(study, WHO) == []
    assert read_study(study).apart == ()
