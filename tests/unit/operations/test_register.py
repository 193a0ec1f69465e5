"""Registrations: each question answered by a key or owed, a plan that stays, changes by what was seen."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import ProtocolError, RecordError
from ikea_effect.language import speaking, spoken_language
from ikea_effect.operations.register import Registered, RegisterRequest, collected, register
from ikea_effect.operations.registrations import MANIFEST, beside_the_study, registered
from ikea_effect.operations.report import material_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import protocol_ids
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.studies import find_study
from ikea_effect.record.study_acts import add_act
from ikea_effect.report.registration.analysis import exploratory
from ikea_effect.report.registration.documents import markdown, word
from ikea_effect.report.registration.forms import filled
from ikea_effect.report.registration.plan import Collected, Plan
from ikea_effect.report.sections.registrations import registered_card
from tests.quick import quick
from tests.unit.operations.test_interim import lab

CHECKOUT = Path(__file__).parents[3]
BLOCK = """
lab: {ethics: "Approved under 2026-17", institution: A faculty}
registration:
  authors:
    - name: The first author
      orcid: 0000-0002-1825-0097
      affiliation: A faculty
      credit: [methodology, writing-original-draft]
  description: Whether people bid more for what they put together.
  background: Labor may lead to love.
  keywords: [IKEA effect]
  existing_data: No data were collected.
  blinding: Participants do not know of the other condition.
  more_blinding: None.
  recruitment: By the pool of the faculty.
  participants: Adults.
  sample_rationale: 90% power at d = 0.5.
  stopping_rule: At 200 complete sessions, or on 1 June.
  drop_out: Replaced within the block.
  transformations: None.
  missing_data: Left out test by test.
  exploratory: None.
  duration: Two months.
  funding: None.
  conflicts: None.
  data_access: Open.
  code_access: Open.
  lab_practices: As the faculty's handbook says.
  identifier: none yet
  other: None.
"""


def plan_of(protocol: str, known: Collected | None = None) -> Plan:
    return Plan(load_setup(protocol), "2026-01-02", known)


def answer(plan: Plan, form: str, item: str) -> str:
    (found,) = [one for one in filled(plan) if one.id == form]
    return next(one.text for one in found.answers if one.id == item)


@pytest.mark.parametrize(
    "protocol", quick(protocol_ids(), "norton-2012-1a", "norton-2012-2", "maker-and-judges")
)
def test_each_question_has_an_answer_with_its_source_or_says_where_one_is_to_be_written(
    protocol: str,
) -> None:
    forms = filled(plan_of(protocol))
    assert [(one.id, len(one.answers)) for one in forms] == [
        ("aspredicted", 8),
        ("osf", 25),
        ("prp-quant", 45),
    ]
    for one in (answer for form in forms for answer in form.answers):
        assert bool(one.said) != bool(one.owed), one
        assert all(said.text.strip() and said.source for said in one.said), one
        assert not {"None", "{"} & set(one.text.split()), one
        assert "for 0 seconds" not in one.text, one


def test_what_is_declared_is_what_is_answered() -> None:
    plan = plan_of("norton-2012-1a")
    assert answer(plan, "aspredicted", "7") == "100 participants in each of 2 conditions, 200 in all."
    assert "only labor Builders" in answer(plan, "prp-quant", "M14")
    assert "from $0.00 to $5.00 in steps of $0.01, binding, after 1 practice round" in answer(
        plan, "osf", "12"
    )
    assert 'left out if bid.comprehension == "failed"' in answer(plan, "aspredicted", "6")
    assert "decided by small telescopes" in answer(plan, "osf", "21")


def test_a_plan_says_which_form_of_a_model_it_is_of_and_which_way_it_expects() -> None:
    plan = plan_of("franke-schreier-2010-scarf")
    assert "fit-raises-bids, on bid (wtp): The slope of a term" in answer(plan, "osf", "19")
    assert "contrast of two levels" not in answer(plan, "osf", "19")
    assert "Tested (directional): the bid rises with enjoyment times fit." in answer(plan, "osf", "4")
    contrasts = answer(plan_of("dahl-2015-user-driven"), "osf", "19")
    assert "The contrast of two levels, held at equal covariates (regression" in contrasts


def test_a_measure_is_used_where_its_whole_name_stands() -> None:
    """The rule about bid.comprehension does not use a measure that is named `comp`."""
    plan = plan_of("norton-2012-1a")
    measures = plan.protocol.measures
    protocol = plan.protocol.model_copy(update={"measures": {**measures, "comp": measures["liking"]}})
    found = replace(plan, setup=replace(plan.setup, protocol=protocol))
    said = " ".join(one.text for one in exploratory(found))
    assert re.search(r"used by no hypothesis: [^.]*\bcomp\b", said), said


def test_who_may_leave_what_open_is_told() -> None:
    assert "may leave answers empty in ownership, accomplished and guess." in answer(
        plan_of("job-choice"), "osf", "23"
    )
    assert "has to be answered" in answer(plan_of("marsh-2018"), "osf", "23")


def test_what_is_owed_of_the_description_names_its_key() -> None:
    owed = {one.id: {item.id: item.owed for item in one.owed} for one in filled(plan_of("maker-and-judges"))}
    assert "{description: ...}" in owed["osf"]["3"]
    assert "{description: ...}" in owed["prp-quant"]["I2"]


def test_existing_data_are_what_the_journals_know() -> None:
    plan = plan_of("norton-2012-1a", Collected("pilot", 12, 9, 1))
    assert answer(plan, "aspredicted", "1") == (
        "On 2026-01-02 12 sessions of participants had begun and 9 had finished; "
        "verdicts had been looked at once in the study pilot."
    )
    assert "no session of a participant had begun" in answer(
        plan_of("norton-2012-1a", Collected("pilot", 0, 0, 0)), "osf", "10"
    )


def test_people_who_took_part_are_counted_and_simulated_ones_are_not(tmp_path: Path) -> None:
    assert collected(tmp_path, "norton-2012-1a") is None
    study = lab(tmp_path, "norton-2012-1a", 2)
    add_act(study, "looked", {"command": "analyze", "who": "us", "why": "", "complete": 2, "planned": 200})
    assert collected(tmp_path, "norton-2012-1a") == Collected("ours", 2, 2, 1)
    assert collected(tmp_path, "norton-2012-2") is None


def own_study(folder: Path, block: str = "") -> Path:
    """A copy of Norton's study with a block added to its experiment."""
    for part in (
        "protocols/norton_2012_1a.yaml",
        "protocols/texts/norton_2012_1a",
        "experiments/norton_2012_1a",
    ):
        to, source = folder / part, CHECKOUT / part
        to.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, to)
    experiment = folder / "experiments" / "norton_2012_1a" / "experiment.yaml"
    experiment.write_text(experiment.read_text("utf-8") + block, "utf-8")
    return folder / "protocols" / "norton_2012_1a.yaml"


def asked(protocol: Path, out: Path, because: str = "", results: Path | None = None) -> Registered:
    where = results or out.parent / "results"
    request = RegisterRequest(str(protocol), out, None, where, because, screens=False)
    return register(request, lambda _: None, "2026-01-02")


@pytest.mark.slow
def test_a_block_of_the_lab_fills_every_form_but_what_no_protocol_needs(tmp_path: Path) -> None:
    found = asked(own_study(tmp_path, BLOCK), tmp_path / "frozen")
    owed = {form.id: [one.id for one in form.owed] for form in found.forms}
    assert owed == {"aspredicted": [], "osf": [], "prp-quant": ["AP9"]}  # AP9: other on the analysis plan


def test_word_says_what_markdown_says() -> None:
    from docx import Document

    plan = plan_of("norton-2012-1a")
    form = filled(plan)[1]
    said = "\n".join(one.text for one in Document(BytesIO(word(form, plan))).paragraphs)
    plain = markdown(form, plan).replace("\\", "")
    for one in form.answers:
        assert f"{one.id}. {one.title}" in said
        assert all(line.text in said and line.text in plain for line in one.said)


@pytest.mark.slow
def test_what_is_registered_is_not_registered_twice(tmp_path: Path) -> None:
    protocol = own_study(tmp_path)
    first = asked(protocol, tmp_path / "frozen")
    again = asked(protocol, tmp_path / "frozen")
    assert (first.kind, again.kind, again.sha256) == ("registration", "unchanged", first.sha256)


@pytest.mark.slow
@pytest.mark.parametrize("file", ["osf.md", "plan.json", MANIFEST])
def test_an_edited_registration_is_named(file: str, tmp_path: Path) -> None:
    protocol, out = own_study(tmp_path), tmp_path / "frozen"
    asked(protocol, out)
    text = (out / file).read_text("utf-8")
    (out / file).write_text(text.replace("norton-2012-1a", "norton-2012-1b"), "utf-8")
    with pytest.raises(RecordError, match=f"{file}: was edited"):
        asked(protocol, out)


def test_what_was_taken_away_or_put_beside_is_named(tmp_path: Path) -> None:
    protocol, out = own_study(tmp_path), tmp_path / "frozen"
    asked(protocol, out)
    (out / "more.txt").write_text("more", "utf-8")
    with pytest.raises(RecordError, match=r"more\.txt: was put there"):
        registered(out)
    (out / "more.txt").unlink()
    (out / "osf.md").unlink()
    with pytest.raises(RecordError, match=r"osf\.md: is not there any more"):
        registered(out)


def change(protocol: Path) -> None:
    text = protocol.read_text("utf-8")
    assert "per_condition: 100" in text
    protocol.write_text(text.replace("per_condition: 100", "per_condition: 120"), "utf-8")


@pytest.mark.slow
def test_a_change_says_why_and_stands_beside_what_it_changes(tmp_path: Path) -> None:
    protocol, out = own_study(tmp_path), tmp_path / "frozen"
    asked(protocol, out)
    change(protocol)
    with pytest.raises(RecordError, match=r"protocol.sample.per_condition: 120; it was 100(.|\n)*--because"):
        asked(protocol, out)
    found = asked(protocol, out, "More power")
    assert (found.folder.name, found.kind) == ("amendment-1", "amendment")
    assert "Why: More power" in (found.folder / "changes.md").read_text("utf-8")
    assert [one.kind for one in registered(out)] == ["registration", "amendment"]
    assert asked(protocol, out).kind == "unchanged"


def test_a_change_after_results_were_seen_is_a_deviation() -> None:
    from ikea_effect.operations.register import _kind

    kinds = {
        known: _kind(plan_of("norton-2012-1a", known))
        for known in (
            None,
            Collected("lab", 0, 0, 0),
            Collected("lab", 50, 40, 0),
            Collected("lab", 50, 40, 1),
            Collected("lab", 210, 200, 0),
        )
    }
    assert list(kinds.values()) == ["amendment", "amendment", "amendment", "deviation", "deviation"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(RecordError, match="holds something else"):
        asked(own_study(tmp_path / "study"), tmp_path)


@pytest.mark.slow
def test_another_protocol_is_no_amendment(tmp_path: Path) -> None:
    asked(own_study(tmp_path), tmp_path / "frozen")
    with pytest.raises(RecordError, match=r"registers protocol norton-2012-1a, not job-choice"):
        asked(Path("job-choice"), tmp_path / "frozen", "Another one")


def test_an_answer_that_no_form_takes_is_refused_at_its_line(tmp_path: Path) -> None:
    long = "x" * 2001
    protocol = own_study(tmp_path, f"\nregistration: {{blinding: {long}}}\n")
    with pytest.raises(ProtocolError, match=r"experiment.yaml:\d+:\d+  registration.blinding") as refused:
        asked(protocol, tmp_path / "frozen")
    assert "2000" in str(refused.value)


def test_what_is_said_to_a_registry_changes_no_session(tmp_path: Path) -> None:
    protocol = own_study(tmp_path)
    before = load_setup(str(protocol)).hashes["experiment"]
    file = next(tmp_path.rglob("experiment.yaml"))
    file.write_text(file.read_text("utf-8") + "\nregistration: {blinding: None.}\n", "utf-8")
    assert load_setup(str(protocol)).hashes["experiment"] == before


@pytest.mark.slow
def test_the_report_sets_what_ran_beside_what_was_registered(tmp_path: Path) -> None:
    protocol, out = own_study(tmp_path, BLOCK), tmp_path / "frozen"
    asked(protocol, out)
    simulate(SimulateRequest(str(protocol), 4, seed=1, results=tmp_path / "results"))
    study = find_study(tmp_path / "results", "norton-2012-1a-simulated")
    assert beside_the_study(out, study)["differences"] == []
    change(protocol)
    asked(protocol, out, "More power")
    found = beside_the_study(out, study)
    assert found["differences"] == ["protocol.sample.per_condition: 100; it was 120."]
    card = registered_card(_with(material_of(study), found))
    assert card is not None
    assert "More power" in str(card)
    assert "no study was there" in str(card)
    (contributors,) = [one for one in card.blocks if getattr(one, "caption", "") == "Contributors"]
    assert [cell for row in contributors.rows for cell in row.cells] == [
        "The first author", "0000-0002-1825-0097", "A faculty", "methodology, writing original draft",
    ]  # fmt: skip
    assert ("Ethics", "Approved under 2026-17") in card.blocks[0].rows
    with speaking(spoken_language("nl")):
        dutch = str(registered_card(_with(material_of(study), found)))
    assert "er was geen studie" in dutch
    assert "protocol.sample.per_condition: 100; het was 120." in dutch
    assert "methodologie, schrijven van de eerste versie" in dutch


def _with(material: Any, found: Any) -> Any:
    from dataclasses import replace

    return replace(material, registered=found)


@pytest.mark.slow
def test_the_command_prints_what_is_owed_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    protocol = own_study(tmp_path)
    words = ["register", str(protocol), "--no-screens", "--results", str(tmp_path / "results")]
    with pytest.raises(SystemExit, match="0"):
        main([*words, "--out", str(tmp_path / "a")])
    assert "owed  2. Authors. Write registration: {authors: ...}" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="0"):
        main([*words, "--out", str(tmp_path / "b"), "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["format"], answer["kind"]) == (1, "registration")
