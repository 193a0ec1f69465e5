"""The folder of a desk without a network: made whole, its own alone, and looked at when it comes back."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.assignment.slots import slot_condition
from ikea_effect.errors import RecordError
from ikea_effect.record.desk_folders import desk_in, held_sessions, make_desk
from ikea_effect.record.desks import (
    PREPARED,
    Block,
    Drawings,
    Prepared,
    block_from,
    commitment_of,
    desk_facts,
    desk_journal,
    desk_of,
    desk_secret,
    journal_copy,
    own_block,
    prepared,
    refuse_at_desk,
    refuse_other_desk,
    refuse_while_at_desks,
    secret_of,
    study_sha256_of,
)
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import add_act
from tests.unit.operations.settle_bench import Lab
from tests.unit.record.conftest import Synced

BLOCKS = (Block(1, 40, 4), Block(2, 44, 4))


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "results")


def made(lab: Lab, to: Path, block: Block = BLOCKS[0]) -> Study:
    """The study of a desk that was made, and not yet entered."""
    make_desk(lab.study, block, to)
    return Study(to / lab.study.name)


def entered(study: Study, *desks: Prepared) -> None:
    """The act by which desks are prepared."""
    said = [{**desk.block.as_data(), "seed_commitment": desk.commitment} for desk in desks]
    add_act(study, PREPARED, {"desks": said, "by": "a test"})


@pytest.fixture
def desks(lab: Lab, tmp_path: Path) -> list[Study]:
    """Two desks as they are prepared."""
    found = [make_desk(lab.study, block, tmp_path / f"desk-{block.number}") for block in BLOCKS]
    entered(lab.study, *found)
    return [Study(tmp_path / f"desk-{block.number}" / lab.study.name) for block in BLOCKS]


def test_a_desk_s_folder_is_a_study_of_its_own_with_a_secret_of_its_own(lab: Lab, tmp_path: Path) -> None:
    block = BLOCKS[0]
    desk = make_desk(lab.study, block, tmp_path / "desk-1")
    folder = tmp_path / "desk-1" / lab.study.name
    own = desk_secret(lab.study.secret, 1)
    assert desk == Prepared(block, hashlib.sha256(own).hexdigest())
    assert own not in (lab.study.secret, desk_secret(lab.study.secret, 2))
    assert sorted(path.name for path in folder.iterdir()) == [
        "artifacts", "exports", "journals", "protocol.json", "secret", "study.json",
    ]  # fmt: skip
    study = Study(folder)
    assert study.facts == desk_facts(lab.study.facts, block, desk.commitment)
    assert (study.facts["seed"], lab.study.facts["seed"]) == (None, 7)
    assert (study.secret, study.declared, own_block(study)) == (own, lab.study.declared, block)
    assert (folder / "study.json").read_text("utf-8").startswith('{\n "format": 2')
    if sys.platform != "win32":
        assert (folder / "secret").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in (tmp_path / "desk-1").iterdir()] == [lab.study.name], "nothing half made"


def test_a_desk_s_name_is_durable_and_its_title_is_written_as_it_is(
    tmp_path: Path, synced: list[Synced]
) -> None:
    lab = Lab(tmp_path / "results", title="Caf\u00e9")
    lab.study.facts = lab.study.facts | {"words": {"title": "Caf\u00e9"}}
    synced.clear()
    desk = made(lab, tmp_path / "desk-1")
    there = (tmp_path / "desk-1").stat().st_ino
    assert sys.platform == "win32" or synced[-1].inode == there
    assert "Caf\u00e9" in (desk.folder / "study.json").read_text("utf-8")


def test_a_desk_that_was_made_in_a_command_that_was_killed_is_kept(lab: Lab, tmp_path: Path) -> None:
    desk = made(lab, tmp_path / "desk-1")
    (desk.folder / "journals" / "note").write_text("as it was")
    assert make_desk(lab.study, BLOCKS[0], tmp_path / "desk-1").block == BLOCKS[0]
    assert (desk.folder / "journals" / "note").exists()
    with pytest.raises(RecordError) as refused:
        make_desk(lab.study, BLOCKS[1], tmp_path / "desk-1")
    assert str(refused.value) == (
        f"{desk.folder}: another study or desk lies there. Move it away, or choose another folder with --to."
    )
    assert own_block(Study(desk.folder)) == BLOCKS[0]


def test_a_desk_is_found_by_its_folder_or_the_study_s_inside_it(lab: Lab, desks: list[Study]) -> None:
    for path in (desks[0].folder, desks[0].folder.parent):
        found = desk_in(lab.study, path)
        assert (found.folder, own_block(found)) == (desks[0].folder, BLOCKS[0])
    assert own_block(desk_in(lab.study, desks[1].folder)) == BLOCKS[1]


def edited_facts(desk: Study, **changes: Any) -> None:
    (desk.folder / "study.json").write_text(json.dumps(desk.facts | changes))


def test_what_is_no_desk_of_the_study_is_told(lab: Lab, desks: list[Study], tmp_path: Path) -> None:
    other = Lab(tmp_path / "other", title="Other", seed=8)
    strange = made(other, tmp_path / "strange", Block(7, 0, 4))
    again = made(other, tmp_path / "again")
    edited_facts(desks[1], language="nl")
    (tmp_path / "nothing").mkdir()
    for path, why in (
        (tmp_path / "nothing", "no desk's folder of study 'boxes' is here. Name the folder of a desk."),
        (lab.study.folder, "this is the study itself. Name the folders of its desks."),
        (lab.study.folder.parent, "this is the study itself. Name the folders of its desks."),
        (
            other.study.folder,
            "this is a study of its own, and was prepared with none. Only what was prepared",
        ),
        (strange.folder, "this desk 7 of 'boxes' was not prepared with the study in"),
        (again.folder, "this desk 1 of 'boxes' was not prepared with the study in"),
        (desks[1].folder, "was edited since the desk was prepared. Restore a copy."),
    ):
        with pytest.raises(RecordError) as refused:
            desk_in(lab.study, path)
        assert why in str(refused.value)
        assert str(path) in str(refused.value)


def with_session(desk: Study, lab: Lab, who: str = "P001") -> Path:
    """A session as it was begun at the desk, drawn there."""
    there = Lab.__new__(Lab)
    there.__dict__.update(lab.__dict__)
    there.study, there.slots, there.follows = desk, {who: 40}, {}
    return there.session(who, bid=0)


def test_sessions_of_a_desk_are_those_that_have_begun(lab: Lab, desks: list[Study]) -> None:
    desk = desks[0]
    assert held_sessions(desk) == {}
    with_session(desk, lab)
    (desk.journals / "P002.jsonl").write_bytes(b"")
    found = held_sessions(desk)
    assert list(found) == ["P001"]
    assert found["P001"].events[0].data["slot"] == 40


def damaged(path: Path, change: bytes = b"damaged\n") -> None:
    path.write_bytes(path.read_bytes() + change)


def test_a_desk_s_folder_that_does_not_hold_is_not_taken_over(
    lab: Lab, desks: list[Study], tmp_path: Path
) -> None:
    desk = desks[0]
    with_session(desk, lab)
    whole = shutil.copytree(desk.folder, tmp_path / "whole")
    other = Lab(tmp_path / "other", title="Other", seed=8)
    for change, why in (
        (lambda: damaged(desk.journals / "P001.jsonl"), "P001.jsonl"),
        (lambda: damaged(desk.journals / "_study.jsonl"), "_study.jsonl"),
        (lambda: (desk.journals / "P2 - Copy.jsonl").write_bytes(b""), "P2 - Copy.jsonl is nobody's journal"),
        (
            lambda: (desk.journals / "P009.jsonl").write_bytes(other.session("P009").read_bytes()),
            "P009.jsonl is the journal of a session in another study",
        ),
    ):
        change()
        with pytest.raises(RecordError) as refused:
            held_sessions(desk)
        said = str(refused.value)
        assert said.startswith(f"{desk.folder} was edited or damaged: ")
        assert why in said
        assert f"ikea-effect repair boxes --results {desk.folder.parent}" in said
        shutil.rmtree(desk.folder)
        shutil.copytree(whole, desk.folder)
    (desk.folder / "secret").write_bytes(b"x" * 32)
    with pytest.raises(RecordError, match="is not the secret that the study was begun with"):
        held_sessions(desk)
    (desk.folder / "secret").write_bytes((whole / "secret").read_bytes())
    (desk.folder / "protocol.json").write_text("{}")
    with pytest.raises(RecordError, match=r"protocol\.json is not what the study was begun with"):
        held_sessions(desk)


# --- what a session is drawn with -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "block"),
    [
        (BLOCKS[0].as_data(), BLOCKS[0]), (BLOCKS[0].as_data() | {"more": 1}, BLOCKS[0]), (None, None),
        ([1, 2, 3], None), ({}, None), ({"number": 1, "first": 0}, None),
        ({"number": 1, "first": 0, "places": "4"}, None), ({"number": True, "first": 0, "places": 4}, None),
    ],
)  # fmt: skip
def test_a_block_is_three_whole_numbers(said: object, block: Block | None) -> None:
    assert block_from(said) == block


def test_desks_are_known_from_the_act_by_which_they_were_prepared(lab: Lab, desks: list[Study]) -> None:
    known = prepared(lab.study)
    assert [one.block for one in known.values()] == list(BLOCKS)
    assert list(known) == [1, 2]
    assert known[2].commitment == desks[1].facts["seed_commitment"]
    entered(lab.study, Prepared(Block(2, 90, 4), "0" * 64), Prepared(Block(3, 48, 4), "1" * 64))
    assert [one.block for one in prepared(lab.study).values()] == [*BLOCKS, Block(3, 48, 4)], (
        "the first stays"
    )
    (lab.study.journals / "_study.jsonl").unlink()
    assert prepared(lab.study) == {}


def test_a_session_is_drawn_with_its_own_desk_s_secret_and_places(lab: Lab, desks: list[Study]) -> None:
    at_second = {"prepared": BLOCKS[1].as_data()}
    desk = desk_of(lab.study, at_second)
    assert desk is not None
    assert desk.block == BLOCKS[1]
    assert secret_of(lab.study, at_second) == desks[1].secret
    assert commitment_of(lab.study, at_second) == desks[1].facts["seed_commitment"]
    assert study_sha256_of(lab.study, at_second) == desks[1].sha256
    for here in ({}, {"prepared": Block(9, 0, 4).as_data()}, {"prepared": Block(2, 40, 4).as_data()}):
        assert desk_of(lab.study, here) is None
        assert secret_of(lab.study, here) == lab.study.secret
        assert commitment_of(lab.study, here) == lab.study.facts["seed_commitment"]
        assert study_sha256_of(lab.study, here) == lab.study.sha256
    assert desk_of(desks[1], at_second) is None, "in its own folder the desk is the study itself"
    assert secret_of(desks[1], at_second) == desks[1].secret


def test_how_many_a_simulation_is_to_hold_is_not_in_the_hash_that_sessions_of_a_desk_name(
    lab: Lab, desks: list[Study]
) -> None:
    lab.study.facts = lab.study.facts | {"planned": 40}
    assert study_sha256_of(lab.study, {"prepared": BLOCKS[0].as_data()}) == desks[0].sha256


def test_places_are_given_by_the_desk_whose_block_they_are_in(lab: Lab, desks: list[Study]) -> None:
    drawings, own = Drawings(lab.study), Drawings(desks[0])
    first = drawings.of({"prepared": BLOCKS[0].as_data()})
    assert first.secret == own.own.secret == desks[0].secret
    assert drawings.at(BLOCKS[0]) is first
    assert drawings.of({}) is drawings.own
    assert drawings.own.secret == lab.study.secret
    for slot, begins in ((0, 0), (39, 0), (40, 40), (43, 40), (44, 44), (47, 44), (48, 0)):
        start, slots = drawings.giving(slot)
        assert start == begins
        assert (
            slots is {0: drawings.own, 40: drawings.at(BLOCKS[0]), 44: drawings.at(BLOCKS[1])}[begins].slots
        )
    here = [drawings.giving(slot)[1].place(slot).condition for slot in range(4)]
    assert here == [slot_condition(lab.protocol, lab.study.secret, slot) for slot in range(4)]
    assert own.giving(41)[0] == 40
    there = [drawings.giving(slot)[1].place(slot).condition for slot in range(40, 44)]
    assert there == [own.own.slots.place(slot).condition for slot in range(40, 44)]


def test_what_a_desk_entered_is_read_where_it_was_collected(lab: Lab, desks: list[Study]) -> None:
    path = journal_copy(lab.study, 2)
    assert path == lab.study.folder / "desks" / "desk-2.jsonl"
    assert desk_journal(lab.study, 2) == []
    with_session(desks[1], lab)
    path.parent.mkdir()
    path.write_bytes((desks[1].journals / "_study.jsonl").read_bytes())
    assert [event.kind for event in desk_journal(lab.study, 2)] == ["claimed", "ended"]


def test_a_study_whose_desks_have_its_places_begins_no_session_itself(lab: Lab, tmp_path: Path) -> None:
    lab.session("P000", finish=False)
    refuse_while_at_desks(lab.study, "P001")
    found = [make_desk(lab.study, block, tmp_path / f"desk-{block.number}") for block in BLOCKS]
    entered(lab.study, *found)
    desk = Study(tmp_path / "desk-2" / "boxes")
    refuse_while_at_desks(lab.study, "P000")
    refuse_while_at_desks(desk, "P001")
    (lab.study.journals / "P002.jsonl").write_bytes(b"")
    for who in ("P001", "P002"):
        with pytest.raises(
            RecordError, match=r"only they give places. Run .* at one of the 2 prepared desks, .* --desk 1 "
        ):
            refuse_while_at_desks(lab.study, who)
    path = with_session(desk, lab, "P003")
    lines = path.read_bytes().replace(
        b'"participant":"P003"', b'"prepared":{"number":2,"first":44,"places":4},"participant":"P003"', 1
    )
    (lab.study.journals / "P003.jsonl").write_bytes(lines.splitlines()[0] + b"\n")
    with pytest.raises(RecordError, match=r"Run the session at desk 2, .* --study boxes --desk 2 --results"):
        refuse_while_at_desks(lab.study, "P003")


def test_a_desk_s_folder_is_opened_as_that_desk(lab: Lab, desks: list[Study]) -> None:
    for study, desk in ((lab.study, "5"), (desks[0], ""), (desks[0], "1")):
        refuse_other_desk(study, desk)
    with pytest.raises(RecordError, match=r"--desk 2: .* is the folder of desk 1 of study 'boxes'"):
        refuse_other_desk(desks[0], "2")
    refuse_at_desk(lab.study, "It is closed")
    with pytest.raises(
        RecordError, match=r"this is desk 1 of study 'boxes', without a network\. It is closed "
    ):
        refuse_at_desk(desks[0], "It is closed")
