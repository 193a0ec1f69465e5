"""A study.json that is damaged is a sentence, whichever part of it is."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.protocol.loading import kept_protocol
from ikea_effect.protocol.models import canonical_json
from ikea_effect.record.study import (
    Plan,
    Study,
    WrongSecretError,
    _json,
    _rename_new,
    checked_id,
    find_study,
    of_protocol,
    open_study,
    plan_more,
    same_study,
    study_id,
)
from tests.unit.operations.settle_bench import Lab
from tests.unit.record.conftest import Synced

KEPT = Path(__file__).parents[2] / "data" / "journals" / "offer" / "study.json"
FACTS: dict[str, Any] = json.loads(KEPT.read_bytes())
NEEDED = (
    "study", "mode", "protocol", "protocol_sha256", "experiment", "language", "hashes", "seed",
    "seed_commitment", "created",
)  # fmt: skip


def test_a_study_that_was_kept_is_read(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(json.dumps(FACTS))
    assert Study(tmp_path).name == FACTS["study"]


@pytest.mark.parametrize("name", NEEDED)
def test_a_fact_that_is_gone_or_something_else_is_named(tmp_path: Path, name: str) -> None:
    without = {key: value for key, value in FACTS.items() if key != name}
    for facts in (without, FACTS | {name: [1]}):
        (tmp_path / "study.json").write_text(json.dumps(facts))
        with pytest.raises(RecordError, match=f"study.json is damaged: it has no right {name}"):
            Study(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{", "[" * 100_000, json.dumps(FACTS | {"mode": "lag"}), "\0" * 200]
)
def test_what_is_no_study_is_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content)
    with pytest.raises(RecordError, match=r"study\.json"):
        Study(tmp_path)


@pytest.mark.parametrize(
    ("protocol", "before", "after", "name"),
    [
        ("boxes", "", "", "boxes"),
        ("boxes", "pilot-", "-2", "pilot-boxes-2"),
        ("a" * 50, "", "", "a" * 40),
        ("a" * 50, "pre-", "-1", "pre-" + "a" * 34 + "-1"),
        ("a" * 33 + "-bcd", "pre-", "-1", "pre-" + "a" * 33 + "-1"),
    ],
)
def test_a_study_is_named_after_its_protocol_as_far_as_an_id_goes(
    protocol: str, before: str, after: str, name: str
) -> None:
    assert study_id(protocol, before, after) == name


@pytest.mark.parametrize("name", ["P001", "a", "0_b-c", "a" * 40, "console", "com10", "lpt"])
def test_an_id_that_can_name_a_file_everywhere_is_taken(name: str) -> None:
    assert checked_id(name) == name


@pytest.mark.parametrize(
    "name", ["", "-a", "_a", "a.b", "\u00e9", "a" * 41, "con", "NUL", "Com1", "lpt9", "a b", "a\n"]
)
def test_an_id_that_cannot_name_a_file_everywhere_is_refused(name: str) -> None:
    with pytest.raises(ParticipantError, match=r"^participant id .* cannot be used.*for example P001\."):
        checked_id(name)
    with pytest.raises(RecordError, match=r"^study id .* cannot be used.*for example pilot-1\."):
        checked_id(name, "study")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def plan(study: Study, **changes: Any) -> Plan:
    """The plan that the lab's study was begun with, with changes."""
    return replace(Plan("boxes", "lab", study.protocol, "boxes", "en", {}, 7), **changes)


def test_a_study_that_is_begun_holds_what_it_is_to_be_and_its_secret_is_its_owners(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    facts = study.facts
    told = ("format", "study", "mode", "protocol", "language", "seed", "created")
    assert {name: facts[name] for name in told} == {
        "format": 2, "study": "boxes", "mode": "lab", "protocol": "boxes", "language": "en", "seed": 7,
        "created": "2026-03-02T12:00:00.000Z",
    }  # fmt: skip
    assert "planned" not in facts
    assert facts["seed_commitment"] == hashlib.sha256(study.secret).hexdigest()
    assert facts["protocol_sha256"] == study.protocol.sha256
    assert sorted(path.name for path in study.folder.iterdir()) == [
        "artifacts", "exports", "journals", "protocol.json", "secret", "study.json",
    ]  # fmt: skip
    if sys.platform != "win32":
        assert (study.folder / "secret").stat().st_mode & 0o777 == 0o600
        assert study.folder.stat().st_mode & 0o777 == 0o755
    assert study.protocol is study.protocol, "read once"


def test_a_study_without_a_seed_has_32_bytes_by_chance_and_a_simulation_its_number(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "lab").study
    begun = [
        open_study(tmp_path, plan(lab, name=name, seed=None, planned=40), "now") for name in ("one", "two")
    ]
    assert begun[0].secret != begun[1].secret
    assert [len(study.secret) for study in begun] == [32, 32]
    assert [study.facts["planned"] for study in begun] == [40, 40]


def test_how_many_a_simulation_is_to_hold_is_not_in_the_hash_of_a_study(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    before = study.sha256
    (study.folder / "study.json").write_text(json.dumps(study.facts | {"planned": 9}))
    assert Study(study.folder).sha256 == before
    (study.folder / "study.json").write_text(json.dumps(study.facts | {"language": "nl"}))
    assert Study(study.folder).sha256 != before


def test_a_study_that_was_begun_is_gone_on_with(study: Study) -> None:
    again = open_study(study.folder.parent, plan(study), "later")
    assert again.facts == study.facts
    assert open_study(study.folder.parent, plan(study, seed=None), "later").facts == study.facts


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mode": "scripted"}, "study 'boxes' holds lab sessions; scripted ones do not go into it"),
        ({"language": "nl"}, "study 'boxes' speaks en, not nl"),
        ({"experiment": "other"}, "study 'boxes' was begun with the set-up 'boxes', not 'other'"),
        ({"experiment": ""}, "study 'boxes' was begun with the set-up 'boxes', not 'none'"),
        ({"protocol": None}, "study 'boxes' was begun with the protocol 'boxes', not 'kites'"),
        ({"seed": 8}, "study 'boxes' was begun with seed 7, not 8"),
    ],
)
def test_a_study_is_not_gone_on_with_as_another_one(study: Study, changes: Any, why: str) -> None:
    if "protocol" in changes:
        changes = {"protocol": kept_protocol(dict(study.protocol._said) | {"id": "kites"})}
    with pytest.raises(RecordError) as refused:
        open_study(study.folder.parent, plan(study, **changes), "later")
    assert str(refused.value).startswith(why)


def test_a_study_is_not_gone_on_with_with_other_amounts_than_it_was_begun_with(study: Study) -> None:
    said = dict(study.protocol._said) | {"payment": {"show_up": 9, "endowment": 5}}
    other = kept_protocol(said, study.protocol.sha256)
    with pytest.raises(RecordError, match="begun with other `overrides`: amounts, payment or sample"):
        open_study(study.folder.parent, plan(study, protocol=other), "later")


def test_a_study_nobody_took_part_in_may_be_begun_anew_where_its_protocol_changed(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "one")
    other = Lab(tmp_path / "two", payment={"show_up": 9}).study
    with pytest.raises(RecordError, match="begun with another version of its protocol") as refused:
        same_study(lab.study, plan(other))
    assert f"Nobody took part in this one yet: delete {lab.study.folder}" in str(refused.value)
    begun, now = (re.escape(one.protocol.sha256[:12]) for one in (lab.study, other))
    assert re.search(rf"SHA-256 {begun}\.\.\.\); it is now {now}\.\.\. ", str(refused.value))
    lab.session("P001", bid=100)
    with pytest.raises(RecordError, match="another version of its protocol") as refused:
        same_study(lab.study, plan(other))
    assert "Nobody took part" not in str(refused.value)
    with pytest.raises(RecordError, match="was begun with the protocol 'boxes', not 'kites'"):
        of_protocol("boxes", "boxes", "kites")
    of_protocol("boxes", "boxes", "boxes")


def test_what_a_study_was_begun_with_is_missed_or_known_to_be_another(study: Study) -> None:
    secret = study.folder / "secret"
    secret.write_bytes(b"x" * 32)
    with pytest.raises(WrongSecretError, match="is not the secret that the study was begun with: no draw"):
        _ = study.secret
    secret.unlink()
    with pytest.raises(RecordError, match=r"secret cannot be read .*: without it no draw can be made"):
        _ = study.secret
    path = study.folder / "protocol.json"
    said = json.loads(path.read_bytes())
    for content, why in (
        (json.dumps(said | {"title": "Other"}), "is not what the study was begun with"),
        ("[", "is damaged"),
        ("3", "is damaged"),
    ):
        path.write_text(content)
        with pytest.raises(RecordError, match=rf"protocol\.json {why}"):
            _ = study.declared


def test_files_beside_the_journals_that_can_be_nobodys_are_strangers(study: Study) -> None:
    for name in (
        "P002.jsonl",
        "P001.jsonl",
        "P2 - Copy.jsonl",
        "notes.txt",
        "_study.jsonl",
        ".P3.jsonl.tmp",
        "P4.JSONL",
    ):
        (study.journals / name).write_text("")
    assert study.participants() == ["P001", "P002"]
    assert study.strangers() == ["P2 - Copy.jsonl", "P4.JSONL", "notes.txt"]
    assert study.journal("P001") == study.folder / "journals" / "P001.jsonl"


def test_a_study_that_is_not_there_is_told_with_those_that_are(study: Study) -> None:
    results = study.folder.parent
    assert find_study(results, "boxes").facts == study.facts
    with pytest.raises(RecordError, match=r"no study 'boxs' in .*/\. Studies there: boxes\..*'boxes'\?$"):
        find_study(results, "boxs")
    with pytest.raises(RecordError, match="'norton-2012-1a' is a protocol: analyze, report and replicate"):
        find_study(results, "norton-2012-1a")
    with pytest.raises(RecordError, match="is a protocol's file, and the name of a study is expected"):
        find_study(results, "boxes.yaml")


@pytest.mark.parametrize(("planned", "is_right"), [(5, True), ("5", False), (None, False)])
def test_a_planned_number_is_a_number(tmp_path: Path, planned: object, is_right: bool) -> None:
    (tmp_path / "study.json").write_text(json.dumps(FACTS | {"planned": planned}))
    if is_right:
        assert Study(tmp_path).facts["planned"] == planned
    else:
        with pytest.raises(RecordError, match="it has no right planned"):
            Study(tmp_path)


def test_a_station_that_was_faster_began_the_study(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "lab").study
    (tmp_path / "made").mkdir()
    with pytest.raises(FileExistsError):
        _rename_new(tmp_path / "made", lab.folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("")
    with pytest.raises(OSError, match="not empty"):
        _rename_new(tmp_path / "made", tmp_path / "full")


def test_a_study_s_name_can_name_a_folder_everywhere(study: Study) -> None:
    with pytest.raises(RecordError, match=r"study id '\.\./boxes' cannot be used"):
        open_study(study.folder.parent, plan(study, name="../boxes"), "now")


def test_the_name_of_a_study_that_is_begun_is_durable(tmp_path: Path, synced: list[Synced]) -> None:
    begun = Lab(tmp_path)
    there = [one for one in synced if one.inode == tmp_path.stat().st_ino]
    assert there or sys.platform == "win32"
    assert all(begun.study.name in one.names for one in there[-1:])


def test_how_many_a_simulation_is_to_hold_is_kept(study: Study) -> None:
    plan_more(study, 40)
    assert study.facts["planned"] == Study(study.folder).facts["planned"] == 40


def as_kept(study: Study, said: dict[str, Any], **facts: Any) -> Study:
    """The study as its two files might be: `said` is its protocol."""
    (study.folder / "protocol.json").write_bytes(_json(said))
    (study.folder / "study.json").write_bytes(_json(study.facts | facts))
    return Study(study.folder)


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def test_a_protocol_of_another_version_names_what_this_one_cannot_read(study: Study) -> None:
    said = study.declared | {"goods": 3}
    with pytest.raises(RecordError) as refused:
        _ = as_kept(study, said, declared_sha256=sha256(said)).protocol
    assert "protocol.json was accepted by another version of this program" in str(refused.value)
    assert "cannot read it: " in str(refused.value)


@pytest.mark.parametrize(
    ("facts", "is_known"),
    [
        ({"experiment": ""}, True),
        ({"experiment": "boxes", "differences": []}, True),
        ({"experiment": "boxes", "differences": ["payment"]}, False),
        ({"experiment": "boxes", "differences": None}, False),
    ],
)
def test_an_early_study_tells_what_was_declared_where_it_changed_nothing_of_its_protocol(
    study: Study, facts: dict[str, Any], is_known: bool
) -> None:
    """Its study.json tells the protocol's hash alone; what its set-up changed, nobody can hold it to."""
    said = study.declared
    del study.facts["declared_sha256"]
    assert as_kept(study, said, protocol_sha256=sha256(said), **facts).declared == said
    early = as_kept(study, said | {"title": "Other"}, protocol_sha256=sha256(said), **facts)
    if is_known:
        with pytest.raises(RecordError, match="is not what the study was begun with"):
            _ = early.declared
    else:
        assert early.declared["title"] == "Other"


def test_what_a_study_keeps_is_written_for_people_to_read(tmp_path: Path) -> None:
    kept = (Lab(tmp_path, title="Caf\u00e9").study.folder / "protocol.json").read_text("utf-8")
    assert '\n "title": "Caf\u00e9"' in kept
    with pytest.raises(ValueError, match="not JSON compliant"):
        _json({"amount": float("nan")})
