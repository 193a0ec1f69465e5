"""What participants read: written in every language, drawable, filled by place."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

from ikea_effect.errors import IkeaEffectError, ProtocolError
from ikea_effect.money import Money
from ikea_effect.operations.check import check
from ikea_effect.protocol import glyphs
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import PLACE, PlaceError, Text, Texts
from ikea_effect.protocol.tree import read_tree
from ikea_effect.protocol.wordings import common_wordings, load_texts, wordings

SAME_IN_BOTH = {"T-shirt", "Start", "Code", "Man", "milkshake", "zigzag", "bumper", "lamp", "In bed", "OK"}
"""What Dutch and English write alike, and rightly."""

TO_CHILDREN = {"marsh_2018"}
"""Studies whose participants are children, who are not addressed as adults are."""


def _written_alike(texts: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    same = {key: text for key, text in texts.items() if others.get(key) == text}
    return {key: text for key, text in same.items() if any(map(str.isalpha, PLACE.sub("", text)))}


@pytest.mark.parametrize("study", protocol_ids())
def test_dutch_is_written_and_not_copied(study: str) -> None:
    protocol = load_protocol(study)
    english, dutch = (
        {key: one.text for key, one in wordings(protocol, language).items()} for language in ("en", "nl")
    )
    alike = {key: text for key, text in _written_alike(dutch, english).items() if text not in SAME_IN_BOTH}
    assert alike == {}


def _in_one_grid(texts: dict[str, str]) -> dict[str, bool]:
    """{step: whether all its scales have the same two ends}, which puts them in one grid on the page."""
    ends: dict[str, dict[str, list[str]]] = {}
    for key, text in sorted(texts.items()):
        step, _, rest = key.partition(".scales.")
        scale, _, end = rest.rpartition(".")
        if end in ("low", "high"):
            ends.setdefault(step, {}).setdefault(scale, []).append(text)
    return {step: len(set(map(tuple, found.values()))) == 1 for step, found in ends.items()}


@pytest.mark.parametrize("study", protocol_ids())
def test_scales_stand_in_one_grid_in_both_languages_or_in_neither(study: str) -> None:
    """In English, judges of a contest read boxes with ends of their own, in Dutch a grid."""
    protocol = load_protocol(study)
    english, dutch = (
        _in_one_grid({key: one.text for key, one in wordings(protocol, language).items()})
        for language in ("en", "nl")
    )
    assert english == dutch


def test_a_copied_text_is_found() -> None:
    texts = {"a": "Continue", "b": "Verder", "c": "{amount}"}
    assert _written_alike(texts, {"a": "Continue", "b": "Continue", "c": "{amount}"}) == {"a": "Continue"}


FILES = sorted(shipped("protocols").glob("texts/*/*.yaml")) + sorted(
    shipped("protocols").glob("texts/common/*/*")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-2:]))
def test_texts_address_people_politely_and_speak_of_participants(path: Path) -> None:
    words = path.read_text("utf-8").lower()
    assert "proefpersoon" not in words
    assert "test subject" not in words
    if path.stem == "nl" or path.parent.name == "nl":
        for familiar in (
            (" je ", " jij ", " jouw ", " jullie ") if path.parent.name not in TO_CHILDREN else ()
        ):
            assert familiar not in words, familiar


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-2:]))
def test_a_file_of_texts_reads_as_plain_yaml(path: Path) -> None:
    assert read_tree(path).data


def test_places_are_filled_by_language() -> None:
    wordings_nl = {"owed": "Samen {amount} voor {good}.", "good": "de doos"}
    texts = Texts("nl", wordings_nl)
    values = {"amount": Money(75, "EUR"), "good": Text("good")}
    assert texts.render(Text("owed", values)) == "Samen €\u00a00,75 voor de doos."


def test_a_study_may_word_a_common_text_otherwise() -> None:
    protocol = load_protocol("franke-2010-tshirt")
    common = common_wordings("en")["making.inspection.body"].text
    assert wordings(protocol, "en")["making.inspection.body"].text != common


def test_a_lab_may_word_a_text_otherwise_but_not_invent_one(tmp_path: Path) -> None:
    protocol = load_protocol("norton-2012-1a")
    lab = tmp_path / "en.yaml"
    lab.write_text("consent: {title: Hello}\n", "utf-8")
    assert load_texts(protocol, "en", lab).wordings["consent.title"] == "Hello"
    lab.write_text("consent: {titel: Hello}\n", "utf-8")
    with pytest.raises(ProtocolError, match=r"no screen shows(.|\n)*Did you mean 'consent.title'"):
        load_texts(protocol, "en", lab)


def test_a_language_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ProtocolError, match="language 'de' is not one of the protocol's: en, nl"):
        load_texts(load_protocol("norton-2012-1a"), "de")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: 5\n", "A text is expected.\n  Put it in quotation marks."),
        ("a: [b]\n", "is a list. A text is expected."),
        ("a:\n", "is nothing"),
        ("a: ''\n", "A text is expected"),
        ("Title: x\n", "'Title' is not a key"),
    ],
)
def test_what_is_no_text_is_told(content: str, says: str, tmp_path: Path) -> None:
    lab = tmp_path / "en.yaml"
    lab.write_text(content, "utf-8")
    with pytest.raises(ProtocolError) as caught:
        wordings(load_protocol("norton-2012-1a"), "en", lab)
    assert says in str(caught.value)


FONTS = sorted((Path(glyphs.__file__).parents[1] / "session" / "fonts").glob("*.ttf"))


def _other_fonts() -> list[Path]:
    """Fonts that come with matplotlib: signs beyond the first 65,536, private ones, mathematics."""
    import matplotlib

    names = ("DejaVuSans.ttf", "STIXGeneral.ttf", "STIXNonUni.ttf", "cmr10.ttf")
    return [Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name for name in names]


@pytest.mark.parametrize("font", [*FONTS, *_other_fonts()], ids=lambda font: font.name)
def test_a_fonts_signs_are_those_that_another_reader_finds(font: Path) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(font) as file:
        assert glyphs.drawable(font) == frozenset(file.getBestCmap())


def test_a_font_without_a_character_map_is_said_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "none.ttf").write_bytes(bytes.fromhex("00010000" + "00" * 8))
    with pytest.raises(ValueError, match=r"none\.ttf has no Unicode character map"):
        glyphs.drawable(tmp_path / "none.ttf")


def test_signs_that_the_font_lacks_are_named() -> None:
    assert FONTS
    assert glyphs.missing("Préférez-vous € 4,50 … “quotes” • één ₹\n", FONTS) in ((), ("₹",))
    assert glyphs.missing("a\u4e2d b\u4e2d\U0001f600", FONTS) == ("\u4e2d", "\U0001f600")
    assert glyphs.named("ő") == "'ő' (U+0151, latin small letter o with double acute)"


@pytest.mark.parametrize(
    ("protocol", "language", "said"),
    [
        ("franke-2010-tshirt", "en", "or the given design itself"),
        ("franke-2010-tshirt", "nl", "of het voorbeeld zelf"),
        ("label-or-fact", "en", "from our own drawing"),
        ("label-or-fact", "nl", "met onze eigen tekening"),
    ],
)
def test_whoever_may_have_met_a_stand_in_is_told_so_at_the_end(
    protocol: str, language: str, said: str
) -> None:
    assert said in load_setup(protocol, language=language).texts.render(Text("debrief.body"))


def test_a_place_that_nothing_fills_is_told_in_a_sentence_in_any_process() -> None:
    """A wording of one's own may hold any place; a command had ended with a trace."""
    with pytest.raises(IkeaEffectError) as caught:
        Texts("en", {"ui.amount-below": "{nonsense} low"}).render(
            Text("ui.amount-below", {"low": 1, "of": 2})
        )
    for error in (caught.value, copy.copy(caught.value)):  # as other processes have it
        assert isinstance(error, PlaceError)
        assert str(error) == (
            "The text 'ui.amount-below' in 'en' has a place {nonsense} that nothing fills there. "
            "Places that are filled: {low}, {of}."
        )


def test_a_text_that_two_files_of_a_folder_word_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "protocols" / "texts" / "common" / "en"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    (folder / "a.yaml").write_text("ui: {continue: Go on, window: Mine}\n", "utf-8")
    assert common_wordings("en")["ui.continue"].text == "Go on"
    (folder / "b.yaml").write_text("ui:\n  continue: Next\n", "utf-8")
    with pytest.raises(ProtocolError) as caught:
        common_wordings("en")
    assert [(fault.where, fault.message) for fault in caught.value.faults] == [
        ("protocols/texts/common/en/b.yaml:2:13",
         "is worded in protocols/texts/common/en/a.yaml, too. Keep one."),
    ]  # fmt: skip


def test_check_names_the_text_whose_place_nothing_fills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    texts, copied = shipped("protocols") / "texts" / "norton_2012_1a", tmp_path / "protocols" / "texts"
    shutil.copytree(texts, copied / "norton_2012_1a")
    shutil.copy(shipped("protocols") / "norton_2012_1a.yaml", tmp_path / "protocols")
    for language in ("en", "nl"):
        folder = copied / "common" / language
        folder.mkdir(parents=True)
        (folder / "mine.yaml").write_text('bidding: {bdm: {rule: {title: "{nonsense}"}}}\n', "utf-8")
    first, _ = check("norton-2012-1a", quick=True).faults
    assert (first.where, first.path) == ("en.yaml", "bidding.bdm.rule.title")
    assert first.message.startswith("has a place {nonsense} that nothing fills there. Places that are")
    assert first.message.endswith("Screen bid.rule shows it.")
