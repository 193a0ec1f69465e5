"""What the study's journal keeps of its ledger, on one computer and where desks share a store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record import ledger_acts, study_journal
from ikea_effect.record.database import Database
from ikea_effect.record.ledger_acts import (
    BOOKS,
    COPY,
    SHARED_LEDGER,
    Written,
    copy_of,
    enter_ledger,
    fetch_ledger,
    sha256_of,
    written_last,
)
from ikea_effect.record.lines import file_in, put_file
from ikea_effect.record.store_tables import FILES
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append, read_study_journal
from tests.unit.operations.settle_bench import Lab

ONE, TWO = b"a ledger\r\n", b"a ledger\r\nwith more\r\n"
# printf 'a ledger\r\n' | sha256sum
ONE_SHA256 = "07e5a667e28f25366162d32fe079f854b93f6b8c362d997bbac30c1319c0dda7"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def entered(study: Study, content: bytes, times: int | None = None, why: tuple[Entry, ...] = ()) -> None:
    enter_ledger(study, [content[:3], content[3:]], sha256_of([content]), (3, 1, 2), times, why)


def kinds(study: Study) -> list[str]:
    return [event.kind for event in read_study_journal(study)]


def test_a_ledger_is_entered_once_with_what_it_follows_from_and_its_copy_is_kept(study: Study) -> None:
    assert written_last(study) is None
    entered(study, ONE, why=(Entry("corrected", {"why": "a test"}),))
    last = written_last(study)
    assert last is not None
    assert last == Written(ONE_SHA256, 3, 1, 2, last.at, 1)
    assert copy_of(study) == study.journals / COPY
    assert copy_of(study).read_bytes() == ONE
    entered(study, ONE)
    assert kinds(study) == ["corrected", BOOKS]
    entered(study, TWO)
    again = written_last(study)
    assert again is not None
    assert (again.sha256, again.times) == (sha256_of([TWO]), 2)
    assert copy_of(study).read_bytes() == TWO


def test_nothing_is_known_of_a_ledger_where_a_line_cannot_be_read(study: Study) -> None:
    entered(study, ONE)
    append(study, "looked", {})
    path = study_journal.study_journal(study)
    assert written_last(study) is not None
    path.write_bytes(path.read_bytes().replace(b'"looked"', b'"looked'))
    assert written_last(study) is None


@pytest.fixture
def database(study: Study, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A store that desks share; a file stands in for the server."""
    url = f"sqlite:///{study.folder.parent / 'shared.sqlite'}"
    for module in (ledger_acts, study_journal):
        monkeypatch.setattr(module, "url_of", lambda _folder: url)
    with contextlib.closing(Database(study.folder, url)) as database:
        yield database


def shared(database: Database) -> bytes | None:
    with database.reading() as connection:
        return file_in(connection, SHARED_LEDGER)


def test_where_desks_share_a_store_the_ledger_stands_there_with_its_act(
    study: Study, database: Database
) -> None:
    entered(study, ONE, why=(Entry("corrected", {"why": "a test"}),))
    assert (shared(database), copy_of(study).read_bytes(), kinds(study)) == (ONE, ONE, ["corrected", BOOKS])
    copy_of(study).unlink()
    entered(study, ONE)
    assert (copy_of(study).read_bytes(), kinds(study)) == (ONE, ["corrected", BOOKS])
    entered(study, TWO)
    assert (shared(database), kinds(study)) == (TWO, ["corrected", BOOKS, BOOKS])


@pytest.mark.parametrize(("times", "is_right"), [(0, False), (1, True), (2, False), (None, True)])
def test_a_ledger_goes_on_from_the_one_that_was_read_or_nothing_is_written(
    study: Study, database: Database, times: int | None, is_right: bool
) -> None:
    entered(study, ONE, 0)
    if is_right:
        entered(study, TWO, times)
    else:
        with pytest.raises(StationError, match="were changed at another desk a moment ago"):
            entered(study, TWO, times)
    assert shared(database) == copy_of(study).read_bytes() == (TWO if is_right else ONE)


def test_a_desk_takes_the_ledger_as_it_was_written_last_elsewhere(study: Study, database: Database) -> None:
    path = study.folder / SHARED_LEDGER
    with database.transaction() as connection:
        put_file(connection, SHARED_LEDGER, b"strange")
    fetch_ledger(study, database)
    assert not path.exists(), "nothing was entered yet"
    entered(study, ONE)
    copy_of(study).unlink()
    fetch_ledger(study, database)
    assert path.read_bytes() == copy_of(study).read_bytes() == ONE
    copy_of(study).unlink()
    fetch_ledger(study, database)
    assert not copy_of(study).exists(), "it is the one that is here"
    entered(study, TWO)
    fetch_ledger(study, database)
    assert path.read_bytes() == TWO
    for content in (b"strange", None):
        path.write_bytes(b"edited")
        with database.transaction() as connection:
            if content is not None:
                put_file(connection, SHARED_LEDGER, content)
            else:
                connection.execute(FILES.delete())
        fetch_ledger(study, database)
        assert path.read_bytes() == b"edited", "the store does not hold what was entered"
