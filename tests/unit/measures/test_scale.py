"""Scales: missing items, sums, pages, orders; scales from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.scales import reliabilities
from ikea_effect.analysis.support import Support, support
from ikea_effect.diagnosis.answers import answers
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.kinds.measures.scale import Scale
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.scales import said_of, shipped_scales
from ikea_effect.protocol.wordings import wordings
from ikea_effect.record.journal import read_journal
from ikea_effect.screens.screens import Page
from ikea_effect.tasks.pages.measure import asks_for, measured
from tests.unit.measures.bench import EVERYTHING, changed, clicked, faults, page, shown, typed

PRIDE = "pride, items: [proud, able, dull], reversed: [dull]"
USE = "use: process-enjoyment"


def scale(**more: Any) -> Scale:
    declared = {"kind": "scale", "low": 1, "high": 7, "text": "pride", "items": ("proud", "able", "dull")}
    return Scale.model_validate({**declared, "reversed": ("dull",), **more})


@pytest.mark.parametrize(
    ("more", "given", "score"),
    [
        ({}, (7, 5, 1), 19 / 3),
        ({"missing": {"at_least": 2}}, (7, None, 1), 7.0),
        ({"missing": {"at_least": 2}}, (None, None, 1), None),
        ({"score": "sum"}, (7, 5, 1), 19.0),
        ({"score": "sum", "missing": {"at_least": 2}}, (7, 4, None), 16.5),
    ],
)
def test_the_score_is_of_what_is_there(more: Any, given: tuple[int | None, ...], score: float | None) -> None:
    assert scale(**more).scored(dict(zip(("proud", "able", "dull"), given, strict=True))) == score


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("missing: {at_least: 4}", "is 4, and there are 3 items. Write at_least: 3 or less."),
        ("missing: {at_least: 0}", "At least 1 is expected."),
        ("per_page: 3", "is 3, and all 3 items fit on it. Leave it out."),
        ("score: median", "Allowed: mean, sum."),
    ],
)
def test_rules_that_cannot_be_met_are_refused(more: str, says: str) -> None:
    assert says in faults(PRIDE, f"{PRIDE}, {more}")


@pytest.mark.parametrize("kind", ["pride", "look"])
def test_an_item_is_left_open_by_mouse_and_keyboard(kind: str) -> None:
    missing = "missing: {at_least: 1}"
    protocol = changed(f"text: {kind},", f"text: {kind}, {missing},")
    first, *others = protocol.measures[kind].items  # type: ignore[attr-defined]
    view = shown(Page(kind, asks=asks_for(kind, protocol.measures[kind])))
    rest = [f"{item}.3" for item in others]
    reply = {first: None, **dict.fromkeys(others, 3)}
    assert clicked(view, f"{first}.skip", *rest, "button") == reply
    view = shown(Page(kind, asks=asks_for(kind, protocol.measures[kind])))
    assert typed(view, "TAB DELETE" + " TAB 3" * len(others) + " ENTER") == reply
    fact = measured(kind, protocol.measures[kind], reply, {"labor": "build"})
    assert fact.data["items"][first] is None


def test_no_item_can_be_left_open_without_a_rule() -> None:
    view = shown(page("pride"))
    assert "proud.skip" not in view.targets()
    assert typed(view, "TAB DELETE ENTER") is None


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_with_places_to_leave_open_fits(language: str) -> None:
    protocol = changed(PRIDE, f"{PRIDE}, missing: {{at_least: 2}}")
    assert shown(page("pride", protocol), language, (1280, 1024)).fits()


def test_a_sum_has_the_ends_of_a_sum_and_its_items_their_own() -> None:
    protocol = changed(PRIDE, f"{PRIDE}, score: sum")
    assert support(protocol, "pride") == Support(3.0, 21.0, None)
    assert support(protocol, "pride", "pride.able") == Support(1.0, 7.0, 1.0)


def test_power_draws_sums_of_points() -> None:
    before = "mean: {build: 5, prebuilt: 4}, sd: 1.2"
    written = (
        EVERYTHING.read_text("utf-8")
        .replace(PRIDE, f"{PRIDE}, score: sum")
        .replace(before, "mean: {build: 12, prebuilt: 9}, sd: 2")
    )
    from ikea_effect.protocol.loading import protocol_from
    from ikea_effect.protocol.tree import parse_tree

    drawn: Any = answers(protocol_from(parse_tree(written, str(EVERYTHING))), "pride", {"labor": "build"})
    some = drawn.draw(np.random.default_rng(1), 2000, 1)
    assert np.all(some % 1 == 0)
    assert (some.mean(), some.std()) == (pytest.approx(12, abs=0.2), pytest.approx(drawn.sd, rel=0.05))


def test_reversed_items_of_a_sum_are_turned_by_their_own_ends() -> None:
    protocol = changed(PRIDE, f"{PRIDE}, score: sum")
    rng = np.random.default_rng(3)
    felt = rng.integers(2, 7, 40)
    table = pd.DataFrame({f"pride.{item}": felt for item in ("proud", "able")} | {"pride.dull": 8 - felt})
    [found] = [one for one in reliabilities(protocol, table) if one.measure == "pride"]
    assert found.alpha == pytest.approx(1.0)


# --- scales from files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "says"),
    [
        ("use: process-enjoymen", "Did you mean 'process-enjoyment'?"),
        (f"{USE}, low: 0", "is said by the scale 'process-enjoyment'. Leave it out"),
        (f"{USE}, missing: {{at_least: 9}}", "is 9, and there are 4 items."),
    ],
)
def test_what_a_file_cannot_fill_in_is_one_fault(use: str, says: str) -> None:
    said = faults(USE, use)
    assert says in said
    assert said.count("measures.enjoyment") == 1


def test_a_file_is_part_of_the_protocol_and_kept_with_it() -> None:
    protocol = load_protocol(EVERYTHING)
    said = protocol.said["measures"]["enjoyment"]
    assert said["items"] == ["fun", "flew", "again", "boring"]
    assert said["scale"]["texts"]["nl"]["items"]["boring"] == "Het was saai."
    assert protocol_from_said(protocol.said).sha256 == protocol.sha256


def test_its_words_are_texts_of_the_study() -> None:
    assert (
        wordings(load_protocol(EVERYTHING), "en")["process-enjoyment.items.fun"].text == "It was fun to do."
    )


OURS = sorted(name for name, one in shipped_scales().items() if one.wordings_from is None)
PUBLISHED = sorted({*shipped_scales()} - {*OURS})


@pytest.mark.parametrize("name", OURS)
def test_shipped_scales_are_whole(name: str) -> None:
    found = shipped_scales()[name]
    assert set(found.texts) == {"en", "nl"}
    assert 3 <= len(found.items) <= 6
    assert "reversed" in found.items.values()
    assert found.status == "ours, after the construct, not validated"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_scale_ships_without_the_words_that_others_own(name: str) -> None:
    found = shipped_scales()[name]
    assert found.texts == {}
    assert found.status.startswith("published; the lab fills in the words")
    assert "not bundled" in found.license
    told = faults(USE, f"use: {name}")
    assert f"names scale '{name}', whose words do not ship" in told
    assert f"write texts in en, nl. {found.wordings_from}" in told
    assert not any(one.use == name for study in protocol_ids() for one in scales_of(load_protocol(study)))


def scales_of(protocol: Protocol) -> list[Any]:
    return [one for one in protocol.measures.values() if getattr(one, "use", None)]


@pytest.mark.parametrize(
    ("name", "items", "turned", "ends"),
    [
        ("imi-interest", 7, [3, 4], (1, 7)),
        ("imi-competence", 6, [6], (1, 7)),
        ("imi-effort", 5, [2, 5], (1, 7)),
        ("imi-pressure", 5, [1, 3], (1, 7)),
        ("imi-choice", 7, [2, 3, 4, 5, 7], (1, 7)),
        ("bpnsfs-autonomy-satisfaction", 4, [], (1, 5)),
        ("bpnsfs-competence-frustration", 4, [], (1, 5)),
    ],
)
def test_a_published_scale_is_scored_as_its_source_says(
    tmp_path: Path, name: str, items: int, turned: list[int], ends: tuple[int, int]
) -> None:
    """A lab fills in the words of its copy; the mean is then of x, and of low + high - x where turned."""
    words = {"question": "Q", "low": "L", "high": "H", "items": {f"item-{n + 1}": "I" for n in range(items)}}
    written = (shipped("protocols") / "scales" / f"{name.replace('-', '_')}.yaml").read_text("utf-8")
    (tmp_path / "scales").mkdir()
    (tmp_path / "scales" / f"{name.replace('-', '_')}.yaml").write_text(
        written + "texts: " + json.dumps({"en": words, "nl": words}) + "\n", "utf-8"
    )
    study = tmp_path / "everything.yaml"
    study.write_text(EVERYTHING.read_text("utf-8").replace(USE, f"use: {name}"), "utf-8")
    (scale,) = (one for one in scales_of(load_protocol(study)) if one.use == name)
    low, high = ends
    answers_given = {f"item-{n + 1}": low + n % 3 for n in range(items)}
    right = [high + low - x if n + 1 in turned else x for n, x in enumerate(answers_given.values())]
    assert (scale.low, scale.high, len(scale.items)) == (low, high, items)
    assert scale.scored(answers_given) == pytest.approx(sum(right) / items)
    assert "do not ship" not in "\n".join(map(str, load_protocol(study).uncollectable))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("boring: reversed}", "boring: turned}", "items.boring"),
        (", boring: reversed}", "}", "words 'boring', which has no key. Write items: {boring: positive}"),
        ("    fun: It was fun to do.", "    fum: It was fun to do.", "has no words for item 'fun'."),
        ("at_least: 3", "at_least: 5", "is 5, and the scale has 4 items."),
        ("high: 7", "high: 1", "is 1, which is not above low: 1."),
    ],
)
def test_a_file_that_is_wrong_is_told_where(tmp_path: Path, before: str, after: str, says: str) -> None:
    written = (shipped("protocols") / "scales" / "process_enjoyment.yaml").read_text("utf-8")
    assert before in written
    path = tmp_path / "process_enjoyment.yaml"
    path.write_text(written.replace(before, after, 1), "utf-8")
    with pytest.raises(ProtocolError) as caught:
        said_of(path)
    assert says in str(caught.value)


@pytest.mark.slow
def test_a_long_scale_pages_in_everyones_own_order(tmp_path: Path) -> None:
    study = simulate(SimulateRequest(str(EVERYTHING), 6, 3, "pages", results=tmp_path))
    asked = [
        (event.data["screen"], sorted(event.data["values"]))
        for participant in study.participants()
        for event in read_journal(study.journal(participant)).events
        if event.kind == "replied" and ".enjoyment" in event.data["screen"]
    ]
    assert {screen for screen, _ in asked} == {"views.enjoyment", "views.enjoyment.2"}
    assert len({tuple(items) for _, items in asked}) > 2
