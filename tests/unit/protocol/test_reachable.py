"""Plans in which bounds prove that a finding, or its absence, cannot come out are refused before data."""

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.loading import load_protocol

CHECKOUT = Path(__file__).parents[3]
WELCH = "model: {kind: welch, factor: labor, contrast: build - prebuilt}\n    alternative: greater"
TOST = "model: {kind: tost, factor: labor, contrast: build - prebuilt, bounds: {difference: %s}}"


def refused(tmp_path: Path, *changes: tuple[str, str]) -> list[Any]:
    text = (CHECKOUT / "protocols" / "norton_2012_1a.yaml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(text, "utf-8")
    return [(fault.path, fault.message.splitlines()[0]) for fault in load_protocol(path).uncollectable]


def test_the_shipped_plan_can_come_out_either_way(tmp_path: Path) -> None:
    assert refused(tmp_path) == []


@pytest.mark.parametrize(("difference", "is_refused"), [("4.99", False), ("5.00", True), ("7", True)])
def test_a_test_of_equivalence_that_always_holds_is_refused(
    difference: str, is_refused: bool, tmp_path: Path
) -> None:
    found = refused(tmp_path, (WELCH, TOST % difference))  # bids go from 0.00 to 5.00
    assert [path for path, _ in found] == (["hypotheses[0].model.bounds.difference"] if is_refused else [])


def test_a_published_difference_that_no_two_bids_have_is_refused_unless_in_another_unit(
    tmp_path: Path,
) -> None:
    far = ("mean: {build: 0.78,", "mean: {build: 5.49,")
    assert refused(tmp_path, ("mean: {build: 0.78,", "mean: {build: 5.48,")) == []  # less 0.48: 5.00
    assert refused(tmp_path, far) == [
        (
            "published[0].mean",
            "has means 5.01 apart, and 'wtp' goes from 0.00 to 5.00: the published effect cannot come "
            "out here.",
        )
    ]
    here = "locator: HBS Working Paper 11-091, Experiment 1A"
    assert refused(tmp_path, far, (here, f"unit: DEM\n    {here}")) == []


def test_equivalence_decides_by_a_declared_bound_alone(tmp_path: Path) -> None:
    decides = ("decides: small-telescopes", "decides: equivalence")
    assert [path for path, _ in refused(tmp_path, decides)] == ["hypotheses[1]"]  # the first declares one
    bound = (
        "contrast: build - prebuilt}\nreplication:",
        "contrast: build - prebuilt}\n    smallest_effect: {d: 0.3}\nreplication:",
    )
    assert refused(tmp_path, decides, bound) == []
