"""What is found wrong with texts and materials before anyone sees a screen, and what is warned of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ikea_effect.errors import Fault
from ikea_effect.protocol.checks.study import needed_texts, static_faults, warnings
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import load_setup


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with copies of the shipped protocols, texts and experiments, where the user stands."""
    for folder in ("protocols", "experiments"):
        shutil.copytree(shipped(folder), tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def found(said: str, path: str) -> list[Fault]:
    """The faults of the Norton study at this text that say so."""
    faults = static_faults(load_setup("norton-2012-1a"))
    return [fault for fault in faults if fault.path == path and said in fault.message]


NL = Path("protocols/texts/norton_2012_1a/nl.yaml")


def test_a_study_needs_the_texts_of_its_steps_and_measures() -> None:
    needed = needed_texts(load_setup("norton-2012-1a"))
    assert needed["consent.agree"] == "step 'consent'"
    assert needed["goods.storage-box.parts.lid.the"] == "step 'build'"
    assert needed["liking.high"] == "measure 'liking'"
    scale = needed_texts(load_setup("franke-2010-tshirt"))
    assert scale["accomplishment.items.proud"] == "measure 'accomplishment'"


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    ("before", "after", "path", "says"),
    [
        ("  low: helemaal niet\n", "", "liking.low", "is missing; measure 'liking' shows it."),
        ("  title: Uw mening\n", "  titel: Uw mening\n", "attitudes.title", "step 'attitudes' shows it."),
        ("{endowment} waarmee", "5 euro waarmee", "consent.body", "lacks {endowment}"),
        ("{endowment} waarmee", "{endowment} {Endowment} waarmee", "consent.body", "'{Endowment}', which is"),
        ("**een opbergdoos**", "**een opbergdoos*", "welcome.body", "once too often"),
    ],
)  # fmt: skip
def test_a_text_that_is_wrong_is_told(before: str, after: str, path: str, says: str) -> None:
    assert found(says, path) == []
    edit(NL, before, after)
    assert found(says, path)


@pytest.mark.usefixtures("lab")
def test_a_place_that_is_called_otherwise_is_told_once_in_the_translation() -> None:
    edit(NL, "{endowment} waarmee", "{show_up} waarmee")
    [lacking] = found("{endowment}", "consent.body")
    assert lacking.message == "lacks {endowment}, which stands there in 'en'."
    edit(NL, "{show_up} waarmee", "{inleg} waarmee")
    [fault] = [one for one in static_faults(load_setup("norton-2012-1a")) if one.path == "consent.body"]
    assert fault.message == "lacks {endowment}, which stands there in 'en'; {inleg} stands here instead."


@pytest.mark.usefixtures("lab")
def test_texts_that_the_user_has_not_are_the_shipped_ones() -> None:
    NL.unlink()
    assert not [fault for fault in static_faults(load_setup("norton-2012-1a")) if "norton" in fault.where]


@pytest.mark.usefixtures("lab")
def test_a_language_without_texts_is_told() -> None:
    edit(Path("protocols/norton_2012_1a.yaml"), "languages: [en, nl]", "languages: [en, nl, de]")
    missing = [one for one in static_faults(load_setup("norton-2012-1a")) if "/de" in one.where]
    assert [fault.where for fault in missing] == ["protocols/texts/norton_2012_1a/de.yaml"]
    assert missing[0].message == (
        "is not there: the texts of 'norton-2012-1a' in the language 'de'.\n"
        "`ikea-effect translate` begins it: ikea-effect translate norton-2012-1a de"
    )
    Path("protocols/texts/norton_2012_1a/de.yaml").write_text("consent: {title: Willkommen}\n", "utf-8")
    told = [fault for fault in static_faults(load_setup("norton-2012-1a")) if "/de" in fault.where]
    assert {"consent.body", "liking.question", "session.owed"} <= {fault.path for fault in told}
    assert {fault.where for fault in told if fault.path.startswith("bidding")} == {
        "protocols/texts/common/de/bidding.bdm.yaml",
        "protocols/texts/common/de/bidding.common.yaml",
    }


@pytest.mark.usefixtures("lab")
def test_a_sign_that_the_font_cannot_draw_is_told() -> None:
    fonts = sorted((shipped("ikea_effect") / "session" / "fonts").glob("*.ttf"))
    edit(NL, "title: Welkom", "title: Welkom \u4e2d")
    (fault,) = [one for one in static_faults(load_setup("norton-2012-1a"), fonts) if "U+4E2D" in one.message]
    assert fault.path == "consent.title"


@pytest.mark.slow
@pytest.mark.usefixtures("lab")
def test_an_open_answer_in_letters_that_the_font_lacks_is_told() -> None:
    fonts = sorted((shipped("ikea_effect") / "session" / "fonts").glob("*.ttf"))
    edit(Path("protocols/norton_2012_1a.yaml"), "measures: [liking]", "measures: [liking, why]")
    edit(
        Path("protocols/norton_2012_1a.yaml"),
        "measures:\n",
        "measures:\n  why: {kind: free-text, text: why}\n",
    )
    edit(Path("protocols/norton_2012_1a.yaml"), "languages: [en, nl]", "languages: [en, el, he]")
    for language in ("el", "he"):
        shutil.copy(NL.with_name("en.yaml"), NL.with_name(f"{language}.yaml"))
    told = [
        one for one in static_faults(load_setup("norton-2012-1a"), fonts) if "an open answer" in one.message
    ]
    assert sorted(fault.path for fault in told) == ["measures.guess", "measures.why"]
    assert "in 'he' the font cannot draw what people write: U+05D9 (hebrew letter yod)" in told[0].message


@pytest.mark.usefixtures("lab")
def test_a_picture_that_is_none_is_told() -> None:
    Path("experiments/norton_2012_1a/materials/box/box.png").write_text("not a picture", "utf-8")
    assert found("neither PNG nor JPEG", "goods.storage-box.picture")


def warned(tmp_path: Path, *changes: tuple[str, str]) -> list[Fault]:
    text = find_protocol("norton-2012-1a").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(text, "utf-8")
    return warnings(load_protocol(path))


def test_shipped_protocols_give_no_warning() -> None:
    for study in ("norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free"):
        assert warnings(load_protocol(study)) == []


def test_a_range_that_cannot_hold_the_published_mean_is_warned_of(tmp_path: Path) -> None:
    (fault,) = warned(
        tmp_path,
        ("low: 0.00, high: 5.00", "low: 0.50, high: 5.00"),
        ("low: 0.10, high", "low: 0.50, high"),
    )
    assert fault.path == "timeline[4].bidding.mechanism"
    assert "from 0.5 to 5.0 USD" in fault.message
    assert "mean of prebuilt: 0.48" in fault.message
    assert fault.where.endswith(":35:18")


def test_a_bid_above_the_endowment_is_warned_of(tmp_path: Path) -> None:
    (fault,) = warned(tmp_path, ("endowment: 5.00", "endowment: 3.00"))
    assert "own money" in fault.message


def test_a_measure_of_several_rounds_is_warned_of_where_a_model_takes_one_value(tmp_path: Path) -> None:
    rounds = ("ties: buys,", "ties: buys, rounds: 3,")
    (fault,) = warned(tmp_path, rounds)
    assert fault.path == "hypotheses[0].model"
    assert "wtp is asked for 3 times" in fault.message
    said = ("    alternative: greater", "    repeated: mean\n    alternative: greater")
    assert warned(tmp_path, rounds, said) == []


SECOND = """\
  - bidding:
      id: second
      good: storage-box
      measure: again
      mechanism: {kind: price-list, prices: [1.00, 4.00]}
  - questionnaire: {id: attitudes"""
TWICE = (
    ("      reveal: end ", "      reveal: at-once "),
    ("  - questionnaire: {id: attitudes", SECOND),
    ("  wtp:    {kind: money}", "  wtp: {kind: money}\n  again: {kind: money}"),
)


def test_steps_that_together_cost_more_than_the_endowment_are_warned_of(tmp_path: Path) -> None:
    fault = warned(tmp_path, *TWICE)[-1]
    assert fault.path == "timeline[5].bidding.mechanism"
    assert "in the worst case 9.0 USD is to be paid, and the endowment is 5.0." in fault.message
    assert "would owe" not in fault.message  # the show-up fee of 5.00 pays the rest
    *_, fault = warned(tmp_path, *TWICE, ("show_up: 5.00", "show_up: 1.00"))
    assert "would owe 3.0 after the show-up fee" in fault.message


@pytest.mark.parametrize(
    "enough",
    [
        ("endowment: 5.00", "endowment: 9.00"),
        ("endowment: 5.00", "endowment: 5.00, binding: one-random"),
    ],
)
def test_steps_that_the_endowment_can_pay_are_not_warned_of(tmp_path: Path, enough: tuple[str, str]) -> None:
    told = warned(tmp_path, *TWICE, enough)
    assert all("answers of those who own the good" in fault.message for fault in told)


def test_a_mediator_that_is_asked_at_each_level_is_filled_by_sessions(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "kinds" / "model-paired-mediation.md").read_text("utf-8")
    path = tmp_path / "ten_lines.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0], "utf-8")
    assert warnings(load_protocol(path)) == []
    path.write_text(path.read_text("utf-8").replace("[closeness]", "[nearness]"), "utf-8")
    assert [
        one for one in warnings(load_protocol(path)) if "'nearness', which no session fills" in one.message
    ]


def test_a_rate_for_points_that_nothing_earns_is_warned_of(tmp_path: Path) -> None:
    rate = ("endowment: 5.00", "endowment: 5.00, points_per_unit: 100")
    (fault,) = warned(tmp_path, rate)
    assert fault.path == "payment.points_per_unit"
    assert "no step earns any" in fault.message
    assert not warned(tmp_path, rate, ("attempts: 3", "attempts: 3, points: 10"))


def test_unchecked_numbers_are_warned_of(tmp_path: Path) -> None:
    (fault,) = warned(tmp_path, ("provenance: secondary", "provenance: unverified"))
    assert fault.path == "published[0].provenance"
