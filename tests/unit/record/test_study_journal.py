"""The journal of a study: chained like a session's, appended by any station, whole after every crash."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError, StationError
from ikea_effect.record import study_journal as study_journal_module
from ikea_effect.record.claims import CLAIMED, Claims, alias
from ikea_effect.record.database import Database
from ikea_effect.record.events import GENESIS, digest
from ikea_effect.record.lines import STUDY, Lines, file_in
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import (
    Entry,
    Seen,
    SharedFile,
    append,
    append_all,
    damage_of,
    legible,
    read_study_journal,
    study_journal,
)
from tests.unit.operations.settle_bench import Lab, three
from tests.unit.record.conftest import Synced


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def test_each_line_follows_from_the_one_before(study: Study) -> None:
    first = append(study, "looked", {"at": 40}, by="ada")
    second = append(study, "looked", {"at": 80})
    assert (first.seq, first.prev, first.data) == (0, GENESIS, {"at": 40, "by": "ada"})
    assert (second.seq, second.prev, second.data) == (1, digest(first.line()), {"at": 80})
    assert read_study_journal(study) == [first, second]


def test_nobody_is_there_before_the_first_line(study: Study) -> None:
    assert read_study_journal(study) == []
    assert list(legible(study)) == []


def test_it_is_no_participant(tmp_path: Path) -> None:
    lab = three(tmp_path)
    append(lab.study, "looked", {})
    assert lab.study.participants() == ["P001", "P002", "P003"]


def test_a_torn_last_line_is_written_over(study: Study) -> None:
    first = append(study, "looked", {})
    with study_journal(study).open("ab") as file:
        file.write(b'{"seq":1,"kind":"loo')
    second = append(study, "looked", {"again": True})
    assert read_study_journal(study) == [first, second]


def test_a_changed_line_breaks_the_chain_and_the_others_stay_legible(study: Study) -> None:
    append_all(study, [Entry("looked", {"n": n}) for n in range(3)], datetime.now(UTC))
    path = study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'"n":1', b'"n":9'))
    with pytest.raises(RecordError, match=r"_study\.jsonl:3: the chain does not hold"):
        read_study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'{"seq":1', b'{"seq"x1'))
    assert [event.data["n"] for event in legible(study)] == [0, 2]


@pytest.mark.parametrize("damaged", [b"nonsense", b"", b"x" * 200_000])
def test_a_damaged_last_line_stops_nobody_and_stays_linked(study: Study, damaged: bytes) -> None:
    append(study, "looked", {})
    with study_journal(study).open("ab") as file:
        file.write(damaged + b"\n")
    third = append(study, "looked", {"after": True})
    assert (third.seq, third.prev) == (2, digest(damaged))
    assert study_journal(study).read_bytes().split(b"\n")[1:] == [damaged, third.line(), b""]
    assert append(study, "looked", {}).seq == 3
    with pytest.raises(RecordError, match=r"_study\.jsonl:2: this line is not an event"):
        read_study_journal(study)


def station(folder: str, name: str) -> None:
    for number in range(10):
        append(Study(Path(folder)), "looked", {"station": name, "number": number})


@pytest.mark.slow
def test_stations_that_write_at_once_lose_no_line(study: Study) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(station, [(str(study.folder), name) for name in "abc"])
    told = [(event.data["station"], event.data["number"]) for event in read_study_journal(study)]
    assert sorted(told) == [(name, number) for name in "abc" for number in range(10)]


def steps_to_ask(study: Study, people: range) -> int:
    """How many calls it takes to ask what the study's journal says of each of them."""
    claims, steps = Claims(study), 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        for number in people:
            assert claims.began(f"P{number}")
    finally:
        sys.setprofile(None)
    return steps


def test_asking_for_everyone_in_turn_takes_twice_as_long_for_twice_as_many(study: Study) -> None:
    def enter(people: range) -> None:
        claimed = [Entry(CLAIMED, {"who": alias(study.secret, f"P{n}")}) for n in people]
        append_all(study, claimed, datetime.now(UTC))

    enter(range(50))
    few = steps_to_ask(study, range(50))
    enter(range(50, 100))
    assert steps_to_ask(study, range(100)) <= 2.2 * few


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other rights, and syncs no folder")


@POSIX
@pytest.mark.usefixtures("usual_rights")
def test_lines_are_durable_when_they_are_given_back_and_so_is_the_files_name(
    study: Study, synced: list[Synced], left_open: set[int]
) -> None:
    append(study, "looked", {})
    path = study_journal(study)
    assert [one.inode for one in synced] == [path.stat().st_ino, path.parent.stat().st_ino]
    assert synced[0].size == path.stat().st_size
    append(study, "looked", {})
    assert (synced[2].inode, synced[2].size) == (path.stat().st_ino, path.stat().st_size)
    assert len(synced) == 3, "the name is there already"
    assert path.stat().st_mode & 0o777 == 0o644
    assert not left_open


def test_a_full_disk_leaves_the_file_as_it_was(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    append(study, "looked", {})
    before = study_journal(study).read_bytes()

    def half_then_full(handle: int, content: bytes) -> None:
        os.write(handle, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(study_journal_module, "write_all", half_then_full)
        with pytest.raises(StationError, match="the disk is full"):
            append(study, "looked", {"again": True})
    assert study_journal(study).read_bytes() == before


def test_who_did_it_stands_in_a_line_only_where_somebody_is_named(study: Study) -> None:
    at = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)
    events = append_all(study, [Entry("looked", {"at": 1}, "ada"), Entry("looked", {"at": 2})], at)
    assert [dict(event.data) for event in events] == [{"at": 1, "by": "ada"}, {"at": 2}]
    assert [event.clock_ms for event in events] == [0, 0]
    assert {event.at for event in events} == {"2026-03-02T12:00:00.250Z"}


def test_a_long_journal_is_gone_on_from_its_end(study: Study) -> None:
    """Only its last 65,536 bytes are read before a line is added."""
    append_all(study, [Entry("looked", {"n": n, "why": "x" * 400}) for n in range(400)], datetime.now(UTC))
    assert study_journal(study).stat().st_size > 2 * 65_536
    assert append(study, "looked", {"n": 400}).seq == 400
    with study_journal(study).open("ab") as file:
        file.write(b'{"seq":401')
    assert append(study, "looked", {"n": 401}).seq == 401
    assert [event.data["n"] for event in read_study_journal(study)] == list(range(402))


def test_a_last_line_whose_end_was_changed_is_followed_and_told(study: Study) -> None:
    first = append(study, "looked", {"n": 0})
    second = append(study, "looked", {"n": 1})
    path = study_journal(study)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    wrong = damage_of(study)
    assert str(wrong) == "_study.jsonl:2: the end of the line was changed."
    third = append(study, "looked", {"n": 2})
    assert (third.seq, third.prev) == (2, digest(second.line()))
    assert read_study_journal(study) == [first, second, third]


def test_a_journal_that_is_gone_is_missed_once_there_is_a_ledger(study: Study) -> None:
    assert damage_of(study) is None
    (study.folder / "ledger.csv").write_text("")
    assert "is missing, which tells of every ledger and payment" in str(damage_of(study))
    append(study, "looked", {})
    assert damage_of(study) is None
    study_journal(study).unlink()
    study.facts["format"] = 1
    assert damage_of(study) is None, "studies of the first format had none"


def test_a_line_that_tells_nothing_is_damage_and_not_legible(study: Study) -> None:
    append_all(
        study, [Entry("looked", {}), Entry(CLAIMED, {"who": 7}), Entry("looked", {})], datetime.now(UTC)
    )
    assert "_study.jsonl:2" in str(damage_of(study))
    assert [event.seq for event in legible(study)] == [0, 2]


def test_what_the_chain_proves_to_have_stood_in_a_damaged_line_is_legible(study: Study) -> None:
    written = append_all(study, [Entry("looked", {"n": n}) for n in range(3)], datetime.now(UTC))
    path = study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'"n":1', b'"n":5'))
    assert list(legible(study)) == written


def test_a_journal_that_cannot_be_read_is_told(study: Study) -> None:
    study_journal(study).mkdir()
    with pytest.raises(RecordError, match=r"_study\.jsonl: the journal cannot be read"):
        read_study_journal(study)


@pytest.fixture
def url(study: Study, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store that desks share; a file stands in for the server."""
    url = f"sqlite:///{study.folder.parent / 'shared.sqlite'}"
    monkeypatch.setattr(study_journal_module, "url_of", lambda _folder: url)
    return url


def in_store(study: Study, url: str, name: str) -> tuple[bytes, bytes | None]:
    """The study's journal as the store holds it, and a file."""
    with contextlib.closing(Database(study.folder, url)) as database:
        with database.reading() as connection:
            content = file_in(connection, name)
        return b"".join(line + b"\n" for line in Lines(database).after(STUDY, 0)), content


def test_a_torn_last_line_that_is_longer_than_the_next_leaves_nothing(study: Study) -> None:
    first = append(study, "looked", {})
    with study_journal(study).open("ab") as file:
        file.write(b'{"seq":1,"kind":"looked","data":{"why":"' + b"x" * 1000)
    second = append(study, "looked", {})
    assert study_journal(study).read_bytes() == first.line() + b"\n" + second.line() + b"\n"


def test_where_desks_share_a_store_acts_stand_there_and_here(study: Study, url: str) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    first = append_all(study, [Entry("looked", {"at": 40}), Entry("looked", {"at": 80})], at)
    books = SharedFile("ledger.csv", b"a ledger")
    [third] = append_all(study, [Entry("counted", {})], at, books, Seen(frozenset({"counted"}), 0))
    assert [event.seq for event in (*first, third)] == [0, 1, 2]
    assert read_study_journal(study) == [*first, third]
    assert in_store(study, url, "ledger.csv") == (study_journal(study).read_bytes(), b"a ledger")


@pytest.mark.usefixtures("url")
def test_acts_that_another_desk_entered_come_here_with_the_next_one(study: Study) -> None:
    first = append(study, "looked", {})
    study_journal(study).unlink()
    second = append(study, "looked", {})
    assert read_study_journal(study) == [first, second]


def test_nothing_is_entered_where_another_desk_changed_the_books_since(study: Study, url: str) -> None:
    changes = frozenset({"changed"})
    append(study, "changed", {}, seen=Seen(changes, 0))
    append(study, "looked", {})
    before = study_journal(study).read_bytes()
    for times in (0, 2):
        with pytest.raises(StationError, match="the books of study 'boxes' were changed at another desk"):
            append_all(
                study, [Entry("changed", {})], datetime.now(UTC), SharedFile("l", b"x"), Seen(changes, times)
            )
    assert study_journal(study).read_bytes() == before
    assert in_store(study, url, "l") == (before, None)
    append(study, "changed", {}, seen=Seen(changes, 1))
