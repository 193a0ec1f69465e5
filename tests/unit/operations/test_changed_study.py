"""What a lab could change beside the journals: secret, study.json, protocol.json. Nothing passes unseen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ikea_effect.errors import IkeaEffectError, RecordError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.repair import damages
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import study_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.events import Event, digest, event_from
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import study_journal
from ikea_effect.record.withdrawals import withdrawn_count
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.simulation import Simulated

PROTOCOL = Path(__file__).parents[2] / "data" / "protocols" / "induced_value.yaml"


class Desk(Simulated):
    """Answers as told, at a virtual clock."""

    def __init__(self, answer: Answer) -> None:
        self._answer, self._clock_ms = answer, 0

    def show(self, screen: Screen) -> Reply:
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


def run(results: Path, who: str) -> Study:
    """One session of a lab's study, of no seed."""

    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Desk(answer)

    run_session(RunRequest(str(PROTOCOL), who, "here", results=results, mode="lab"), opened)
    return Study(results / "here")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("results")
    for who in ("P1", "P2"):
        study = run(results, who)
    settle(study)
    return results


@pytest.fixture
def results(begun: Path, tmp_path: Path) -> Path:
    shutil.copytree(begun / "here", tmp_path / "here")
    return tmp_path


def changed(path: Path, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**said, **change(said)}), "utf-8")


def refused(results: Path) -> str:
    """What verify says does not hold; nobody is run, and nobody new is paid."""
    verified = study_verified(Study(results / "here"))
    assert not verified.holds
    with pytest.raises(IkeaEffectError):
        run(results, "P3")
    assert not (results / "here" / "journals" / "P3.jsonl").exists()
    return verified.text()


@pytest.mark.parametrize("secret", [b"", b"short", bytes(32)], ids=["emptied", "cut", "another"])
def test_with_another_secret_nobody_is_run_and_nobody_taken_out(results: Path, secret: bytes) -> None:
    (results / "here" / "secret").write_bytes(secret)
    assert "does not open the study's commitment" in refused(results)
    with pytest.raises(RecordError, match="is not the secret that the study was begun with"):
        withdraw(Study(results / "here"), "P1")
    assert (results / "here" / "journals" / "P1.jsonl").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "simulated"},
        {"seed": 3},
        {"format": 1},
        {"created": "2026-01-01T00:00:00.000Z"},
        {"language": "nl"},
        {"differences": ["another"]},
        {"experiment": "another"},
        {"words": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_study_facts_that_were_changed_since_put_every_session_apart(
    results: Path, change: Mapping[str, Any]
) -> None:
    changed(results / "here" / "study.json", lambda _: change)
    assert "study.json was changed since this session began" in refused(results)
    study = Study(results / "here")
    assert {one.participant for one in read_study(study).apart} == {"P1", "P2"}
    assert {(one.participant, one.how) for one in damages(study)} == {("P1", "nothing"), ("P2", "nothing")}


@pytest.mark.parametrize("part", ["sample", "hypotheses", "exclusions", "title", "version"])
def test_a_declaration_that_was_changed_since_is_refused(results: Path, part: str) -> None:
    changed(results / "here" / "protocol.json", lambda said: {part: [said.get(part), "another"]})
    assert "protocol.json is not what the study was begun with" in refused(results)
    with pytest.raises(RecordError, match="not what the study was begun with"):
        read_study(Study(results / "here"))


def test_texts_that_were_changed_since_participants_read_them_are_told(results: Path) -> None:
    study = Study(results / "here")
    [kept] = (study.folder / "versions").glob("*.json")
    said = json.loads(kept.read_bytes())
    words = said["wordings"]
    kept.write_text(json.dumps(said | {"wordings": words | {"debrief.body": "Thank you"}}), "utf-8")
    [finding] = [one.what for one in study_verified(study).findings if not one.holds]
    assert finding.startswith(f"versions/{kept.name}: its texts are not what participants read")
    kept.write_text(json.dumps(said | {"wordings": words | {"receipts.thanks": "Bye"}}), "utf-8")
    assert study_verified(study).holds  # a receipt may be worded anew


def test_a_declaration_that_an_early_study_tells_by_its_protocol_alone_is_held_to_it(results: Path) -> None:
    path = results / "here" / "study.json"
    facts = json.loads(path.read_text("utf-8"))
    del facts["declared_sha256"]
    path.write_text(json.dumps(facts), "utf-8")
    assert Study(results / "here").declared
    changed(results / "here" / "protocol.json", lambda _: {"title": "another"})
    with pytest.raises(RecordError, match="not what the study was begun with"):
        _ = Study(results / "here").declared


# --- places ------------------------------------------------------------------------------------------------


def changed_store(study: Study, *statements: str) -> None:
    engine = sa.create_engine(f"sqlite:///{study.folder / 'store.sqlite'}")
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def place(study: Study, who: str) -> int:
    return int(read_journal(study.journal(who)).events[0].data["slot"])


@pytest.mark.parametrize(
    "before",
    ["INSERT INTO slots VALUES (2, 'ghost', 'taken')", "INSERT INTO released VALUES (3)"],
    ids=["a place is filled with nobody", "a place is offered first"],
)
def test_a_place_that_was_passed_over_to_choose_another_is_told(results: Path, before: str) -> None:
    study = Study(results / "here")
    changed_store(study, before)
    run(results, "P3")
    changed_store(study, "DELETE FROM slots WHERE participant = 'ghost'")
    assert place(study, "P3") == 3
    [doubt] = [what for what in study_verified(study).left_out if "passed over" in what]
    assert "2 (" in doubt


@pytest.mark.slow
def test_places_in_their_order_raise_no_doubt_also_after_a_withdrawal(results: Path) -> None:
    study = Study(results / "here")
    withdraw(study, "P1")
    run(results, "P3")
    run(results, "P4")
    settle(study)
    verified = study_verified(study)
    assert (place(study, "P3"), place(study, "P4")) == (0, 2)
    assert (verified.holds, verified.left_out) == (True, ())


def test_a_store_of_yesterday_gives_no_place_twice(results: Path) -> None:
    study = Study(results / "here")
    changed_store(study, "DELETE FROM slots WHERE participant = 'P2'")
    run(results, "P3")
    settle(study)
    assert (place(study, "P2"), place(study, "P3")) == (1, 2)
    assert study_verified(study).holds


def test_whoever_withdrew_since_the_copy_of_the_store_goes_once_more(results: Path) -> None:
    study = Study(results / "here")
    shutil.copy(study.folder / "store.sqlite", results / "yesterday")
    withdraw(study, "P2")
    shutil.copy(results / "yesterday", study.folder / "store.sqlite")
    run(results, "P3")
    assert place(study, "P3") == 1
    assert b"P2" not in (study.folder / "store.sqlite").read_bytes()


def test_a_free_place_that_is_taken_stops_nobody(results: Path) -> None:
    study = Study(results / "here")
    changed_store(study, "INSERT INTO released VALUES (0)")
    run(results, "P3")
    assert place(study, "P3") == 2


# --- damaged files that concern everyone -------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    ["", "garbage", "[]", "{}", "5", '{"count": 1}', '{"count": "x", "under_way": ""}', "[" * 99_999],
)
def test_a_damaged_count_of_withdrawals_comes_from_the_journal_of_the_study(
    results: Path, content: str
) -> None:
    study = Study(results / "here")
    withdraw(study, "P2")
    settle(study)
    (study.folder / "withdrawn.json").write_text(content, "utf-8")
    assert withdrawn_count(study) == 1
    assert study_verified(study).holds
    run(results, "P3")
    withdraw(study, "P1")
    assert json.loads((study.folder / "withdrawn.json").read_text("utf-8")) == {"count": 2, "under_way": ""}


@pytest.mark.parametrize("content", ["[" * 99_999, "{}", '{"entry": null}', "\0"])
def test_a_damaged_receipt_is_named_and_stops_nobody(results: Path, content: str) -> None:
    study = Study(results / "here")
    (study.folder / "receipts" / "P1.json").write_text(content, "utf-8")
    said = study_verified(study).text()
    assert "receipts/P1.json" in said
    assert "holds  receipts/P2.json" in said
    assert "P2" not in settle(study).books.apart


@pytest.mark.parametrize(
    "data", [{}, {"who": 1}, {"who": ["x"], "began": []}, {"who": {}, "slot": "x", "head": {}}]
)
@pytest.mark.parametrize("kind", ["claimed", "ended", "withdrew", "looked"])
def test_lines_of_odd_data_in_the_journal_of_the_study_are_findings(
    results: Path, kind: str, data: Mapping[str, Any]
) -> None:
    study = Study(results / "here")
    path = study_journal(study)
    *_, last = lines = path.read_bytes().splitlines()
    more = Event(len(lines), kind, event_from(last, "").at, 0, digest(last), data)
    path.write_bytes(b"\n".join([*lines, more.line(), b""]))
    assert study_verified(study).holds is (kind == "looked")
    run(results, "P3")
