"""Sessions played again from their replies: everything honest comes about anew, nothing forged does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect import __version__
from ikea_effect.operations.replay import replay
from ikea_effect.operations.session_facts import program_digest
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settlement_sessions import read_recorded
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import Finding, Verified, verified
from ikea_effect.operations.verify_versions import unknown_versions
from ikea_effect.record.events import GENESIS, digest
from ikea_effect.record.study import Study
from ikea_effect.record.versions import keep_version

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
WITH_MATERIALS = ("three_ways", "everything", "partners", "makers_and_judges")
"""Something is made in them: they are played again where their experiments lie."""
ALL = [path.stem for path in sorted(PROTOCOLS.glob("*.yaml")) if path.stem not in WITH_MATERIALS]
SHIPPED = ("norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free")
Line = dict[str, Any]


def study_of(tmp_path: Path, name: str, n: int = 4) -> Study:
    reference = name if name in SHIPPED else str(PROTOCOLS / f"{name}.yaml")
    return simulate(SimulateRequest(reference, n, 5, "again", results=tmp_path))


def lines_of(study: Study, who: str) -> list[Line]:
    return [json.loads(line) for line in study.journal(who).read_bytes().splitlines()]


def chain(study: Study, who: str, lines: list[Line]) -> None:
    """Writes the lines with a chain that holds, as someone who knows the format can."""
    prev, out = GENESIS, []
    for seq, line in enumerate(lines):
        said = json.dumps(
            {**line, "seq": seq, "prev": prev}, separators=(",", ":"), ensure_ascii=False
        ).encode()
        prev = digest(said)
        out.append(said)
    study.journal(who).write_bytes(b"\n".join([*out, b""]))


@pytest.mark.parametrize("name", [*ALL, *SHIPPED])
def test_every_honest_session_comes_about_again(tmp_path: Path, name: str) -> None:
    found = replay(study_of(tmp_path, name))
    assert (found.sessions, found.problems, found.left_out) == (4, (), ())


@pytest.mark.parametrize(("name", "waits_at"), [("english", "bid.group"), ("partners", "shirt.partner")])
def test_a_session_that_was_left_where_it_waits_for_others_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, waits_at: str
) -> None:
    monkeypatch.chdir(PROTOCOLS.parent)  # where the experiments lie
    study = study_of(tmp_path, name)
    lines = lines_of(study, "S0001")
    [place] = [place for place, line in enumerate(lines) if line["data"].get("screen") == waits_at]
    waiting = {**lines[place], "kind": "interrupted", "data": {"waits": True}}
    chain(study, "S0001", [*lines[:place], waiting])
    assert replay(study, ["S0001"]) == (1, (), ())


def test_a_session_that_was_cut_off_anywhere_comes_about_as_far_as_it_went(tmp_path: Path) -> None:
    study = study_of(tmp_path, "induced_value", 1)
    whole = lines_of(study, "S0001")
    for length in range(1, len(whole)):
        chain(study, "S0001", whole[:length])
        found = replay(study)
        assert (found.sessions, found.problems) == (1, ()), length


def on(kind: str, change: Callable[[Line], object], **where: Any) -> Callable[[list[Line]], None]:
    """Changes the first event of the kind whose data hold `where`."""

    def forge(lines: list[Line]) -> None:
        fits = (line for line in lines if line["kind"] == kind and where.items() <= line["data"].items())
        change(next(fits)["data"])

    return forge


FORGED = {
    "a measure": on("measured", lambda data: data["value"].update(minor=1)),
    "questions passed": on("noted", lambda data: data.update(value="nothing"), name="bid.comprehension"),
    "a practice error": on("noted", lambda data: data["value"].update(minor=77), name="bid.practice_error"),
    "a draw": on("drawn", lambda data: data.update(minor=1), purpose="bid.price"),
    "a purchase": on("settled", lambda data: data.update(bought=not data["bought"])),
    "points from nowhere": lambda lines: lines.insert(
        -1, lines[-2] | {"kind": "earned", "data": {"step": "bid", "by": "question-1", "points": 500}}
    ),
    "an end too early": lambda lines: lines.__delitem__(slice(-4, -1)),
    "a reply that no page asks for": on("replied", lambda data: data.update(screen="bid.nowhere")),
    "a reply without its amount": on("replied", lambda data: data.update(values={}), screen="bid.amount"),
    "another condition": on("started", lambda data: data.update(condition={"label": "nobody"})),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_was_written_by_hand_does_not_come_about(tmp_path: Path, what: str) -> None:
    study = study_of(tmp_path, "induced_value", 2)
    lines = lines_of(study, "S0001")
    FORGED[what](lines)
    chain(study, "S0001", lines)
    found = replay(study)
    assert found.sessions == 1
    [problem] = found.problems
    assert problem.participant == "S0001"


def test_another_program_excuses_only_what_does_not_come_about_with_this_one(tmp_path: Path) -> None:
    study = study_of(tmp_path, "norton-2012-1a", 2)
    lines, why = lines_of(study, "S0001"), ", and with this one something else comes about"
    lines[0]["data"]["versions"] = {"ikea-effect": __version__, "program": "0" * 64}
    chain(study, "S0001", lines)
    assert (replay(study).sessions, replay(study).left_out) == (2, ())
    FORGED["a measure"](lines)
    chain(study, "S0001", lines)
    assert replay(study).left_out == (f"S0001 was not played again: recorded with another program{why}",)
    lines[0]["data"]["versions"]["ikea-effect"] = "0.0.1"
    chain(study, "S0001", lines)
    assert replay(study).left_out == (f"S0001 was not played again: recorded with version 0.0.1{why}",)
    lines[0]["data"]["versions"] = {"ikea-effect": __version__, "program": program_digest()}
    chain(study, "S0001", lines)
    assert replay(study).sessions == 1


def test_materials_that_the_study_never_had_do_not_hold(tmp_path: Path) -> None:
    study = study_of(tmp_path, "norton-2012-1a", 2)
    assert list(unknown_versions(study, read_recorded(study).recorded)) == []
    lines = lines_of(study, "S0001")
    lines[0]["data"]["hashes"]["materials"] = "0" * 64
    chain(study, "S0001", lines)
    assert (replay(study).sessions, replay(study).left_out) == (2, ())  # it comes about all the same
    [problem] = unknown_versions(study, read_recorded(study).recorded)
    assert problem.startswith("S0001.jsonl: it names texts or materials that this study was never run with.")
    keep_version(study, lines[0]["data"]["hashes"], {}, "checked")
    assert list(unknown_versions(study, read_recorded(study).recorded)) == []


def test_what_is_left_out_is_counted_where_everything_else_holds() -> None:
    found = Verified("Study", (Finding(True, "journals"),), left_out=("S1 was not played again", "S2"))
    assert found.text().endswith("What was checked holds; 2 things were left out and not checked.")
    assert Verified("Study", (Finding(True, "journals"),)).text().endswith("Everything holds.")


def test_a_study_whose_materials_are_not_at_hand_says_that_nothing_was_played(tmp_path: Path) -> None:
    study = study_of(tmp_path, "norton-2012-1a", 2)
    facts = json.loads((study.folder / "study.json").read_bytes())
    facts["experiment"] = "somewhere-else"
    (study.folder / "study.json").write_text(json.dumps(facts), "utf-8")
    [why] = replay(Study(study.folder)).left_out
    assert "materials are not at hand" in why


def test_a_whole_desk_that_tells_its_sale_otherwise_is_not_settled(tmp_path: Path) -> None:
    """All three journals agree on a lower price; the raises that were entered do not come to it."""
    study = study_of(tmp_path, "english", 3)
    for who in study.participants():
        lines = lines_of(study, who)
        for line in lines:
            sale = line["data"].get("values", {}).get("sale") if line["kind"] == "replied" else None
            for told in [line["data"]] if line["kind"] == "sale" else [sale] if sale else []:
                told["rounds"][0]["price_minor"] -= 50
            if line["kind"] == "settled":
                line["data"]["price"]["minor"] -= 50
                line["data"]["pays"]["minor"] = max(line["data"]["pays"]["minor"] - 50, 0)
            if line["kind"] == "noted" and line["data"]["name"] == "owed":
                line["data"]["value"]["minor"] = 1100 - sum(
                    one["data"]["pays"]["minor"] for one in lines if one["kind"] == "settled"
                )
        chain(study, who, lines)
    settled = settle(study)
    assert set(settled.books.apart) == {"S0001", "S0002", "S0003"}
    assert all("does not come about again" in why for why in settled.books.apart.values())
    assert settled.books.rows == ()


def test_a_condition_that_the_slot_does_not_have_is_told(tmp_path: Path) -> None:
    study = study_of(tmp_path, "offer", 1)
    lines = lines_of(study, "S0001")
    [other] = [one for one in study.protocol.conditions if one != lines[0]["data"]["condition"]]
    lines[0]["data"]["condition"] = other
    chain(study, "S0001", lines)
    assert "place 0 has another condition" in replay(study).problems[0].what


def test_verify_tells_it(tmp_path: Path) -> None:
    study = study_of(tmp_path, "induced_value", 2)
    said = verified(study.name, tmp_path).text()
    assert "sessions (2): all they tell follows again from keys and replies" in said
    lines = lines_of(study, "S0002")
    FORGED["questions passed"](lines)
    chain(study, "S0002", lines)
    assert "DOES NOT HOLD  S0002: event" in verified(study.name, tmp_path).text()
