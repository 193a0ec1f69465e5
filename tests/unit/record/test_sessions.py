"""Which sessions of a study count: those whose journals hold and are of this study and this participant."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.record.events import Event
from ikea_effect.record.journal import FileJournal, JournalRead, read_journal
from ikea_effect.record.sessions import Apart, foreign, other_facts, sound_journals, stranger
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab, three


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return three(tmp_path_factory.mktemp("lab")).study


def began(study: Study, /, **changes: Any) -> Mapping[str, Any]:
    """The first event of a session, with changes; what is None is left out."""
    data = {**read_journal(study.journal("P001")).events[0].data, **changes}
    return {name: value for name, value in data.items() if value is not None}


def read(*events: tuple[str, Mapping[str, Any]]) -> JournalRead:
    return JournalRead(
        [Event(seq, kind, "", 0, "", data) for seq, (kind, data) in enumerate(events)], b"", ""
    )


def test_the_journals_that_hold_are_read_and_the_others_set_apart_with_why(tmp_path: Path) -> None:
    study = three(tmp_path).study
    shutil.copy(study.journal("P001"), study.journal("P004"))
    path = study.journal("P002")
    path.write_bytes(path.read_bytes().replace(b'"bid.amount"', b'"bid.amuont"', 1))
    study.journal("P005").write_bytes(b"")
    apart: list[Apart] = []
    sound = dict(sound_journals(study, apart))
    assert list(sound) == ["P001", "P003", "P005"]
    assert sound["P001"] == read_journal(study.journal("P001"))
    assert [one.participant for one in apart] == ["P002", "P004"]
    assert "the chain does not hold" in apart[0].why
    assert apart[1].why == "P004.jsonl is the journal of P001, copied or renamed."
    assert apart[1].note("boxes") == (
        "P004 is set apart and in no number: P004.jsonl is the journal of P001, copied or renamed. "
        "ikea-effect repair boxes says what can be saved."
    )


def test_a_session_that_has_not_begun_is_nobody_elses(study: Study) -> None:
    assert stranger(study, "P001", read()) is None
    assert foreign(study, "P001", read()) is None


HASHES = {"hashes": {"texts": "ab"}}


@pytest.mark.parametrize(
    ("kind", "changes", "later", "why"),
    [
        ("started", {}, {}, None),
        ("started", HASHES, HASHES, None),
        ("resumed", {}, {}, "does not begin as a session does"),
        ("started", {"slot": "0"}, {}, "does not begin as a session does"),
        ("started", {"hashes": []}, {}, "does not begin as a session does"),
        ("started", {}, {"hashes": "ab"}, "does not begin as a session does"),
        ("started", {"seed_commitment": "ab"}, {}, "is the journal of a session in another study"),
        ("started", {"seed_commitment": None}, {}, "is the journal of a session in another study"),
        ("started", {"participant": "P9"}, {}, "is the journal of P9, copied or renamed"),
    ],
)
def test_a_journal_that_is_not_this_participants_is_told(
    study: Study, kind: str, changes: Any, later: Any, why: str | None
) -> None:
    it = read((kind, began(study, **changes)), ("resumed", later))
    found = (stranger(study, "P001", it), foreign(study, "P001", it))
    assert [one and str(one) for one in found] == [why and f"P001.jsonl {why}."] * 2


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"mode": "scripted"}, "mode 'lab', then 'scripted'"),
        ({"study": "boxes"}, None),
        ({"language": None}, None),
        ({"language": "nl"}, "language 'en', then 'nl'"),
        ({"mode": "scripted", "protocol": "b"}, "mode 'lab', then 'scripted', protocol 'boxes', then 'b'"),
        ({"study_sha256": "ab"}, "something else"),
    ],
)
def test_a_study_json_that_was_changed_since_a_session_began_is_told(
    study: Study, changes: Any, what: str | None
) -> None:
    said = began(study, **changes)
    expected = None if what is None else (
        f"P001.jsonl: study.json was changed since this session began ({what}). Restore a copy of study.json."
    )  # fmt: skip
    for found in (other_facts(study, said), foreign(study, "P001", read(("started", said)))):
        assert (found and str(found)) == expected


def test_a_session_that_names_the_hash_of_the_study_as_it_is_is_its_own(study: Study) -> None:
    assert other_facts(study, began(study, study_sha256=study.sha256)) is None


def test_a_session_that_goes_on_is_read_as_far_as_it_is(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with FileJournal(lab.session("P001", finish=False, bid=100), resume=True):
        apart: list[Apart] = []
        assert [who for who, _ in sound_journals(lab.study, apart)] == ["P001"]
        assert not apart
