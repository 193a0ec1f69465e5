"""Receipts and lists: what they say, in both languages, escaped, the same bytes each time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.settle import receipt_texts, settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.texts import PLACE, Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.report.receipt import receipt_page
from ikea_effect.report.receipt_files import receipt_html, receipt_pdf
from ikea_effect.report.receipt_lists import lists_page
from tests.unit.operations.settle_bench import BDM, PAIRS, Lab

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
MECHANISMS = tuple(path.stem for path in sorted(PROTOCOLS.glob("*.yaml")))


def data_of(lab: Lab, who: str = "P001") -> dict[str, Any]:
    settle(lab.study)
    found: dict[str, Any] = json.loads((lab.study.folder / "receipts" / f"{who}.json").read_text("utf-8"))
    return found


def receipt_of(lab: Lab, who: str = "P001") -> str:
    """The page without its style."""
    data_of(lab, who)
    page = (lab.study.folder / "receipts" / f"{who}.html").read_text("utf-8")
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def receipts(language: str) -> dict[str, str]:
    return {key: text.text for key, text in common_wordings(language).items() if key.startswith("receipts.")}


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    en, nl = receipts("en"), receipts("nl")
    assert en.keys() == nl.keys()
    for key, text in en.items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(nl[key])), key
    said = {key for key in en if en[key] == nl[key] and re.search("[a-z]{3}", PLACE.sub("", en[key]))}
    assert said == {"receipts.check.code"}


def test_an_english_receipt_says_bid_price_purchase_and_payment(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=500)
    price = f"€{lab.price('P001') / 100:.2f}"
    page = receipt_of(lab)
    assert f"You bid €5.00 for the box. The drawn price was {price}: you bought it and pay {price}." in page
    assert f"−{price}" in page
    assert f"€{(1100 - lab.price('P001')) / 100:.2f}" in page
    assert "1 × box" in page
    for words in (
        "Signature of the participant",
        "Signature of the experimenter",
        "SHA-256",
        "March 2, 2026",
    ):
        assert words in page
    assert lab.stream("P001", "bid.price").key.hex() in page
    assert lab.stream("P001", "bid.price").code in page


def test_a_dutch_receipt_is_polite_and_writes_amounts_the_dutch_way(tmp_path: Path) -> None:
    lab = Lab(tmp_path, language="nl")
    lab.session("P001", bid=0)
    page = receipt_of(lab)
    assert '<html lang="nl">' in page
    bought = lab.price("P001") == 0
    assert ("u heeft gekocht" if bought else "u heeft niet gekocht en betaalt niets") in page
    for words in ("€\u00a06,00", "Handtekening van de deelnemer", "2 maart 2026", "Totaal uitbetaald"):
        assert words in page
    assert not re.search(r"\b(je|jij|jouw)\b", page)


@pytest.mark.parametrize(
    ("endowment", "owes", "signs", "dutch"),
    [
        (5, "paid", "I received the amount listed above. I received the goods listed above.",
         "Ik heb het bedrag hierboven ontvangen. Ik heb de producten hierboven ontvangen."),
        (0, "owing", "I paid the amount listed above. I received the goods listed above.",
         "Ik heb het bedrag hierboven betaald. Ik heb de producten hierboven ontvangen."),
        (None, "even", "No money was due. I received the goods listed above.",
         "Er viel niets te betalen. Ik heb de producten hierboven ontvangen."),
    ],
)  # fmt: skip
def test_the_receipt_says_who_paid_whom(
    tmp_path: Path, endowment: int | None, owes: str, signs: str, dutch: str
) -> None:
    lab = Lab(tmp_path, payment={"show_up": 0, "endowment": 5})
    if endowment is None:
        endowment = lab.price("P001") / 100  # type: ignore[assignment]
    lab = Lab(tmp_path / "other", payment={"show_up": 0, "endowment": endowment})
    lab.session("P001", bid=500)
    data = data_of(lab)
    page, other = (receipt_page(data, receipt_texts(lab.study, language)) for language in ("en", "nl"))
    assert page.words["sign_received"] == signs
    assert other.words["sign_received"] == dutch
    pays = {"owing": "What you are paid, and what you pay"}
    assert page.words["paid_heading"] == pays.get(owes, "What you are paid")
    assert page.total.what == ("To be paid by you" if owes == "owing" else "Total paid")


@pytest.mark.slow
def test_sellers_hand_back_and_the_lab_takes_back(tmp_path: Path) -> None:
    study = simulate(SimulateRequest(str(PROTOCOLS / "bdm_sell.yaml"), 12, 7, "sellers", results=tmp_path))
    found = settle(study)
    sold = -sum(found.handed.goods.values())
    assert sold > 0
    assert f"goods to take back: {sold} x " in found.text()
    assert "goods to hand over" not in found.text()
    for language, heading, one, all_of_them in (
        ("en", "Goods to hand over and to take back", "1 to take back", f"To take back in all: {sold} × "),
        ("nl", "Producten om te overhandigen en terug te nemen", "1 terug te nemen",
         f"In totaal terug te nemen: {sold} × "),
    ):  # fmt: skip
        page = lists_page(found.handed, receipt_texts(study, language))
        assert {quantity for _, _, quantity in page.goods} == {one}
        assert page.stock.startswith(all_of_them)
        assert page.words["goods_heading"] == heading
    who = next(who for who, _ in found.handed.goods)
    data = json.loads((study.folder / "receipts" / f"{who}.json").read_text("utf-8"))
    told = receipt_page(data, receipt_texts(study, "en"))
    assert told.words["sign_received"].endswith("I handed back the goods listed above.")
    assert told.words["goods_heading"] == "Goods"
    assert [line.startswith("You hand back: 1 × ") for line in told.goods] == [True]


def test_who_waits_for_a_group_is_told(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM, "auction": PAIRS})
    lab.session("P001", bid=0, auction=300)
    assert "Part 2. You bid €3.00 for the box. Your group is not complete yet" in receipt_of(lab)
    lab.session("P002", bid=0, auction=100)
    page = receipt_of(lab)
    assert "against the others of your group: you bought it and pay €1.00." in page
    assert "Part 2: Bought: box" in page


def test_a_title_with_markup_is_shown_as_text(tmp_path: Path) -> None:
    lab = Lab(tmp_path, title='Boxes <script>alert(1)</script> & #eval(read("/etc/passwd")) `x`')
    lab.session("P001", bid=500)
    page = receipt_of(lab)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in (lab.study.folder / "cash-box.html").read_text("utf-8")
    assert (lab.study.folder / "receipts" / "P001.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_data_are_the_same_bytes(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=500)
    page = receipt_page(data_of(lab), receipt_texts(lab.study, "en"))
    assert receipt_pdf(page) == receipt_pdf(page) == (lab.study.folder / "receipts" / "P001.pdf").read_bytes()
    assert receipt_html(page) == receipt_html(page)


def test_a_page_asks_for_nothing_from_anywhere(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=500)
    page = receipt_of(lab)
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page


@pytest.mark.slow
@pytest.mark.parametrize("name", MECHANISMS)
def test_every_mechanism_has_its_words_in_both_languages(tmp_path: Path, name: str) -> None:
    study = simulate(
        SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), 6, 7, name.replace("_", "-"), results=tmp_path)
    )
    settle(study)
    paths = sorted((study.folder / "receipts").glob("*.json"))
    assert len(paths) == 6
    for path in paths:
        data = json.loads(path.read_text("utf-8"))
        for language in ("en", "nl"):
            page = receipt_page(data, receipt_texts(study, language))
            steps = max(len(data["trades"]) + len(data["waited"]), 1)
            assert len(page.answered) == steps + ("points" in data)
            assert len(page.paid) == sum(line["amount_minor"] != 0 for line in data["lines"])
            assert "{" not in " ".join([*page.answered, *page.goods, *(draw.how for draw in page.draws)])


def test_the_lists_add_up(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    for number in range(4):
        lab.session(f"P{number}", bid=500)
    found = settle(lab.study)
    rows = (lab.study.folder / "cash-box.csv").read_text("utf-8").splitlines()
    columns, *people, total = [row.split(",") for row in rows]
    values = [round(float(value) * 100) for value in columns[3:-3]]
    for cells in (*people, total):
        assert sum(v * int(n) for v, n in zip(values, cells[3:-3], strict=True)) == round(
            float(cells[1]) * 100
        )
    assert [sum(int(row[place]) for row in people) for place in range(3, 3 + len(values))] == [
        int(count) for count in total[3:-3]
    ]
    goods = (lab.study.folder / "goods.csv").read_text("utf-8").splitlines()
    assert goods[1:] == [f"P{number},box,1,lab" for number in range(4)]
    assert found.handed.owing == []


def test_a_receipt_names_the_institution_and_writes_times_on_its_clocks(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=500)
    data = data_of(lab) | {"began": "2026-07-01T22:30:00.000Z", "ended": "2026-07-01T22:55:00.000Z"}
    own = {
        "lab.institution": "Example University",
        "lab.address": "Square 1",
        "lab.ethics": "ECV-2026-014",
        "lab.time-zone": "Europe/Amsterdam",
    }
    receipt = receipt_page(data, Texts("en", {**receipt_texts(lab.study, "en").wordings, **own}))
    facts = dict(receipt.facts)
    assert facts["Institution"] == "Example University, Square 1"
    assert facts["Ethical approval"] == "ECV-2026-014"
    assert facts["Session"] == "July 2, 2026, 00:30 to 00:55, Central European Summer Time"
    assert "Name in capitals" in receipt_html(receipt)
