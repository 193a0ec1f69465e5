"""What lies beside journals and ledger, and was edited: pages, PDFs, pictures, tables, files of nobody."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ikea_effect.operations.artifacts import all_artifacts
from ikea_effect.operations.cash import count_box, pay
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_papers import receipt_pages
from ikea_effect.operations.stop import stop
from ikea_effect.operations.verify import Verified, study_verified
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.operations.verify_stops import stop_problems
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import study_journal
from ikea_effect.report import looks
from ikea_effect.report.receipt_files import _style, seal
from ikea_effect.report.resources import template_folder
from tests.unit.operations.settle_bench import BDM, Lab
from tests.unit.operations.test_verify_claims import run

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = run(tmp_path_factory.mktemp("settled"), "P001")
    settle(study)
    return study.folder


@pytest.fixture
def study(settled: Path, tmp_path: Path) -> Study:
    return Study(Path(shutil.copytree(settled, tmp_path / settled.name)))


def wrong(found: Verified) -> list[str]:
    return [one.what for one in found.findings if not one.holds]


def appended(path: Path) -> None:
    """As an editor of PDFs saves: what was there stays, and something is shown above it."""
    content = path.read_bytes()
    path.write_bytes(content + b"\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\nstartxref\n0\n%%EOF\n")


def in_place(old: bytes, new: bytes) -> Change:
    def change(path: Path) -> None:
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return change


def renamed(path: Path) -> None:
    path.rename(path.with_name("P999.html"))


CHANGED: dict[str, tuple[str, Change, str]] = {
    "an amount on the page": ("receipts/P001.html", in_place(b"6.00", b"9.00"), "Run settle"),
    "a PDF that an editor saved": ("receipts/P001.pdf", appended, "was changed after it was made"),
    "a table": ("cash-box.csv", in_place(b"P001", b"P999"), "something else than books"),
    "a receipt of nobody": ("receipts/P001.html", renamed, "of nobody"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_paper_that_was_edited_does_not_hold_though_its_data_do(study: Study, what: str) -> None:
    name, change, says = CHANGED[what]
    assert wrong(study_verified(study)) == []
    change(study.folder / name)
    [found] = wrong(study_verified(study))
    assert says in found


def test_what_is_quick_leaves_papers_out_and_says_so(study: Study) -> None:
    in_place(b"6.00", b"9.00")(study.folder / "receipts" / "P001.html")
    found = study_verified(study, quick=True)
    assert found.holds
    assert found.left_out == (
        "pages and PDFs of receipts, lists, artifacts, exported tables and the report were not made again "
        "(--quick)",
    )


def test_a_PDF_of_another_typesetter_is_not_called_changed(study: Study) -> None:
    in_place(b"/Creator(Typst ", b"/Creator(Typst 9")(study.folder / "receipts" / "P001.pdf")
    found = study_verified(study)
    assert (found.holds, len(found.left_out)) == (True, 1)
    assert "another version of the typesetter" in found.left_out[0]


def of_before_an_update(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The papers as another style sheet and layout would have made them."""
    page, pdf = (study.folder / "receipts" / f"P001.{kind}" for kind in ("html", "pdf"))
    style = page.read_text("utf-8").partition("<style>\n")[2].partition("</style>")[0]
    other = style.replace("color", "colour", 1)
    page.write_text(page.read_text("utf-8").replace(style, other), "utf-8")
    layout = hashlib.sha256(b"another layout").hexdigest()
    data = json.loads((study.folder / "receipts" / "P001.json").read_text("utf-8"))
    [receipt] = receipt_pages(study, {"P001": data})
    now, before = (seal([receipt.page], receipt.page.head, one) for one in ("", layout))
    in_place(now.encode(), before.encode())(pdf)
    monkeypatch.setattr(looks, "STYLES", (hashlib.sha256(other.encode()).hexdigest(), *looks.STYLES))
    monkeypatch.setattr(looks, "RECEIPTS", (layout, *looks.RECEIPTS))


def test_papers_of_before_an_update_are_told_from_edited_ones(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line of CSS had made every receipt say "something else than the books give"."""
    of_before_an_update(study, monkeypatch)
    found = study_verified(study)
    assert wrong(found) == []
    assert found.left_out == (
        "receipts/P001.html says what the books give, in the style of an earlier version of this program. "
        "Settle makes it anew",
        "receipts/P001.pdf is sealed as saying what the books give, laid out by an earlier version of this "
        "program; it was not made again to compare it. Settle makes it anew",
    )
    in_place(b"6.00", b"9.00")(study.folder / "receipts" / "P001.html")
    assert len(wrong(study_verified(study))) == 1


def test_a_style_that_no_version_had_is_an_edit(study: Study) -> None:
    """Words can be hidden, and others shown, by a style alone."""
    in_place(b"</style>", b".total{display:none}</style>")(study.folder / "receipts" / "P001.html")
    [found] = wrong(study_verified(study))
    assert "says something else than the books give" in found


def test_every_style_and_layout_is_among_those_that_are_known() -> None:
    """After a change add its digest, last, to report/looks.py."""
    folder = template_folder()
    assert looks.STYLES[-1] == hashlib.sha256(str(_style()).encode()).hexdigest()
    assert looks.RECEIPTS[-1] == hashlib.sha256((folder / "receipt.typ").read_bytes()).hexdigest()
    assert looks.CASH_SHEETS[-1] == hashlib.sha256((folder / "cash.typ").read_bytes()).hexdigest()


def test_files_that_the_program_did_not_make_are_named_and_fail_nothing(study: Study) -> None:
    (study.folder / "notes.txt").write_text("call the bank", "utf-8")
    (study.journals / "P001 - Copy.jsonl").write_bytes(study.journal("P001").read_bytes())
    (study.folder / "Thumbs.db").write_bytes(b"")
    found = study_verified(study)
    assert found.holds
    assert found.left_out == ("files that this program did not make: journals/P001 - Copy.jsonl, notes.txt",)


# --- what participants made ---


def painted(path: Path) -> None:
    with Image.open(path) as picture:
        other = picture.convert("RGBA")
    other.putpixel((1, 1), (255, 0, 0, 255))
    other.save(path)


def packed_otherwise(path: Path) -> None:
    with Image.open(path) as picture:
        data = io.BytesIO()
        picture.save(data, "PNG", compress_level=1)
    path.write_bytes(data.getvalue())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Sessions at a desk until somebody has built something."""
    results = tmp_path_factory.mktemp("made")
    for number in range(1, 9):
        study = run(results, f"P{number}", protocol="norton-2012-1a")
        if (made := all_artifacts(study).files) and any(path.suffix == ".png" for path in made):
            return study
    raise AssertionError("nobody built anything")


@pytest.mark.slow
def test_pictures_and_recipes_are_held_to_the_journal(made: Study) -> None:
    settle(made)
    assert wrong(study_verified(made)) == []
    [picture, *_] = sorted((made.folder / "artifacts").rglob("*.png"))
    packed_otherwise(picture)  # another version of a library packs the same points in other bytes
    assert wrong(study_verified(made)) == []
    painted(picture)
    recipe = picture.with_suffix(".json")
    recipe.write_text(json.dumps({"placed": []}), "utf-8")
    (picture.parent / "better.png").write_bytes(picture.read_bytes())
    (picture.parent / ".better.png").write_bytes(picture.read_bytes())
    (picture.parent / ".DS_Store").write_bytes(b"of a system")
    (made.folder / "artifacts" / "P99").mkdir()
    found = "\n".join(wrong(study_verified(made)))
    for name, says in (
        (picture.name, "is not what the journal gives"),
        (recipe.name, "is not what the journal gives"),
        ("better.png", "tells of no such thing"),
        (".better.png", "tells of no such thing"),
    ):
        assert f"{picture.parent.name}/{name}: {says}" in found.replace("the journal tells", "tells")
    assert "artifacts/P99: is of no session" in found
    assert ".DS_Store" not in found


@pytest.mark.slow
def test_what_was_made_and_is_not_there_is_named_and_comes_again(made: Study, tmp_path: Path) -> None:
    study = Study(shutil.copytree(made.folder, tmp_path / made.name))
    shutil.rmtree(study.folder / "artifacts")
    all_artifacts(study)
    settle(study)
    complete = study_verified(study)
    assert [what for what in complete.left_out if "not there" in what] == []
    [picture, *_] = sorted((study.folder / "artifacts").rglob("*.png"))
    picture.unlink()
    who = picture.parent.name
    for missing in (f"artifacts/{who}/{picture.name}", f"artifacts/{who}"):
        found = study_verified(study)
        assert found.holds
        [said] = [what for what in found.left_out if "not there" in what]
        assert f"the journals tell of them: {missing}" in said
        assert said.endswith(f"ikea-effect rebuild {study.name}")
        shutil.rmtree(study.folder / "artifacts", ignore_errors=True)
    all_artifacts(study)
    assert study_verified(study).text() == complete.text()


@pytest.mark.slow
def test_what_is_no_file_is_not_what_the_journal_gives(made: Study, tmp_path: Path) -> None:
    study = Study(shutil.copytree(made.folder, tmp_path / made.name))
    shutil.rmtree(study.folder / "artifacts")
    all_artifacts(study)
    settle(study)
    [picture, *_] = sorted((study.folder / "artifacts").rglob("*.png"))
    put: tuple[Callable[[], None], ...] = (
        picture.mkdir, lambda: os.mkfifo(picture), lambda: picture.symlink_to(tmp_path / "nowhere"),
    )  # fmt: skip
    for one in put:
        shutil.rmtree(picture) if picture.is_dir() else picture.unlink()
        one()
        found = study_verified(study)
        assert not found.holds
        assert f"{picture.parent.name}/{picture.name}: is not what the journal gives" in found.text()


# --- the end of the study's journal ---


def cut_off(study: Study, lines: int) -> None:
    path = study_journal(study)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-lines]))


def test_the_end_of_a_session_cut_off_the_journal_of_the_study_shows(study: Study) -> None:
    lines = study_journal(study).read_bytes().splitlines(keepends=True)
    ended = next(at for at, line in enumerate(lines) if b'"ended"' in line)
    study_journal(study).write_bytes(b"".join(lines[:ended]))
    assert "does not tell that P001 finished" in "\n".join(places_verified(study).problems)


def test_a_payment_cut_off_the_journal_of_the_study_shows_on_the_cash_sheets(study: Study) -> None:
    count_box(study, opens=True, written="5x20", by="assistant-1")
    before = len(study_journal(study).read_bytes().splitlines())
    pay(study, "P001", "assistant-1")
    assert wrong(study_verified(study)) == []
    cut_off(study, len(study_journal(study).read_bytes().splitlines()) - before)
    found = wrong(study_verified(study))
    assert {one.partition(":")[0] for one in found} == {"cash-box.csv", "cash-box-day.pdf"}
    assert all("were cut off" in one for one in found)


def test_who_is_paid_for_a_stop_and_how_much_is_what_the_journal_of_the_study_says(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM})
    lab.session("P001", finish=False, bid=0)
    stop(lab.study, "P001", "felt ill", "full", "assistant-1")
    rows = read_ledger(lab.study)
    assert list(stop_problems(lab.study, rows)) == []
    less = [row._replace(line=row.line._replace(amount_minor=row.line.amount_minor // 2)) for row in rows]
    [problem] = stop_problems(lab.study, less)
    assert problem.startswith("ledger: P001 was stopped and paid 550 minor units")
    cut_off(lab.study, 2)
    [problem] = stop_problems(lab.study, rows)
    assert "tells of no such stop" in problem
