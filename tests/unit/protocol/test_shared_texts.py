"""Texts that all studies share: a file for each part of a study, read where a study shows it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check, house_fonts
from ikea_effect.operations.preview_walk import walk
from ikea_effect.protocol.checks.study import static_faults
from ikea_effect.protocol.checks.translation import untranslated
from ikea_effect.protocol.levels import MARK
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import BUILT_IN, step_kind
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import Speaking, in_its_languages, load_setup
from ikea_effect.protocol.texts import answer_places
from ikea_effect.protocol.texts_by_file import TextsByFile, own_texts
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.protocol.wordings import common_wordings, load_texts, texts_hash

LANGUAGES = ("en", "nl")


def leaves(path: Path) -> dict[str, str]:
    """A file's texts by key, read without the program."""

    def below(tree: dict[str, Any], before: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in tree.items():
            inner = f"{before}{key}"
            found |= below(value, f"{inner}.") if isinstance(value, dict) else {inner: value.strip("\n")}
        return found

    return below(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), "")


FILES = {
    language: {
        path.stem: leaves(path)
        for path in sorted((shipped("protocols") / "texts" / "common" / language).glob("*.yaml"))
    }
    for language in LANGUAGES
}
ALL = {one: {key: text for texts in FILES[one].values() for key, text in texts.items()} for one in LANGUAGES}


# --- the files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_called_by_what_all_its_keys_begin_with(language: str) -> None:
    files = FILES[language]
    strangers = [
        (name, key) for name, texts in files.items() for key in texts if not key.startswith(f"{name}.")
    ]
    assert strangers == []
    assert [(one, other) for one in files for other in files if other.startswith(f"{one}.")] == []
    assert all(name.count(".") <= 1 for name in files)


def test_both_languages_have_the_same_keys_in_the_same_files_and_none_in_two() -> None:
    english, dutch = (
        {name: sorted(texts) for name, texts in FILES[language].items()} for language in LANGUAGES
    )
    assert english == dutch
    assert sum(map(len, english.values())) == len(ALL["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_together_what_the_program_says(language: str) -> None:
    found = common_wordings(language)
    assert {key: one.text for key, one in found.items()} == ALL[language]
    assert len(found) == len(ALL[language])
    assert all(key in found for key in ALL[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_text_shows_no_answer_and_is_worded_by_no_level(language: str) -> None:
    assert [key for key, text in ALL[language].items() if MARK in key or [*answer_places(text)]] == []


def test_shared_texts_are_in_order_when_they_are_looked_at_as_a_users_are(in_own_folder: Path) -> None:
    setup = load_setup("norton-2012-1a")
    speaking = in_its_languages(setup)
    for language in LANGUAGES:
        assert set(ALL[language]) <= set(own_texts(speaking.written[language]))
    assert static_faults(setup, house_fonts(), speaking) == []
    assert list(untranslated(setup, speaking)) == []
    file = in_own_folder / "protocols/texts/common/nl/bidding.auction.yaml"
    file.write_text(file.read_text("utf-8").replace("{price}", "{prijs} \u4e2d"), "utf-8")
    told = {fault.message for fault in static_faults(load_setup("norton-2012-1a"), house_fonts())}
    assert any("lacks {price}" in one for one in told)
    assert any("U+4E2D" in one for one in told)


@pytest.fixture
def in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with copies of the shipped protocols and texts, where the user stands."""
    shutil.copytree(shipped("protocols"), tmp_path / "protocols")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_kinds_of_step_show_is_in_files_of_their_own() -> None:
    shown = {part for kind in BUILT_IN["step"] for part in step_kind(kind).shared}
    assert shown <= set(FILES["en"])
    assert {name for name in FILES["en"] if name.startswith("making.")} <= shown


# --- which of them are read -------------------------------------------------------------------------------


def reader(texts: dict[str, str], read: list[str]) -> Callable[[], dict[str, str]]:
    """Reads the texts, and puts down that it did."""

    def reads() -> dict[str, str]:
        read.append(next(iter(texts)))
        return texts

    return reads


def test_a_file_is_read_when_a_text_of_it_is_asked_for() -> None:
    read: list[str] = []
    files = {
        "ui": {"ui.go": "Go"},
        "bidding.bdm": {"bidding.bdm.rule": "A rule"},
        "pair": {"pair.title": "P"},
    }
    texts = TextsByFile(
        {"a.b": "B", "ui.go": "Go on"}, {name: reader(one, read) for name, one in files.items()}
    )
    assert (texts["a.b"], texts["ui.go"], texts.get("a"), "c.d" in texts, texts.own) == (
        "B", "Go on", None, False, {"a.b": "B", "ui.go": "Go on"},
    )  # fmt: skip
    assert read == []
    assert texts["bidding.bdm.rule"] == "A rule"
    assert "bidding.bdm.none" not in texts
    assert "bidding.auction.rule" not in texts
    assert set(read) == {"bidding.bdm.rule"}
    with pytest.raises(KeyError, match=r"bidding\.bdm\.none"):
        texts["bidding.bdm.none"]
    assert texts.where(lambda begins: begins == "pair") == {"pair.title": "P", "a.b": "B", "ui.go": "Go on"}
    assert list(texts.items()) == [
        ("ui.go", "Go on"), ("bidding.bdm.rule", "A rule"), ("pair.title", "P"), ("a.b", "B"),
    ]  # fmt: skip
    assert len(texts) == 4


def unread(speaking: Speaking) -> set[str]:
    """The shared files of which no language has read any text."""
    found = [one.written for one in speaking.setups.values()]
    assert all(isinstance(texts, TextsByFile) for texts in found)
    return set.intersection(
        *({name for name, read in texts.files.items() if not read.cache_info().currsize} for texts in found)  # type: ignore[attr-defined]
    )


def test_a_check_reads_no_file_of_which_the_study_shows_nothing() -> None:
    setup = load_setup("norton-2012-1a")
    speaking = in_its_languages(setup)
    assert speaking.setups["en"] is setup
    assert unread(speaking) == set(FILES["en"])
    assert static_faults(setup, house_fonts(), speaking) == []
    assert list(untranslated(setup, speaking)) == []
    for one in speaking.setups.values():
        for condition in setup.protocol.conditions:
            assert walk(one, "norton-2012-1a", condition).faults == ()
    shown = {"bidding.bdm", "bidding.common", "making.assembly", "making.inspection", "session", "ui"}
    assert unread(speaking) == set(FILES["en"]) - shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hash_of_texts_is_over_all_of_them_whichever_were_read_before(language: str) -> None:
    own = leaves(shipped("protocols") / "texts" / "norton_2012_1a" / f"{language}.yaml")
    shown = {key: text for key, text in {**ALL[language], **own}.items() if not key.startswith("receipts.")}
    said = {"language": language, "wordings": shown}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    texts = load_texts(load_protocol("norton-2012-1a"), language)
    assert texts_hash(texts) == hashlib.sha256(canonical.encode()).hexdigest()
    setup = load_setup("norton-2012-1a", language=language)
    assert setup.texts.wordings["ui.continue"] == ALL[language]["ui.continue"]
    assert setup.hashes["texts"] == texts_hash(texts)


def test_whoever_asks_for_all_texts_again_and_again_has_each_file_parsed_once() -> None:
    for language in LANGUAGES:
        dict(common_wordings(language))
    before = parse_tree.cache_info().misses
    for study in ("norton-2012-1a", "franke-2010-tshirt", "norton-2012-1a"):
        for language in LANGUAGES:
            dict(load_texts(load_protocol(study), language).wordings)
    own = 2 * (1 + len(LANGUAGES))  # of two studies the protocol and its texts
    scales = len(list((shipped("protocols") / "scales").glob("*.yaml")))
    assert parse_tree.cache_info().misses - before <= own + scales


# --- those of a user --------------------------------------------------------------------------------------


@pytest.fixture
def where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one study of its own, and nothing else."""
    (tmp_path / "protocols" / "texts" / "common" / "en").mkdir(parents=True)
    for name in ("norton_2012_1a.yaml", "texts/norton_2012_1a"):
        copy = shutil.copytree if (shipped("protocols") / name).is_dir() else shutil.copy
        copy(shipped("protocols") / name, tmp_path / "protocols" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_users_file_may_hold_texts_of_several_of_the_programs(where_the_user_stands: Path) -> None:
    folder = where_the_user_stands / "protocols" / "texts" / "common" / "en"
    (folder / "bidding.yaml").write_text(
        'bidding: {auction: {rule: {title: "An auction"}}, bdm: {rule: {title: "A draw of {nothing}"}}}\n'
        "ui: {continue: Go on}\n",
        "utf-8",
    )
    setup = load_setup("norton-2012-1a", language="en")
    said = {
        "bidding.auction.rule.title": "An auction",
        "bidding.bdm.rule.title": "A draw of {nothing}",
        "ui.continue": "Go on",
    }
    assert {key: setup.texts.wordings[key] for key in said} == said
    assert setup.texts.wordings["ui.window"] == ALL["en"]["ui.window"]
    assert {fault.path for fault in static_faults(setup)} == {"bidding.bdm.rule.title"}
    (folder / "bidding.yaml").write_text("ui: {continue: 5}\n", "utf-8")
    with pytest.raises(ProtocolError, match=r"ui\.continue\n  is the number 5"):
        load_setup("norton-2012-1a", language="en")


@pytest.mark.usefixtures("where_the_user_stands")
def test_texts_that_changed_are_read_anew_by_the_next_check() -> None:
    assert check("norton-2012-1a", quick=True).faults == ()
    for said in ("{nothing}", "{neither}"):
        Path("protocols/texts/common/en/mine.yaml").write_text(
            f'session: {{finish: "End {said}"}}\n', "utf-8"
        )
        [fault] = check("norton-2012-1a", quick=True).faults
        assert said in fault.message
    Path("protocols/texts/common/en/mine.yaml").unlink()
    assert check("norton-2012-1a", quick=True).faults == ()


def test_a_lab_that_mistypes_a_shared_text_is_told_which_there_is(tmp_path: Path) -> None:
    lab = tmp_path / "en.yaml"
    lab.write_text("receipts: {titel: Thanks}\n", "utf-8")
    with pytest.raises(ProtocolError, match=r"no screen shows(.|\n)*Did you mean 'receipts.title'"):
        load_texts(load_protocol("norton-2012-1a"), "en", lab)
    lab.write_text("receipts: {title: My receipt}\n", "utf-8")
    texts = load_texts(load_protocol("norton-2012-1a"), "en", lab)
    assert texts.wordings["receipts.title"] == "My receipt"
    assert texts.wordings["receipts.kicker"] == ALL["en"]["receipts.kicker"]
