"""The list of kinds, and the page that is made from it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.kinds import as_markdown, kinds
from ikea_effect.protocol.kinds import MeasureKind, MechanismKind, ModelKind, StepKind
from ikea_effect.protocol.registry import BUILT_IN, GROUP, measure_kind, resolve, step_kind


def test_every_kind_says_its_keys_and_what_it_is() -> None:
    found = {(one.of, one.name): one for one in kinds()}
    assert {name for of, name in found if of == "step"} >= set(BUILT_IN["step"])
    assert found["measure", "rating"].keys == ("optional", "right", "known_by", "low", "high", "text")
    assert found["measure", "free-text"].needed == ("text",)
    assert all(one.meaning and len(one.meaning) < 150 for one in found.values())


def test_the_page_has_the_kinds_of_this_program(checkout: Path) -> None:
    page = (checkout / "docs" / "kinds.md").read_text("utf-8")
    own = [one for one in kinds() if not one.package]
    assert as_markdown(own, page="kinds/{of}-{name}.md") in page, "run python docs/make_kinds.py"


@pytest.mark.parametrize("descriptor", [MeasureKind, StepKind, MechanismKind, ModelKind])
def test_the_page_has_every_part_of_a_descriptor(checkout: Path, descriptor: type) -> None:
    page = (checkout / "docs" / "descriptors.md").read_text("utf-8")
    assert not [field.name for field in dataclasses.fields(descriptor) if f"`{field.name}`" not in page]
    assert GROUP in page


def test_only_kinds_of_one_sort_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["kinds", "measure", "--json"])
    assert not caught.value.code
    assert {one["of"] for one in json.loads(capsys.readouterr().out)["kinds"]} == {"measure"}


@pytest.mark.parametrize(("name", "of"), [("assembly", "step"), ("bdm", "mechanism"), ("welch", "model")])
def test_a_kind_is_shown_by_its_name(name: str, of: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["kinds", name, "--json"])
    assert not caught.value.code
    [one] = json.loads(capsys.readouterr().out)["kinds"]
    assert (one["of"], one["name"]) == (of, name)


def test_a_sort_that_there_is_not_is_refused_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["kinds", "measures"])
    assert caught.value.code == 2
    assert "Allowed: step, measure, mechanism, model, scale." in capsys.readouterr().err


@pytest.mark.parametrize("name", BUILT_IN["step"])
def test_what_a_step_names_on_other_floors_is_there(name: str) -> None:
    kind = step_kind(name)
    assert all(callable(resolve(reference)) for reference in (kind.task, kind.others) if reference)


@pytest.mark.parametrize("name", BUILT_IN["measure"])
def test_what_a_measure_names_on_other_floors_is_there(name: str) -> None:
    kind = measure_kind(name)
    assert all(resolve(reference) for reference in (kind.asked, kind.population) if reference)
