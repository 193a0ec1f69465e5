"""What a desk's folder sends to the store that desks share, takes from it, and refuses."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.record.claims import enter_withdrawal
from ikea_effect.record.exchange import PARTS, exchange, fetch, parts_of, remove_copies
from ikea_effect.record.lines import Lines, put_file
from ikea_effect.record.store import Store
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """One session that has finished and one that has not."""
    lab = Lab(tmp_path / "one")
    lab.session("P001", bid=0)
    lab.session("P002", finish=False)
    return lab


@pytest.fixture
def store(lab: Lab, tmp_path: Path) -> Iterator[Store]:
    """A file stands in for the server; the study is there, and none of its journals."""
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    with contextlib.closing(Store(lab.study.folder, url)) as store:
        with store.transaction() as connection:
            for part in PARTS:
                put_file(connection, part, (lab.study.folder / part).read_bytes())
        yield store


def other_desk(study: Study, folder: Path) -> Study:
    """The study in another desk's folder, without a journal."""
    shutil.copytree(study.folder, folder)
    for path in (folder / "journals").iterdir():
        path.unlink()
    return Study(folder)


def test_what_one_desk_sends_another_takes(lab: Lab, store: Store, tmp_path: Path) -> None:
    other = other_desk(lab.study, tmp_path / "other")
    assert exchange(lab.study, store).sent == ["P001", "P002"]
    assert exchange(lab.study, store).sent == []
    fetch(other, store, "P002")
    assert other.participants() == ["P002"]
    assert other.journal("P002").read_bytes() == lab.study.journal("P002").read_bytes()
    assert exchange(other, store).sent == []
    for name in ("P001.jsonl", "P002.jsonl", "_study.jsonl"):
        assert (other.journals / name).read_bytes() == (lab.study.journals / name).read_bytes()


def test_a_store_is_empty_until_somebody_ever_had_a_place(lab: Lab, store: Store) -> None:
    assert exchange(lab.study, store).is_empty
    store.claim(["P001", "P002"])
    assert not exchange(lab.study, store).is_empty
    store.release("P001")
    assert not exchange(lab.study, store).is_empty
    store.release("P002")
    assert not exchange(lab.study, store).is_empty


def test_what_makes_a_study_is_there_as_it_was_put(lab: Lab, store: Store) -> None:
    assert parts_of(store) == {part: (lab.study.folder / part).read_bytes() for part in PARTS}


def test_a_store_of_nothing_and_one_of_another_study_are_refused(
    lab: Lab, store: Store, tmp_path: Path
) -> None:
    other = Lab(tmp_path / "three", seed=8)
    with pytest.raises(RecordError, match=r"holds another study called 'boxes' \(begun 2026-03-02T12:00:00"):
        exchange(other.study, store)
    with contextlib.closing(Store(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite'}")) as empty:
        with pytest.raises(RecordError, match="holds nothing of study 'boxes', whose store it is to be"):
            exchange(lab.study, empty)
        assert Lines(empty).heads() == {}


def test_a_folder_that_is_being_made_has_no_secret_yet_and_takes_everything(
    lab: Lab, store: Store, tmp_path: Path
) -> None:
    exchange(lab.study, store)
    other = other_desk(lab.study, tmp_path / "other")
    (other.folder / "secret").unlink()
    exchange(other, store)
    assert other.participants() == ["P001", "P002"]


def test_who_withdrew_at_another_desk_leaves_nothing_here(
    lab: Lab, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    exchange(lab.study, store)
    other = other_desk(lab.study, tmp_path / "other")
    exchange(other, store)
    (other.folder / "artifacts" / "P001").mkdir()
    (other.folder / "artifacts" / "P001" / "kite.png").write_bytes(b"kept")
    enter_withdrawal(lab.study, "P001")
    lab.study.journal("P001").unlink()
    exchange(lab.study, store)
    exchange(other, store)
    assert other.participants() == ["P002"]
    assert not (other.folder / "artifacts" / "P001").exists()
    assert "Somebody withdrew at another desk" in caplog.text
    remove_copies(other, "P404")
