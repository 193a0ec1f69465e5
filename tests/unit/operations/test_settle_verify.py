"""Verifying receipts and studies, and the two commands on payment."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import RecordError
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import receipt_verified, verified
from tests.unit.operations.settle_bench import BDM, PAIRS, Lab

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    lab = Lab(tmp_path, {"bid": BDM, "auction": PAIRS})
    for who, bid in (("P001", 500), ("P002", 0)):
        lab.session(who, bid=bid, auction=bid)
    settle(lab.study)
    return lab


def receipt(lab: Lab, who: str = "P001") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((lab.study.folder / "receipts" / f"{who}.json").read_text("utf-8"))
    return found


def test_a_receipt_holds_and_says_what_was_recomputed(lab: Lab) -> None:
    found = verified(str(lab.study.folder / "receipts" / "P001.json"), lab.study.folder.parent)
    assert found.holds
    assert f"bid 500, price {lab.price('P001')}: bought" in found.text()
    assert found.text().endswith("Everything that a receipt can prove holds.")


def test_a_receipt_opens_its_own_keys_and_no_other(lab: Lab) -> None:
    mine, other = (json.dumps(receipt(lab, who)) for who in ("P001", "P002"))
    assert lab.study.secret.hex() not in mine
    keys = {draw["key"] for draw in receipt(lab)["draws"]}
    assert keys == {lab.stream("P001", purpose).key.hex() for purpose in ("bid.price", "auction.group")}
    assert not any(key in other for key in keys)


def another_price(found: dict[str, Any]) -> None:
    found["trades"][0]["price_minor"] -= 1
    found["trades"][0]["pays_minor"] -= 1


CHANGES: dict[str, Change] = {
    "another draw": lambda found: found["draws"][0].update(drawn=found["draws"][0]["drawn"] + 1),
    "another key": lambda found: found["draws"][0].update(key="00" * 32),
    "another commitment": lambda found: found["draws"][0].update(commitment="0" * 64),
    "another price": another_price,
    "another bid": lambda found: found["trades"][0].update(bid_minor=0),
    "another line": lambda found: found["lines"][0].update(amount_minor=0),
    "another total": lambda found: found.update(total_minor=found["total_minor"] + 100),
    "no draws": lambda found: found.update(draws=[]),
    "words for numbers": lambda found: found["lines"][0].update(amount_minor="6"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_receipt_does_not_hold(lab: Lab, what: str) -> None:
    found = copy.deepcopy(receipt(lab))
    assert receipt_verified(found).holds
    CHANGES[what](found)
    assert not receipt_verified(found).holds
    assert "DOES NOT HOLD" in receipt_verified(found).text()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"kind": "x"}', b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_receipt_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="not a receipt"):
        verified(str(path), tmp_path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        verified(str(tmp_path / "none.json"), tmp_path)


def study_findings(lab: Lab) -> list[str]:
    found = verified(lab.study.name, lab.study.folder.parent)
    return [finding.what for finding in found.findings if not finding.holds]


def test_a_settled_study_holds(lab: Lab) -> None:
    assert study_findings(lab) == []


def test_a_study_that_was_not_settled_or_changed_says_what(lab: Lab) -> None:
    lab.session("P003", bid=0, auction=0)
    assert any("lines are missing" in what for what in study_findings(lab))
    settle(lab.study)
    path = lab.study.folder / "receipts" / "P001.json"
    path.write_text(path.read_text("utf-8").replace('"total_minor": ', '"total_minor": 1'), "utf-8")
    assert any(what.startswith("receipts/P001.json: The lines sum to") for what in study_findings(lab))
    path.unlink()
    assert study_findings(lab) == ["receipts/P001.json: is not there. Run settle."]
    (lab.study.folder / "ledger.csv").write_text("posting\n", "utf-8")
    assert any("read from journals/_ledger.csv" in what for what in study_findings(lab))
    (lab.study.journals / "_ledger.csv").write_text("posting\n", "utf-8")
    assert any("the ledger does not hold" in what for what in study_findings(lab))


# --- the commands ------------------------------------------------------------------------------------------


def command(*arguments: str) -> int:
    """The exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_settle_prints_json_that_can_be_read(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("settle", "boxes", "--results", str(lab.study.folder.parent), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["added"] == 0
    assert found["title"] == "Study boxes"
    assert all(Path(path).is_file() for path in found["files"])


def test_exit_codes_of_settling(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--results", str(lab.study.folder.parent))
    assert command("settle", "boxes", *where, "--correct", "P001=+1.00") == 2
    assert "--reason" in capsys.readouterr().err
    assert command("settle", "boxes", *where, "--correct", "P001=+1.00", "--reason", "fee") == 0
    lab.study.journal("P001").write_bytes(b"{}\n")
    assert command("settle", "boxes", *where) == 0
    said = capsys.readouterr().err
    assert "set apart, not settled until it is mended: P001" in said
    assert "Traceback" not in said
    assert command("verify", "boxes", *where) == 3
    (lab.study.folder / "ledger.csv").write_bytes(b"posting")
    (lab.study.journals / "_ledger.csv").write_bytes(b"posting")
    assert command("settle", "boxes", *where) == 2


def test_exit_codes_of_verifying(lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--results", str(lab.study.folder.parent))
    path = tmp_path / "own.json"
    path.write_text(json.dumps(receipt(lab)), "utf-8")
    assert command("verify", str(path)) == 0
    path.write_text(json.dumps(receipt(lab) | {"total_minor": 1}), "utf-8")
    assert command("verify", str(path), "--json") == 3
    path.write_text("{}", "utf-8")
    assert command("verify", str(path)) == 2
    assert command("verify", "boxes", *where) == 0
    assert command("verify", "nothing", *where) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_verify_names_the_code_to_compare_with_the_screen_by_32_signs(lab: Lab) -> None:
    code = lab.stream("P001", "bid.price").code
    assert len(code.replace(" ", "")) == 32
    found = verified(str(lab.study.folder / "receipts" / "P001.json"), lab.study.folder.parent)
    assert f"compare with your screens: bid.price, code {code}, one of 501 prices" in found.text()
    assert f"bid.price: the key opens code {code} and draws" in found.text()
    assert receipt(lab)["code_signs"] == 32


def test_a_receipt_of_an_earlier_session_says_that_the_screen_showed_16_signs(lab: Lab) -> None:
    earlier = receipt(lab)
    del earlier["code_signs"]
    assert receipt_verified(earlier).holds
    assert any("the screen showed the first 16" in one for one in receipt_verified(earlier).unproven)


def test_settle_and_verify_tell_how_far_they_are_on_stderr(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[int, int]] = []
    settle(lab.study, progress=lambda done, total: told.append((done, total)))
    verified("boxes", lab.study.folder.parent, lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (0, 2), (0, 2)]
    assert command("verify", "boxes", "--results", str(lab.study.folder.parent), "--json") == 0
    assert json.loads(capsys.readouterr().out)["holds"]


@pytest.mark.parametrize("name", ["P099.json", "P001 - Copy.json"])
def test_a_receipt_of_nobody_in_the_ledger_is_named_and_nothing_is_paid_for_it(lab: Lab, name: str) -> None:
    folder = lab.study.folder / "receipts"
    settle(lab.study)
    (folder / name).write_bytes((folder / "P001.json").read_bytes())
    (folder / "._P001.json").write_bytes(b"of the system")
    settled = settle(lab.study)
    assert f"receipts of nobody in the ledger, on which nothing is due: {name}. " in settled.warning
    assert set(settled.handed.amounts) == {"P001", "P002"}
    failed = [one.what for one in verified("boxes", lab.study.folder.parent).findings if not one.holds]
    assert failed == [f"receipts/{name}: is of nobody in the ledger. Nothing is due on it: take it out."]
