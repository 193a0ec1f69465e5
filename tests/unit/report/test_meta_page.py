"""A meta-analysis as a page: the same numbers as its JSON, each study in the picture and in the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ikea_effect.analysis.replication.meta import LeftOut, Meta, Study, meta
from ikea_effect.analysis.replication.subgroups import subgroups
from ikea_effect.analysis.replication.summary import Effect
from ikea_effect.errors import AnalysisError
from ikea_effect.report.cards import Block, Figure, Prose, Table
from ikea_effect.report.figures.small_studies import Funnel, Weights, funnel, weights
from ikea_effect.report.html import page
from ikea_effect.report.meta_page import meta_document
from ikea_effect.report.origins import retagged
from ikea_effect.report.writing import drawn_as_svg, ending

D, V = (0.58, 0.35, 0.12, 0.41, 0.70, 0.05), (0.081, 0.040, 0.022, 0.051, 0.090, 0.030)


def pooled(*more: LeftOut, moderators: tuple[str, ...] = ("task",)) -> Meta:
    studies = [
        Study(f"Lab {i}", Effect(d, v), {"task": "fold" if i % 3 else "build", "pay": float(i)})
        for i, (d, v) in enumerate(zip(D, V, strict=True))
    ]
    return meta([*studies, *more], moderators)


def blocks(found: Meta) -> list[Block]:
    return [block for card in meta_document(found, "Labor").cards for block in card.blocks]


def tables(found: Meta) -> dict[str, Table]:
    return {block.caption: block for block in blocks(found) if isinstance(block, Table)}


def test_every_number_of_its_prose_is_in_the_json() -> None:
    found = pooled()
    json = found.to_json()
    ids: list[str] = []

    def compared(id: str, value: str, _: str) -> str:
        value_there = json
        for part in re.findall(r"[^.\[\]]+", id.removeprefix("meta.")):
            value_there = value_there[int(part)] if part.isdigit() else value_there[part]
        assert float(value) == value_there, id
        ids.append(id)
        return ""

    (lead,) = [one for one in blocks(found) if isinstance(one, Prose) and one.tone == "lead"]
    left = retagged(lead.told, compared)
    assert ids[:2] == ["meta.k", "meta.pooled.d"]
    assert re.findall(r"\d+", left) == ["95"]


def test_each_study_is_drawn_with_its_weight_and_listed() -> None:
    found = pooled()
    (drawn,) = [one for one in blocks(found) if isinstance(one, Figure)]
    listed = tables(found)["Studies, with their share of the weight"]
    assert [row.cells[0] for row in listed.rows] == [f"Lab {i}" for i in range(6)]
    assert all(f"Lab {i}: " in drawn.alt for i in range(6))
    assert f"{100 * found.fit.weights[2]:.1f}%" in listed.rows[2].cells
    assert "Prediction interval" in drawn.alt


def test_groups_stand_apart_and_a_regression_says_whether_they_differ() -> None:
    found = tables(pooled(moderators=("task", "pay")))
    groups = found["Groups of studies, pooled apart"]
    assert [row.cells[:2] for row in groups.rows] == [("task: build", "2"), ("task: fold", "4")]
    assert [row.cells[0] for row in found["Meta-regression"].rows] == ["intercept", "task=fold", "pay"]
    assert subgroups(pooled().studies, "pay") == ()


def test_what_was_left_out_is_told_with_its_reason() -> None:
    found = tables(pooled(LeftOut("Lab X", "its n is not known")))
    assert found["Results that could not be pooled"].rows[0].cells == ("Lab X", "Its n is not known.")


def test_the_page_is_whole_and_escapes_labels() -> None:
    evil = meta([Study("<b>A", Effect(0.1, 0.1)), Study("B", Effect(0.2, 0.1)), Study("C", Effect(0.3, 0.2))])
    html = page(meta_document(evil, "<script>"))
    assert "<script" not in html
    assert "&lt;b&gt;A" in html


FOURTEEN = (
    (0.40, 0.080), (0.75, 0.060), (0.61, 0.110), (0.10, 0.020), (0.58, 0.050), (0.95, 0.140), (0.22, 0.010),
    (0.36, 0.090), (0.25, 0.012), (0.52, 0.045), (1.10, 0.180), (0.35, 0.030), (0.14, 0.040), (0.08, 0.018),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("sign", [1, -1])
def test_ten_studies_have_a_funnel_and_the_weights_of_the_selection_model(sign: int) -> None:
    """Of these fourteen, eight have z beyond 1.96 towards their mean; delta is metafor's, to two decimals."""
    found = meta([Study(f"Lab {i}", Effect(sign * d, v)) for i, (d, v) in enumerate(FOURTEEN)])
    (small,) = [card for card in meta_document(found, "Labor").cards if card.id == "small"]
    drawn = {block.name: block for block in small.blocks if isinstance(block, Figure)}
    assert "14 studies" in drawn["funnel"].alt
    assert "6 of them are not significant" in drawn["funnel"].alt
    assert drawn["selection"].alt == (
        "Weights of the selection model: 1 for a one-sided p below .025 (8 studies), 0.10 above (6 studies)."
    )
    side = "above" if sign > 0 else "below"
    assert f"one-sided p towards an effect {side} 0" in drawn["selection"].svg
    assert "p = .007 (likelihood ratio)" in drawn["selection"].caption


def test_fewer_than_ten_studies_have_no_card_of_small_studies() -> None:
    assert "small" not in {card.id for card in meta_document(pooled(), "Labor").cards}


def test_a_funnel_of_few_studies_has_no_line_of_correction() -> None:
    drawn = funnel("f", Funnel(((0.1, 0.1), (0.3, 0.2)), 0.2, "d"))
    assert "Orange" not in drawn.caption
    assert "2 studies around a mean of 0.20; 2 of them are not significant" in drawn.alt


def test_studies_without_significance_may_be_seen_more_often() -> None:
    drawn = weights("w", Weights((0.01, 0.4, 0.9), 2.5, 0.4, "positive"))
    assert "2.50 times as often" in drawn.svg
    assert "1 below and 2 above" in drawn.caption


@pytest.mark.parametrize("name", ["labor.odt", "labor", "labor.md"])
def test_another_ending_is_refused(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"--page labor.*\.html, \.docx \(Word\) or \.pdf"):
        ending(Path(name), "--page")


@pytest.mark.parametrize(("option", "name"), [("--forest", "f.jpg"), ("--funnel", "f"), ("--plot", "p.webp")])
def test_a_drawing_of_a_command_is_an_svg(option: str, name: str) -> None:
    with pytest.raises(AnalysisError, match=rf"^{option} {name}: it is drawn as SVG.* Name it .\.svg"):
        drawn_as_svg(Path(name), option)


def test_a_curve_of_power_may_be_a_png() -> None:
    drawn_as_svg(Path("p.PNG"), "--plot", or_png=True)
    with pytest.raises(AnalysisError, match=r"--plot p\.jpg: it is drawn as SVG or PNG, not as '\.jpg'"):
        drawn_as_svg(Path("p.jpg"), "--plot", or_png=True)
