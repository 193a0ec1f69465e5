"""Receipts that may have been handed out are kept; lists and one PDF for those who are paid today."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations import settle_papers as papers
from ikea_effect.operations.settle import Chosen, settle
from ikea_effect.operations.settle_ledger import correction
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import load_texts, texts_hash
from ikea_effect.record.participant_files import ONE_PDF
from ikea_effect.record.study import Study
from ikea_effect.report import receipt_files
from ikea_effect.report.receipt import receipt_page
from ikea_effect.report.receipt_files import receipts_pdf, seal
from tests.unit.operations.settle_bench import PAIRS, Lab, contents, ledger, three


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return three(tmp_path)


def receipts(study: Study) -> dict[str, bytes]:
    """Every file in receipts/."""
    return contents(study.folder / "receipts")


# --- once handed out ---------------------------------------------------------------------------------------


def test_a_receipt_with_new_lines_is_made_anew_and_the_one_handed_out_is_kept(lab: Lab) -> None:
    settle(lab.study)
    before = receipts(lab.study)
    found = settle(lab.study, corrections=[correction(lab.study, "P001=+1.00", "show-up fee")])
    after = receipts(lab.study)
    assert after["earlier/P001-1.pdf"] == before["P001.pdf"] != after["P001.pdf"]
    assert {name for name in after if name.startswith("earlier/")} == {"earlier/P001-1.pdf"}
    assert found.papers.in_figures == ("P001",)
    assert "receipts with new lines, in place of earlier ones: P001" in found.text()
    assert found.to_json()["made_anew"] == {"figures": ["P001"], "looks": []}


def test_every_receipt_that_was_there_stays_there(lab: Lab) -> None:
    settle(lab.study)
    seen = [receipts(lab.study)["P001.pdf"]]
    for amount in ("+1.00", "+2.00", "-3.00"):
        settle(lab.study, corrections=[correction(lab.study, f"P001={amount}", f"number {amount}")])
        seen.append(receipts(lab.study)["P001.pdf"])
    kept = receipts(lab.study)
    assert [kept[f"earlier/P001-{number}.pdf"] for number in (1, 2, 3)] == seen[:3]
    assert kept["P001.pdf"] == seen[3]


def test_closing_a_study_makes_only_those_receipts_anew_that_it_changes(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"auction": PAIRS})
    for who, bid in (("P001", 300), ("P002", 200), ("P003", 100)):
        lab.session(who, auction=bid)
    settle(lab.study)
    before = receipts(lab.study)
    assert settle(lab.study, close=True).papers.in_figures == ("P003",)  # who waited, and did not buy
    assert receipts(lab.study)["P001.pdf"] == before["P001.pdf"]


@pytest.mark.parametrize("what", ["layout", "words"])
def test_new_looks_make_receipts_anew_and_say_so(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    settle(lab.study)
    before = receipts(lab.study)
    if what == "layout":
        larger = receipt_files._template().replace(b"size: 10pt", b"size: 11pt")
        monkeypatch.setattr(receipt_files, "_template", lambda: larger)
    else:
        texts = papers.receipt_texts(lab.study, "en")
        worded = Texts("en", {**texts.wordings, "receipts.sign.handed": "Paid by me."})
        monkeypatch.setattr(papers, "receipt_texts", lambda *_: worded)
    found = settle(lab.study)
    assert found.papers.in_looks == ("P001", "P002", "P003")
    assert found.papers.in_figures == ()
    assert "same figures in new words or layout: P001, P002, P003" in found.text()
    after = receipts(lab.study)
    for who in ("P001", "P002", "P003"):
        assert after[f"earlier/{who}-1.pdf"] == before[f"{who}.pdf"] != after[f"{who}.pdf"]
        assert after[f"{who}.json"] == before[f"{who}.json"]
    assert settle(lab.study).papers.in_looks == ()
    assert receipts(lab.study) == after


def test_a_torn_pdf_is_made_anew_and_not_kept(lab: Lab) -> None:
    settle(lab.study)
    path = lab.study.folder / "receipts" / "P001.pdf"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert settle(lab.study).papers.in_looks == ()
    assert path.read_bytes() == whole
    assert not (path.parent / "earlier").exists()


def test_a_run_that_was_stopped_after_keeping_keeps_once(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(lab.study)
    made = [correction(lab.study, "P001=+1.00", "show-up fee")]
    write = papers._write

    def dies(path: Path, content: bytes) -> None:
        if path.name == "P001.pdf":
            raise KeyboardInterrupt
        write(path, content)

    with monkeypatch.context() as died:
        died.setattr(papers, "_write", dies)
        with pytest.raises(KeyboardInterrupt):
            settle(lab.study, corrections=made)
    assert settle(lab.study).papers.in_figures == ("P001",)
    assert [name for name in receipts(lab.study) if name.startswith("earlier/")] == ["earlier/P001-1.pdf"]


def test_settling_twice_makes_nothing_anew(lab: Lab) -> None:
    settle(lab.study, one_pdf=True)
    before = contents(lab.study.folder)
    found = settle(lab.study, one_pdf=True)
    assert (found.papers.in_figures, found.papers.in_looks) == ((), ())
    assert contents(lab.study.folder) == before


# --- one file to print -------------------------------------------------------------------------------------


def test_one_pdf_holds_every_receipt(lab: Lab) -> None:
    found = settle(lab.study, one_pdf=True)
    path = lab.study.folder / "receipts.pdf"
    assert path in found.files
    assert f"to print: {path}" in found.text()
    data = [json.loads((path.parent / "receipts" / f"P00{n}.json").read_bytes()) for n in (1, 2, 3)]
    texts = papers.receipt_texts(lab.study, "en")
    pages = [receipt_page(one, texts) for one in data]
    assert path.read_bytes() == receipts_pdf(pages, "Receipts of boxes")
    assert b"/Count 3" in path.read_bytes()  # pages


def test_the_seal_is_of_words_figures_and_layout(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(lab.study)
    data = json.loads((lab.study.folder / "receipts" / "P001.json").read_bytes())
    texts = papers.receipt_texts(lab.study, "en")
    page = receipt_page(data, texts)
    sealed = seal([page], "a")
    assert sealed == seal([page], "a") != seal([page], "b")
    assert sealed != seal([receipt_page(data | {"total_minor": 1}, texts)], "a")
    monkeypatch.setattr(receipt_files, "_template", lambda: b"other")
    assert sealed != seal([page], "a")


# --- who is paid today -------------------------------------------------------------------------------------


def rows(study: Study, name: str) -> list[str]:
    """The first cells of a table."""
    with (study.folder / name).open(newline="", encoding="utf-8") as file:
        return [row["participant"] for row in csv.DictReader(file)]


def test_lists_of_a_selection_are_files_of_their_own(lab: Lab) -> None:
    settle(lab.study)
    whole = contents(lab.study.folder)
    found = settle(lab.study, chosen=Chosen(["P001"]), one_pdf=True)
    assert dict(found.handed.amounts) == {"P001": 1100 - lab.price("P001")}
    assert rows(lab.study, "cash-box-selected.csv") == ["P001", "all"]
    assert rows(lab.study, "goods-selected.csv") == ["P001"]
    page = (lab.study.folder / "cash-box-selected.html").read_text("utf-8")
    assert "These lists are for a selection only: P001" in page
    assert "P002" not in page
    after = contents(lab.study.folder)
    assert {name: after[name] for name in whole} == whole
    assert set(after) - set(whole) == {
        "cash-box-selected.csv", "cash-box-selected.html", "goods-selected.csv", "receipts-selected.pdf",
    }  # fmt: skip
    assert found.to_json()["selected"] == ["P001"]


@pytest.mark.slow
def test_a_pdf_of_many_is_gone_when_it_says_something_else(lab: Lab) -> None:
    every, selected = (lab.study.folder / name for name in ONE_PDF)
    settle(lab.study, one_pdf=True)
    settle(lab.study, chosen=Chosen(["P001"]), one_pdf=True)
    assert every.exists()
    assert selected.exists()
    settle(lab.study, chosen=Chosen(["P001"]))
    assert selected.exists()  # the same selection, the same receipts
    settle(lab.study, chosen=Chosen(["P002"]))
    assert not selected.exists()
    settle(lab.study)
    assert every.exists()
    settle(lab.study, corrections=[correction(lab.study, "P001=+1.00", "show-up fee")])
    assert not every.exists()
    settle(lab.study, one_pdf=True)
    fresh = every.read_bytes()
    every.unlink()
    settle(lab.study, one_pdf=True)
    assert every.read_bytes() == fresh


def test_a_selection_that_changed_is_printed_anew_and_one_of_before_is_gone(lab: Lab) -> None:
    path = lab.study.folder / ONE_PDF[1]
    settle(lab.study, chosen=Chosen(["P001"]), one_pdf=True)
    first = path.read_bytes()
    settle(lab.study, chosen=Chosen(["P002"]), one_pdf=True)
    assert path.read_bytes() != first
    settle(lab.study)
    assert not path.exists()


def entered(study: Study) -> list[list[str]]:
    """The ledger without the heads of journals, which differ between sessions, and of its own chain."""
    return [line.split(",")[:12] for line in ledger(study).decode().splitlines()]


def test_everyone_is_in_the_ledger_whoever_is_selected(lab: Lab, tmp_path: Path) -> None:
    settle(lab.study, chosen=Chosen(["P001"]))
    other = three(tmp_path / "other")
    settle(other.study)
    assert entered(lab.study) == entered(other.study)
    assert (lab.study.folder / "receipts" / "P003.pdf").exists()


def test_since_a_day_takes_sessions_that_ended_then_or_later(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=100)
    lab.clock += timedelta(days=2)
    lab.session("P002", bid=100)
    lab.session("P003", finish=False, bid=100)
    settle(lab.study)
    day = (datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(days=1)).astimezone().date().isoformat()
    found = settle(lab.study, chosen=Chosen(since=day))
    assert set(found.handed.amounts) == {"P002"}
    assert found.handed.unfinished == ["P003"]
    both = settle(lab.study, chosen=Chosen(["P001"], day))
    assert set(both.handed.amounts) == {"P001", "P002"}
    nobody = settle(lab.study, chosen=Chosen(since="2030-01-01"), one_pdf=True)
    assert dict(nobody.handed.amounts) == {}
    said = "--since: no session ended then or later, and the lists name nobody. The last that is there ended "
    assert said in nobody.warning
    assert "--since" not in found.warning + both.warning
    assert not (lab.study.folder / "receipts-selected.pdf").exists()


def test_a_group_that_filled_later_is_selected_by_name(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"auction": PAIRS})
    for who, bid in (("P001", 300), ("P002", 200), ("P003", 100)):
        lab.session(who, auction=bid)
    found = settle(lab.study, chosen=Chosen(["P001", "P003"]))
    assert dict(found.handed.waiting) == {"auction": ["P003"]}
    assert dict(settle(lab.study, chosen=Chosen(["P001"])).handed.waiting) == {}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Chosen(["P01"]), "--only P01: has no journal in this study. Did you mean 'P001'?"),
        (Chosen(since="yesterday"), "--since yesterday: write a day, such as --since 2026-11-01."),
    ],
)
def test_who_or_when_is_not_known_is_told(lab: Lab, chosen: Chosen, words: str) -> None:
    with pytest.raises(RecordError) as error:
        settle(lab.study, chosen=chosen)
    assert words in str(error.value)
    assert not (lab.study.folder / "ledger.csv").exists()


# --- the study's title -------------------------------------------------------------------------------------

SHIPPED = ("norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free")


@pytest.mark.parametrize("study", SHIPPED)
def test_the_shipped_studies_have_a_title_in_both_languages(study: str) -> None:
    protocol = load_protocol(study)
    titles = {
        language: load_texts(protocol, language).wordings["receipts.study"] for language in ("en", "nl")
    }
    assert len(set(titles.values())) == 2
    assert protocol.title not in titles.values()


def test_a_receipt_has_the_title_of_its_language_and_else_the_protocols(lab: Lab) -> None:
    settle(lab.study)
    data = json.loads((lab.study.folder / "receipts" / "P001.json").read_bytes())
    texts = papers.receipt_texts(lab.study, "nl")
    assert receipt_page(data, texts).subtitle == "Boxes"
    worded = Texts("nl", {**texts.wordings, "receipts.study": "Bieden op een doos"})
    assert receipt_page(data, worded).subtitle == "Bieden op een doos"


def test_a_title_that_is_added_later_changes_no_study_under_way() -> None:
    texts = load_texts(load_protocol("norton-2012-1a"), "en")
    without = {key: words for key, words in texts.wordings.items() if key != "receipts.study"}
    assert texts_hash(Texts("en", without)) == texts_hash(texts)
