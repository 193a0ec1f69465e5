"""Questionnaire parts as a file of PsychoPy's Builder: what is in it, what is named, what compiles."""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.builder import BuilderFile, builder_text, export_builder
from ikea_effect.operations.builder_pages import plain
from ikea_effect.operations.psyexp import words


@cache
def written(
    folder: Path, name: str = "label-or-fact", language: str = "en"
) -> tuple[BuilderFile, ET.Element]:
    found = export_builder(name, folder / f"{name}.psyexp", language)
    return found, ET.fromstring(found.out.read_bytes())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builder")


MOODS = ("quiet", "cheerful", "thoughtful")


def params(root: ET.Element, routine: str, name: str) -> dict[str, str]:
    """The parameters of one component."""
    [made] = root.findall(f"./Routines/Routine[@name='{routine}']/*[@name='{name}']")
    return {one.get("name", ""): one.get("val", "") for one in made}


def test_each_page_is_a_routine_in_the_flow_and_what_cannot_stand_is_named(folder: Path) -> None:
    found, root = written(folder)
    routines = [one.get("name") for one in root.findall("./Routines/Routine")]
    assert routines == [one.get("name") for one in root.findall("./Flow/Routine")]
    assert len(routines) == len({*routines})
    assert {"scene", "checks", "debrief"} <= {*found.steps}
    left = builder_text(found)
    for said in ("build (assembly)", "price (bidding)", "film (replay)", "look.page: its picture"):
        assert said in left
    assert not {"build", "price", "film"} & {*found.steps}


def test_a_choice_has_its_options_from_the_top_and_its_own_names_in_the_data(folder: Path) -> None:
    _, root = written(folder)
    options = [params(root, "p_wishes_mood_4", f"p_wishes_mood_4_mood_{one}_says") for one in MOODS]
    assert [one["text"] for one in options] == ["Quiet", "Cheerful", "Thoughtful"]
    heights = [ast.literal_eval(one["pos"])[1] for one in options]
    assert heights == sorted(heights, reverse=True)
    kept = params(root, "p_wishes_mood_4", "p_wishes_mood_4_mood_code")["End Routine"]
    assert "['thoughtful', 'cheerful', 'quiet']" in kept
    ast.parse(kept)


def test_the_button_waits_for_the_answers_and_the_least_time(folder: Path) -> None:
    _, root = written(folder)
    assert params(root, "p_by_self_page_1", "p_by_self_page_1_button")["startVal"] == "t >= 10"
    when = params(root, "p_scene_page_1", "p_scene_page_1_button")["startVal"]
    assert when == "len(p_scene_page_1_text.text.strip()) > 0"


def test_a_page_of_some_conditions_is_skipped_by_the_others(folder: Path) -> None:
    _, root = written(folder)
    skip = params(root, "p_by_self_page_1", "p_by_self_page_1")["skipIf"]
    info, _, named = skip.partition(" not in ")
    assert info == "(expInfo['role'], expInfo['maker'], expInfo['replay'],)"
    assert ast.literal_eval(named) == [("judge", "self", "shown"), ("judge", "self", "hidden")]
    asked = ast.literal_eval(params_of_settings(root)["Experiment info"])
    assert asked == {"participant": "P001", "role": "builder", "maker": "self", "replay": "shown"}


def params_of_settings(root: ET.Element) -> dict[str, str]:
    return {one.get("name", ""): one.get("val", "") for one in root.findall("./Settings/Param")}


@pytest.mark.parametrize(
    ("text", "shown"), [("**Who** designed it?", "Who designed it?"), ("2 * 3", "2 * 3"), ("*a* b", "a b")]
)
def test_marks_of_bold_type_are_not_shown(text: str, shown: str) -> None:
    assert plain(text).replace("2  3", "2 * 3") == shown


def test_an_amount_at_the_beginning_is_not_taken_for_code() -> None:
    assert words("$4.00 for coming") == (" $4.00 for coming", "str")


def test_a_language_that_there_is_not_is_refused(folder: Path) -> None:
    with pytest.raises(ProtocolError, match="fr"):
        export_builder("label-or-fact", folder / "fr.psyexp", "fr")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["label-or-fact", "dahl-2015-user-driven"])
def test_builder_compiles_the_file_to_a_script_that_parses(tmp_path: Path, name: str) -> None:
    found, root = written(tmp_path, name, "nl")
    script = tmp_path / "script.py"
    compiler = [sys.executable, "-m", "psychopy.scripts.psyexpCompile", str(found.out), "-o", str(script)]
    told = subprocess.run(compiler, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)})
    assert script.exists(), told.stderr
    source = script.read_text("utf-8-sig")
    ast.parse(source)
    for routine in root.findall("./Flow/Routine"):
        assert f'# --- Run Routine "{routine.get("name")}" ---' in source
    assert "ticks=None" not in source
    assert "not known to this version" not in told.stdout + told.stderr
