"""What the cards say, part by part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pytest

from ikea_effect.report.cards import Block, Card, Figure, Gallery, Panel, Prose, Table
from ikea_effect.report.document import document
from ikea_effect.report.origins import untagged
from ikea_effect.report.people import Group, People, people
from ikea_effect.report.sections.balance import balance_card
from ikea_effect.report.sections.estimates import details_tables, printed_details, statistic
from ikea_effect.report.sections.screens import each_once, evenly
from ikea_effect.report.sections.summary import summary

B = TypeVar("B", bound=Block)


def card(material, name: str) -> Card:
    return next(card for card in document(material).cards if card.id == name)


def blocks(found: Card, kind: type[B]) -> list[B]:
    return [block for block in found.blocks if isinstance(block, kind)]


def captioned(found: Card, caption: str) -> Table:
    return next(one for one in blocks(found, Table) if one.caption.startswith(caption))


def table(found: Card, caption: str) -> list[tuple[str, ...]]:
    return next(
        [row.cells for row in one.rows] for one in blocks(found, Table) if one.caption.startswith(caption)
    )


@pytest.mark.slow
def test_summary_is_four_sentences_and_a_verdict_without_p(make) -> None:
    found = card(make(study={"mode": "lab"}), "summary")
    (lead,) = blocks(found, Prose)
    assert lead.text == (
        "200 participants were recorded, of whom 189 are analyzed (Builders: 94; Non-builders: 95). "
        "Left out: 2 interrupted and 9 misread rule. "
        "On average, bids were $0.80 (Builders) and $0.32 (Non-builders): a difference of **$0.48**. "
        "Values from $0.35 to $0.61 are compatible with these data (95% confidence interval). "
        "This supports the claim “Builders bid more than non-builders”."
    )
    (panel,) = blocks(found, Panel)
    assert panel.criteria[0].sentence == (
        "Yes: by the criterion declared before data, the original finding replicated. "
        "The original’s numbers are secondary: not read in the article itself."
    )
    assert "p " not in lead.text.replace("participants", "")


@pytest.mark.parametrize(
    ("analyzed", "said"),
    [
        ([4, 5], "(Level 0: 4; Level 1: 5)"),
        ([2] * 16, "(2 in each of 16 conditions)"),
        ([2, 3] * 8, "(2 to 3 in each of 16 conditions)"),
        ([0, 3, 0, 1] * 4, "(none yet in 8 of 16 conditions, 1 to 3 in each of the others)"),
        ([0] * 15 + [4], "(none yet in 15 of 16 conditions, 4 in each of the others)"),
    ],
)
def test_the_summary_names_each_of_few_conditions_and_the_range_of_many(make, analyzed, said) -> None:
    groups = tuple(Group(str(n), f"Level {n}", {"cell": str(n)}) for n in range(len(analyzed)))
    table = pd.DataFrame({"cell": [str(n) for n, count in enumerate(analyzed) for _ in range(count)]})
    everyone = People(groups, table, pd.Series("", table.index), ())
    (lead,) = blocks(summary(make(), everyone), Prose)
    assert said in untagged(lead.text)
    came = untagged(blocks(balance_card(make(), everyone), Prose)[0].text)
    assert (said[1:-1] in came) == (len(analyzed) > 8)


@pytest.mark.slow
def test_the_summary_of_a_simulation_says_nothing_about_people(make) -> None:
    (lead,) = blocks(card(make(), "summary"), Prose)
    assert lead.text.endswith("No person took part: this says nothing about people.")


@pytest.mark.slow
def test_an_interim_look_concludes_nothing_anywhere(make) -> None:
    material = make(study={"mode": "lab"})
    material.analysis["interim"] = {"complete": 4, "planned": 200, "shown": True}
    for name in ("summary", "estimates"):
        told = " ".join(block.text for block in blocks(card(material, name), Prose))
        assert "With 4 of 200 planned participants this is an interim look" in told
        assert "This supports" not in told
    (panel,) = blocks(card(material, "summary"), Panel)
    assert "from which nothing is concluded" in panel.criteria[0].sentence


@pytest.mark.slow
def test_claims_made_of_several_tests_have_their_outcome(make) -> None:
    asked = ("builders-bid-more", "builders-like-more")
    parts = [{"hypothesis": name, "shows": "effect"} for name in asked]
    material = make(said={"claims": [{"id": "both", "claim": "Builders bid and like more", "all_of": parts}]})
    verdict = {"hypothesis": "both", "rule": "claim", "outcome": "undecided", "value": 1}
    material.analysis["verdicts"].append({**verdict, "sentence": "1 of 2 parts hold"})
    (panel,) = blocks(card(material, "estimates"), Panel)
    assert [(one.name, one.state, one.sentence) for one in panel.criteria] == [
        ("Builders bid and like more", "undecided", "1 of 2 parts hold.")
    ]


def test_cells_that_models_see_otherwise_say_of_which_model_they_are(make) -> None:
    """A path has fewer people, pairs are no people, a lower bound is no mean: rows must not contradict."""
    material = make()
    first = material.analysis["estimates"][0]
    (asked,) = [one for one in material.protocol.hypotheses if one.id == first["hypothesis"]]
    model = asked.model.model_copy(update={"unit": "pair"})
    other = asked.model_copy(update={"id": "again", "model": model})
    protocol = material.protocol.model_copy(update={"hypotheses": (*material.protocol.hypotheses, other)})
    fewer = {**first, "hypothesis": "again", "n": dict.fromkeys(first["n"], 3), "n_of": "pairs"}
    material.analysis["estimates"].append(fewer)
    cells = captioned(card(replace(material, protocol=protocol), "estimates"), "Cells")
    named = [row.cells[1:3] for row in cells.rows if row.cells[0] == "bid"]
    assert named[:2] == [("Builders (welch)", str(first["n"]["build"])), ("Builders (welch)", "3 pairs")]


@pytest.mark.slow
def test_means_that_do_not_give_the_printed_difference_are_told_unrounded(make) -> None:
    material = make()
    found = material.analysis["estimates"][0]
    found.update(mean={"build": 0.7249, "prebuilt": 0.4401}, estimate=0.2848)
    cells = captioned(card(material, "estimates"), "Cells")
    assert not cells.notes
    found.update(mean={"build": 0.7262, "prebuilt": 0.4437}, estimate=0.2825)
    cells = captioned(card(material, "estimates"), "Cells")
    assert cells.notes == (
        "Each number is rounded by itself. Before rounding: $0.2825 (bid: Builders \u2212 Non-builders).",
    )
    assert (
        "a difference of **$0.28** ($0.2825 before rounding)"
        in blocks(card(material, "summary"), Prose)[0].text
    )


@pytest.mark.slow
def test_a_difference_of_shares_is_in_percentage_points(make) -> None:
    material = make()
    material.analysis["estimates"][2].update(unit="share", estimate=0.467, ci=[0.2, 0.6])
    found = captioned(card(material, "estimates"), "Estimates as declared")
    assert found.rows[1].cells[1:3] == ("46.7\u00a0pp", "20.0\u00a0pp to 60.0\u00a0pp")
    assert "pp: percentage points" in found.notes[0]


@pytest.mark.slow
def test_a_simulated_verdict_says_that_no_person_took_part(make) -> None:
    (panel,) = blocks(card(make(), "summary"), Panel)
    assert "No person took part" in panel.criteria[0].sentence


@pytest.mark.slow
def test_counts_per_condition_add_up(make) -> None:
    rows = table(card(make(), "participants"), "Participants per condition")
    numbers = [[int(cell.replace(",", "")) for cell in row[1:-1]] for row in rows]
    assert np.array_equal(np.sum(numbers[:-1], axis=0), numbers[-1])
    for _planned, recorded, *left_out, kept in numbers:
        assert recorded - sum(left_out) == kept


@pytest.mark.slow
def test_a_rule_that_the_data_cannot_decide_is_told(make) -> None:
    material = make()
    material.analysis["exclusions"] = [{"id": "misread-rule", "dropped": None, "reason": "no such column"}]
    assert table(card(material, "participants"), "Exclusion rules")[0][2] == "cannot be decided"


@pytest.mark.slow
def test_people_are_told_where_the_analysis_keeps_others(make) -> None:
    material = make()
    material.analysis["n"]["kept"] = 180
    told = " ".join(block.text for block in blocks(card(material, "participants"), Prose))
    assert "The analysis keeps 180" in told


@pytest.mark.slow
def test_the_deciding_criterion_is_marked_and_alone(make) -> None:
    (panel,) = blocks(card(make(), "replication"), Panel)
    assert [one.name for one in panel.criteria if one.decides] == ["Small telescopes"]
    assert {one.state for one in panel.criteria} == {"met", "cannot-be-computed"}


@pytest.mark.slow
def test_criteria_that_lack_the_same_number_are_told_once(make) -> None:
    material = make()
    lost = "cannot be computed: the original's n is not known."
    for verdict in material.analysis["verdicts"]:
        verdict.update(outcome="cannot-be-computed", value=None, sentence=lost, inputs={})
    (panel,) = blocks(card(material, "replication"), Panel)
    names = [one.name for one in panel.criteria]
    assert names == [
        "Same sign and significance, prediction interval, replication Bayes factor",
        "Small telescopes",
    ]


@pytest.mark.slow
def test_original_stands_beside_this_study_with_its_provenance(make) -> None:
    found = card(make(), "replication")
    beside = next(one for one in blocks(found, Table) if one.caption.startswith("The published result"))
    assert beside.columns[1].title == "Original (secondary)"
    assert ("Builders: mean (SD)", "$0.78 (0.63)", "$0.80 (0.54)") in [row.cells for row in beside.rows]
    assert ("Test", "t(50) = 2.12", "t(174) = 7.28") in [row.cells for row in beside.rows]
    assert "inferred: only split that fits both liking means" in " ".join(beside.notes)


@pytest.mark.slow
def test_means_beside_the_original_are_in_the_measures_unit_whatever_the_model(make) -> None:
    material = make()
    material.analysis["estimates"][0].update(unit="share", term="P(build > prebuilt)", estimate=0.64)
    beside = captioned(card(material, "replication"), "The published result")
    assert ("Builders: mean (SD)", "$0.78 (0.63)", "$0.80 (0.54)") in [row.cells for row in beside.rows]


@pytest.mark.slow
def test_bids_are_described_as_pandas_describes_them(make) -> None:
    material = make()
    everyone = people(material)
    bids = everyone.values(everyone.groups[0], "wtp")
    row = table(card(material, "money-wtp"), "Bids of the analyzed")[0]
    assert row[1:3] == (str(len(bids)), f"${bids.mean():.2f}")
    assert row[4:6] == (f"{bids.std():.2f}", f"${bids.median():.2f}")
    assert row[6].startswith(f"{(bids == 0).sum()} (")


@pytest.mark.slow
def test_a_purchase_against_the_rule_is_a_warning(make) -> None:
    material = make()
    assert "Every purchase agrees" in " ".join(b.text for b in blocks(card(material, "checks"), Prose))
    material.observations.loc[0, "bid.bought"] = not material.observations.loc[0, "bid.bought"]
    told = [block for block in blocks(card(material, "checks"), Prose) if block.tone == "warning"]
    assert told[0].text.startswith("**1** purchase")


@pytest.mark.slow
def test_differences_from_the_protocol_are_listed(make) -> None:
    found = card(make(differences=("The currency is EUR instead of USD.",)), "differences")
    assert table(found, "What this lab changes") == [("The currency is EUR instead of USD.",)]


@pytest.mark.slow
def test_differences_from_the_published_study_begin_with_the_protocols_notes(make) -> None:
    found = card(make(said={"notes": ["The box is put together on the screen."]}), "differences")
    assert found.title == "Differences from the published study"
    assert table(found, "What the protocol notes") == [("The box is put together on the screen.",)]
    assert [block.text for block in blocks(found, Prose)] == [
        "This lab changes nothing: the study ran as the protocol declares it."
    ]


@pytest.mark.slow
def test_every_picture_says_in_its_alt_text_that_nobody_took_part_or_how_early_it_is(make) -> None:
    def alts(material) -> list[str]:
        return [one.alt for part in document(material).cards for one in blocks(part, Figure)]

    assert all(alt.startswith("Simulated participants. ") for alt in alts(make()))
    material = make(study={"mode": "lab"})
    assert not any("nterim" in alt for alt in alts(material))
    material.analysis["interim"] = {"complete": 4, "planned": 200, "shown": False}
    assert all(alt.startswith("Interim: 4 of 200. ") for alt in alts(material))


@pytest.mark.slow
def test_what_tasks_noted_is_told_per_condition_that_saw_them(make) -> None:
    material = make()
    material.observations["build.errors"] = np.where(material.observations["labor"] == "build", 2, np.nan)
    rows = table(card(material, "tasks"), "Noted by the assembly")
    assert [row[:2] for row in rows] == [("errors", "Builders")]


@pytest.mark.slow
def test_a_factor_is_not_what_a_page_of_the_same_name_noted(make) -> None:
    timeline = [{"instructions": {"text": "labor"}}, *make().protocol.said["timeline"]]
    material = make(said={"timeline": timeline})
    assert "labor" in material.observations
    assert not [one for one in document(material).cards if one.id == "tasks"]


@pytest.mark.slow
def test_what_is_noted_of_several_things_is_told_apart(make) -> None:
    material = make()
    material.observations["build.rank.waves"] = 1
    material.observations["build.rank.full-moon"] = 2
    rows = table(card(material, "tasks"), "Noted by the assembly")
    assert list(dict.fromkeys(row[0] for row in rows)) == ["rank: waves", "rank: full moon"]


@pytest.mark.slow
def test_every_table_of_a_simulation_says_so(make) -> None:
    captions = [
        block.caption
        for one in document(make()).cards
        if one.id not in ("study", "design", "differences")
        for block in blocks(one, Table)
    ]
    assert len(captions) > 8
    assert all("simulated participants" in caption for caption in captions)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"name": "t", "value": 7.283, "df": 174.04}, "t(174) = 7.28"),
        ({"name": "t", "value": -1.3, "df": 41.26}, "t(41.3) = −1.30"),
        ({"name": "F", "value": 4.49, "df": [1, 48]}, "F(1, 48) = 4.49"),
        ({"name": "z", "value": 2.0, "df": None}, "z = 2.00"),
        (None, "–"),
    ],
)
def test_tests_are_written_as_in_articles(found: dict | None, said: str) -> None:
    assert statistic(found) == said


def test_details_of_any_depth_become_lines() -> None:
    details = {
        "bounds": {"d": 0.3},
        "ci90": [0.1, 0.5],
        "equivalent": True,
        "draws": list(range(99)),
        "x": None,
    }
    assert list(printed_details(details)) == [
        ("bounds, d", "0.300"), ("ci90", "0.100 to 0.500"), ("equivalent", "yes"), ("draws", "99 values"),
    ]  # fmt: skip


NAMES = (
    "P001-001-consent.page", "P001-001-consent.page_answered", "P001-002-build.board", "P001-003-build.board",
    "P002-001-consent.page", "P002-002-look.page", "P002-009-debrief.page", "contact-sheet",
)  # fmt: skip


@pytest.mark.slow
def test_every_screen_is_shown_once_in_the_order_of_the_timeline(make, tmp_path: Path) -> None:
    from PIL import Image

    files = [tmp_path / f"{name}.png" for name in NAMES]
    for file in files:
        Image.new("RGBA", (1280, 1024), (250, 250, 250, 255)).save(file)
    (gallery,) = blocks(card(make(study={"mode": "scripted"}, screens=tuple(files)), "screens"), Gallery)
    assert [(one.caption, one.alt.rpartition("as ")[2]) for one in gallery.pictures] == [
        ("consent.page", "P001 saw it"), ("build.board", "P001 saw it"), ("look.page", "P002 saw it"),
        ("debrief.page", "P002 saw it"), ("contact-sheet", "Screen contact-sheet"),
    ]  # fmt: skip
    assert gallery.pictures[0].width == 640


def test_the_last_answered_picture_of_a_screen_is_chosen() -> None:
    chosen = {shot.screen: shot.file.stem for shot in each_once(Path(f"{name}.png") for name in NAMES)}
    assert chosen["consent.page"] == "P001-001-consent.page_answered"
    assert chosen["build.board"] == "P001-003-build.board"


def test_screens_beyond_the_most_are_spread_over_all() -> None:
    shots = each_once(Path(f"P001-{place:03d}-s{place:03d}.page.png") for place in range(90))
    few = evenly(shots, 30)
    assert len(set(few)) == 30
    assert (few[0], few[-1]) == (shots[0], shots[-1])


def test_coefficients_with_another_test_than_their_estimate_say_why(make) -> None:
    logit = {"term": "age", "estimate": 0.1, "se": 0.05, "ci": [0.0, 0.2], "z": 2.0, "t": None, "p": 0.046}
    linear = {**logit, "t": 2.0, "z": None, "df": 40}
    notes = []
    for row in (logit, linear):
        estimate = {
            "hypothesis": "builders-bid-more", "method": "m",
            "statistic": {"name": "t", "value": 2.1, "df": 40}, "details": {"coefficients": [row]},
        }  # fmt: skip
        [table] = details_tables(make(), [estimate])
        notes.append(table.notes)
    assert notes[0][0].startswith("Coefficients are log odds, whose z keeps its level")
    assert notes[1] == ()
