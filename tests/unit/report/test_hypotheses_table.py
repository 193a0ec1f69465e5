"""The table of hypotheses: models by their names, and the smallest effect that matters."""

from __future__ import annotations

import pytest

from ikea_effect.report.sections.study import _hypotheses as hypotheses_table


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"d": 0.4}, "d = 0.4"),
        ({"ratio": 1.25}, "a ratio of 1.25"),
        ({"difference": 0.5}, "a difference of 0.5"),
    ],
)
def test_bounds_of_equivalence_are_its_smallest_effect(make, bounds: dict[str, float], said: str) -> None:
    model = {"kind": "tost", "factor": "labor", "contrast": "build - prebuilt", "bounds": bounds}
    alike = {"id": "alike", "claim": "Both bid about the same", "measure": "wtp", "model": model}
    material = make(said={"hypotheses": [alike], "published": [], "replication": None})
    [row] = hypotheses_table(material).rows
    assert row.cells[-1] == said


def test_models_that_bear_names_of_people_are_written_as_these(make) -> None:
    model = {"kind": "mann-whitney", "factor": "labor", "contrast": "build - prebuilt"}
    asked = {"id": "higher", "claim": "Builders bid more", "measure": "wtp", "model": model}
    [row] = hypotheses_table(make(said={"hypotheses": [asked], "published": [], "replication": None})).rows
    assert row.cells[2] == "Mann-Whitney: build - prebuilt"
