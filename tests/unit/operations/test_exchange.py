"""What a desk holds after another one did something: a file stands in for the server."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.run import run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.record.copies import SET_ASIDE
from ikea_effect.record.database import Database
from ikea_effect.record.exchange import PARTS, exchange
from ikea_effect.record.ledger_acts import SHARED_LEDGER, fetch_ledger
from ikea_effect.record.lines import put_file
from ikea_effect.record.studies import open_study
from ikea_effect.record.study import Study
from ikea_effect.record.versions import Files, checked_by, files_of, keep_version, known_versions, version_id
from tests.e2e.desk_that_arrives import plan
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import Opened, asked


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    with contextlib.closing(Database(tmp_path, url)) as database:
        yield database


def shared(database: Database, study: Study, *names: str) -> None:
    """Puts files of the study into the store that desks share."""
    with database.transaction() as connection:
        for name in names:
            put_file(connection, name, (study.folder / name).read_bytes())


def at_other_desk(study: Study, results: Path) -> Study:
    """The same study in another desk's folder."""
    return Study(shutil.copytree(study.folder, results / study.name))


@pytest.mark.slow
def test_a_folder_that_still_tells_who_withdrew_makes_no_room_for_a_study_of_the_same_name(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    open_study(tmp_path / "one", plan("namesake"), "2026-03-02T12:00:00.000Z", url)
    own = open_study(tmp_path / "other", plan("namesake", seed=2), "2026-03-02T12:00:00.000Z")
    run_session(replace(asked(tmp_path / "other", study="namesake"), seed=2), Opened())
    withdraw(own, "P001")
    with pytest.raises(RecordError, match="another study called 'namesake'"):
        open_study(tmp_path / "other", plan("namesake", seed=2), "", url)
    assert [path.name for path in own.journals.iterdir()] == ["_study.jsonl"]


STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)


def naming(folder: Path, who: str) -> list[str]:
    """Files in which, or in whose names, the code stands."""
    code = re.compile(rf"(?<![\w-]){who}(?![\w-])".encode())
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    return [path.name for path in files if code.search(words(path)) or code.search(path.name.encode())]


def words(path: Path) -> bytes:
    """What a file says: of a PDF without its packed streams, in which any two letters stand by chance."""
    held = path.read_bytes()
    return STREAM.sub(b"", held) if path.suffix == ".pdf" else held


def test_who_withdrew_elsewhere_leaves_no_paper_and_nobody_else_loses_any(
    tmp_path: Path, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    lab = Lab(tmp_path / "one")
    for who in ("P1", "P1-2"):
        lab.session(who, bid=0)
    settle(lab.study)
    other = at_other_desk(lab.study, tmp_path / "other")
    own = ("receipts/earlier/P1-1.pdf", f"{SET_ASIDE}/P1-1.jsonl", "screens/P1-003-bid.png")
    others = ("receipts/earlier/P1-2-1.pdf", f"{SET_ASIDE}/P1-2-1.jsonl", "screens/P1-2-003-bid.png")
    for name in (*own, *others):
        (other.folder / name).parent.mkdir(exist_ok=True)
        (other.folder / name).write_bytes(b"kept")
    withdraw(lab.study, "P1")
    shared(database, lab.study, *PARTS, SHARED_LEDGER)
    for study in (lab.study, other):
        exchange(study, database)
    fetch_ledger(other, database)
    assert naming(other.folder, "P1") == []
    assert not [name for name in own if (other.folder / name).exists()]
    assert [name for name in others if not (other.folder / name).exists()] == []
    assert (other.folder / "receipts" / "P1-2.json").exists()
    assert "cash-box.html" in caplog.text
    assert "P1" not in caplog.text
    assert settle(other).books.apart == {}
    assert not [
        one.what
        for one in verified(other.name, tmp_path / "other").findings
        if "receipt" in one.what and not one.holds
    ]


def test_which_version_is_the_latest_does_not_depend_on_file_times(tmp_path: Path) -> None:
    study = Lab(tmp_path / "one").study
    hashes = study.facts["hashes"]
    for number in range(6):
        met = {**hashes, "texts": f"{number}" * 64}
        keep_version(study, met, {"title": "Boxes"}, "checked", Files(f"/at/{number}.yaml", ""))
        os.utime(study.folder / "versions" / f"{version_id(met)}.json", (0, 1_000_000 - number))
    assert [one.protocol for one in files_of(study)] == [f"/at/{number}.yaml" for number in range(5, -1, -1)]
    first = {**hashes, "texts": "0" * 64}
    keep_version(study, first, {"title": "Boxes"}, "checked anew", Files("/at/0.yaml", ""))
    assert files_of(study)[-1].protocol == "/at/0.yaml"  # it is still the first


def test_a_session_that_met_other_texts_at_one_desk_is_not_accused_at_another(
    tmp_path: Path, database: Database
) -> None:
    lab = Lab(tmp_path / "one")
    other = at_other_desk(lab.study, tmp_path / "other")
    met = {**lab.study.facts["hashes"], "texts": "0" * 64}
    keep_version(lab.study, met, {"title": "Boxes"}, "checked here", Files("here.yaml", ""))
    shared(database, lab.study, *PARTS)
    for study in (lab.study, other):
        exchange(study, database)
    assert version_id(met) in known_versions(other)
    assert (checked_by(other, met), files_of(other)) == ("", [])  # it has not checked it, and has other files
    keep_version(other, met, {"title": "Boxes"}, "checked there", Files("there.yaml", ""))
    for study in (other, lab.study):
        exchange(study, database)
    assert [checked_by(study, met) for study in (lab.study, other)] == ["checked here", "checked there"]
