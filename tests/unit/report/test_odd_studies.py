"""Studies that are empty, one-sided, cut short or foreign still get a whole report."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ikea_effect.report.document import document
from ikea_effect.report.html import page
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.pdf import pdf


def shown(material: ReportMaterial) -> str:
    """The page's words without its style; the PDF is made too, so that neither fails alone."""
    told = document(material)
    assert pdf(told).startswith(b"%PDF")
    html = page(told)
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return html


def without_estimates(problem: str = "Builders: no participant is left") -> dict:
    names = (("builders-bid-more", "wtp", "USD"), ("builders-like-more", "liking", "points"))
    estimates = [
        {
            "hypothesis": hypothesis, "role": "primary", "measure": measure, "unit": unit,
            "method": "Welch's t test", "term": "build - prebuilt", "n": {}, "mean": {}, "sd": {},
            "estimate": None, "se": None, "ci": None, "statistic": None, "p": None,
            "alternative": "greater", "effect_size": None, "formula": "",
            "library": "", "problem": problem,
        }
        for hypothesis, measure, unit in names
    ]  # fmt: skip
    return {"mode": "lab", "n": {"recorded": 0, "kept": 0}, "estimates": estimates, "verdicts": []}


def test_a_study_before_its_first_participant(make) -> None:
    material = make(study={"mode": "lab"}, analysis=without_estimates())
    html = shown(
        ReportMaterial(material.protocol, material.observations.head(0), material.analysis, material.study)
    )
    assert "No participant has been recorded yet." in html
    assert "No bids were recorded." in html


def test_nothing_at_all_was_recorded_of_the_study(make) -> None:
    import pandas as pd

    material = ReportMaterial(make().protocol, pd.DataFrame({"participant": [], "labor": []}), {}, {})
    html = shown(material)
    assert html.count("not recorded") > 8


@pytest.mark.slow
def test_an_estimate_that_cannot_be_had_says_why(make) -> None:
    html = shown(make(analysis=without_estimates("the bids of Builders are all equal")))
    assert "Nothing can be said about “Builders bid more than non-builders”" in html
    assert "The bids of Builders are all equal." in html


@pytest.mark.slow
def test_one_condition_is_empty(make) -> None:
    material = make()
    only = material.observations[material.observations["labor"] == "build"]
    html = shown(make(observations=only.reset_index(drop=True)))
    assert "no values" in html
    assert "Non-builders: no bids." in html


@pytest.mark.slow
@pytest.mark.parametrize("bid", [0.0, 0.75, 5.0])
def test_all_bids_are_equal(make, bid: float) -> None:
    material = make()
    material.observations["wtp"] = bid
    html = shown(material)
    assert ("More than 5% of a condition are at the cap" in html) == (bid == 5.0)


@pytest.mark.slow
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_handful_of_participants(make, n: int) -> None:
    material = make()
    assert "Willingness to pay" in shown(make(observations=material.observations.head(n)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("currency", "amounts", "step", "mean"),
    [("EUR", "€5.00", 0.01, "€0.80"), ("JPY", "¥500", 10, "¥80")],
)
def test_amounts_are_written_in_the_currency(
    make, currency: str, amounts: str, step: float, mean: str
) -> None:
    """A euro study in cents, and a yen study a hundred times as large that has no cents."""
    factor = 100 if currency == "JPY" else 1
    said = {"currency": currency, "timeline": _timeline(make, 5 * factor, step)}
    material = make(said=said)
    material.observations["wtp"] *= factor
    for estimate in material.analysis["estimates"]:
        if estimate["unit"] == "USD":
            estimate["unit"] = currency
            estimate["mean"] = {level: value * factor for level, value in estimate["mean"].items()}
    html = shown(material)
    assert f"cap {amounts}" in html
    assert mean in html
    assert "$" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def _timeline(make, high: float, step: float) -> list:
    steps = [dict(step) for step in make().protocol.said["timeline"]]
    for entry in steps:
        if "bidding" in entry:
            declared = {
                key: value for key, value in entry["bidding"]["mechanism"].items() if key != "examples"
            }
            mechanism = {**declared, "high": high, "step": step}
            entry["bidding"] = {**entry["bidding"], "mechanism": mechanism}
    return steps


@pytest.mark.slow
def test_a_million_bids_draw_no_million_dots(make) -> None:
    material = make()
    many = material.observations.sample(20_000, replace=True, random_state=1).reset_index(drop=True)
    html = shown(make(observations=many))
    assert len(html) < 1_500_000
    assert "only a part of the dots is drawn" in html


def test_every_status_that_is_not_complete_is_left_out_once(make) -> None:
    material = make()
    table = material.observations
    table.loc[:9, "status"] = "excluded: withdrew"
    table.loc[:9, "bid.comprehension"] = "failed"
    from ikea_effect.report.people import people

    everyone = people(material)
    assert everyone.dropped("excluded: withdrew") == 10
    assert len(everyone.kept) + sum(map(everyone.dropped, everyone.reasons)) == len(table)
    assert not np.isin(everyone.kept["status"], ["interrupted", "excluded: withdrew"]).any()


@pytest.mark.slow
def test_labels_in_any_script_and_of_any_length(make) -> None:
    levels = {"build": {"label": "自分で組み立てた参加者 ≥ 3 → α"}, "prebuilt": {"label": "A" * 200}}
    html = shown(make(said={"factors": {"labor": {"between": "participant", "levels": levels}}}))
    assert "自分で組み立てた参加者" in html


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ['#panic("x")', "$ x $ _a_ *b*", "<label> @cite", "\\u{1F600} \\", "= heading"]
)
def test_no_text_is_read_as_typst_markup(make, text: str) -> None:
    material = make(said={"title": text}, study={"study": text}, differences=(text,))
    assert pdf(document(material)).startswith(b"%PDF")


@pytest.mark.slow
def test_the_pdf_has_the_same_bytes_each_time(make) -> None:
    assert pdf(document(make())) == pdf(document(make()))
