"""What a receipt says of a group: its price, the place that was drawn, what was right to predict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.settle import receipt_texts, settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.payment.redraw import redrawn
from ikea_effect.record.study import Study
from ikea_effect.report.receipt import ReceiptPage, receipt_page

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


def pages(name: str, results: Path, n: int, language: str = "en") -> list[tuple[dict[str, Any], ReceiptPage]]:
    """The data and the page of every receipt of a simulated study."""
    request = SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 7, name, language=language, results=results)
    study = Study(simulate(request).folder)
    settle(study, close=True)
    found = []
    for path in sorted((study.folder / "receipts").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        found.append((data, receipt_page(data, receipt_texts(study, language))))
    return found


@pytest.mark.slow
def test_a_random_place_is_told_with_the_price_and_how_it_came_about(tmp_path: Path) -> None:
    full = [one for one in pages("random_nth_price", tmp_path, 9) if one[0]["waited"][0]["n"] is not None]
    assert len(full) == 8
    for data, page in full:
        [one] = data["waited"]
        [draw] = data["draws"]
        assert f"For your group place {one['n']} was drawn, of 2 to 4, and the price was" in page.answered[0]
        share = redrawn(bytes.fromhex(draw["key"]), {"below": 6, "after": 1})
        rank, place = page.draws
        assert (rank.what, rank.key) == ("Rank among equal bids", place.key)
        assert place.how.endswith(
            f"place {share} of 6; the others add {one['rest_for_n']}, modulo 3, plus 2: {one['n']}"
        )
        assert 2 + (share + one["rest_for_n"]) % 3 == one["n"]
    told = {(one["group"], one["n"], one["price_minor"]) for data, _ in full for one in data["waited"]}
    assert len(told) == len({group for group, _, _ in told}) == 2


@pytest.mark.slow
def test_a_declared_place_and_the_price_are_told(tmp_path: Path) -> None:
    full = [one for one in pages("nth_price", tmp_path, 10, "nl") if one[0]["waited"][0]["n"] is not None]
    assert full
    for data, page in full:
        [one] = data["waited"]
        assert f"In uw groep telde plaats {one['n']}, en de prijs was" in page.answered[0]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "tells"), [("vickrey", True), ("first_price", False)])
def test_who_does_not_buy_hears_the_price_that_the_others_met(tmp_path: Path, name: str, tells: bool) -> None:
    without = [one for one in pages(name, tmp_path, 8) if not one[0]["goods"]]
    assert without
    for _, page in without:
        assert ("The price in your group was" in page.answered[0]) == tells


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"), [("prediction_band", "on average"), ("prediction_score", "Whoever was drawn had bid")]
)
def test_a_prediction_hears_what_was_right(tmp_path: Path, name: str, words: str) -> None:
    for data, page in pages(name, tmp_path, 6):
        [one] = data["waited"]
        [said] = [told for told in page.answered if "You predicted" in told]
        assert words in said
        assert f"€{one['right_minor'] / 100:.2f}" in said


@pytest.mark.parametrize(("language", "words"), [("en", "Nobody else bid"), ("nl", "Niemand anders heeft")])
def test_a_prediction_that_nothing_could_be_held_against_says_why(
    tmp_path: Path, language: str, words: str
) -> None:
    [(data, page)] = pages("prediction_band", tmp_path, 1, language)
    assert data["waited"][0]["right_minor"] is None
    [said] = [told for told in page.answered if words in told]
    assert "earned nothing by it" not in said
