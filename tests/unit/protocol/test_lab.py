"""What a lab says of itself, and what it words otherwise, in its experiment.yaml."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.operations.preview_screens import photographed
from ikea_effect.operations.session_facts import consents, plan_of
from ikea_effect.protocol.checks.lab import lab_doubts
from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page

STUDY = "norton-2012-1a"
LAB = """
lab:
  institution: {en: "Example University", nl: "Universiteit Voorbeeld"}
  contact: "lab@example.org"
  ethics: "ECV-2026-014"
  privacy: {en: "Kept for ten years.", nl: "Tien jaar bewaard."}
  consent_version: "2 of 1 November"
  logo: materials/box/box.png
  time_zone: Europe/Amsterdam
"""


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", tmp_path / "box"))


def with_lab(folder: Path, lab: str = LAB, overrides: str = "{}") -> str:
    path = folder / "experiment.yaml"
    said = path.read_text("utf-8").replace("overrides: {}", f"overrides: {overrides}")
    path.write_text(said + lab, "utf-8")
    return str(folder)


def first_and_last(setup: Setup) -> tuple[Page, Page]:
    shown = [one.screen for one in photographed(setup, setup.protocol.conditions[0])]
    first, last = shown[0], shown[-1]
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    return first, last


def test_consent_and_debriefing_say_who_asks_who_approved_and_whom_to_ask(box: Path) -> None:
    setup = load_setup(STUDY, with_lab(box), "nl")
    consent, debriefing = first_and_last(setup)
    assert [setup.texts.render(one) for one in consent.foot] == [
        "Universiteit Voorbeeld",
        "Ethische goedkeuring: ECV-2026-014",
        "Vragen of klachten: lab@example.org",
        "Versie van deze informatie: 2 of 1 November",
    ]
    assert setup.texts.render(consent.body[-1]) == "Tien jaar bewaard."
    assert debriefing.foot == consent.foot[:-1]
    assert consent.logo == debriefing.logo == "materials/box/box.png"


def test_a_lab_that_says_nothing_changes_no_page(box: Path) -> None:
    consent, debriefing = first_and_last(load_setup(STUDY, str(box)))
    assert (consent.foot, consent.logo, len(consent.body), debriefing.foot) == ((), None, 1, ())


def test_the_record_holds_the_hash_of_every_word_of_the_consent(box: Path) -> None:
    setup = load_setup(STUDY, with_lab(box))
    context = Context(setup, "P001", setup.protocol.conditions[0], b"secret")
    page, _ = first_and_last(setup)
    agree = page.asks[0].label  # type: ignore[attr-defined]
    texts = [page.title, *page.body, agree, page.button, *page.foot]
    shown = ["en", *(setup.texts.render(text) for text in texts if text is not None)]
    found = consents(context)["consent"]
    assert found["version"] == "2 of 1 November"
    assert found["sha256"] == hashlib.sha256(canonical_json(shown).encode()).hexdigest()


@pytest.mark.parametrize("place", [0, 1])
def test_the_hash_is_of_the_consent_as_it_is_worded_for_the_condition(box: Path, place: int) -> None:
    setup = load_setup(STUDY, str(box))
    before = consents(Context(setup, "P001", setup.protocol.conditions[place], b"secret"))["consent"]
    build = {"consent@build.body": "You will build a box. Here is {answer: pet}."}
    here = replace(setup, texts=replace(setup.texts, wordings={**setup.texts.wordings, **build}))
    after = consents(Context(here, "P001", here.protocol.conditions[place], b"secret"))["consent"]
    page, _ = first_and_last(setup)
    agree = page.asks[0].label  # type: ignore[attr-defined]
    title, button = (setup.texts.render(text) for text in (page.title, page.button) if text is not None)
    shown = ["en", title, *build.values(), setup.texts.render(agree), button]
    assert (after == before) == bool(place)
    if place == 0:
        assert after["sha256"] == hashlib.sha256(canonical_json(shown).encode()).hexdigest()


def test_a_study_keeps_what_its_receipts_say_of_the_lab(box: Path) -> None:
    words = plan_of(load_setup(STUDY, with_lab(box)), STUDY, "one", "simulated").words
    assert words["lab.ethics"] == "ECV-2026-014"
    assert words["lab.logo"].startswith("iVBORw0KGgo")  # how every PNG begins, in base64


TEXTS = '{texts: {en: {consent: {agree: "I am in."}}, nl: {consent: {agree: "Ik doe mee."}}}}'


def test_texts_can_be_worded_otherwise_in_the_file_itself(box: Path) -> None:
    reference = with_lab(box, "", TEXTS)
    assert load_setup(STUDY, reference, "nl").texts.wordings["consent.agree"] == "Ik doe mee."
    assert not [one for one in check(STUDY, reference, quick=True).warnings if "otherwise" in one.message]


def test_a_text_worded_otherwise_in_one_language_is_warned_about(box: Path) -> None:
    reference = with_lab(box, "", '{texts: {nl: {consent: {agree: "Ik doe mee."}}}}')
    [found] = [one for one in check(STUDY, reference, quick=True).warnings if "otherwise" in one.message]
    assert found.path == "overrides.texts.nl.consent.agree"
    assert "in 'nl' alone: in 'en' it stays as it was" in found.message


@pytest.mark.parametrize(
    ("lab", "overrides", "says"),
    [
        ("lab: {time_zone: Amsterdam}", "{}", "'Amsterdam' is no time zone"),
        ("lab: {country: Holland}", "{}", "lab.country"),
        ("lab: {logo: materials/none.png}", "{}", "there is no such file"),
        ("lab: {instutition: X}", "{}", "institution"),
        ("", '{texts: {en: {consent: {agre: "x"}}}}', "overrides.texts.en.consent.agre"),
        ("", "{texts: {en: {consent: {agree: 5}}}}", "A text is expected"),
        ("", "{texts: {en: 5}}", "overrides.texts.en"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(box: Path, lab: str, overrides: str, says: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        load_setup(STUDY, with_lab(box, lab, overrides))
    assert says in str(caught.value)


def test_words_of_the_lab_that_lack_a_language_are_a_fault(box: Path) -> None:
    found = check(STUDY, with_lab(box, 'lab: {privacy: {en: "Kept."}}'), quick=True).faults
    assert ["lab.privacy" in fault.path for fault in found] == [True]


@pytest.mark.parametrize(
    ("lab", "overrides", "warns"),
    [
        ("lab: {country: NL}", "{currency: EUR}", True),  # prices in cents
        ("lab: {country: DE}", "{currency: EUR}", False),
        ("", "{currency: EUR}", False),
        ("lab: {country: NL}", "{currency: EUR, payment: {round_to: 0.05}}", False),
        ("lab: {country: NL}", "{currency: EUR, payment: {round_to: 0.02}}", True),
        ("lab: {country: NL}", "{currency: EUR, mechanisms: {bid: {step: 0.05}}}", False),
        ("lab: {country: CH}", "{currency: CHF}", True),
    ],
)
def test_amounts_that_the_coins_of_the_country_do_not_make_up_are_warned_about(
    box: Path, lab: str, overrides: str, warns: bool
) -> None:
    found = lab_doubts(load_setup(STUDY, with_lab(box, lab, overrides)))
    assert ["smallest coin" in fault.message for fault in found] == [True] * warns


def test_a_lab_with_another_sheet_words_its_folds() -> None:
    setup = load_setup("norton-2012-1b", "norton-2012-1b-frog")
    assert setup.texts.wordings["goods.animal.folds.left-arm"].endswith("that is an arm.")
    assert "crane" not in " ".join(
        words for key, words in setup.texts.wordings.items() if not key.startswith("goods.animal.folds.")
    )
    assert check("norton-2012-1b", experiment="norton-2012-1b-frog", quick=True).faults == ()


def test_a_part_that_the_materials_do_not_have_is_told_at_its_place(tmp_path: Path) -> None:
    frog = shutil.copytree(shipped("experiments") / "norton_2012_1b_frog", tmp_path / "frog")
    texts = Path(frog) / "materials" / "en.yaml"
    texts.write_text(texts.read_text("utf-8").replace("left-arm:", "left-amr:"), "utf-8")
    with pytest.raises(ProtocolError, match="words 'left-amr', which is none of the folds of 'animal' here"):
        load_setup("norton-2012-1b", str(frog))
