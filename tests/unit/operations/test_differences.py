"""What a lab changes is said in sentences, without a key of any file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from ikea_effect.operations.differences import differences
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import load_setup


def changed(folder: Path, overrides: dict[str, Any], language: str = "en") -> tuple[str, ...]:
    """The differences of a lab with these overrides."""
    set_up(folder, overrides, language)
    return differences(load_setup("norton-2012-1a", str(folder)), "norton-2012-1a")


def set_up(folder: Path, overrides: dict[str, Any], language: str = "en", **more: Any) -> None:
    """The box of Norton's study in this folder, with what a lab says otherwise."""
    name = "norton-2012-1a"
    said = {"protocol": name, "language": language, "overrides": overrides, **more}
    good = load_protocol(name).file.parent.parent / "experiments" / "norton_2012_1a"
    said["goods"] = yaml.safe_load((good / "experiment.yaml").read_text("utf-8"))["goods"]
    shutil.copytree(good / "materials", folder / "materials")
    (folder / "experiment.yaml").write_text(yaml.safe_dump(said), "utf-8")


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, ()),
        ({"currency": "EUR"}, ("The currency is EUR instead of USD.",)),
        ({"payment": {"show_up": 7.5}}, ("The payment for coming is $7.50 instead of $5.00.",)),
        ({"payment": {"endowment": 6}}, ("The endowment is $6.00 instead of $5.00.",)),
        ({"sample": {"per_condition": 60}}, ("60 participants per condition are planned instead of 100.",)),
        (
            {"currency": "EUR", "mechanisms": {"bid": {"high": 4, "step": 0.05}}},
            (
                "The currency is EUR instead of USD.",
                "The price range of bid goes from €0.00 to €4.00 instead of $0.00 to $5.00.",
                "The step of bid is €0.05 instead of $0.01.",
            ),
        ),
        ({"goods": {"storage-box": "a gray crate"}}, ("Instead of the storage box: a gray crate.",)),
    ],
)
def test_what_a_lab_changes_is_a_sentence(tmp_path: Path, overrides: dict, expected: tuple) -> None:
    assert changed(tmp_path, overrides) == expected


def test_another_language_is_told(tmp_path: Path) -> None:
    assert changed(tmp_path, {}, "nl") == (
        "Participants read Dutch; the protocol’s first language is English.",
    )


def test_another_number_of_a_role_is_told(tmp_path: Path) -> None:
    shipped_one = load_protocol("maker-and-judges").file.parent.parent / "experiments" / "maker_and_judges"
    here = Path(shutil.copytree(shipped_one, tmp_path / "here"))
    file = here / "experiment.yaml"
    file.write_text(
        file.read_text("utf-8").replace("overrides: {}", "overrides: {sample: {per_role: {judge: 40}}}")
    )
    assert differences(load_setup("maker-and-judges", str(here)), "maker-and-judges") == (
        "40 participants in the role judge are planned instead of 80.",
    )
