"""A study in one more language: the files to translate, and what is not translated yet."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.operations.preview_walk import walk
from ikea_effect.operations.translate import begin_translation
from ikea_effect.protocol.checks.shared_texts import shown_by
from ikea_effect.protocol.checks.translation import untranslated
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import common_wordings

MUG = """
id: mug
version: 1
title: What a mug is worth
languages: [en]
currency: EUR
factors: {story: {between: participant, levels: {told: {label: Story}, plain: {label: No story}}}}
assignment: {scheme: permuted-blocks, block_sizes: [2, 4]}
sample: {per_condition: 20}
payment: {show_up: 5.00, endowment: 5.00}
goods: {mug: {}}
timeline:
  - consent: {}
  - instructions: {text: tale, only_in: {story: told}}
  - bidding:
      id: bid
      good: mug
      measure: wtp
      mechanism: {kind: bdm, low: 0.00, high: 5.00, step: 0.50}
      practice_rounds: 1
  - debrief: {text: thanks}
measures: {wtp: {kind: money}}
hypotheses:
  - id: a-story-pays
    claim: A mug with a story is worth more
    measure: wtp
    model: {kind: welch, factor: story, contrast: told - plain}
    alternative: greater
"""
ENGLISH = """
consent: {title: Welcome, body: "You receive {show_up}, and {endowment} to bid from.", agree: I take part.}
tale: {title: A mug and its story, body: It was made by hand.}
goods: {mug: {name: mug, the: the mug, your: your mug}}
thanks: {title: Thank you, body: This was it.}
"""


@pytest.fixture
def mug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small study in English."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"protocols/mug.yaml": MUG, "protocols/texts/mug/en.yaml": ENGLISH}.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("mug")
def test_the_texts_that_a_study_can_show_are_written_and_a_file_that_is_there_is_kept() -> None:
    Path("protocols/texts/common/de").mkdir(parents=True)
    Path("protocols/texts/common/de/ui.yaml").write_text("ui: {continue: Weiter}\n", "utf-8")
    begun = begin_translation("protocols/mug.yaml", "de")
    written = {path.as_posix() for path in begun.texts}
    common = Path("protocols/texts/common/de")
    of_bidding = {
        "protocols/texts/common/de/bidding.bdm.yaml",
        "protocols/texts/common/de/bidding.common.yaml",
    }
    assert {"protocols/texts/mug/de.yaml", *of_bidding} <= written
    assert {path.as_posix() for path in common.glob("bidding*")} == of_bidding
    assert not list(common.glob("making*"))  # nothing is made in it
    bidding = yaml.safe_load((common / "bidding.bdm.yaml").read_text("utf-8"))["bidding"]
    assert set(bidding) == {"bdm"}
    assert [path.as_posix() for path in begun.kept] == ["protocols/texts/common/de/ui.yaml"]
    assert Path("protocols/texts/common/de/ui.yaml").read_text("utf-8") == "ui: {continue: Weiter}\n"


@pytest.mark.usefixtures("mug")
def test_shared_texts_that_are_there_in_a_file_of_another_name_are_not_begun_again() -> None:
    common = Path("protocols/texts/common/de")
    begin_translation("protocols/mug.yaml", "de")
    begun = sorted(common.glob("bidding.*.yaml"))
    one = "".join(path.read_text("utf-8").partition("bidding:\n")[2] for path in begun)
    for path in begun:
        path.unlink()
    (common / "bidding.yaml").write_text(f"bidding:\n{one}", "utf-8")
    assert begin_translation("protocols/mug.yaml", "de").texts == {}
    assert [path.name for path in common.glob("bidding*")] == ["bidding.yaml"]


@pytest.mark.usefixtures("mug")
def test_what_is_not_translated_yet_is_told() -> None:
    begin_translation("protocols/mug.yaml", "de")
    Path("protocols/mug.yaml").write_text(MUG.replace("[en]", "[en, de]"), "utf-8")
    (told,) = untranslated(load_setup("protocols/mug.yaml", None, "en"))
    assert "is the text of 'en' in 'de'" in told.message


@pytest.mark.usefixtures("mug")
@pytest.mark.parametrize(("language", "says"), [("xx", "not known"), ("en", "translated from")])
def test_a_language_that_cannot_be_is_told(language: str, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        begin_translation("protocols/mug.yaml", language)


def test_the_two_shipped_languages_have_the_same_shared_texts() -> None:
    assert set(common_wordings("en")) == set(common_wordings("nl"))


MECHANISMS = (
    "bdm, low: 0, high: 5, step: 0.5, trade: sell",
    "vickrey, low: 0, high: 5, step: 0.5, group_size: 2",
    "english, low: 0.5, high: 5, step: 0.5, group_size: 2",
    "price-list, prices: [1, 2, 3]",
    "take-it-or-leave-it, prices: [1, 2, 3], rounds: 2",
    "double-bounded, price_sets: [{first: 2, lower: 1, higher: 3}]",
    "open-ended, low: 0, high: 5, step: 0.5",
)


@pytest.mark.slow
@pytest.mark.usefixtures("mug")
def test_no_screen_shows_a_text_that_is_said_to_be_shown_nowhere() -> None:
    shipped = ("ai-contribution", "contest-rewards", "dohle-2014", "made-for-you", "mochon-2012-3")
    for reference in (*shipped, "norton-2012-1b", "norton-2012-2"):
        assert walked_with_what_is_shown(reference) == ()
    file = Path("protocols/mug.yaml")
    for mechanism in MECHANISMS:
        said = MUG.split("hypotheses")[0].replace("bdm, low: 0.00, high: 5.00, step: 0.50", mechanism)
        owned = said.replace("mug: {}", "mug: {owner: participant}") if "sell" in mechanism else said
        file.write_text(owned, "utf-8")
        assert walked_with_what_is_shown("protocols/mug.yaml") == ()


def walked_with_what_is_shown(reference: str) -> tuple[Fault, ...]:
    """What the screens of the first condition lack, of the texts that no screen is said to show."""
    setup = load_setup(reference, None, "en")
    is_shown = shown_by(setup.protocol)
    words = {key: text for key, text in setup.texts.wordings.items() if is_shown(key)}
    assert len(words) < len(setup.texts.wordings)
    reduced = dataclasses.replace(setup, texts=Texts("en", words))
    return walk(reduced, reference, setup.protocol.conditions[0]).faults


def test_texts_that_the_program_has_in_the_language_are_not_put_behind_copies_in_another(mug: Path) -> None:
    assert [path.as_posix() for path in begin_translation("protocols/mug.yaml", "nl").texts] == [
        "protocols/texts/mug/nl.yaml"
    ]
    with pytest.raises(ProtocolError, match="every text of norton-2012-1a is there already"):
        begin_translation("norton-2012-1a", "nl")
    assert not (mug / "protocols" / "texts" / "common" / "nl").exists()
