"""A damaged journal is set apart, named and left out; everyone else is counted, exported and reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.operations.analyze import DataFiles, analysis_of, printed
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.repair import damages, repair
from ikea_effect.operations.report import report
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import verified
from ikea_effect.record.journal import FileJournal, read_journal
from ikea_effect.record.ledger import SET_ASIDE
from ikea_effect.record.mending import mended
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from tests.quick import quick

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
WHO = "S0003"
OTHERS = ["S0001", "S0002", "S0004", "S0005", "S0006"]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return simulate(SimulateRequest(str(PROTOCOLS / "offer.yaml"), 6, 3, "hurt", results=tmp_path))


def flip(study: Study, who: str, at: float, bit: int = 1) -> None:
    """Changes one bit, this far into the journal."""
    path = study.journal(who)
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= bit
    path.write_bytes(content)


@pytest.mark.parametrize("after", [b"", b"\n", b'{"seq":3}\n'])
def test_a_line_that_no_session_writes_is_not_tried_byte_by_byte(study: Study, after: bytes) -> None:
    """Nested a hundred thousand deep, or simply long: it would take hours."""
    begun = b"".join(study.journal(WHO).read_bytes().splitlines(keepends=True)[:2])
    for line in (b"[" * 700_000 + b"]" * 700_000, b'{"seq":2,"x":"' + b"x" * 700_000 + b'"}'):
        assert mended(begun + line + b"\n" + after) is None


def kinds(study: Study, who: str) -> list[str]:
    return [event.kind for event in read_journal(study.journal(who)).events]


@pytest.mark.slow
@pytest.mark.parametrize("at", [0.001, 0.3, 0.7])
def test_one_flipped_bit_stops_nobody_else(study: Study, at: float) -> None:
    flip(study, WHO, at)
    found = status(study)
    assert found["n"] == 5
    assert [one["participant"] for one in found["apart"]] == [WHO]
    assert any(f"{WHO} is set apart and in no number" in note for note in found["notes"])
    assert [row["participant"] for row in read_study(study).tables.wide] == OTHERS
    assert len(export(study)) == 4
    assert f"{WHO} is set apart" in report(study).read_text("utf-8")
    assert f"{WHO} is set apart" in printed(analysis_of("hurt", study.folder.parent, DataFiles()))
    with store_of(study) as store:
        assert len(store.seats()) == 6


def test_a_copy_beside_the_journals_counts_nobody_twice(study: Study) -> None:
    shutil.copy(study.journal(WHO), study.journals / f"{WHO} - Copy.jsonl")
    shutil.copy(study.journal(WHO), study.journals / f"{WHO}-copy.jsonl")
    (study.journals / "desktop.ini").write_text("x")
    found = status(study)
    assert found["n"] == 6
    assert any("S0003 - Copy.jsonl, desktop.ini" in note for note in found["notes"])
    assert any(
        f"{WHO}-copy.jsonl is the journal of {WHO}, copied or renamed" in note for note in found["notes"]
    )
    assert [damage.how for damage in repair(study)] == ["move"]
    assert (study.folder / SET_ASIDE / f"{WHO}-copy-1.jsonl").exists()
    assert not damages(study)


def test_the_journal_of_another_study_is_in_no_number(study: Study, tmp_path: Path) -> None:
    other = simulate(SimulateRequest(str(PROTOCOLS / "offer.yaml"), 8, 4, "other", results=tmp_path))
    shutil.copy(other.journal("S0008"), study.journals)
    assert status(study)["n"] == 6
    assert "in another study" in damages(study)[0].why


def test_a_lost_store_comes_back_although_a_journal_is_damaged(study: Study) -> None:
    with store_of(study) as store:
        before = store.seats()
    (study.folder / "store.sqlite").unlink()
    flip(study, WHO, 0.5)
    with store_of(study) as store:
        assert [seat.slot for seat in store.seats()] == [seat.slot for seat in before]
        assert store.claim(["P1"]) == [6]


@pytest.mark.slow
def test_every_flipped_bit_of_a_journal_is_put_back_where_the_chain_proves_it(study: Study) -> None:
    whole = study.journal(WHO).read_bytes()
    proved = whole.rindex(b"\n", 0, -1)  # nothing follows the last line that could prove it
    for place in range(0, proved, 97):
        hurt = bytearray(whole)
        hurt[place] ^= 1 << (place % 8)
        assert mended(bytes(hurt)) == whole, place


@pytest.mark.slow
@pytest.mark.parametrize("damage", quick([b"\n", b"\0", b"\xff"], b"\n"))
def test_a_changed_byte_is_put_back_too(study: Study, damage: bytes) -> None:
    whole = study.journal(WHO).read_bytes()
    for place in (200, whole.index(b"\n"), len(whole) // 2):
        if whole[place : place + 1] != damage:
            assert mended(whole[:place] + damage + whole[place + 1 :]) == whole


def test_the_changed_end_of_the_last_line_is_put_back_and_a_torn_line_stays_torn(study: Study) -> None:
    whole = study.journal(WHO).read_bytes()
    study.journal(WHO).write_bytes(whole[:-1] + b"\x0b")
    assert kinds(study, WHO)[-1] != "finished"
    assert [one.how for one in repair(study)] == ["restore"]
    assert study.journal(WHO).read_bytes() == whole
    for torn in (whole[:-1], whole[:-2], whole[:-30]):
        study.journal(WHO).write_bytes(torn)
        assert damages(study) == []
        assert mended(torn) == torn


@pytest.mark.slow
def test_what_the_chain_does_not_prove_is_not_made_up(study: Study) -> None:
    whole = study.journal(WHO).read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    assert mended(whole[: last + 40] + b"\xff" + whole[last + 41 :]) is None
    middle = len(whole) // 2
    assert mended(whole[:middle] + b"many bytes" + whole[middle + 10 :]) is None
    assert mended(b"") == b""


def test_repair_says_what_can_be_saved_and_writes_only_when_told(study: Study) -> None:
    before = study.journal(WHO).read_bytes()
    flip(study, WHO, 0.4)
    hurt = study.journal(WHO).read_bytes()
    [found] = damages(study)
    assert (found.participant, found.how) == (WHO, "restore")
    assert study.journal(WHO).read_bytes() == hurt
    repair(study)
    assert study.journal(WHO).read_bytes() == before
    assert (study.folder / SET_ASIDE / f"{WHO}-1.jsonl").read_bytes() == hurt
    assert status(study)["n"] == 6
    assert repair(study) == []


@pytest.mark.slow
def test_what_cannot_be_proved_is_cut_off_and_told_in_the_journal(study: Study) -> None:
    lines = study.journal(WHO).read_bytes().split(b"\n")
    hurt = b"\n".join([*lines[:4], b"x" * 80, *lines[5:]])
    study.journal(WHO).write_bytes(hurt)
    [found] = damages(study)
    assert (found.how, found.saved, found.lines) == ("cut", 4, len(lines) - 1)
    assert "4 of" in found.advice
    repair(study)
    *kept, last = read_journal(study.journal(WHO)).events
    assert [event.line() for event in kept] == lines[:4]
    assert (last.kind, last.data["lines_lost"]) == ("repaired", len(lines) - 5)
    found_again = status(study)
    assert found_again["apart"] == []
    assert any("damaged lines were cut off by repair" in note for note in found_again["notes"])
    assert read_study(study).tables.wide[2]["status"] == "interrupted"
    settle(study)
    problems = [one.what for one in verified("hurt", study.folder.parent).findings if not one.holds]
    assert len(problems) == 2  # it had finished, and what it said then is lost
    assert all(f"{WHO} " in problem and "no journal" in problem for problem in problems)


@pytest.mark.slow
def test_one_flipped_bit_in_the_journal_of_the_study_stops_nobody_and_is_put_back(study: Study) -> None:
    path = study.journals / "_study.jsonl"
    before = path.read_bytes()
    hurt = bytearray(before)
    hurt[len(hurt) // 2] ^= 1
    path.write_bytes(hurt)
    assert status(study)["n"] == 6
    assert any("_study.jsonl" in note and "repair" in note for note in status(study)["notes"])
    assert "_study.jsonl" in printed(analysis_of("hurt", study.folder.parent, DataFiles()))
    settle(study)
    assert not verified("hurt", study.folder.parent).holds
    assert [(one.participant, one.how) for one in repair(study)] == [("_study", "restore")]
    assert path.read_bytes().startswith(before)
    assert verified("hurt", study.folder.parent).holds


@pytest.mark.slow
def test_a_flipped_bit_in_the_ledger_stops_nobody_and_is_put_back(study: Study) -> None:
    settle(study)
    path = study.folder / "ledger.csv"
    before = path.read_bytes()
    hurt = bytearray(before)
    hurt[len(hurt) // 2] ^= 1
    path.write_bytes(hurt)
    assert [(one.participant, one.how) for one in damages(study)] == [("ledger.csv", "restore")]
    assert path.read_bytes() == hurt
    repair(study)
    assert path.read_bytes() == before
    assert damages(study) == []
    assert verified("hurt", study.folder.parent).holds


@pytest.mark.slow
def test_a_session_that_was_paid_is_not_cut_behind_what_it_was_paid_for(study: Study) -> None:
    settle(study)
    lines = study.journal(WHO).read_bytes().split(b"\n")
    study.journal(WHO).write_bytes(b"\n".join([*lines[:4], b"x" * 80, *lines[5:]]))
    hurt = study.journal(WHO).read_bytes()
    assert [damage.how for damage in repair(study)] == ["nothing"]
    assert study.journal(WHO).read_bytes() == hurt


def unheld(study: Study) -> list[str]:
    return [one.what for one in verified("hurt", study.folder.parent).findings if not one.holds]


@pytest.mark.slow
def test_verify_tells_of_a_damaged_session_once_and_of_an_emptied_one_that_it_was_taken_away(
    study: Study,
) -> None:
    settle(study)
    whole = study.journal(WHO).read_bytes()
    flip(study, WHO, 0.5)
    [said] = unheld(study)
    assert said.startswith(f"{WHO}: {WHO}.jsonl:")
    study.journal(WHO).write_bytes(b"")
    assert any("no journal" in problem for problem in unheld(study))
    study.journal(WHO).write_bytes(whole)
    assert unheld(study) == []


def test_a_running_session_is_not_repaired(study: Study) -> None:
    with FileJournal(study.journal(WHO), resume=True):
        flip(study, WHO, 0.4)
        with pytest.raises(StationError, match="being run"):
            repair(study)


FORGED: list[tuple[bytes, bytes]] = [
    (b'"value"', b'"valeu"'),
    (b'"measure"', b'"measuer"'),
]


@pytest.mark.parametrize(("what", "instead"), FORGED)
def test_a_fact_that_this_program_does_not_write_is_set_apart(
    study: Study, what: bytes, instead: bytes, rechained: Callable[[Path, bytes], None]
) -> None:
    rechained(study.journal(WHO), study.journal(WHO).read_bytes().replace(what, instead))
    assert [row["participant"] for row in read_study(study).tables.wide] == OTHERS
    assert "cannot be read" in status(study)["apart"][0]["why"]


@pytest.fixture
def rechained() -> Callable[[Path, bytes], None]:
    """Writes a changed journal with a chain that holds, as a forger would."""
    import json

    from ikea_effect.record.events import GENESIS, digest

    def write(path: Path, content: bytes) -> None:
        prev, out = GENESIS, []
        for line in content.splitlines():
            said = json.dumps(json.loads(line) | {"prev": prev}, separators=(",", ":"), ensure_ascii=False)
            out.append(said.encode())
            prev = digest(out[-1])
        path.write_bytes(b"\n".join([*out, b""]))

    return write
